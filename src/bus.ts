/**
 * Events between processes. An event is a hint that something has moved: whoever hears it reads the store again, and a
 * lost one is made up for by looking now and then. Publishing never waits and never fails.
 */
import { randomBytes } from 'node:crypto';

/**
 * `moved`: a conversation has a new message or is gone; `forgotten`: one was deleted; `here`: what a process serves and
 * who is signed in at it; `waited`: how long a citizen waited for a person.
 */
export const TOPICS = ['moved', 'forgotten', 'here', 'waited'] as const;
export type EventTopic = (typeof TOPICS)[number];

/** Carries texts to other processes, or loses them. */
export interface Wire {
  /** Bytes that one text may have. */
  readonly most: number;
  /** Called once; `heard` may be told of this process' own texts too, `changed` when others can be heard or no more. */
  open(heard: (text: string) => void, changed: (up: boolean) => void): void;
  send(text: string): void;
  close(): Promise<void>;
}

export interface Bus {
  /** Names this process among those that hear each other. */
  readonly self: string;
  publish(topic: EventTopic, data: string): void;
  /** Hears every process, this one included, until the returned function is called. `from` is the process. */
  subscribe(topic: EventTopic, listener: (data: string, from: string) => void): () => void;
  /** Whether other processes can be heard, where there may be others. */
  up(): boolean;
  /** Hears when others can be heard no more, and when again: what they said meanwhile is lost. */
  onChange(listener: (up: boolean) => void): void;
  close(): Promise<void>;
}

/** Milliseconds in which events are gathered into one text: a busy process says "moved" often. */
const GATHER = 20;

/** Without a wire it ends at this process. */
export function createBus(wire?: Wire): Bus {
  const self = randomBytes(12).toString('base64url');
  const listeners = new Map<EventTopic, Set<(data: string, from: string) => void>>();
  const changes = new Set<(up: boolean) => void>();
  let up = wire === undefined;
  let waiting = new Map<string, [EventTopic, string]>();
  let timer: NodeJS.Timeout | undefined;

  const deliver = (topic: EventTopic, data: string, from: string): void => {
    for (const listener of [...(listeners.get(topic) ?? [])]) listener(data, from);
  };

  function flush(): void {
    timer = undefined;
    let text = '';
    const send = () => text && wire?.send(`${self}\n[${text}]`);
    for (const event of waiting.values()) {
      const one = JSON.stringify(event);
      if (Buffer.byteLength(text) + Buffer.byteLength(one) + self.length + 4 > (wire?.most ?? 0)) {
        send();
        text = '';
      }
      text += text ? `,${one}` : one;
    }
    send();
    waiting = new Map();
  }

  wire?.open(
    (text) => {
      const end = text.indexOf('\n');
      const from = text.slice(0, end);
      if (from === self) return;
      try {
        for (const [topic, data] of JSON.parse(text.slice(end + 1)) as [EventTopic, string][])
          deliver(topic, String(data), from);
      } catch {
        // Somebody else's text on our channel.
      }
    },
    (now) => {
      if (now === up) return;
      up = now;
      for (const listener of changes) listener(up);
    },
  );

  return {
    self,
    publish(topic, data) {
      deliver(topic, data, self);
      if (!wire) return;
      waiting.set(`${topic} ${data}`, [topic, data]);
      timer ??= setTimeout(flush, GATHER);
    },
    subscribe(topic, listener) {
      const all = listeners.get(topic) ?? new Set();
      listeners.set(topic, all.add(listener));
      return () => all.delete(listener);
    },
    up: () => up,
    onChange: (listener) => void changes.add(listener),
    async close() {
      clearTimeout(timer);
      flush();
      await wire?.close();
    },
  };
}
