/** What the knowledge base covers: places × topics with number, authority and freshness, and how the facts are made up. Pure. */
import { AUTHORITIES, type Authority, FACT_TOPICS, type FactTopic } from '../contract.js';
import { covers } from '../period.js';
import type { Fact, Snapshot } from './base.js';

/** The live facts of one topic at one place. */
export interface Cell {
  facts: number;
  /** Of these, how many speak for the day. */
  inForce: number;
  /** Best among those in force; among all where none is. */
  authority: Authority;
  /** Last day on which somebody read a source of one of them. */
  checked: string;
  /** Whole months from that day to the day of the report. */
  months: number;
  titles: string[];
}

export interface Coverage {
  place: string;
  name: string;
  province: string;
  facts: number;
  cells: Partial<Record<FactTopic, Cell>>;
}

export interface Stats {
  asOf: string;
  facts: number;
  places: number;
  refuted: number;
  noRule: number;
  withSteps: number;
  startUnknown: number;
  ended: number;
  calculable: number;
  conflicts: number;
  authorities: Record<string, number>;
  /** How many live facts were last checked within so many months; the rest is older. */
  freshness: { months: number; facts: number }[];
  coverage: Coverage[];
  /** Provinces of which nothing is known, and neither of a place in them. */
  blank: { place: string; name: string }[];
}

const FRESH = [3, 6, 12];

/** Whole months from one day to a later one. */
export function monthsBetween(from: string, to: string): number {
  const [y1, m1, d1] = from.split('-').map(Number) as [number, number, number];
  const [y2, m2, d2] = to.split('-').map(Number) as [number, number, number];
  return (y2 - y1) * 12 + m2 - m1 - (d2 < d1 ? 1 : 0);
}

const provinceOf = (place: string): string => (place === '000000' ? place : `${place.slice(0, 2)}0000`);

function cellOf(facts: Fact[], asOf: string): Cell {
  const inForce = facts.filter((f) => covers(f.speaks, asOf));
  const among = inForce.length > 0 ? inForce : facts;
  const checked =
    among
      .map((f) => f.lastChecked)
      .sort()
      .at(-1) ?? '';
  return {
    facts: facts.length,
    inForce: inForce.length,
    authority: AUTHORITIES.find((a) => among.some((f) => f.authority === a)) ?? 'aggregator',
    checked,
    months: Math.max(0, monthsBetween(checked, asOf)),
    titles: [...new Set(facts.map((f) => f.title))],
  };
}

function groups<K>(facts: Fact[], key: (f: Fact) => K): Map<K, Fact[]> {
  const out = new Map<K, Fact[]>();
  for (const f of facts) {
    const list = out.get(key(f));
    if (list) list.push(f);
    else out.set(key(f), [f]);
  }
  return out;
}

export function statsOf(s: Snapshot, asOf: string): Stats {
  const live = s.facts.filter((f) => !f.refuted);
  const name = new Map(s.regions.map((r) => [r.code, r.name]));
  const byPlace = groups(live, (f) => f.place);
  const coverage = [...byPlace].map(([place, facts]): Coverage => {
    const byTopic = groups(facts, (f) => f.topic);
    const cells = FACT_TOPICS.flatMap((t) => {
      const list = byTopic.get(t);
      return list ? [[t, cellOf(list, asOf)]] : [];
    });
    return {
      place,
      name: name.get(place) ?? place,
      province: provinceOf(place),
      facts: facts.length,
      cells: Object.fromEntries(cells),
    };
  });
  const known = new Set(coverage.map((c) => c.province));
  return {
    asOf,
    facts: s.facts.length,
    places: byPlace.size,
    refuted: s.facts.length - live.length,
    noRule: live.filter((f) => f.noRule).length,
    withSteps: live.filter((f) => f.steps).length,
    startUnknown: live.filter((f) => f.from === null).length,
    ended: live.filter((f) => f.speaks.to < asOf).length,
    calculable: live.filter((f) => f.calculable && f.value !== null).length,
    conflicts: s.conflicts.length,
    authorities: Object.fromEntries(
      AUTHORITIES.map((a) => [a, live.filter((f) => f.authority === a).length]),
    ),
    freshness: FRESH.map((months) => ({
      months,
      facts: live.filter((f) => monthsBetween(f.lastChecked, asOf) < months).length,
    })),
    coverage: coverage.sort((a, b) => (a.place < b.place ? -1 : 1)),
    blank: s.regions
      .filter((r) => r.code.endsWith('0000') && r.code !== '000000' && !known.has(r.code))
      .map((r) => ({ place: r.code, name: r.name })),
  };
}
