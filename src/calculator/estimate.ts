/** "How much would I get": a case → its plan, its figures, the results; or the one thing that must be known first. */

import { type EstimateRequest, isProblem, type Problem } from '../contract/estimate.js';
import type { Level, Scheme } from '../contract.js';
import { mayBe } from '../knowledge/resolve.js';
import { because, calculate, distinct, type Result } from './calculate.js';
import { type Case, isPension, readCase } from './case.js';
import { ELSEWHERE, type Gathered, gather, type Inquiry, isElsewhere, type PlanData } from './gather.js';

export interface Estimation {
  case: Case;
  plan: PlanData;
  gathered: Gathered;
  results: Result[];
  /** What was taken for granted beyond what was said. */
  assumptions: Assumption[];
}

export type Assumption =
  | 'inpatient'
  | 'active'
  | 'all-eligible'
  | 'first-stay'
  | 'one-visit'
  | 'nothing-paid'
  | 'out-of-province'
  | 'filing-unsaid'
  | 'least-years'
  | 'same-basic-pension'
  | 'known-level';

/** More results than this side by side are a question back. */
export const SIDE_BY_SIDE = 3;

const WORKING: (Scheme | undefined)[] = ['employee', 'flexible'];

const oneOf = <T>(wanted: T | T[] | undefined, value: T): boolean =>
  wanted === undefined || [wanted].flat().includes(value);

export function planFor(plans: PlanData[], c: Case): PlanData | undefined {
  const topic = isPension(c.request) ? 'pension-benefit' : 'estimate';
  const given = c.compliantSelfPay === undefined ? 'amount' : 'compliantSelfPay';
  const where = isElsewhere(c) ? 'elsewhere' : 'local';
  return plans.find(
    (p) =>
      p.topic === topic &&
      (topic === 'pension-benefit' || (p.when.given ?? 'amount') === given) &&
      (given === 'compliantSelfPay' || oneOf(p.when.care, c.care)) &&
      oneOf(p.when.where, where),
  );
}

/** Estimates a request, by the plan that its case calls for. */
export function estimate(q: Inquiry, request: EstimateRequest, plan?: PlanData): Estimation | Problem {
  const c = readCase(request);
  if (isProblem(c)) return c;
  if (c.region !== undefined && !q.kb.regionByCode.has(c.region)) return { kind: 'region', field: 'region' };
  if (plan) return byPlan(q, c, c, plan);
  if (treatedElsewhere(q, c)) return filedOrNot(q, request);
  return c.scheme === undefined && c.region !== undefined && !isPension(request)
    ? ofAnyScheme(q, c)
    : ofScheme(q, isPension(request) ? { ...c, scheme: 'resident-pension' } : c);
}

/** Treated in another city, and not said whether filed. */
const treatedElsewhere = (q: Inquiry, c: Case): boolean =>
  q.treated !== undefined &&
  c.region !== undefined &&
  c.remote === undefined &&
  c.amount !== undefined &&
  q.treated.slice(0, CITY) !== c.region.slice(0, CITY);

/** Digits of a code that name the city. */
const CITY = 4;

/** Filed and unfiled side by side, or the one question back where only one of them is known. */
function filedOrNot(q: Inquiry, request: EstimateRequest): Estimation | Problem {
  const ways = (['filed', 'unfiled'] as const).map((remote) => estimate(q, { ...request, remote }));
  const [filed, unfiled] = ways;
  if (!filed || !unfiled || isProblem(filed)) return filed as Problem;
  if (isProblem(unfiled)) return { kind: 'missing', field: 'remote', allowed: [...ELSEWHERE] };
  const results = distinct([...filed.results, ...unfiled.results], shown);
  const single = results.length === filed.results.length;
  return {
    ...filed,
    case: { ...filed.case, request },
    results,
    assumptions: single ? filed.assumptions : [...filed.assumptions, 'filing-unsaid'],
  };
}

/** Where no scheme is said: the only one that has figures, or any where all come to the same; else it is asked for. */
function ofAnyScheme(q: Inquiry, c: Case): Estimation | Problem {
  const schemes = schemesOf(c);
  const tried = schemes.map((scheme) => ofScheme(q, { ...c, scheme }));
  const inPlay = tried.filter((t) => !isProblem(t) || t.kind !== 'no-figure');
  const first = inPlay[0] ?? (tried[0] as Problem);
  const same = new Set(inPlay.map((t) => (isProblem(t) ? t.kind : t.results.map(shown).join())));
  return same.size > 1 ? { kind: 'missing', field: 'scheme', allowed: schemes } : first;
}

/** How somebody may be insured, so far as it is said: at work or retired from it, as an employee. */
export const schemesOf = (c: Case): Scheme[] =>
  c.scheme ? [c.scheme] : (['employee', 'resident'] as const).filter((s) => mayBe(s, c.status));

const shown = (r: Result): string => `${r.pays.totalPays}/${r.pays.youPay}/${r.pays.cashPays}`;

function ofScheme(q: Inquiry, given: Case): Estimation | Problem {
  const unsaid = WORKING.includes(given.scheme) && given.status === undefined;
  const c: Case = unsaid ? { ...given, status: 'active' } : given;
  const plan = planFor(q.kb.plans, c);
  return plan ? byPlan(q, given, c, plan) : { kind: 'no-figure', field: 'care' };
}

