/** Finds the figures of a plan's steps for a case: the caller's own first, else the facts that speak, every reading of them. */
import { type Care, type FactTopic, SCHEMES, type Scheme } from '../contract.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import type { Case as FactCase } from '../knowledge/conditions.js';
import { type MatterAnswer, type Query, resolveMatter } from '../knowledge/resolve.js';
import type { FigureSource } from '../knowledge/schema.js';
import { canonical } from '../money.js';
import type { Span } from '../period.js';
import type { Case } from './case.js';
import { assumedFigure, type Figure, type FigureSpec, factFigures, unusableFigure } from './figure.js';
import { type Operation, type OperationName, operationOf } from './operations.js';

/** Where facts are looked up, and what a question says beyond the case. */
export interface Inquiry {
  kb: KnowledgeBase;
  span: Span;
  mentions(word: string): boolean;
  /** Where the treatment is, when it is named. */
  treated?: string | undefined;
}

export type PlanData = KnowledgeBase['plans'][number];

/** One figure of one step, with all that it may be; `undefined` among them where it may also not apply. */
export interface Slot {
  step: number;
  name: string;
  candidates: (Figure | undefined)[];
}

export interface Gathered {
  steps: Operation[];
  slots: Slot[];
}

/** Schemes whose facts may stand in: people in flexible work are insured as employees. */
const standIns = (scheme: Scheme | undefined): Scheme[] =>
  scheme === undefined ? [] : scheme === 'flexible' ? ['flexible', 'employee'] : [scheme];

export const ELSEWHERE = ['filed', 'unfiled', 'referred', 'emergency'] as const;
export const isElsewhere = (c: Case): boolean => c.remote !== undefined && c.remote !== 'local';

/** Treated elsewhere, and not said where, is taken as across provinces (the answer says so): a place of no province. */
const SOMEWHERE = '000000';

function factCase(q: Inquiry, c: Case, care: Care | undefined): FactCase {
  const yearly = c.assume.pension?.annualContribution ?? c.request.annualContribution;
  return {
    slots: {
      region: c.region,
      scheme: c.scheme,
      ...(care && { care }),
      hospitalLevel: c.hospitalLevel,
      status: c.status,
      remote: c.remote,
      ...(yearly && { amount: canonical(yearly) }),
    },
    age: c.retireAge ?? c.age,
    admission: c.request.admission,
    treated: q.treated ?? (isElsewhere(c) ? SOMEWHERE : undefined),
    referral: c.remote === 'referred' ? 'referred' : c.remote === 'unfiled' ? 'none' : undefined,
    mentions: q.mentions,
  };
}

/** The matter of the first name that says something for the case: the scheme's own before the one for everybody. */
function matterOf(q: Inquiry, query: Query, { topic, names }: Sought): MatterAnswer | undefined {
  for (const full of names[query.scheme ?? ANY] ?? names[ANY]) {
    const matter = resolveMatter(q.kb, { ...query, topic }, full);
    if (matter && matter.speaking.length > 0) return matter;
  }
  return undefined;
}

/** Conditions of an adjusting fact that neither the case nor the other figures of the working can settle. */
const SETTLED = new Set(['hospitalLevel', 'priceClass', 'hospitalOwner', 'status', 'costBand']);

function fromFacts(q: Inquiry, query: Query, source: Sought, spec: FigureSpec): Slot['candidates'] {
  const matter = matterOf(q, query, source);
  if (!matter) return [];
  const speaking = matter.speaking.map((x) => x.fact);
  const own = (f: Fact): boolean => f.scheme === null || standIns(query.scheme).includes(f.scheme);
  const sides = matter.otherSides.filter(
    (f) => f.topic === source.topic && f.matter === matter.matter && own(f),
  );
  const figures = [...speaking, ...sides].flatMap((f) => factFigures(f, spec));
  // What changes a figure and cannot be calculated with is named; what would be the figure itself is asked for.
  if (figures.length === 0 && spec.adjusts !== undefined)
    return speaking
      .filter((f) => f.value !== null)
      .slice(0, 1)
      .map(unusableFigure);
  const unsure =
    spec.adjusts !== undefined &&
    matter.speaking.every((x) => x.fit.open.some((k) => !SETTLED.has(k))) &&
    figures.length > 0;
  return unsure ? [...figures, undefined] : figures;
}

/** A case put without a question: nothing is named in it, so that the same case finds the same facts. */
export const NOTHING_SAID = (): boolean => false;

/** What was found for cases put without a question, slot by slot; dropped with the knowledge base, and when it grows. */
const found = new WeakMap<KnowledgeBase, Map<string, Slot['candidates'][]>>();
const MOST_FOUND = 2000;

/** All that a look-up depends on, but for the figure looked up. */
function caseKey(q: Inquiry, c: Case, plan: PlanData): string {
  const yearly = c.assume.pension?.annualContribution ?? c.annualContribution;
  const age = c.retireAge ?? c.age;
  const who = `${c.region}|${c.scheme}|${c.care}|${c.hospitalLevel}|${c.status}|${c.remote}|${age}`;
  return `${plan.plan}|${who}|${c.request.admission}|${yearly}|${q.treated}|${q.span.from}|${q.span.to}`;
}

