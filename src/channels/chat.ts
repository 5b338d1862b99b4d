/** What chat platforms have in common: something arrives and is kept, is answered once and in order, and the answer leaves. */
import type { Answer } from '../contract.js';
import { Refusal } from '../errors.js';
import type { Clock, Masked, Message, Service } from '../service.js';
import type { Channel, InboxRecord, Store } from '../store/store.js';
import { createOutbox, type Outbox, type Send } from './chat/outbox.js';

export { type Hands, Later, type Outgoing, type Send, Undeliverable } from './chat/outbox.js';

/** What a citizen did: said something, tapped what was offered with an answer, or judged an answer. */
export type Deed =
  | { text: string }
  | { answerId: string; offered: 'options' | 'suggestions'; index: number }
  | { answerId: string; helpful: boolean }
  /** Nothing to be answered: one of the channel's own words is said. */
  | { say: string };

/** `id`: the platform's own, the same for a repeat. `address`: where its answer goes, as the channel needs it. */
export interface Delivery {
  id: string;
  conversationId: string;
  address: string;
  deed: Deed;
}

export interface Arrival {
  repeat: boolean;
  record: InboxRecord;
}

export interface Chat {
  /** Kept when the promise is kept: only then may the platform be told so. */
  receive(d: Delivery): Promise<Arrival>;
  /** Works, and sends what is left from before. */
  start(): void;
  /** Finishes what is being worked out; what has not left yet leaves after the next start. */
  stop(): Promise<void>;
}

export interface ChatTools {
  channel: Channel;
  store: Store;
  service: Pick<Service, 'ask' | 'answerJson' | 'feedback' | 'mask' | 'undeliverable'>;
  clock: Clock;
  send: Send;
  /** The channel's own words; `refused` where a question cannot be taken. */
  words: Record<string, string> & { refused: string };
  log(level: 'warn' | 'error', message: string, details?: object): void;
}

/** As it lies in the inbox: nothing personal is in it. */
type Kept = { said: Masked } | Exclude<Deed, { text: string }>;

/** A message that nobody finished within it is taken again: whoever had it is gone. Two who work it out record it once. */
const HELD_MS = 15_000;
const AT_ONCE = 32;
/** Milliseconds: what other processes received, and what agents said, is looked for this often. */
const LOOK_MS = 200;
/** Seconds until the next try, by tries so far. */
const again = (attempts: number): number => Math.min(60, 2 ** Math.min(attempts, 6) / 2);
/** So many may wait to leave before more are worked out. */
const MOST_LEAVING = 500;

