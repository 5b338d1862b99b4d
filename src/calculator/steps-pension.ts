/** Residents' pension: what the account comes to, ÷ months, + the basic pension, + so much for each year beyond. */
import {
  type Fen,
  minus,
  ONE,
  over,
  percentOf,
  plainYuan,
  plus,
  type Ratio,
  roundToFen,
  times,
  whole,
  yuan,
} from '../money.js';
import { pieces } from './bands.js';
import type { Figure } from './figure.js';
import { lack, line, note, type Run, type Running } from './running.js';

const fen = (s: string | undefined): Fen | undefined => (s === undefined ? undefined : yuan(s));

const own = (key: string, text: string): Figure => ({
  text,
  part: whole(0n),
  fen: 0n,
  unit: 'CNY',
  assumed: `assume.pension.${key}`,
});

/** Rounds only what is shown; the account itself stays a fraction. */
const shown = (r: Ratio): Fen => roundToFen(r.num, r.den);

/** Whole years paid: said, or the least that a fact names. */
export function yearsOf(r: Running, least: Figure | undefined): bigint | undefined {
  const said = r.assume.pension?.years ?? r.case.years?.toString();
  if (said !== undefined) return BigInt(said);
  return least && least.part.den === 1n ? least.part.num : undefined;
}

/** Contributions + subsidy + interest, given or compounded at year end, on top of what is in the account already. */
export const accrue: Run = (r, { subsidy, compoundRate: rate, interest, leastYears }) => {
  const p = r.assume.pension;
  const yearly = fen(p?.annualContribution) ?? r.case.annualContribution;
  const before = fen(p?.balance) ?? r.case.balance;
  const years = yearly === undefined ? yearsOf(r, undefined) : yearsOf(r, leastYears);
  if (yearly === undefined && before === undefined) return lack(r, 'annualContribution');
  if (yearly !== undefined && years === undefined) return lack(r, 'years');
  if (rate && before !== undefined && years === undefined) return lack(r, 'years');
  const n = years ?? 0n;
  const each = (yearly ?? 0n) + (yearly === undefined ? 0n : (subsidy?.fen ?? 0n));
  const growth = rate ? power(plus(ONE, rate.part), n) : ONE;
  const factor = rate && rate.part.num > 0n ? over(minus(growth, ONE), rate.part) : whole(n);
  const paidIn = times(whole(each), factor);
  const kept = times(whole(before ?? 0n), growth);
  const given = interest ? times(interest.part, whole(100n)) : whole(0n);
  const account = plus(plus(paidIn, kept), given);
  const text = accountText(r, { yearly, subsidy, n, rate, interest, before });
  const figures = [subsidy, rate, interest, leastYears].filter((f) => f !== undefined);
  const assumed = (['annualContribution', 'years', 'balance'] as const).flatMap((k) => {
    const value = p?.[k];
    return value === undefined ? [] : [own(k, value)];
  });
  const stands = [...figures, ...assumed];
  const next: Running = {
    ...r,
    lines: [...r.lines, line('account', text, shown(account), stands)],
    pension: { account, text, accountFigures: stands },
  };
  const silent = r.case.region === undefined || yearly === undefined;
  return silent || subsidy ? next : note(next, 'subsidy');
};

interface Parts {
  yearly: Fen | undefined;
  subsidy: Figure | undefined;
  n: bigint;
  rate: Figure | undefined;
  interest: Figure | undefined;
  before: Fen | undefined;
}

function accountText(_r: Running, { yearly, subsidy, n, rate, interest, before }: Parts): string {
  const grown = rate ? `(1 + ${percentOf(rate.part)})^${n}` : '';
  const terms: string[] = [];
  if (yearly !== undefined) {
    const each = subsidy ? `(${plainYuan(yearly)} + ${plainYuan(subsidy.fen)})` : plainYuan(yearly);
    const factor = rate && rate.part.num > 0n ? `(${grown} − 1) ÷ ${percentOf(rate.part)}` : `${n}`;
    terms.push(`${each} × ${factor}`);
  }
  if (before !== undefined) terms.push(rate ? `${plainYuan(before)} × ${grown}` : plainYuan(before));
  if (interest) terms.push(interest.text);
  return terms.join(' + ');
}

function power(base: Ratio, n: bigint): Ratio {
  return { num: base.num ** n, den: base.den ** n };
}

