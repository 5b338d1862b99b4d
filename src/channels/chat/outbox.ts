/** What is to leave: in order within a conversation, tried until the platform has it or never will. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../contract.js';
import type { Message } from '../../service.js';
import type { InboxRecord } from '../../store/store.js';
import { createTurnstile, type Turn } from './turnstile.js';

export type Outgoing =
  /** `record`: the message that it answers. */
  | { kind: 'answer'; answer: Answer; record: InboxRecord }
  /** An agent's or the desk's. */
  | { kind: 'message'; message: Message }
  | { kind: 'words'; text: string };

/**
 * Hands it to the platform; kept when the platform has it all. Throws `Later` where it is to be tried again,
 * `Undeliverable` where nobody will ever get it; anything else is tried again more and more slowly.
 */
export type Send = (address: string, out: Outgoing, hands: Hands) => Promise<void>;

export interface Hands {
  /** When aborted, nothing more begins; what the platform may have already is waited for, until `cut`. */
  signal: AbortSignal;
  cut: AbortSignal;
  /** Waits for its turn to hand over what completes it. */
  alone(): Promise<void>;
}

export class Later extends Error {
  constructor(readonly seconds: number) {
    super(`again in ${seconds} s`);
  }
}
export class Undeliverable extends Error {}

export interface Parcel {
  address: string;
  out: Outgoing;
  /** Tried until it succeeds, so that nothing is sent again because it is not known to be sent; told why where nobody will ever get it. */
  done?(undeliverable?: string): Promise<void>;
  /** Stands in `held` until it has left and `done` has. */
  key?: string;
}

export interface Outbox {
  put(conversation: string, parcel: Parcel): void;
  size(): number;
  /** The keys at this moment. */
  held(): Set<string>;
  open(): void;
  /** What is being handed over ends, in `GRACE` at most; what waits is dropped, its `done` not called. */
  close(): Promise<void>;
}

/** Seconds. */
const LONGEST_WAIT = 60;
/** Milliseconds. */
const GRACE = 3_000;
const waitAfter = (tries: number): number => Math.min(LONGEST_WAIT, 2 ** (tries - 1));

export function createOutbox(t: {
  send: Send;
  log(level: 'warn' | 'error', message: string, details?: object): void;
}): Outbox {
  const lines = new Map<string, Promise<void>>();
  const keys = new Set<string>();
  const nextTurn = createTurnstile();
  let size = 0;
  let stopping = new AbortController();
  let cutting = new AbortController();

  const pause = (seconds: number, signal: AbortSignal): Promise<unknown> =>
    sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);

  /** Undefined where it was stopped before the platform had it or said that it never will. */
  async function hand(
    { address, out }: Parcel,
    signal: AbortSignal,
    turn: Turn,
  ): Promise<{ undeliverable?: string } | undefined> {
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        await t.send(address, out, { signal, cut: cutting.signal, alone: turn.enter });
      } catch (error) {
        if (!(error instanceof Undeliverable)) {
          const seconds = error instanceof Later ? error.seconds : waitAfter(tries);
          if (!(error instanceof Later))
            t.log('warn', '平台没有收下一条消息，稍后再发', { tries, name: (error as Error).name });
          turn.leave();
          await pause(seconds, signal);
          continue;
        }
        t.log('warn', '有一条消息送不到了', { reason: error.message });
        return { undeliverable: error.message };
      }
      return {};
    }
    return undefined;
  }

  /** What has left and is not known to have left is said again after the next start: the only way to say it twice. */
  async function record(done: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        return await done();
      } catch (error) {
        t.log('error', '发出去的没有记下', { tries, name: (error as Error).name });
        if (signal.aborted) return;
        await pause(waitAfter(tries), signal);
      }
  }

  async function pass(parcel: Parcel): Promise<void> {
    const { signal } = stopping;
    const turn = nextTurn();
    try {
      const handed = await hand(parcel, signal, turn);
      const { done } = parcel;
      if (handed && done) await record(() => done(handed.undeliverable), signal);
    } finally {
      turn.leave();
    }
  }

  return {
    put(conversation, parcel) {
      if (parcel.key !== undefined) keys.add(parcel.key);
      size += 1;
      const mine = (lines.get(conversation) ?? Promise.resolve())
        .then(() => pass(parcel))
        .finally(() => {
          size -= 1;
          if (parcel.key !== undefined) keys.delete(parcel.key);
          if (lines.get(conversation) === mine) lines.delete(conversation);
        });
      lines.set(conversation, mine);
    },
    size: () => size,
    held: () => new Set(keys),
    open: () => {
      stopping = new AbortController();
      cutting = new AbortController();
      // Every line waits for the same signal, and there are many.
      setMaxListeners(0, stopping.signal, cutting.signal);
    },
    async close() {
      stopping.abort();
      const cut = cutting;
      const end = setTimeout(() => cut.abort(), GRACE);
      await Promise.allSettled(lines.values());
      clearTimeout(end);
    },
  };
}
