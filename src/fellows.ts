/** The processes that serve together, as they tell each other: which knowledge each serves, and who is signed in at it. */
import type { Bus } from './bus.js';

export interface Fellow {
  /** Of knowledge and templates; and the name of their snapshot. */
  version: string;
  snapshot: string;
  /** When this knowledge was first answered with, ISO 8601: of two, the one with the later day is the newer. */
  since: string;
  /** Staff whose console is open at it. */
  staff: string[];
}

export interface Fellows {
  /** Says what is so from now on. */
  tell(change: Partial<Fellow>): void;
  others(): Fellow[];
  /** The newest version that another process serves, where this one serves an older. */
  ahead(): string | undefined;
  close(): void;
}

/** Milliseconds: each says so often that it is there, and counts as gone after that. */
const SAY = 5_000;
const GONE = 16_000;

/** `now` in milliseconds. */
export function createFellows(bus: Bus, now: () => number): Fellows {
  const known = new Map<string, { fellow: Fellow; heard: number }>();
  let own: Fellow = { version: '', snapshot: '', since: '', staff: [] };
  const say = (): void => bus.publish('here', JSON.stringify(own));

  bus.subscribe('here', (data, from) => {
    if (from === bus.self) return;
    const fellow = JSON.parse(data) as Fellow | null;
    const met = known.has(from);
    if (fellow) known.set(from, { fellow, heard: now() });
    else known.delete(from);
    // Who is new has not heard of us yet.
    if (fellow && !met) say();
  });
  bus.onChange((up) => {
    if (!up) return;
    for (const k of known.values()) k.heard = now();
    say();
  });
  const timer = setInterval(say, SAY);
  timer.unref();

  function others(): Fellow[] {
    // Where nobody can be heard, silence says nothing.
    if (bus.up()) for (const [id, { heard }] of known) if (now() - heard > GONE) known.delete(id);
    return [...known.values()].map((k) => k.fellow);
  }
  return {
    tell(change) {
      own = { ...own, ...change };
      say();
    },
    others,
    ahead() {
      const newer = others().filter((o) => o.snapshot !== own.snapshot && o.since > own.since);
      return newer.sort((a, b) => (a.since < b.since ? 1 : -1))[0]?.version;
    },
    close() {
      clearInterval(timer);
      bus.publish('here', 'null');
    },
  };
}
