/** A PostgreSQL connection of its own for what belongs to a session (listening, locks); made again whenever it is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export interface SessionUse {
  name: string;
  /** Milliseconds between two beats, and that one query or connecting may take. */
  beat: number;
  patience: number;
  opened(client: Client): Promise<void>;
  /** Fails where the connection is of no more use. */
  beating(client: Client): Promise<void>;
  lost(): void;
}

export interface Session {
  /** One after the other; rejects while there is no connection. */
  run<T>(work: (client: Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Milliseconds before it is made again; longer when it was lost at once. */
const RETRY = [100, 300, 1_000];
const GOODBYE = 500;

export function keepSession(url: string, use: SessionUse): Session {
  const stop = new AbortController();
  let open: Client | undefined;
  let last: Promise<unknown> = Promise.resolve();
  function run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const mine = last.then(() => {
      if (!open) throw new Error('not connected');
      return work(open);
    });
    last = mine.catch(() => undefined);
    return mine;
  }

  /** Whether it was open at all. */
  async function once(): Promise<boolean> {
    const client = new Client({
      connectionString: url,
      application_name: `gongji ${use.name}`,
      connectionTimeoutMillis: use.patience,
      query_timeout: use.patience,
      keepAlive: true,
    });
    const lost = new AbortController();
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    const either = AbortSignal.any([stop.signal, lost.signal]);
    try {
      await client.connect();
      await use.opened(client);
      open = client;
      while (!either.aborted) {
        await run(use.beating);
        await sleep(use.beat, undefined, { signal: either });
      }
    } catch {
      // Made again below.
    }
    const was = open !== undefined;
    open = undefined;
    if (was) use.lost();
    // Says goodbye where somebody listens; with a query under way it just hangs up.
    const bye = client.end().catch(() => undefined);
    await Promise.race([bye, sleep(GOODBYE, undefined, { ref: false })]);
    return was;
  }

  const done = (async () => {
    for (let tries = 0; !stop.signal.aborted; tries++) {
      if (await once()) tries = 0;
      const pause = RETRY[Math.min(tries, RETRY.length - 1)];
      await sleep(pause, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();

  return {
    run,
    async close() {
      // What was said last is heard.
      await Promise.race([last, sleep(GOODBYE, undefined, { ref: false })]);
      stop.abort();
      await done;
    },
  };
}
