/** How an answer reaches the citizen: in the platform's open request, or by 客服消息; one of them, for all processes. */
import type { Channel, InboxRecord, InboxStore } from '../../store/store.js';

type Way = 'passive' | 'custom';
interface Decision {
  way: Way;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Answering {
  id: string;
  /** The conversation's. */
  orderKey: string;
  /** When the first try came in. */
  receivedAt: string;
}

export interface Handover {
  /** While the platform waits, `until` then: the text, or undefined where it shall come by 客服消息. */
  reply(message: Answering, until: number): Promise<string | undefined>;
  /** The reply left with the text. */
  left(id: string): Promise<void>;
  /** The answer is there. Kept once it was handed over either way; broken where 客服消息 failed, or at the signal. */
  send(message: Answering, custom: (text: string) => Promise<void>, signal: AbortSignal): Promise<void>;
}

export interface HandoverTools {
  channel: Channel;
  store: Pick<InboxStore, 'receive' | 'inboxMessage' | 'sent'>;
  now(): Date;
  /** The text for an answer that is recorded. */
  text(answerId: string): Promise<string>;
}

/** Milliseconds: the platform gives up on one try after five seconds, and makes three. */
const LAST_TRY = 3 * 5_000 + 1_000;
/** Milliseconds that a reply takes at most to leave. */
const REPLYING = 2_000;
/** How often the store is asked what other processes have done. */
const LOOK = 250;

const decisionOf = (record: InboxRecord): Decision => ({
  way: record.payload as Way,
  at: new Date(record.receivedAt).getTime(),
});

export function createHandover({ channel, store, now, text }: HandoverTools): Handover {
  /** Those who wait in this process for something about a message. */
  const waiting = new Map<string, Set<() => void>>();

  function wake(id: string): void {
    for (const resume of waiting.get(id) ?? []) resume();
  }
  function pause(id: string, ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const all = waiting.get(id) ?? new Set();
      waiting.set(id, all);
      const resume = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', resume);
        all.delete(resume);
        if (all.size === 0) waiting.delete(id);
        resolve();
      };
      const timer = setTimeout(resume, ms);
      signal?.addEventListener('abort', resume);
      all.add(resume);
    });
  }

  /** Whoever is first decides; the others hear what was decided, and when. */
  async function decide({ id, orderKey }: Answering, way: Way): Promise<Decision> {
    const { message } = await store.receive({
      ...{ channel: `${channel}-way`, externalId: id, orderKey, payload: way },
      receivedAt: now().toISOString(),
    });
    wake(id);
    return decisionOf(message);
  }
  async function decided(id: string): Promise<Decision | undefined> {
    const record = await store.inboxMessage(`${channel}-way`, id);
    return record && decisionOf(record);
  }

  return {
    async reply(message, until) {
      const { id } = message;
      for (;;) {
        const { answerId, status } = (await store.inboxMessage(channel, id)) ?? {};
        // Finished without an answer: what is said instead comes by itself.
        if (!answerId && status !== 'waiting' && status !== 'taken') return undefined;
        const left = until - now().getTime();
        const decision = answerId ? await decide(message, 'passive') : await decided(id);
        if (decision?.way === 'custom') return undefined;
        if (answerId) return text(answerId);
        if (left <= 0 && (await decide(message, 'custom')).way === 'custom') return undefined;
        await pause(id, Math.min(Math.max(left, 1), LOOK));
      }
    },
    async left(id) {
      await store.sent(channel, id, now().toISOString());
      wake(id);
    },
    async send(message, custom, signal) {
      const { id } = message;
      const lastTry = new Date(message.receivedAt).getTime() + LAST_TRY;
      wake(id);
      for (;;) {
        signal.throwIfAborted();
        const record = await store.inboxMessage(channel, id);
        if (!record?.answerId || record.sentAt) return;
        let decision = await decided(id);
        if (!decision && now().getTime() >= lastTry) decision = await decide(message, 'custom');
        // A reply that was begun and has not left by then went nowhere.
        const until = Math.max(lastTry, (decision?.at ?? 0) + REPLYING);
        const left = until - now().getTime();
        if (decision?.way === 'custom' || left <= 0) {
          return custom(await text(record.answerId));
        }
        await pause(id, Math.min(left, LOOK * 4), signal);
      }
    },
  };
}
