/** A checked request → the case that is calculated: money as whole 分, counts as bigints, contradictions refused. */

import type { Assume, EstimateRequest, Problem } from '../contract/estimate.js';
import type { Care, Level, Remote, Scheme, Status } from '../contract.js';
import { type Fen, type Ratio, ratio, yuan } from '../money.js';

export interface Item {
  name: string;
  amount: Fen;
  firstPay: Ratio;
  /** As written, for the working. */
  firstPayText: string;
  /** What the first pay leaves is paid in full. */
  restInFull: boolean;
}

export interface Case {
  region?: string | undefined;
  scheme?: Scheme | undefined;
  care: Care;
  hospitalLevel?: Level | undefined;
  status?: Status | undefined;
  remote?: Remote | undefined;
  age?: bigint | undefined;
  /** Total cost; absent where the basic stage is already settled or a pension is asked about. */
  amount?: Fen | undefined;
  compliantSelfPay?: Fen | undefined;
  selfPaid: Fen;
  categoryBSelfPay: Fen;
  categoryB: Fen;
  items: Item[];
  admission: bigint;
  deductiblePaid: Fen;
  paid: Fen;
  ownAccount?: Fen | undefined;
  authoriserAccount?: Fen | undefined;
  annualContribution?: Fen | undefined;
  years?: bigint | undefined;
  balance?: Fen | undefined;
  retireAge?: bigint | undefined;
  /** What the caller said, for the answer to state what was assumed beyond it. */
  request: EstimateRequest;
  assume: Assume;
}

const ADULT = 18n;
/** Schemes whose members are in service or retired. */
const WORKING: (Scheme | undefined)[] = ['employee', 'flexible'];

export const isPension = (r: EstimateRequest): boolean =>
  r.scheme === 'resident-pension' ||
  r.assume?.pension !== undefined ||
  (r.amount === undefined &&
    r.compliantSelfPay === undefined &&
    (r.annualContribution !== undefined || r.balance !== undefined));

const fen = (s: string | undefined): Fen | undefined => (s === undefined ? undefined : yuan(s));
const whole = (s: string | undefined): bigint | undefined => (s === undefined ? undefined : BigInt(s));

function contradictions(r: EstimateRequest): Problem | undefined {
  const age = whole(r.age);
  const minor = age !== undefined && age < ADULT;
  if (r.status === 'retired' && minor)
    return { kind: 'status', field: 'status', allowed: ['student', 'child', 'poor'] };
  if (r.status === 'child' && (WORKING.includes(r.scheme) || (age !== undefined && !minor)))
    return { kind: 'status', field: 'status', allowed: ['active', 'retired', 'poor'] };
  if (isPension(r)) {
    if (r.scheme !== undefined && r.scheme !== 'resident-pension')
      return { kind: 'choice', field: 'scheme', allowed: ['resident-pension'] };
    return undefined;
  }
  if (r.amount === undefined && r.compliantSelfPay === undefined) return { kind: 'missing', field: 'amount' };
  if (r.amount !== undefined && r.compliantSelfPay !== undefined)
    return { kind: 'either', field: 'compliantSelfPay', allowed: ['amount'] };
  if (r.categoryB !== undefined && r.categoryBSelfPay !== undefined)
    return { kind: 'either', field: 'categoryB', allowed: ['categoryBSelfPay'] };
  return doubled(r.assume);
}

/** A single ratio and bands for the same stage. */
function doubled(a: Assume | undefined): Problem | undefined {
  if (a?.ratio && a.bands) return { kind: 'either', field: 'assume.bands', allowed: ['assume.ratio'] };
  if (a?.critical?.ratio && a.critical.bands)
    return { kind: 'either', field: 'assume.critical.bands', allowed: ['assume.critical.ratio'] };
  for (const [i, s] of (a?.supplement ?? []).entries()) {
    const at = `assume.supplement.${i}`;
    if (s.ratio && s.bands) return { kind: 'either', field: `${at}.bands`, allowed: [`${at}.ratio`] };
    if (!s.ratio && !s.bands) return { kind: 'missing', field: `${at}.ratio` };
  }
  const reg = a?.registration;
  if (reg && yuan(reg.fundPays) > yuan(reg.fee))
    return { kind: 'too-much', field: 'assume.registration.fundPays', allowed: ['assume.registration.fee'] };
  return undefined;
}

/** Parts of a bill are no more than the bill. */
function tooMuch(c: Case): Problem | undefined {
  if (c.amount === undefined) return undefined;
  const items = c.items.reduce((sum, i) => sum + i.amount, 0n);
  const over = (parts: Fen, field: string): Problem | undefined =>
    c.amount !== undefined && parts > c.amount ? { kind: 'too-much', field, allowed: ['amount'] } : undefined;
  return (
    over(c.selfPaid, 'selfPaid') ??
    over(c.selfPaid + items, 'items') ??
    over(c.selfPaid + items + c.categoryBSelfPay, 'categoryBSelfPay') ??
    over(c.selfPaid + items + c.categoryB, 'categoryB')
  );
}

export function readCase(r: EstimateRequest): Case | Problem {
  const wrong = contradictions(r);
  if (wrong) return wrong;
  const c: Case = {
    region: r.region,
    scheme: r.scheme,
    care: r.care ?? 'inpatient',
    hospitalLevel: r.hospitalLevel,
    status: r.status,
    remote: r.remote,
    age: whole(r.age),
    amount: fen(r.amount),
    compliantSelfPay: fen(r.compliantSelfPay),
    selfPaid: fen(r.selfPaid) ?? 0n,
    categoryBSelfPay: fen(r.categoryBSelfPay) ?? 0n,
    categoryB: fen(r.categoryB) ?? 0n,
    items: (r.items ?? []).map((i) => ({
      name: i.name,
      amount: yuan(i.amount),
      firstPay: ratio(i.firstPayRatio),
      firstPayText: i.firstPayRatio,
      restInFull: i.restInFull === true,
    })),
    admission: whole(r.admission) ?? 1n,
    deductiblePaid: fen(r.deductiblePaidThisYear) ?? 0n,
    paid: fen(r.paidThisYear) ?? 0n,
    ownAccount: fen(r.ownAccount),
    authoriserAccount: fen(r.authoriserAccount),
    annualContribution: fen(r.annualContribution),
    years: whole(r.years),
    balance: fen(r.balance),
    retireAge: whole(r.retireAge),
    request: r,
    assume: r.assume ?? {},
  };
  return tooMuch(c) ?? c;
}
