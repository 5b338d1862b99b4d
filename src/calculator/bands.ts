/** What is paid on a cost above a deductible, by one ratio or by marginal bands: exact parts, and how they are written. */
import {
  type Fen,
  less,
  minus,
  ONE,
  percentOf,
  plainYuan,
  plus,
  type Ratio,
  times,
  whole,
} from '../money.js';
import type { Band, BandsOn, Figure } from './figure.js';
import type { AmountName, Kink } from './running.js';

export interface Piece {
  from: Fen;
  to: Fen;
  part: Ratio;
}

const max = (a: Fen, b: Fen): Fen => (a > b ? a : b);
const min = (a: Fen, b: Fen): Fen => (a < b ? a : b);

/** The stretch of the cost that falls into each band, never more than once; above the last limit nothing is paid. */
export function pieces(bands: readonly Band[], cost: Fen, deductible: Fen, on: BandsOn): Piece[] {
  const eligible = on === 'eligible';
  const end = eligible ? cost : max(0n, cost - deductible);
  const begin = eligible ? deductible : 0n;
  const out: Piece[] = [];
  let low = 0n;
  for (const { upTo, part } of bands) {
    const from = max(low, begin);
    const to = upTo === null ? end : min(upTo, end);
    if (to > from) out.push({ from, to, part });
    if (upTo !== null) low = upTo;
  }
  return out;
}

/** `19200 × 82%`, `(30000 − 1300) × 85% + (40000 − 30000) × 90%`. */
export function written(list: readonly Piece[], say: (part: Ratio) => string): string {
  const one = ({ from, to, part }: Piece): string =>
    `${from === 0n ? plainYuan(to) : `(${plainYuan(to)} − ${plainYuan(from)})`} × ${say(part)}`;
  return list.length === 0 ? '0' : list.map(one).join(' + ');
}

/** Where the slope changes: at the deductible and at each limit. */
export function kinksOf(
  bands: readonly Band[] | undefined,
  deductible: Fen,
  on: BandsOn,
  cost: AmountName,
): Kink[] {
  const limits = (bands ?? []).flatMap((b) => (b.upTo === null ? [] : [b.upTo]));
  const ends = limits.map((l) => (on === 'eligible' ? l : l + deductible)).filter((at) => at > deductible);
  return [deductible, ...ends].map((at) => ({ of: cost, at }));
}

/** What turns the ratio of a band into the one this person gets, and how it is written. */
export interface Adjustment {
  apply(part: Ratio): Ratio;
  /** Written over what it is applied to. */
  say(part: Ratio, before?: string): string;
  figures: Figure[];
}

export const UNCHANGED: Adjustment = {
  apply: (p) => p,
  say: (p, before = percentOf(p)) => before,
  figures: [],
};

const between = (r: Ratio): Ratio => (less(r, whole(0n)) ? whole(0n) : less(ONE, r) ? ONE : r);

/** So many points more or less; never below nothing or above everything. */
export function points(by: Ratio, figure: Figure, factor?: bigint): Adjustment {
  const delta = factor === undefined ? by : times(by, whole(factor));
  const size = percentOf({ num: by.num < 0n ? -by.num : by.num, den: by.den });
  const term = factor === undefined ? size : `${factor} × ${size}`;
  return {
    apply: (p) => between(plus(p, delta)),
    say: (p, before = percentOf(p)) => {
      const sum = plus(p, delta);
      if (less(ONE, sum)) return percentOf(ONE);
      if (less(sum, whole(0n))) return percentOf(whole(0n));
      return `(${before} ${by.num < 0n ? '−' : '+'} ${term})`;
    },
    figures: [figure],
  };
}

/** The patient's own part is only a share of what it is for others. */
export function ownShareTimes(factor: Ratio, figure: Figure): Adjustment {
  return {
    apply: (p) => minus(ONE, times(minus(ONE, p), factor)),
    say: (p, before = percentOf(p)) => `(100% − (100% − ${before}) × ${percentOf(factor)})`,
    figures: [figure],
  };
}

/** One after the other; the later one is written over what the earlier one came to. */
export function chain(list: readonly Adjustment[]): Adjustment {
  if (list.length < 2) return list[0] ?? UNCHANGED;
  return list.reduce((a, b) => ({
    apply: (p) => b.apply(a.apply(p)),
    say: (p, before) => b.say(a.apply(p), a.say(p, before)),
    figures: [...a.figures, ...b.figures],
  }));
}
