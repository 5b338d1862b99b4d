/** Counts how often a key was seen in a window of time: for rate limits and tries to sign in. */

export interface Counted {
  count: number;
  /** Milliseconds until the window ends and counting begins anew. */
  ends: number;
}

export interface Counter {
  /** Counts one more (or one less), and says how many there are; the window begins with the first. */
  add(key: string, window: number, by?: 1 | -1): Promise<Counted>;
  forget(key: string): Promise<void>;
}

/** So many keys are remembered; the longest unseen are forgotten first. */
const REMEMBERED = 20_000;

/** `now` in milliseconds. */
export function localCounter(now: () => number): Counter {
  const kept = new Map<string, { count: number; until: number }>();
  return {
    async add(key, window, by = 1) {
      const at = now();
      const known = kept.get(key);
      const live = known && known.until > at ? known : { count: 0, until: at + window };
      live.count = Math.max(0, live.count + by);
      kept.delete(key);
      kept.set(key, live);
      if (kept.size > REMEMBERED) kept.delete(kept.keys().next().value as string);
      return { count: live.count, ends: live.until - at };
    },
    async forget(key) {
      kept.delete(key);
    },
  };
}

/** A counter that several processes share, and whether it can be asked now. */
export interface SharedCounter extends Counter {
  up(): boolean;
}

/** Counts here too, so that limits hold when the shared counter is gone; nobody waits for one that is known to be. */
export function withFallback(shared: SharedCounter, local: Counter): SharedCounter {
  return {
    up: () => shared.up(),
    async add(key, window, by) {
      const here = local.add(key, window, by);
      if (!shared.up()) return here;
      return shared.add(key, window, by).catch(() => here);
    },
    async forget(key) {
      await local.forget(key);
      if (shared.up()) await shared.forget(key).catch(() => undefined);
    },
  };
}
