/** Facts that want re-reading: not checked for long, or resting on a document that has a successor. Pure. */
import type { Fact, Snapshot } from './base.js';
import type { Source } from './schema.js';
import { monthsBetween } from './stats.js';

export interface Stale {
  fact: Fact;
  asked: number;
  /** Whole months since somebody last read one of its sources. */
  months: number;
  /** Documents that have taken the place of its sources. */
  successors: Source[];
}

/** Worst first: a known successor, then how often it is asked about, then how long ago. */
export function staleFacts(
  s: Snapshot,
  asked: ReadonlyMap<string, number>,
  asOf: string,
  months: number,
): Stale[] {
  const sources = new Map(s.sources.map((x) => [x.id, x]));
  const last = (id: string, seen = new Set<string>()): Source | undefined => {
    const next = sources.get(id)?.supersededBy;
    if (next === undefined || seen.has(next)) return sources.get(id);
    return last(next, seen.add(next));
  };
  return s.facts
    .filter((f) => !f.refuted && f.speaks.to >= asOf)
    .map((fact): Stale => {
      const newer = fact.sources
        .filter((id) => sources.get(id)?.supersededBy)
        .flatMap((id) => last(id) ?? []);
      // Whoever cites the successor as well has read it.
      const successors = newer.filter((x) => !fact.sources.includes(x.id));
      return {
        fact,
        asked: asked.get(fact.id) ?? 0,
        months: monthsBetween(fact.lastChecked, asOf),
        successors,
      };
    })
    .filter((x) => x.months >= months || x.successors.length > 0)
    .sort(
      (a, b) =>
        Number(b.successors.length > 0) - Number(a.successors.length > 0) ||
        b.asked - a.asked ||
        b.months - a.months ||
        (a.fact.id < b.fact.id ? -1 : 1),
    );
}