/** `given` is the case as it was said; `c` may have a status taken for granted. */
function byPlan(q: Inquiry, given: Case, c: Case, plan: PlanData): Estimation | Problem {
  const gathered = gather(q, c, plan);
  const known = calculate(gathered, c);
  if ('lacking' in known) return missing(q, c, plan, known.lacking);
  const results = c.hospitalLevel === undefined ? atAllLevels(q, c, plan, known) : known;
  const asked = openLevel(c, results);
  if (asked) return asked;
  const assumptions = assumptionsOf(q, given, c);
  if (onlyLevels(c, results).length > 0) assumptions.push('known-level');
  return { case: c, plan, gathered, results, assumptions };
}

/** Levels told apart in answers, each by itself. */
const GRADED: Level[] = ['3A', '3B', '2A', '2B', '1', 'primary'];
const leavesOut = (levels: Level[]): Level[] =>
  GRADED.filter((l) => !levels.some((known) => l.startsWith(known) || known.startsWith(l)));
const factsIn = (results: readonly Result[]) => results.flatMap((r) => r.facts);

/** The most specific facts may be those of one level, and other levels have theirs from a place above. */
function atAllLevels(q: Inquiry, c: Case, plan: PlanData, known: Result[]): Result[] {
  const levels = levelsOf(factsIn(known));
  if (levels.length === 0 || c.region === undefined) return known;
  const more = leavesOut(levels).flatMap((hospitalLevel) => {
    const there = { ...c, hospitalLevel };
    const results = calculate(gather(q, there, plan), there);
    return 'lacking' in results ? [] : results;
  });
  return more.length === 0 ? known : distinct([...known, ...more], shown);
}

/** The levels that a single result speaks of, where it does not speak of all. */
export function onlyLevels(c: Case, results: readonly Result[]): Level[] {
  const levels = c.hospitalLevel === undefined && results.length === 1 ? levelsOf(factsIn(results)) : [];
  return levels.length > 0 && leavesOut(levels).length > 0 ? levels : [];
}

/** Several levels that come to more results than can stand side by side. */
function openLevel(c: Case, results: Result[]): Problem | undefined {
  if (results.length <= SIDE_BY_SIDE) return undefined;
  const levels = levelsOf(results.flatMap((r) => because(r, results)));
  return levels.length > 1 && (c.hospitalLevel === undefined || c.hospitalLevel.length === 1)
    ? { kind: 'missing', field: 'hospitalLevel', allowed: levels }
    : undefined;
}

/** Levels between which the results differ, where none was said. */
export const levelsInPlay = (e: Estimation): Level[] =>
  e.case.hospitalLevel === undefined ? levelsOf(e.results.flatMap((r) => because(r, e.results))) : [];

const HIGHEST_FIRST: Level[] = ['3', '3A', '3B', '2', '2A', '2B', '1', '1A', 'primary'];

/** Highest first; 一级甲等 goes with 一级. */
const levelsOf = (facts: readonly { levels?: Level[] }[]): Level[] => {
  const found = new Set(facts.flatMap((f) => f.levels ?? []));
  return HIGHEST_FIRST.filter((l) => found.has(l) && !(l === '1A' && found.has('1')));
};

/** What a caller would have to say: the place, the scheme, another level; or else the figure itself. */
function missing(q: Inquiry, c: Case, plan: PlanData, field: string): Problem {
  const hasFigure = c.assume.ratio ?? c.assume.bands ?? c.assume.deductible ?? c.assume.pension;
  if (!field.startsWith('assume.')) return { kind: 'missing', field };
  if (c.region === undefined)
    return hasFigure ? { kind: 'missing', field } : { kind: 'missing', field: 'region' };
  if (c.hospitalLevel !== undefined) {
    const gathered = gather(q, { ...c, hospitalLevel: undefined }, plan);
    const elsewhere = calculate(gathered, c);
    const levels = levelsOf(
      gathered.slots.flatMap((s) => s.candidates.flatMap((f) => (f?.fact ? [f.fact] : []))),
    );
    if (!('lacking' in elsewhere) && levels.length > 0 && !levels.includes(c.hospitalLevel))
      return { kind: 'level', field: 'hospitalLevel', allowed: levels };
  }
  return { kind: 'no-figure', field };
}

function assumptionsOf(q: Inquiry, given: Case, c: Case): Assumption[] {
  const r = given.request;
  if (isPension(r)) {
    const out: Assumption[] = ['same-basic-pension'];
    if (r.years === undefined && r.assume?.pension?.years === undefined && r.annualContribution !== undefined)
      out.push('least-years');
    return out;
  }
  const out: Assumption[] = [];
  if (c.compliantSelfPay === undefined) {
    const split = [r.selfPaid, r.categoryB, r.categoryBSelfPay, r.items];
    if (split.every((x) => x === undefined)) out.push('all-eligible');
    if (r.care === undefined) out.push('inpatient');
    if (c.care === 'inpatient' && r.admission === undefined) out.push('first-stay');
    if (c.care !== 'inpatient' && c.care !== 'critical') out.push('one-visit');
    if (r.paidThisYear === undefined && r.deductiblePaidThisYear === undefined) out.push('nothing-paid');
    if (isElsewhere(c) && q.treated === undefined) out.push('out-of-province');
  }
  if (c.status !== given.status) out.push('active');
  return out;
}
