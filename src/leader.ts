/**
 * Duties that one process at a time has: the WeChat token's refresher, the Telegram poller, words to who waits. A duty
 * is started here when it falls to this process, and stopped when it falls to another.
 */

export interface Duty {
  /** One that fails is started again a little later. */
  start(): void | Promise<void>;
  stop(): void | Promise<void>;
}

export interface Leadership {
  lead(name: string, duty: Duty): void;
  leads(name: string): boolean;
  /** Stops the duties and leaves them to others. */
  close(): Promise<void>;
}

/** Who decides which process has a duty. `granted` and `revoked` come in turn for each name. */
export interface Arbiter {
  open(granted: (name: string) => void, revoked: (name: string) => void): void;
  want(name: string): void;
  close(): Promise<void>;
}

/** Where there is one process. */
export function soleArbiter(): Arbiter {
  let grant: (name: string) => void = () => undefined;
  return {
    open: (granted) => {
      grant = granted;
    },
    want: (name) => grant(name),
    close: async () => undefined,
  };
}

/** Milliseconds. */
const START_AGAIN = 3_000;

interface Held {
  duty: Duty;
  wanted: boolean;
  runs: boolean;
  /** Starting and stopping of one duty follow each other. */
  last: Promise<void>;
  retry?: NodeJS.Timeout;
}

export function createLeadership(
  arbiter: Arbiter,
  failed: (name: string, error: Error) => void = () => undefined,
): Leadership {
  const duties = new Map<string, Held>();

  function settle(name: string): Promise<void> {
    const held = duties.get(name);
    if (!held) return Promise.resolve();
    clearTimeout(held.retry);
    held.last = held.last.then(async () => {
      if (held.wanted === held.runs) return;
      try {
        if (held.wanted) await held.duty.start();
        else await held.duty.stop();
        held.runs = held.wanted;
      } catch (error) {
        failed(name, error as Error);
        // One that could not be stopped counts as stopped.
        held.runs = false;
        if (held.wanted) held.retry = setTimeout(() => void settle(name), START_AGAIN);
      }
    });
    return held.last;
  }
  const set = (name: string, wanted: boolean): void => {
    const held = duties.get(name);
    if (held) held.wanted = wanted;
    void settle(name);
  };
  arbiter.open(
    (name) => set(name, true),
    (name) => set(name, false),
  );

  return {
    lead(name, duty) {
      duties.set(name, { duty, wanted: false, runs: false, last: Promise.resolve() });
      arbiter.want(name);
    },
    leads: (name) => duties.get(name)?.wanted ?? false,
    async close() {
      for (const name of duties.keys()) set(name, false);
      await Promise.all([...duties.keys()].map(settle));
      await arbiter.close();
    },
  };
}
