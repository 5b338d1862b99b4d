/** One row an operation: what it does to the running sum, and the line of working it leaves. */
import type { Fact } from '../knowledge/base.js';
import {
  type Fen,
  formatYuan,
  maxFen,
  minFen,
  percent,
  plainYuan,
  ratio,
  roundToFen,
  share,
  yuan,
} from '../money.js';

export interface WorkingLine {
  label: string;
  expression: string;
  amount: string;
  factIds: string[];
}

export interface Running {
  sum: Fen;
  lines: WorkingLine[];
}

export type Operation = (r: Running, label: string, fact: Fact) => Running;

const line = (r: Running, sum: Fen, label: string, expression: string, fact: Fact): Running => ({
  sum,
  lines: [...r.lines, { label, expression, amount: formatYuan(sum), factIds: [fact.id] }],
});

const single = (fact: Fact): string => {
  if (typeof fact.value !== 'string') throw new RangeError(`${fact.id} has no single value`);
  return fact.value;
};

/** Yearly bands: each band's share of the part of the sum that falls into it. */
function bandsShare(sum: Fen, bands: { upTo: string | null; ratio: string }[]): Fen {
  let below = 0n;
  let total = 0n;
  for (const b of bands) {
    const top = b.upTo === null ? sum : minFen(sum, yuan(b.upTo));
    if (top > below) total += share(top - below, ratio(b.ratio));
    below = maxFen(below, top);
  }
  return total;
}

/** Unknown operations cannot be named: the plan's schema lists these very keys. */
export const OPERATIONS: Record<'deductible' | 'ratio' | 'cap' | 'above-threshold', Operation> = {
  deductible: (r, label, fact) => {
    const d = yuan(single(fact));
    const rest = maxFen(0n, r.sum - d);
    return line(
      r,
      rest,
      label,
      `${plainYuan(r.sum)} − ${plainYuan(d)}${rest === 0n ? '，没有超过' : ''}`,
      fact,
    );
  },
  ratio: (r, label, fact) => {
    const v = fact.value;
    if (v !== null && typeof v === 'object' && 'bands' in v) {
      return line(r, bandsShare(r.sum, v.bands), label, `${plainYuan(r.sum)} 分段计算`, fact);
    }
    const value = single(fact);
    return line(r, share(r.sum, ratio(value)), label, `${plainYuan(r.sum)} × ${percent(value)}`, fact);
  },
  cap: (r, label, fact) => {
    const cap = yuan(single(fact));
    if (r.sum <= cap) return r;
    return line(r, cap, label, `不超过 ${plainYuan(cap)}`, fact);
  },
  'above-threshold': (r, label, fact) => {
    const t = yuan(single(fact));
    const rest = maxFen(0n, r.sum - t);
    return line(
      r,
      rest,
      label,
      `${plainYuan(r.sum)} − ${plainYuan(t)}${rest === 0n ? '，没有超过' : ''}`,
      fact,
    );
  },
};

/** Contributions of so many years over the divisor months; the month's pension is rounded once. */
export function accountPension(yearly: string, years: string, divisor: Fact): WorkingLine[] {
  const paid = yuan(yearly) * BigInt(years);
  const months = ratio(single(divisor));
  const monthly = roundToFen(paid * months.den, months.num);
  return [
    { label: '个人缴费合计', expression: `${yearly} × ${years}`, amount: formatYuan(paid), factIds: [] },
    {
      label: '个人账户养老金（每月）',
      expression: `${plainYuan(paid)} ÷ ${single(divisor)}`,
      amount: formatYuan(monthly),
      factIds: [divisor.id],
    },
  ];
}
