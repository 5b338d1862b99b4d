/** The schedule of an estimate: the straight lines that payments follow as the total cost grows, one for each reading. */
import type { Fen } from '../money.js';
import { schedulesOf } from './backwards.js';
import { distinct } from './calculate.js';
import type { Estimation } from './estimate.js';
import { type Point, pointsOf, type Schedule } from './solve.js';

/** Even steps between the kinks of a table. */
const STEPS = 10n;

/** One of each course: readings that agree up to there are one. */
export const schedules = (e: Estimation, last: Fen): Schedule[] =>
  distinct(schedulesOf(e), (s) =>
    pointsOf(s, last)
      .map((p) => `${p.total}:${p.pays}`)
      .join(),
  );

/** A round sum about twice the bill. */
export function lastTotal(amount: Fen): Fen {
  let unit = 100n;
  while (unit * 10n < amount * 2n) unit *= 10n;
  const twice = amount * 2n;
  return ((twice + unit - 1n) / unit) * unit;
}

export function scheduleRows(s: Schedule, last: Fen): Point[] {
  const even: Fen[] = [];
  for (let i = 1n; i <= STEPS; i++) even.push((last * i) / STEPS);
  return pointsOf(s, last, s.case.amount === undefined ? even : [...even, s.case.amount]);
}