/** Found before for the same case; filled as it is looked up. */
function remembered(q: Inquiry, c: Case, plan: PlanData): Slot['candidates'][] {
  if (q.mentions !== NOTHING_SAID || c.region === undefined) return [];
  const known = found.get(q.kb) ?? new Map<string, Slot['candidates'][]>();
  found.set(q.kb, known);
  const key = caseKey(q, c, plan);
  const before = known.get(key);
  if (before) return before;
  if (known.size >= MOST_FOUND) known.clear();
  const list: Slot['candidates'][] = [];
  known.set(key, list);
  return list;
}

const ANY = 'any';
/** A figure's topic, and the matters it may be of for each scheme, the first that speaks first. */
interface Sought {
  topic: FactTopic;
  names: Partial<Record<Scheme, string[]>> & { [ANY]: string[] };
}

function soughtIn(source: FigureSource): Sought {
  const plain = [source.matter].flat();
  const of = (scheme: Scheme): string[] =>
    plain.flatMap((name) => [...standIns(scheme).map((s) => `${s}-${name}`), name]);
  const names = Object.fromEntries(SCHEMES.map((s) => [s, of(s)]));
  return { topic: source.topic, names: { ...names, [ANY]: plain } };
}

interface LaidOut {
  step: number;
  name: string;
  spec: FigureSpec;
  sought: Sought | undefined;
  care: Care | undefined;
}
interface Layout {
  operations: Operation[];
  figures: LaidOut[];
}

const laidOut = new WeakMap<PlanData, Layout>();

/** All steps of a plan with their figures, and those of the plan that follows; the same for every case. */
function layOut(plans: PlanData[], plan: PlanData): Layout {
  const known = laidOut.get(plan);
  if (known) return known;
  const operations = plan.steps.map((s) => operationOf(s.operation as OperationName));
  const figures = operations.flatMap((o, step) =>
    Object.entries(o.figures).map(([name, spec]): LaidOut => {
      const source = plan.steps[step]?.figures[name];
      return { step, name, spec, sought: source && soughtIn(source), care: plan.factsOf };
    }),
  );
  const next = plan.next === undefined ? undefined : plans.find((p) => p.plan === plan.next);
  const after = next ? layOut(plans, next) : { operations: [], figures: [] };
  const layout = {
    operations: [...operations, ...after.operations],
    figures: [...figures, ...after.figures.map((f) => ({ ...f, step: f.step + operations.length }))],
  };
  laidOut.set(plan, layout);
  return layout;
}

const queryOf = (q: Inquiry, c: Case, care: Care): Query => ({
  topic: 'ratio',
  region: c.region,
  scheme: c.scheme,
  span: q.span,
  case: factCase(q, c, care),
});

export function gather(q: Inquiry, c: Case, plan: PlanData): Gathered {
  const { operations, figures } = layOut(q.kb.plans, plan);
  const before = remembered(q, c, plan);
  const queries = new Map<Care, Query>();
  const slots: Slot[] = [];
  const own = new Set<string>();
  figures.forEach(({ step, name, spec, sought, care = c.care }, at) => {
    const assumed = assumedFigure(c.assume, spec);
    if (assumed) {
      own.add(`${step}/${name}`);
      slots.push({ step, name, candidates: [assumed] });
      return;
    }
    // Nothing is known of no place; and nothing is changed about a figure that is the caller's own.
    if (!sought || c.region === undefined || (spec.adjusts && own.has(`${step}/${spec.adjusts}`))) return;
    let candidates = before[at];
    if (!candidates) {
      const query = queries.get(care) ?? queryOf(q, c, care);
      queries.set(care, query);
      candidates = fromFacts(q, query, sought, spec);
      before[at] = candidates;
    }
    if (candidates.length > 0) slots.push({ step, name, candidates });
  });
  return { steps: operations, slots };
}

/** Facts that speak for the figures of the plan's own steps, figure by figure; a stage added to it is beside the point. */
function ofOwnSteps(q: Inquiry, c: Case, plan: PlanData): { spec: FigureSpec; facts: Fact[] }[] {
  if (c.region === undefined) return [];
  return layOut(q.kb.plans, plan).figures.flatMap(({ step, spec, sought, care = c.care }) => {
    if (!sought || step >= plan.steps.length) return [];
    const speaking = matterOf(q, queryOf(q, c, care), sought)?.speaking ?? [];
    return [{ spec, facts: speaking.map((x) => x.fact).filter((f) => f.value !== null) }];
  });
}

/** What can be told where nothing can be worked out: calculable or not. */
export const spokenFor = (q: Inquiry, c: Case, plan: PlanData): Fact[] => [
  ...new Set(ofOwnSteps(q, c, plan).flatMap((x) => x.facts)),
];

/** Of these, what may not enter a calculation, where nothing else speaks for the figure. */
export const uncalculable = (q: Inquiry, c: Case, plan: PlanData): Fact[] =>
  ofOwnSteps(q, c, plan).flatMap(({ spec, facts }) =>
    facts.some((f) => factFigures(f, spec).length > 0) ? [] : facts,
  );
