/** Live messages: whoever listens to a conversation reads it again when it has moved, in order, each message once. */
import type { MessageRecord, Store } from '../store/store.js';
import { digest } from './work.js';

export interface Listener {
  message(m: MessageRecord): void;
  gone(): void;
}

export interface Live {
  /** A conversation has moved, or is gone; see `nameOf`. */
  moved(name: string): void;
  /** Something may have moved unheard. */
  lookAgain(): void;
  subscribe(conversationId: string, after: number, listener: Listener): () => void;
}

const AT_ONCE = 100;

/** What a conversation is called among processes: its id is the only key to it. */
export const nameOf = (conversationId: string): string => digest(conversationId).slice(0, 24);

export function createLive(store: Pick<Store, 'messages' | 'conversation'>): Live {
  const open = new Map<string, Set<() => void>>();

  return {
    moved: (name) => {
      for (const wake of open.get(name) ?? []) wake();
    },
    lookAgain: () => {
      for (const listeners of open.values()) for (const wake of listeners) wake();
    },
    subscribe(id, after, listener) {
      const name = nameOf(id);
      let seen = after;
      let ended = false;
      let again = false;
      let reading = false;

      async function read(): Promise<void> {
        const found = await store.messages(id, seen, AT_ONCE);
        if (found.length === 0 && !(await store.conversation(id))) {
          end();
          listener.gone();
          return;
        }
        for (const m of found) {
          if (ended) return;
          seen = m.seq;
          listener.message(m);
        }
        again ||= found.length === AT_ONCE;
      }

      const wake = async (): Promise<void> => {
        again = true;
        if (reading) return;
        reading = true;
        while (again && !ended) {
          again = false;
          // A store that fails now is read again with the next message.
          await read().catch(() => undefined);
        }
        reading = false;
      };
      const end = () => {
        ended = true;
        const listeners = open.get(name);
        listeners?.delete(wake);
        if (listeners?.size === 0) open.delete(name);
      };
      open.set(name, (open.get(name) ?? new Set<() => void>()).add(wake));
      void wake();
      return end;
    },
  };
}
