/** Live messages: whoever listens to a conversation reads it again when it has moved, in order, each message once. */
import type { MessageRecord, Store } from '../store/store.js';

export interface Listener {
  message(m: MessageRecord): void;
  gone(): void;
}

export interface Live {
  /** The conversation has moved, or is gone. */
  moved(conversationId: string): void;
  subscribe(conversationId: string, after: number, listener: Listener): () => void;
}

const AT_ONCE = 100;

export function createLive(store: Pick<Store, 'messages' | 'conversation'>): Live {
  const open = new Map<string, Set<() => void>>();

  return {
    moved: (id) => {
      for (const wake of open.get(id) ?? []) wake();
    },
    subscribe(id, after, listener) {
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
        const listeners = open.get(id);
        listeners?.delete(wake);
        if (listeners?.size === 0) open.delete(id);
      };
      open.set(id, (open.get(id) ?? new Set<() => void>()).add(wake));
      void wake();
      return end;
    },
  };
}