export const divide: Run = (r, { divisor, age }) => {
  if (!r.pension) return r;
  const asked = r.case.retireAge;
  // Months without an age are those of the ordinary age; for another one only a fact of that age, or the caller.
  const ordinary = asked === undefined || (age?.part.num === asked && age.part.den === 1n);
  const forAge = divisor?.fact?.conditions.age !== undefined;
  const fits = divisor && (!divisor.fact || (asked === undefined ? !forAge : forAge || ordinary));
  if (!divisor || !fits) return lack(r, 'assume.pension.divisor');
  const monthly = over(r.pension.account, divisor.part);
  const text = `${stored(r.pension)} ÷ ${divisor.text}`;
  return {
    ...r,
    lines: [
      ...r.lines,
      line('account-pension', text, shown(monthly), [divisor, ...accountFiguresOf(r.pension)]),
    ],
    pension: { ...r.pension, accountMonthly: monthly, monthlyText: text, monthlyFigures: [divisor] },
  };
};

/** What the account stands on, where it is written out again. */
const accountFiguresOf = (p: NonNullable<Running['pension']>): Figure[] =>
  p.account.num % p.account.den === 0n ? [] : p.accountFigures;

/** The account as one number where it is whole 分, else as what it was reckoned from. */
function stored({ account, text }: NonNullable<Running['pension']>): string {
  return account.num % account.den === 0n ? plainYuan(account.num / account.den) : `(${text})`;
}

export const basicPension: Run = (r, { basePension }) => {
  if (!r.pension) return r;
  if (basePension) return { ...r, pension: { ...r.pension, base: basePension } };
  return r.case.region === undefined ? r : note(r, 'basic-pension');
};

/** Flat for each year beyond the least, by tiers of years, or a share of the basic pension; or given as a sum. */
export const yearBonus: Run = (r, { yearBonus: given, perYear, shareCap, leastYears }) => {
  if (!r.pension) return r;
  if (given)
    return {
      ...r,
      pension: {
        ...r.pension,
        bonus: whole(given.fen),
        bonusText: plainYuan(given.fen),
        bonusFigures: [given],
      },
    };
  const years = yearsOf(r, leastYears);
  const least = leastYears?.part.num;
  if (!perYear || years === undefined || least === undefined || years <= least) return r;
  const extra = years - least;
  let bonus: Ratio;
  let text: string;
  const figures = [perYear, ...(leastYears ? [leastYears] : [])];
  const beyond = `(${years} − ${least})`;
  if (perYear.bands) {
    const list = pieces(perYear.bands, years * 100n, least * 100n, 'eligible');
    bonus = list.reduce((sum, p) => plus(sum, times(whole(p.to - p.from), p.part)), whole(0n));
    text = list.map((p) => `${plainYuan(p.to - p.from)} × ${tierText(p.part)}`).join(' + ');
  } else if (perYear.unit === 'ratio') {
    const base = r.pension.base;
    if (!base) return r;
    const full = times(perYear.part, whole(extra));
    const capped = shareCap && full.num * shareCap.part.den > shareCap.part.num * full.den;
    bonus = times(whole(base.fen), capped ? shareCap.part : full);
    text = capped
      ? `${plainYuan(base.fen)} × ${percentOf(shareCap.part)}`
      : `${plainYuan(base.fen)} × ${percentOf(perYear.part)} × ${beyond}`;
    if (capped) figures.push(shareCap);
  } else {
    bonus = whole(perYear.fen * extra);
    text = `${plainYuan(perYear.fen)} × ${beyond}`;
  }
  return {
    ...r,
    lines: [...r.lines, line('year-bonus', text, shown(bonus), figures)],
    pension: { ...r.pension, bonus, bonusText: text, bonusFigures: figures },
  };
};

const tierText = (part: Ratio): string => plainYuan(roundToFen(part.num * 100n, part.den));

/** The month's pension and the year's: each rounded once, from what was not rounded before. */
export const sumPension: Run = (r) => {
  const p = r.pension;
  if (!p?.accountMonthly || !p.base) return r;
  const monthly = plus(plus(whole(p.base.fen), p.accountMonthly), p.bonus ?? whole(0n));
  const terms = [plainYuan(p.base.fen), p.bonusText, p.monthlyText].filter((t) => t !== undefined);
  const figures = [p.base, ...(p.bonusFigures ?? []), ...(p.monthlyFigures ?? []), ...p.accountFigures];
  const yearly = times(monthly, whole(12n));
  return {
    ...r,
    lines: [
      ...r.lines,
      line('monthly', terms.join(' + '), shown(monthly), figures),
      line('annual', `(${terms.join(' + ')}) × 12`, shown(yearly), figures),
    ],
    pension: { ...p, monthly },
  };
};
