/** Backwards on the schedule: the least total cost at which an amount reaches a value, and where the slope changes. */
import type { Fen } from '../money.js';
import { paysOf, type Result, runSteps } from './calculate.js';
import type { Case } from './case.js';
import type { Gathered } from './gather.js';
import type { AmountName, Running } from './running.js';

/** No bill is more; a value that is not reached by then is not reached at all. */
export const MOST: Fen = 10n ** 13n;

export interface Schedule {
  gathered: Gathered;
  case: Case;
  result: Result;
}

/** A bill is at least what is outside the catalogue and listed in it. */
export const leastBill = (c: Case): Fen =>
  c.selfPaid + c.items.reduce((sum, i) => sum + i.amount, 0n) + max(c.categoryB, c.categoryBSelfPay);

const max = (a: Fen, b: Fen): Fen => (a > b ? a : b);

export const at = ({ gathered, case: c, result }: Schedule, total: Fen): Running =>
  runSteps(gathered.steps, result.reading, { ...c, amount: total });

/** Every amount grows or stays as the total grows, so halving finds the least one, to the 分. */
export function leastTotal(s: Schedule, value: (r: Running) => Fen, target: Fen): Fen | undefined {
  let low = leastBill(s.case);
  let high = MOST;
  if (value(at(s, high)) < target) return undefined;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (value(at(s, middle)) >= target) high = middle;
    else low = middle + 1n;
  }
  return low;
}

export const amountOf =
  (name: AmountName) =>
  (r: Running): Fen =>
    r.amounts[name];

export const totalPays = (r: Running): Fen => paysOf(r).totalPays ?? 0n;
export const fundPays = (r: Running): Fen => paysOf(r).fundPays ?? 0n;
export const youPay = (r: Running): Fen => paysOf(r).youPay ?? 0n;

export interface Point {
  total: Fen;
  pays: Fen;
  you: Fen;
}

const pointAt = (s: Schedule, total: Fen): Point => {
  const r = at(s, total);
  return { total, pays: totalPays(r), you: youPay(r) };
};

/** Totals at which the slope changes, up to a last one. */
export function kinksUpTo(s: Schedule, last: Fen): Fen[] {
  const { kinks } = at(s, MOST);
  const found = kinks.flatMap((k) => leastTotal(s, amountOf(k.of), k.at) ?? []);
  return [...new Set(found.filter((t) => t > 0n && t < last))].sort((a, b) => (a < b ? -1 : 1));
}

/** The piecewise-linear schedule: its ends, its kinks, and the totals asked for besides. */
export function pointsOf(s: Schedule, last: Fen, besides: readonly Fen[] = []): Point[] {
  const first = leastBill(s.case);
  const totals = [first, ...kinksUpTo(s, last), ...besides, last].filter((t) => t >= first && t <= last);
  return [...new Set(totals)].sort((a, b) => (a < b ? -1 : 1)).map((t) => pointAt(s, t));
}
