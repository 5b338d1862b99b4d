/** Disagreements that are still open: at least two sides speak on the day, told with their sources, the worst first. Pure. */
import { AUTHORITIES, type Authority } from '../contract.js';
import { covers } from '../period.js';
import type { Fact, Snapshot } from './base.js';

export interface Dispute {
  reason: string;
  sides: Fact[];
  asked: number;
  /** Nobody leads: the best authority stands on more than one side. */
  even: boolean;
  best: Authority;
  /** A calculation runs under each side. */
  calculated: boolean;
}

const rank = (a: Authority): number => AUTHORITIES.indexOf(a);

/** `all` takes in those that time has settled. */
export function openDisputes(
  s: Snapshot,
  asked: ReadonlyMap<string, number>,
  asOf: string,
  all = false,
): Dispute[] {
  const facts = new Map(s.facts.map((f) => [f.id, f]));
  return s.conflicts
    .map((c): Dispute => {
      const sides = c.facts
        .flatMap((id) => facts.get(id) ?? [])
        .filter((f) => all || (!f.refuted && covers(f.speaks, asOf)))
        .sort((a, b) => rank(a.authority) - rank(b.authority) || (a.speaks.from < b.speaks.from ? 1 : -1));
      const best = sides[0]?.authority ?? 'aggregator';
      return {
        reason: c.reason,
        sides,
        asked: Math.max(0, ...sides.map((f) => asked.get(f.id) ?? 0)),
        even: sides.filter((f) => f.authority === best).length > 1,
        best,
        calculated: sides.some((f) => f.calculable && f.value !== null && f.unit !== null),
      };
    })
    .filter((d) => d.sides.length > 1)
    .sort(
      (a, b) =>
        b.asked - a.asked ||
        Number(b.even) - Number(a.even) ||
        Number(b.calculated) - Number(a.calculated) ||
        rank(a.best) - rank(b.best),
    );
}
