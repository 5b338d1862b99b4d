/** Finds the figures of a plan's steps for a case: the caller's own first, else the facts that speak, every reading of them. */
import type { Care, Scheme } from '../contract.js';
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
function matterOf(q: Inquiry, query: Query, source: FigureSource): MatterAnswer | undefined {
  for (const name of [source.matter].flat()) {
    for (const full of [...standIns(query.scheme).map((s) => `${s}-${name}`), name]) {
      const matter = resolveMatter(q.kb, { ...query, topic: source.topic }, full);
      if (matter && matter.speaking.length > 0) return matter;
    }
  }
  return undefined;
}

/** What speaks for the figures of a plan's own steps, calculable or not: what can be told where nothing can be worked out. */
export function spokenFor(q: Inquiry, c: Case, plan: PlanData): Fact[] {
  const query: Query = {
    topic: 'ratio',
    region: c.region,
    scheme: c.scheme,
    span: q.span,
    case: factCase(q, c, plan.factsOf ?? c.care),
  };
  const sources = plan.steps.flatMap((step) => Object.values(step.figures));
  const facts = sources.flatMap((source) => matterOf(q, query, source)?.speaking.map((x) => x.fact) ?? []);
  return [...new Set(facts.filter((f) => f.value !== null))];
}

/** Conditions of an adjusting fact that neither the case nor the other figures of the working can settle. */
const SETTLED = new Set(['hospitalLevel', 'priceClass', 'hospitalOwner', 'status', 'costBand']);

function fromFacts(q: Inquiry, query: Query, source: FigureSource, spec: FigureSpec): Slot['candidates'] {
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

/** What was found for cases put without a question; dropped with the knowledge base, and when it grows. */
const found = new WeakMap<KnowledgeBase, Map<string, Slot['candidates']>>();
const MOST_FOUND = 20_000;

/** All that a look-up depends on, but for the figure looked up. */
function caseKey(q: Inquiry, c: Case): string | undefined {
  if (q.mentions !== NOTHING_SAID) return undefined;
  const yearly = c.assume.pension?.annualContribution ?? c.annualContribution;
  const parts = [c.region, c.scheme, c.care, c.hospitalLevel, c.status, c.remote, c.retireAge ?? c.age];
  return [...parts, c.request.admission, yearly, q.treated, q.span.from, q.span.to].join('|');
}

function remembered(kb: KnowledgeBase, key: string | undefined, look: () => Slot['candidates']) {
  if (key === undefined) return look();
  const known = found.get(kb) ?? new Map<string, Slot['candidates']>();
  found.set(kb, known);
  const before = known.get(key);
  if (before) return before;
  if (known.size >= MOST_FOUND) known.clear();
  const candidates = look();
  known.set(key, candidates);
  return candidates;
}

interface LaidOut {
  operation: Operation;
  care: Care | undefined;
  figures: { name: string; spec: FigureSpec; source: FigureSource | undefined }[];
}

const laidOut = new WeakMap<PlanData, LaidOut[]>();

/** All steps of a plan, with those of the plan that follows; the same for every case. */
function layOut(plans: PlanData[], plan: PlanData): LaidOut[] {
  const known = laidOut.get(plan);
  if (known) return known;
  const own = plan.steps.map((step): LaidOut => {
    const operation = operationOf(step.operation as OperationName);
    const figures = Object.entries(operation.figures);
    return {
      operation,
      care: plan.factsOf,
      figures: figures.map(([name, spec]) => ({ name, spec, source: step.figures[name] })),
    };
  });
  const next = plan.next === undefined ? undefined : plans.find((p) => p.plan === plan.next);
  const steps = next ? [...own, ...layOut(plans, next)] : own;
  laidOut.set(plan, steps);
  return steps;
}

export function gather(q: Inquiry, c: Case, plan: PlanData): Gathered {
  const layout = layOut(q.kb.plans, plan);
  const key = c.region === undefined ? undefined : caseKey(q, c);
  const slots: Slot[] = [];
  layout.forEach(({ care, figures }, step) => {
    const own = new Set<string>();
    const { region, scheme } = c;
    const query = (): Query => ({
      topic: 'ratio',
      region,
      scheme,
      span: q.span,
      case: factCase(q, c, care ?? c.care),
    });
    for (const { name, spec, source } of figures) {
      const assumed = assumedFigure(c.assume, spec);
      if (assumed) {
        own.add(name);
        slots.push({ step, name, candidates: [assumed] });
        continue;
      }
      // Nothing is known of no place; and nothing is changed about a figure that is the caller's own.
      if (!source || region === undefined || (spec.adjusts && own.has(spec.adjusts))) continue;
      const sought = key && `${plan.plan}|${step}|${name}|${key}`;
      const candidates = remembered(q.kb, sought, () => fromFacts(q, query(), source, spec));
      if (candidates.length > 0) slots.push({ step, name, candidates });
    }
  });
  return { steps: layout.map((l) => l.operation), slots };
}