export function createChat(t: ChatTools): Chat {
  const { channel, store, service, clock } = t;
  const outbox: Outbox = createOutbox({ send: t.send, log: t.log });
  const inHand = new Set<Promise<void>>();
  let running = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let putting = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const now = (): string => clock.now().toISOString();
  const later = (seconds: number): string => new Date(clock.now().getTime() + seconds * 1000).toISOString();

  async function addressOf(conversationId: string): Promise<string | undefined> {
    return (await store.chat(conversationId))?.address;
  }

  async function say({ orderKey }: InboxRecord, name: string): Promise<void> {
    const [address, text] = [await addressOf(orderKey), t.words[name]];
    // After the answers before it.
    await putOut();
    if (address && text) outbox.put(orderKey, { address, out: { kind: 'words', text } });
  }

  /** What was tapped, in words; undefined where the answer that offered it is gone. */
  async function wordsOf(kept: Kept, conversationId: string): Promise<Masked | undefined> {
    if ('said' in kept) return kept.said;
    if (!('offered' in kept)) return undefined;
    const json = await service.answerJson(kept.answerId);
    const answer = json && (JSON.parse(json) as Answer);
    // Offered to somebody else: not his to tap.
    if (!answer || answer.conversationId !== conversationId) return undefined;
    const text =
      kept.offered === 'options' ? answer.options?.[kept.index]?.label : answer.suggestions[kept.index];
    return text === undefined ? undefined : { text };
  }

  async function answer(record: InboxRecord): Promise<void> {
    const kept = JSON.parse(record.payload) as Kept;
    if ('helpful' in kept) {
      const { answerId, helpful } = kept;
      // An answer that is gone cannot be judged any more.
      await service
        .feedback({ answerId, helpful }, { idempotencyKey: `${channel} ${record.externalId}` })
        .catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
        });
      return store.complete(channel, record.externalId);
    }
    if ('say' in kept) {
      await say(record, kept.say);
      return store.complete(channel, record.externalId);
    }
    const masked = await wordsOf(kept, record.orderKey);
    if (!masked || masked.text.trim() === '') return store.complete(channel, record.externalId);
    // From the store it leaves, whoever has recorded it.
    await service.ask(
      { text: masked.text, conversationId: record.orderKey },
      { channel, externalId: record.externalId, masked },
    );
  }

  async function work(record: InboxRecord): Promise<void> {
    try {
      await answer(record);
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'unavailable') {
        await say(record, 'refused');
        return store.complete(channel, record.externalId);
      }
      // Not the error's own words: they may quote what was said.
      t.log('error', '聊天渠道有一条消息没有答成，稍后再试', { channel, name: (error as Error).name });
      await store.fail(channel, record.externalId, (error as Error).name, later(again(record.attempts)));
    }
  }

  /** One that takes long holds up its own conversation, and no other. */
  async function take(): Promise<void> {
    while (running && outbox.size() < MOST_LEAVING && inHand.size < AT_ONCE) {
      const taken = await store.take(channel, now(), later(HELD_MS / 1000), AT_ONCE - inHand.size);
      if (taken.length === 0) return;
      for (const record of taken) {
        const mine = work(record)
          .catch((error: Error) =>
            t.log('error', '收件箱写不进去，过一会儿再试', { channel, name: error.name }),
          )
          .finally(() => {
            inHand.delete(mine);
            look();
          });
        inHand.add(mine);
      }
    }
  }

  /** Recorded, and not recorded as sent: of this process, of one that is gone, or recorded late by one that was killed. */
  async function leave(held: Set<string>): Promise<void> {
    for (const record of await store.unsent(channel, held.size + AT_ONCE)) {
      const { externalId, orderKey, answerId } = record;
      const key = `answer ${externalId}`;
      if (held.has(key)) continue;
      const done = () => store.sent(channel, externalId, now());
      const address = await addressOf(orderKey);
      const json = answerId && (await service.answerJson(answerId));
      if (address === undefined || !json) await done();
      else {
        const answer = JSON.parse(json) as Answer;
        outbox.put(orderKey, { address, out: { kind: 'answer', answer, record }, done, key });
      }
    }
  }

  /** What people have said goes out as they said it. */
  async function forward(messages: Message[], held: Set<string>): Promise<void> {
    for (const message of messages) {
      const { conversationId, seq } = message;
      const key = `message ${conversationId} ${seq}`;
      if (held.has(key)) continue;
      const done = (undeliverable?: string) =>
        undeliverable === undefined
          ? store.forwarded(conversationId, seq, now())
          : service.undeliverable(conversationId, seq, undeliverable);
      const address = await addressOf(conversationId);
      if (address === undefined) await done();
      else outbox.put(conversationId, { address, out: { kind: 'message', message }, done, key });
    }
  }

  /** One after the other, each with all that is recorded when it begins. */
  function putOut(): Promise<void> {
    putting = putting.catch(() => undefined).then(putOutNow);
    return putting;
  }

  /** What is held is looked up before what is to leave: what leaves meanwhile is not sent again. */
  async function putOutNow(): Promise<void> {
    const held = outbox.held();
    if (held.size >= MOST_LEAVING) return;
    const said = await store.toForward(channel, held.size + AT_ONCE);
    // Looked up later, so that an answer before somebody's words goes before them.
    await leave(held);
    await forward(said, held);
  }

  function look(): void {
    lookAgain = true;
    looking ??= (async () => {
      while (lookAgain && running) {
        lookAgain = false;
        // The store says itself what is wrong with it; the next look tries again.
        await take().catch(() => undefined);
        await putOut().catch(() => undefined);
      }
      looking = undefined;
    })();
  }

  return {
    async receive({ id, conversationId, address, deed }) {
      const kept: Kept = 'text' in deed ? { said: service.mask(deed.text) } : deed;
      const receivedAt = now();
      await store.keepAddress({ conversationId, channel, address }, receivedAt);
      const { repeat, message } = await store.receive({
        ...{ channel, externalId: id, orderKey: conversationId, receivedAt },
        payload: JSON.stringify(kept),
      });
      if (running) look();
      return { repeat, record: message };
    },
    start() {
      if (running) return;
      running = true;
      outbox.open();
      timer = setInterval(look, LOOK_MS);
      look();
    },
    async stop() {
      running = false;
      clearInterval(timer);
      // At once: another process may have begun to send.
      const closed = outbox.close();
      await looking;
      await Promise.allSettled(inHand);
      await closed;
    },
  };
}
