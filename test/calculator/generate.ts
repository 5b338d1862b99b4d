/** Random cases from a seed: amounts crowd at thresholds, and every rule of `assume` turns up. */
import type { ReferenceAssume, ReferenceBand, ReferenceCase } from './reference.js';

export type Random = () => number;

/** Mulberry32: small, seeded, the same everywhere. */
export function seeded(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const below = (r: Random, n: number): number => Math.floor(r() * n);
const pick = <T>(r: Random, list: readonly T[]): T => list[below(r, list.length)] as T;
const maybe = (r: Random, chance: number): boolean => r() < chance;

/** 分 as a decimal of yuan. */
export const yuanOf = (fen: number): string => {
  const cents = fen % 100;
  return cents === 0 ? String(fen / 100) : `${Math.floor(fen / 100)}.${String(cents).padStart(2, '0')}`;
};

/** Many sizes, often round, sometimes one 分 beside a round sum. */
export function fenAmount(r: Random, most = 50_000_000): number {
  const size = most ** r();
  const round = pick(r, [1, 100, 10_000, 100_000]);
  const base = Math.floor(size / round) * round;
  return Math.max(0, Math.min(most, base + pick(r, [0, 0, 0, -1, 1])));
}

const ratioOf = (r: Random): string => {
  const digits = pick(r, [1, 2, 2, 2, 3, 4]);
  const n = below(r, 10 ** digits + 1);
  return n === 10 ** digits ? '1' : `0.${String(n).padStart(digits, '0')}`;
};

export function bandsOf(r: Random): ReferenceBand[] {
  const count = 1 + below(r, 5);
  const limits = Array.from({ length: count - 1 }, () => 1 + fenAmount(r, 20_000_000));
  const sorted = [...new Set(limits)].sort((a, b) => a - b);
  const last: (string | null)[] = maybe(r, 0.85) || sorted.length === 0 ? [null] : [];
  return [...sorted.map(yuanOf), ...last].map((upTo) => ({ upTo, ratio: ratioOf(r) }));
}

const ratios = (r: Random) =>
  maybe(r, 0.5)
    ? { ratio: ratioOf(r) }
    : { bands: bandsOf(r), ...(maybe(r, 0.5) && { bandsOn: pick(r, ['eligible', 'afterDeductible']) }) };
const bandsOnly = (r: Random) => (maybe(r, 0.6) ? { ratio: ratioOf(r) } : { bands: bandsOf(r) });

export interface Generated {
  case: ReferenceCase;
  assume: ReferenceAssume;
}

/** A bill with its parts, or what the basic stage has left; then the rules. */
export function generate(r: Random): Generated {
  const settled = maybe(r, 0.1);
  const amount = fenAmount(r);
  const c: ReferenceCase = { care: pick(r, ['inpatient', 'inpatient', 'outpatient', 'chronic', 'critical']) };
  let room = amount;
  const part = (): string => {
    const fen = below(r, Math.floor(room / 2) + 1);
    room -= fen;
    return yuanOf(fen);
  };
  if (settled) c.compliantSelfPay = yuanOf(amount);
  else {
    c.amount = yuanOf(amount);
    if (maybe(r, 0.4)) c.selfPaid = part();
    if (maybe(r, 0.25))
      c.items = Array.from({ length: 1 + below(r, 3) }, (_x, i) => ({
        name: `i${i}`,
        amount: part(),
        firstPayRatio: pick(r, ['0', '0.03', '0.04', '0.1', '0.15', '0.3', '0.5', '1']),
        ...(maybe(r, 0.2) && { restInFull: true }),
      }));
    if (maybe(r, 0.2)) c.categoryBSelfPay = part();
    else if (r() < 0.2) c.categoryB = part();
    if (maybe(r, 0.3)) c.admission = 1 + below(r, 4);
    if (maybe(r, 0.3)) c.deductiblePaidThisYear = yuanOf(fenAmount(r, 300_000));
    if (maybe(r, 0.3)) c.paidThisYear = yuanOf(fenAmount(r, 20_000_000));
  }
  if (maybe(r, 0.3)) c.status = pick(r, ['active', 'retired', 'poor']);
  if (maybe(r, 0.15)) c.ownAccount = yuanOf(fenAmount(r, 1_000_000));
  if (maybe(r, 0.15)) c.authoriserAccount = yuanOf(fenAmount(r, 1_000_000));
  return { case: c, assume: rules(r, c) };
}

function rules(r: Random, c: ReferenceCase): ReferenceAssume {
  const a: ReferenceAssume = { deductible: yuanOf(fenAmount(r, 300_000)), ...ratios(r) };
  if (maybe(r, 0.2)) a.deductiblePer = pick(r, ['stay', 'year']);
  if (maybe(r, 0.2)) a.deductibleYearCap = yuanOf(fenAmount(r, 300_000));
  if (maybe(r, 0.3)) a.laterDeductibleRatio = ratioOf(r);
  if (maybe(r, 0.5)) a.cap = yuanOf(fenAmount(r, 30_000_000));
  if (maybe(r, 0.1)) a.eligibleCap = yuanOf(fenAmount(r, 30_000_000));
  if (c.categoryB) a.categoryBRatio = ratioOf(r);
  if (maybe(r, 0.2)) a.firstPay = pick(r, ['0.1', '0.15', '0.2', '0.4']);
  if (maybe(r, 0.2)) a.retiredFactor = ratioOf(r);
  if (maybe(r, 0.2)) a.retiredPoints = pick(r, ['0.02', '0.05', '0.3']);
  if (maybe(r, 0.15)) {
    const fee = fenAmount(r, 10_000);
    a.registration = { fee: yuanOf(fee), fundPays: yuanOf(below(r, fee + 1)) };
  }
  if (maybe(r, 0.2))
    a.largeAmount = {
      ratio: ratioOf(r),
      ...(maybe(r, 0.5) && { deductible: yuanOf(fenAmount(r, 2_000_000)) }),
      ...(maybe(r, 0.5) && { base: pick(r, ['above-cap', 'without-deductible', yuanOf(fenAmount(r))]) }),
      ...(maybe(r, 0.3) && { cap: yuanOf(fenAmount(r)) }),
    };
  if (maybe(r, 0.4))
    a.critical = {
      deductible: yuanOf(fenAmount(r, 3_000_000)),
      ...ratios(r),
      ...(maybe(r, 0.3) && { cap: yuanOf(fenAmount(r)) }),
      ...(maybe(r, 0.2) && { base: pick(r, ['without-deductible', yuanOf(fenAmount(r))]) }),
    };
  if (maybe(r, 0.2))
    a.aid = {
      deductible: yuanOf(fenAmount(r, 1_000_000)),
      ratio: ratioOf(r),
      ...(maybe(r, 0.4) && { cap: yuanOf(fenAmount(r, 5_000_000)) }),
    };
  if (maybe(r, 0.15))
    a.supplement = Array.from({ length: 1 + below(r, 2) }, (_x, i) => ({
      name: `s${i}`,
      base: yuanOf(fenAmount(r)),
      deductible: yuanOf(fenAmount(r, 2_000_000)),
      ...bandsOnly(r),
      ...(maybe(r, 0.4) && { cap: yuanOf(fenAmount(r, 5_000_000)) }),
    }));
  if (c.authoriserAccount !== undefined || maybe(r, 0.1))
    a.accounts = {
      reserve: yuanOf(fenAmount(r, 300_000)),
      ...(maybe(r, 0.5) && { perPaymentLimit: yuanOf(fenAmount(r, 500_000)) }),
    };
  return a;
}
