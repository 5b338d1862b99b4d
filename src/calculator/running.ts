/** What a plan's steps hand on: the amounts so far, the lines of working, and what had to be left out. */
import type { Assume } from '../contract/estimate.js';
import { type Fen, maxFen, plainYuan, type Ratio } from '../money.js';
import type { Case } from './case.js';
import type { Figure } from './figure.js';

/** Amounts by name; all of them grow or stay as the total cost grows. */
export interface Amounts {
  /** A fee outside the deductible: no part of the eligible cost. */
  apart: Fen;
  /** Policy-range cost: without 自费, first pay of class B, and what is paid outside the deductible. */
  eligible: Fen;
  /** What of it the basic stage works on. */
  entered: Fen;
  /** The deductible of this stay or visit. */
  deductible: Fen;
  above: Fen;
  /** What the fund pays by a rule of its own, outside deductible and ratio: a fixed sum, what a first pay leaves. */
  fixed: Fen;
  /** The pooled fund's part of the eligible cost, before and after the cap. */
  uncapped: Fen;
  basic: Fen;
  large: Fen;
  criticalBase: Fen;
  uncappedCritical: Fen;
  critical: Fen;
  /** Policy-range cost that the critical stage leaves, before it is paid on once more. */
  criticalLeft: Fen;
  aid: Fen;
  supplement: Fen;
}
export type AmountName = keyof Amounts;

export interface Line {
  /** Its words stand in labels.yaml. */
  key: string;
  /** A name of the caller's: an item of the bill, a supplementary insurance. */
  name?: string;
  expression: string;
  /** The amount is no more than this; said behind the expression. */
  limit?: string;
  /** Nothing was left above the threshold. */
  below?: boolean;
  amount: Fen;
  figures: Figure[];
}

/** Said beside the working: a stage or a limit that no fact gives; a rule known too badly to calculate with. */
export interface Note {
  key: 'cap' | 'critical' | 'left-out' | 'basic-pension' | 'subsidy';
  figures: Figure[];
}

/** Where the slope of what is paid may change: an amount reaching a value. */
export interface Kink {
  of: AmountName;
  at: Fen;
}

export interface Running {
  case: Case;
  assume: Assume;
  amounts: Amounts;
  lines: Line[];
  notes: Note[];
  kinks: Kink[];
  /** A field without which this cannot be calculated; the first one stays. */
  lacking: string | undefined;
  /** How the basic stage pays, for a stage that counts from the cap. */
  ratio: { part: Ratio; text: string } | undefined;
  capRoom: Fen | undefined;
  /** How that room was reckoned. */
  capLine: Line | undefined;
  accounts: { own: Fen; mutual: Fen } | undefined;
  pension: PensionParts | undefined;
}

export interface PensionParts {
  /** Stored in the account, as a fraction of 分: interest need not be whole. */
  account: Ratio;
  /** How the account was reckoned, and on what. */
  text: string;
  accountFigures: Figure[];
  accountMonthly?: Ratio;
  monthlyText?: string;
  monthlyFigures?: Figure[];
  base?: Figure;
  bonus?: Ratio;
  bonusText?: string;
  bonusFigures?: Figure[];
  monthly?: Ratio;
}

/** The figures of one step by name. */
export type Figures = Partial<Record<string, Figure>>;
export type Run = (r: Running, f: Figures) => Running;

const NONE: Amounts = {
  apart: 0n,
  eligible: 0n,
  entered: 0n,
  deductible: 0n,
  above: 0n,
  fixed: 0n,
  uncapped: 0n,
  basic: 0n,
  large: 0n,
  criticalBase: 0n,
  uncappedCritical: 0n,
  critical: 0n,
  criticalLeft: 0n,
  aid: 0n,
  supplement: 0n,
};

/** All fields from the start: objects of one shape are copied fast, and a stage runs under every reading. */
export function begin(c: Case): Running {
  return {
    case: c,
    assume: c.assume,
    amounts: c.compliantSelfPay === undefined ? NONE : { ...NONE, eligible: c.compliantSelfPay },
    lines: [],
    notes: [],
    kinks: [],
    lacking: undefined,
    ratio: undefined,
    capRoom: undefined,
    capLine: undefined,
    accounts: undefined,
    pension: undefined,
  };
}

export function put(r: Running, amounts: Partial<Amounts>, lines: Line[] = [], kinks: Kink[] = []): Running {
  const next = Object.assign({ ...r.amounts }, amounts);
  return {
    ...r,
    amounts: next,
    lines: lines.length > 0 ? r.lines.concat(lines) : r.lines,
    kinks: kinks.length > 0 ? r.kinks.concat(kinks) : r.kinks,
  };
}

export function line(
  key: string,
  expression: string,
  amount: Fen,
  figures: (Figure | undefined)[] = [],
): Line {
  return { key, expression, amount, figures: figures.filter((f): f is Figure => f !== undefined) };
}

/** `a − b`, or nothing where b is the more. */
export function above(key: string, a: Fen, b: Fen, figures: (Figure | undefined)[] = []): Line {
  const l = line(key, `${plainYuan(a)} − ${plainYuan(b)}`, maxFen(0n, a - b), figures);
  return a > b ? l : { ...l, below: true };
}

/** An amount held down to a limit. */
export function atMost(key: string, a: Fen, limit: Fen, figures: (Figure | undefined)[] = []): Line {
  return { ...line(key, plainYuan(a), limit, figures), limit: plainYuan(limit) };
}

/** Nothing is taken as zero: the figure that is not there is named, and asked for. */
export const lack = (r: Running, field: string): Running => ({ ...r, lacking: r.lacking ?? field });

export const note = (r: Running, key: Note['key'], figures: (Figure | undefined)[] = []): Running => ({
  ...r,
  notes: [...r.notes, { key, figures: figures.filter((f): f is Figure => f !== undefined) }],
});

/** All that is to be paid: the bill, or what the basic stage has left of it. */
export const bill = (r: Running): Fen => r.case.amount ?? r.case.compliantSelfPay ?? 0n;

export const paidByAll = ({ amounts: a }: Running): Fen =>
  a.fixed + a.basic + a.large + a.critical + a.aid + a.supplement;

/** What is still to be paid by anyone: a stage with a base of its own never pays more. */
export const owed = (r: Running): Fen => maxFen(0n, bill(r) - paidByAll(r));

/** What is still to be paid, worked out from the bill. */
export function owedLine(r: Running, key: string): Line {
  const { fixed, basic, large, critical, aid, supplement } = r.amounts;
  const paid = [fixed, basic, large, critical, aid, supplement].filter((t) => t > 0n);
  return line(key, [bill(r), ...paid].map(plainYuan).join(' − '), owed(r));
}

/** What the stages so far have left of the policy-range cost. */
export const leftOf = ({ amounts: a }: Running): Fen =>
  maxFen(0n, a.eligible - a.basic - a.large - a.critical - a.aid);
