/** Questions, answers and news between the primary and a worker, over the channel that Node keeps between them. */
import { StoreFailure } from '../errors.js';

type Kind = StoreFailure['kind'];
type Frame = { what: string; body?: unknown } & (
  | { ask: number }
  | { reply: number; failed?: { kind: Kind; message: string } }
  | { news: true }
);

/** `process` in a worker; the worker in the primary. */
export interface Port {
  send?(message: unknown, then?: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

export interface Link {
  /** Rejects with `StoreFailure` where the other side says so, or is gone. */
  ask<T>(what: string, body?: unknown): Promise<T>;
  tell(what: string, body?: unknown): void;
  /** News, and questions: what is returned is the answer. */
  hear(what: string, listener: (body: never) => unknown): void;
  /** The other side is gone: nothing is answered any more. */
  cut(): void;
}

const lost = (): StoreFailure => new StoreFailure('unreachable', '主进程或工作进程已经停了');

export function linkTo(port: Port): Link {
  const asked = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  const heard = new Map<string, (body: never) => unknown>();
  let next = 0;
  let gone = false;

  function send(frame: Frame): void {
    if (gone) return;
    port.send?.({ gongji: frame }, (error) => {
      if (error && 'ask' in frame) settle(frame.ask, { kind: 'unreachable', message: error.message });
    });
  }
  function settle(id: number, failed: { kind: Kind; message: string } | undefined, value?: unknown): void {
    const waiting = asked.get(id);
    asked.delete(id);
    if (failed) waiting?.reject(new StoreFailure(failed.kind, failed.message));
    else waiting?.resolve(value as never);
  }
  async function answer(id: number, { what, body }: Frame): Promise<void> {
    try {
      send({ what, reply: id, body: await heard.get(what)?.(body as never) });
    } catch (error) {
      const { kind = 'unreachable', message } = error as Partial<StoreFailure> & Error;
      send({ what, reply: id, failed: { kind, message } });
    }
  }

  port.on('message', (message) => {
    const frame = (message as { gongji?: Frame } | undefined)?.gongji;
    if (!frame) return;
    if ('reply' in frame) settle(frame.reply, frame.failed, frame.body);
    else if ('ask' in frame) void answer(frame.ask, frame);
    else heard.get(frame.what)?.(frame.body as never);
  });

  return {
    ask: (what, body) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(lost());
        const id = next++;
        asked.set(id, { resolve, reject });
        send({ what, ask: id, body });
      }),
    tell: (what, body) => send({ what, news: true, body }),
    hear: (what, listener) => void heard.set(what, listener),
    cut() {
      gone = true;
      for (const { reject } of asked.values()) reject(lost());
      asked.clear();
    },
  };
}
