/** What is to leave: in order within a conversation, tried until the platform has it or never will. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../contract.js';
import type { Message } from '../../service.js';
import type { InboxRecord } from '../../store/store.js';

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
export type Send = (address: string, out: Outgoing, signal: AbortSignal) => Promise<void>;

export class Later extends Error {
  constructor(readonly seconds: number) {
    super(`again in ${seconds} s`);
  }
}
export class Undeliverable extends Error {}

export interface Parcel {
  address: string;
  out: Outgoing;
  done?(): Promise<void>;
  /** One with the same key that still waits is the same parcel. */
  key?: string;
}

export interface Outbox {
  put(conversation: string, parcel: Parcel): void;
  size(): number;
  open(): void;
  /** What is being handed over ends; what waits is dropped, its `done` not called. */
  close(): Promise<void>;
}

const LONGEST_WAIT = 60;

export function createOutbox(t: {
  send: Send;
  log(level: 'warn' | 'error', message: string, details?: object): void;
}): Outbox {
  const lines = new Map<string, Promise<void>>();
  const keys = new Set<string>();
  let size = 0;
  let stopping = new AbortController();

  async function hand({ address, out, done }: Parcel): Promise<void> {
    const { signal } = stopping;
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        await t.send(address, out, signal);
      } catch (error) {
        if (!(error instanceof Undeliverable)) {
          const seconds = error instanceof Later ? error.seconds : Math.min(LONGEST_WAIT, 2 ** (tries - 1));
          if (!(error instanceof Later))
            t.log('warn', '平台没有收下一条消息，稍后再发', { tries, name: (error as Error).name });
          await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
          continue;
        }
        t.log('warn', '有一条消息送不到了', { reason: error.message });
      }
      // Sent and not recorded as sent is sent once more after the next start.
      await done?.().catch((error: Error) => t.log('error', '发出去的没有记下', { name: error.name }));
      return;
    }
  }

  return {
    put(conversation, parcel) {
      if (parcel.key !== undefined) {
        if (keys.has(parcel.key)) return;
        keys.add(parcel.key);
      }
      size += 1;
      const mine = (lines.get(conversation) ?? Promise.resolve())
        .then(() => hand(parcel))
        .finally(() => {
          size -= 1;
          if (parcel.key !== undefined) keys.delete(parcel.key);
          if (lines.get(conversation) === mine) lines.delete(conversation);
        });
      lines.set(conversation, mine);
    },
    size: () => size,
    open: () => {
      stopping = new AbortController();
      // Every line waits for the same signal, and there are many.
      setMaxListeners(0, stopping.signal);
    },
    async close() {
      stopping.abort();
      await Promise.allSettled(lines.values());
    },
  };
}
