/** The operations a plan may name: one row each, with the figures it takes and the lines it may write. */
import type { Assume } from '../contract/estimate.js';
import type { FigureSpec } from './figure.js';
import type { Run } from './running.js';
import { aboveThreshold, accounts } from './steps-accounts.js';
import { aid, supplement } from './steps-aid.js';
import { cap, deductible, eligible, eligibleCap, firstPay, ratioStep, registration } from './steps-basic.js';
import { ceiling, critical, criticalExtra, large } from './steps-later.js';
import { accrue, basicPension, divide, sumPension, yearBonus } from './steps-pension.js';

export interface Operation {
  figures: Record<string, FigureSpec>;
  /** Keys of its lines; labels.yaml has words for each. */
  lines: readonly string[];
  run: Run;
}

type Path = readonly [keyof Assume, string?];

const money = (...assume: Path[]): FigureSpec => ({ units: ['CNY', 'CNY/year'], assume });
const yearly = (...assume: Path[]): FigureSpec => ({ units: ['CNY/year'], assume });
const monthly = (...assume: Path[]): FigureSpec => ({ units: ['CNY/month'], assume });
const part = (...assume: Path[]): FigureSpec => ({ units: ['ratio'], assume });
const years: FigureSpec = { units: ['years'] };
const delta = (adjusts: string, ...assume: Path[]): FigureSpec => ({
  units: ['ratio-delta'],
  adjusts,
  assume,
});
const factor = (adjusts: string, ...assume: Path[]): FigureSpec => ({
  units: ['multiplier'],
  adjusts,
  assume,
});

export const OPERATIONS = {
  registration: {
    figures: { fee: money(['registration', 'fee']), fundPays: money(['registration', 'fundPays']) },
    lines: ['registration-fee', 'registration'],
    run: registration,
  },
  eligible: {
    figures: { categoryBRatio: { ...part(['categoryBRatio']), ownShare: true } },
    lines: ['class-b', 'item', 'item-in-full', 'fixed-sum', 'eligible'],
    run: eligible,
  },
  'first-pay': {
    figures: { share: part(['firstPay']) },
    lines: ['first-pay', 'after-first-pay'],
    run: firstPay,
  },
  'eligible-cap': { figures: { cap: yearly(['eligibleCap']) }, lines: ['eligible-cap'], run: eligibleCap },
  deductible: {
    figures: {
      deductible: { units: ['CNY', 'CNY/year', 'ratio'], assume: [['deductible']] },
      later: factor('deductible', ['laterDeductibleRatio']),
      change: factor('deductible'),
      yearCap: { ...yearly(['deductibleYearCap']), adjusts: 'deductible' },
      limits: { units: ['CNY'], adjusts: 'deductible', range: true },
    },
    lines: [
      'deductible-share',
      'deductible-limits',
      'deductible-changed',
      'deductible-left',
      'deductible-room',
      'above-deductible',
    ],
    run: deductible,
  },
  ratio: {
    figures: {
      ratio: part(['ratio'], ['bands']),
      perYearOfAge: delta('ratio'),
      change: delta('ratio'),
      bonus: delta('ratio'),
      retiredPoints: delta('ratio', ['retiredPoints']),
      retiredFactor: factor('ratio', ['retiredFactor']),
    },
    lines: ['basic'],
    run: ratioStep,
  },
  cap: {
    figures: {
      cap: yearly(['cap']),
      quarter: { units: ['CNY/quarter'], adjusts: 'cap' },
      day: { units: ['CNY/day'], adjusts: 'cap' },
    },
    lines: ['fund-sum', 'cap-left', 'cap', 'basic-left'],
    run: cap,
  },
  large: {
    figures: {
      ratio: part(['largeAmount', 'ratio']),
      deductible: { ...money(['largeAmount', 'deductible']), adjusts: 'ratio' },
      cap: { ...yearly(['largeAmount', 'cap']), adjusts: 'ratio' },
    },
    lines: ['cap-room', 'large-base', 'large-above', 'large', 'large-cap', 'still-owed', 'large-owed'],
    run: large,
  },
  critical: {
    figures: {
      deductible: money(['critical', 'deductible']),
      ratio: part(['critical', 'ratio'], ['critical', 'bands']),
      change: delta('ratio'),
      bonus: delta('ratio'),
      cap: { ...yearly(['critical', 'cap']), adjusts: 'ratio' },
    },
    lines: ['critical-base', 'critical-above', 'critical', 'critical-cap', 'still-owed', 'critical-owed'],
    run: critical,
  },
  'critical-extra': {
    figures: { ratio: part(), cap: yearly() },
    lines: ['critical-left', 'critical-extra', 'critical-sum', 'critical-cap', 'still-owed', 'critical-owed'],
    run: criticalExtra,
  },
  ceiling: { figures: { cap: yearly() }, lines: ['ceiling-left', 'ceiling'], run: ceiling },
  aid: {
    figures: {
      ratio: part(['aid', 'ratio']),
      deductible: money(['aid', 'deductible']),
      cap: yearly(['aid', 'cap']),
    },
    lines: ['aid-base', 'aid-above', 'aid', 'aid-cap'],
    run: aid,
  },
  supplement: {
    figures: {},
    lines: ['supplement', 'supplement-sum', 'supplement-cap', 'still-owed', 'supplement-owed'],
    run: supplement,
  },
  accounts: {
    figures: {
      reserve: money(['accounts', 'reserve']),
      perPaymentLimit: money(['accounts', 'perPaymentLimit']),
    },
    lines: ['your-part', 'own-account', 'mutual-usable', 'mutual-limit', 'mutual-aid', 'cash'],
    run: accounts,
  },
  'above-threshold': {
    figures: { threshold: money(['accounts', 'reserve']) },
    lines: ['usable'],
    run: aboveThreshold,
  },
  accrue: {
    figures: {
      subsidy: yearly(['pension', 'annualSubsidy']),
      compoundRate: part(['pension', 'compoundRate']),
      interest: { units: ['multiplier'], assume: [['pension', 'interest']] },
      leastYears: years,
    },
    lines: ['account'],
    run: accrue,
  },
  divide: {
    figures: { divisor: { units: ['months'], assume: [['pension', 'divisor']] }, age: { units: ['age'] } },
    lines: ['account-pension'],
    run: divide,
  },
  'basic-pension': {
    figures: { basePension: monthly(['pension', 'basePension']) },
    lines: [],
    run: basicPension,
  },
  'year-bonus': {
    figures: {
      yearBonus: monthly(['pension', 'yearBonus']),
      perYear: { units: ['CNY/month', 'ratio'], adjusts: 'yearBonus' },
      shareCap: { units: ['ratio'], adjusts: 'yearBonus' },
      leastYears: years,
    },
    lines: ['year-bonus'],
    run: yearBonus,
  },
  'pension-sum': { figures: {}, lines: ['monthly', 'annual'], run: sumPension },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as [OperationName, ...OperationName[]];
export const operationOf = (name: OperationName): Operation => OPERATIONS[name];
