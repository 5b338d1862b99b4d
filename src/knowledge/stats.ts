/** What the knowledge base covers: places × topics with the best authority, and how the facts are made up. Pure. */
import { AUTHORITIES, FACT_TOPICS, type FactTopic } from '../contract.js';
import type { Fact, Snapshot } from './base.js';

export interface Coverage {
  place: string;
  name: string;
  facts: number;
  /** Topic → best authority among its live facts. */
  cells: Partial<Record<FactTopic, Fact['authority']>>;
}

export interface Stats {
  facts: number;
  places: number;
  refuted: number;
  noRule: number;
  withSteps: number;
  startUnknown: number;
  calculable: number;
  conflicts: number;
  authorities: Record<string, number>;
  coverage: Coverage[];
}

export function statsOf(s: Snapshot): Stats {
  const live = s.facts.filter((f) => !f.refuted);
  const name = new Map(s.regions.map((r) => [r.code, r.name]));
  const byPlace = new Map<string, Fact[]>();
  for (const f of live) byPlace.set(f.place, [...(byPlace.get(f.place) ?? []), f]);
  const coverage = [...byPlace].map(([place, facts]) => ({
    place,
    name: name.get(place) ?? place,
    facts: facts.length,
    cells: Object.fromEntries(
      FACT_TOPICS.flatMap((t) => {
        const best = AUTHORITIES.find((a) => facts.some((f) => f.topic === t && f.authority === a));
        return best ? [[t, best]] : [];
      }),
    ),
  }));
  return {
    facts: s.facts.length,
    places: byPlace.size,
    refuted: s.facts.length - live.length,
    noRule: live.filter((f) => f.noRule).length,
    withSteps: live.filter((f) => f.steps).length,
    startUnknown: live.filter((f) => f.from === null).length,
    calculable: live.filter((f) => f.calculable && f.value !== null).length,
    conflicts: s.conflicts.length,
    authorities: Object.fromEntries(
      AUTHORITIES.map((a) => [a, live.filter((f) => f.authority === a).length]),
    ),
    coverage: coverage.sort((a, b) => (a.place < b.place ? -1 : 1)),
  };
}
