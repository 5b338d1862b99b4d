/** The API as the widget uses it: every call ends in time, and every failure says which kind it is. */
import type { Answer, ErrorBody } from '../../contract.js';

/** `offline` and `busy` may be tried again; `origin` is for whoever runs the server; `refused` is the caller's mistake. */
export type FailureKind = 'offline' | 'busy' | 'origin' | 'refused';

export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string = kind,
  ) {
    super(message);
  }
}

export interface PersonMessage {
  seq: number;
  role: string;
  text: string;
}
export interface MessagePage {
  messages: PersonMessage[];
  lastSeq: number;
  handOff: 'open' | 'taken' | null;
}

const TIMEOUT_MS = 20_000;
const PROBE_MS = 4000;
/** Waits before the second and the third try. */
const PAUSES_MS = [800, 2500];

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** A name for one question, so that a repeat after a broken line is answered once. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

export class Client {
  constructor(private readonly base: string) {}

  ask(text: string, conversationId: string | undefined, region: string | undefined): Promise<Answer> {
    const body = { text, ...(conversationId && { conversationId }), ...(region && { region }) };
    // One key for all tries.
    const key = newKey();
    return this.retried(() => this.post<Answer>('/v1/ask', body, key));
  }

  async feedback(answerId: string, helpful: boolean, comment: string): Promise<void> {
    const body = { answerId, helpful, ...(comment && { comment }) };
    await this.post('/v1/feedback', body, newKey());
  }

  messages(conversationId: string, after: number): Promise<MessagePage> {
    return this.call(`/v1/conversations/${conversationId}/messages?after=${after}`, {});
  }

  /** Live messages; the browser connects again by itself after a break. Ends with the returned function. */
  events(conversationId: string, after: number, onMessage: (m: PersonMessage) => void): () => void {
    const source = new EventSource(`${this.base}/v1/conversations/${conversationId}/events?after=${after}`);
    source.addEventListener('message', (e) => onMessage(JSON.parse(e.data) as PersonMessage));
    source.addEventListener('gone', () => source.close());
    return () => source.close();
  }

  receiptUrl(answerId: string): string {
    return `${this.base}/v1/answers/${answerId}`;
  }

  private async retried<T>(call: () => Promise<T>): Promise<T> {
    for (const pause of PAUSES_MS) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof Failure) || (error.kind !== 'offline' && error.kind !== 'busy')) throw error;
        await wait(pause);
      }
    }
    return call();
  }

  private post<T>(path: string, body: object, key: string): Promise<T> {
    return this.call<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  }

  private async call<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(this.base + path, {
      ...init,
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(async () => {
      throw new Failure((await this.isThere()) ? 'origin' : 'offline');
    });
    const body = (await response.json().catch(() => undefined)) as (T & Partial<ErrorBody>) | undefined;
    if (response.ok && body) return body;
    const { code, message } = body?.error ?? {};
    if (code === 'forbidden-origin') throw new Failure('origin');
    if (response.status === 429 || response.status >= 500) throw new Failure('busy');
    throw new Failure('refused', message);
  }

  /** A request that needs no permission arrives where the server is up: then it is the origin that is not allowed. */
  private isThere(): Promise<boolean> {
    if (this.base === location.origin) return Promise.resolve(false);
    return fetch(`${this.base}/healthz`, { mode: 'no-cors', signal: AbortSignal.timeout(PROBE_MS) }).then(
      () => true,
      () => false,
    );
  }
}
