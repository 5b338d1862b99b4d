/** A console on real HTTP and SQLite, with a clock that tests move and browsers that keep cookies and tokens. */
import { request as httpRequest } from 'node:http';
import { createHttp, type HttpOptions } from '../../src/channels/http.js';
import { hashPassword } from '../../src/console/passwords.js';
import { type Console, createConsole } from '../../src/console.js';
import { CONSOLE_API, CONSOLE_ROUTES, type ConsoleRouteName, meSchema } from '../../src/contract/console.js';
import { newId } from '../../src/id.js';
import { shanghaiDay } from '../../src/period.js';
import { createService, type OwnService } from '../../src/service.js';
import { openSqlite } from '../../src/store/sqlite.js';
import type { Role, Store } from '../../src/store/store.js';
import { realAssistant, TODAY, temporaryFolderToRemove } from '../real.js';

export const PASSWORD = '山高月小 水落石出 江流有声';
export type Row = Record<string, unknown>;
export interface Reply<T = Row> {
  status: number;
  headers: Headers;
  raw: string;
  body: T;
}

/** Keeps cookies, sends its origin, and its token with whatever is no GET. */
export class Browser {
  cookies = new Map<string, string>();
  token = '';
  constructor(
    readonly url: string,
    readonly origin = url,
  ) {}

  async send<T = Row>(method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
    const headers: Record<string, string> = { cookie: this.cookie(), ...more };
    if (method !== 'GET') {
      headers.origin ??= this.origin;
      headers['x-gongji-token'] ??= this.token;
    }
    for (const [k, v] of Object.entries(headers)) if (v === '-') delete headers[k];
    if (body !== undefined) headers['content-type'] = 'application/json';
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.url}${path}`, { method, headers, ...sent });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const raw = await response.text();
    const json = raw !== '' && response.headers.get('content-type')?.includes('json');
    const parsed = json ? JSON.parse(raw) : undefined;
    return { status: response.status, headers: response.headers, raw, body: parsed as T };
  }
  cookie(): string {
    return [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  }

  /** By the route's name; `id` fills its path. */
  call<T = Row>(name: ConsoleRouteName, body?: unknown, id = '', query = ''): Promise<Reply<T>> {
    const { method, path } = CONSOLE_ROUTES[name];
    return this.send<T>(method, `${CONSOLE_API}${path.replace(':id', id)}${query}`, body);
  }
  async enter(): Promise<Reply> {
    const reply = await this.call('entry');
    this.token = reply.body.token as string;
    return reply;
  }
  async signIn(name: string, password = PASSWORD): Promise<Reply> {
    await this.enter();
    const reply = await this.call('signIn', { name, password });
    if (reply.status === 200) this.token = meSchema.parse(reply.body).token;
    return reply;
  }

  /** Server-sent events as they come; `next` waits for the first that fits. */
  async listen(path: string, headers: Record<string, string> = {}) {
    const stop = new AbortController();
    const response = await fetch(`${this.url}${path}`, {
      headers: { cookie: this.cookie(), ...headers },
      signal: stop.signal,
    });
    const seen: { event: string; id: string; data: Row }[] = [];
    let wake = (): void => undefined;
    let ended = false;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const read = async (): Promise<void> => {
      let text = '';
      for (;;) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) break;
        text += value;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
          if (!block.startsWith('event:') && !block.includes('\nevent:')) continue;
          seen.push({ event: field('event'), id: field('id'), data: JSON.parse(field('data') || '{}') });
          wake();
        }
      }
    };
    void read()
      .catch(() => undefined)
      .finally(() => {
        ended = true;
        wake();
      });
    return {
      status: response.status,
      seen,
      async next(fits: (data: Row, event: string) => boolean): Promise<Row> {
        for (;;) {
          const at = seen.findIndex((e) => fits(e.data, e.event));
          if (at >= 0) return (seen.splice(0, at + 1).at(-1) as (typeof seen)[number]).data;
          if (ended) throw new Error('the stream has ended');
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      stop: () => stop.abort(),
    };
  }
}

export interface Desk {
  url: string;
  app: ReturnType<typeof createHttp>;
  store: Store;
  service: OwnService;
  console: Console;
  dataDir: string;
  /** The key of the one-time link, where there was no account. */
  key: string | undefined;
  /** Moves the clock on. */
  later(minutes: number): void;
  browser(): Browser;
  /** An account of that role, made by need, signed in in a new browser. */
  as(role: Role, name?: string): Promise<Browser & { id: string }>;
  ask(text: string, conversationId?: string): Promise<Row>;
  close(): Promise<void>;
}

let hash: Promise<string> | undefined;
let loaded: ReturnType<typeof realAssistant> | undefined;
const START = new Date(`${TODAY}T04:00:00Z`).getTime();

export async function realDesk(
  o: Partial<HttpOptions> & { password?: string; accounts?: boolean; dataDir?: string; port?: number } = {},
): Promise<Desk> {
  const { password, accounts = true, dataDir, port = 0, ...options } = o;
  // Loaded once: nothing that a desk does changes it.
  loaded ??= realAssistant();
  const assistant = await loaded;
  const folder = temporaryFolderToRemove();
  const store = openSqlite(dataDir ?? folder.path);
  let now = START;
  const clock = { now: () => new Date(now), today: () => shanghaiDay(new Date(now)) };
  const service = createService(assistant, store, clock, { snapshot: 'a'.repeat(32) });
  const failures: Error[] = [];
  const desk = createConsole(service, store, clock, (e) => failures.push(e));
  hash ??= hashPassword(PASSWORD);
  const add = async (role: Role, name: string = role): Promise<string> => {
    const known = await store.staffByName(name);
    if (known) return known.id;
    const id = newId();
    await store.addStaff({
      ...{ id, name, displayName: `${name}同志`, role, passwordHash: await (hash as Promise<string>) },
      ...{ createdAt: new Date(now).toISOString(), disabledAt: null },
    });
    return id;
  };
  if (accounts) for (const role of ['agent', 'curator', 'admin'] as const) await add(role);
  const key = await desk.open(password);
  const site = { page: () => '', files: {} };
  const app = createHttp(service, { site, logLevel: 'silent', console: desk, ...options });
  const url = await app.listen({ port, host: '127.0.0.1' });
  return {
    ...{ url, app, store, service, console: desk, dataDir: dataDir ?? folder.path, key },
    later: (minutes) => {
      now += minutes * 60_000;
    },
    browser: () => new Browser(url),
    async as(role, name = role) {
      const id = await add(role, name);
      const b = new Browser(url);
      const reply = await b.signIn(name);
      if (reply.status !== 200) throw new Error(reply.raw);
      return Object.assign(b, { id });
    },
    async ask(text, conversationId) {
      const reply = await new Browser(url).send('POST', '/v1/ask', {
        text,
        ...(conversationId && { conversationId }),
      });
      return reply.body;
    },
    async close() {
      desk.close();
      await app.close();
      await service.drain();
      await store.close();
      folder.remove();
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** A request with a Host of its own, as through a proxy or by another name. */
export function sendAs(
  url: string,
  host: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<{ status: number; body: Row; setCookie: string[] }> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const r = httpRequest(
      {
        ...{ host: '127.0.0.1', port, method, path },
        headers: { host, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(text || '{}') as Row,
            setCookie: response.headers['set-cookie'] ?? [],
          }),
        );
      },
    );
    r.once('error', reject);
    r.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
