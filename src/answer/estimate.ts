/** "How much would I get": finds the plan and its facts for a case, calculates, and puts the result into a view. */
import { calculate, type Result, type StepFacts } from '../calculator/calculate.js';
import { accountPension } from '../calculator/operations.js';
import type { Calculation, FactTopic, Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact } from '../knowledge/base.js';
import type { Plan } from '../knowledge/schema.js';
import { yuan } from '../money.js';
import { emptyView, viewOf } from './compose.js';
import { resolveTopic, type Tools } from './decide.js';
import { attribution } from './support.js';
import type { Cited, View } from './view.js';
import { conditionText, periodText } from './wording.js';

export interface Estimate {
  view: View;
  calculation: Calculation;
}

/** The part of a pension that is paid to all, by place. */
const BASIC_PENSION = 'basic-pension';

/** Conditions that the question or the assumptions have already said. */
const SAID = new Set(['care', 'status', 'payer']);
const sentenceOf = (f: Fact): string => f.statement.replace(/。$/, '');

const usable = (f: Fact): boolean =>
  f.calculable &&
  (typeof f.value === 'string' || (f.value !== null && !Array.isArray(f.value) && 'bands' in f.value));

/** Facts of the plan's step for the case: those that speak, and the other sides of their conflicts. */
function factsFor(tools: Tools, s: Situation, step: Plan['steps'][number]): Fact[] {
  const r = resolveTopic(tools, s, step.fact.topic as FactTopic);
  const schemes = s.slots.scheme === 'flexible' ? ['flexible', 'employee'] : [s.slots.scheme];
  const names = [step.fact.matter, ...schemes.map((x) => `${x}-${step.fact.matter}`)];
  const matter = names.flatMap((n) => r.matters.filter((m) => m.matter === n)).at(-1);
  if (!matter) return [];
  const speaking = matter.speaking.map((x) => x.fact);
  const sides = matter.otherSides.filter(
    (f) => f.topic === step.fact.topic && f.matter === matter.matter && f.unit === speaking[0]?.unit,
  );
  return [...speaking, ...sides].filter(usable);
}

function planFor(tools: Tools, s: Situation, topic: Topic): Plan | undefined {
  const care = s.slots.care ?? (topic === 'estimate' ? 'inpatient' : undefined);
  return tools.kb.plans.find((p) => {
    if (p.topic !== topic) return false;
    const cares = p.when.care === undefined ? [] : Array.isArray(p.when.care) ? p.when.care : [p.when.care];
    return cares.length === 0 || (care !== undefined && cares.includes(care));
  });
}

export function estimateView(tools: Tools, s: Situation, topic: Topic, cited: Cited): Estimate | undefined {
  const plan = planFor(tools, s, topic);
  if (!plan) return undefined;
  if (topic === 'pension-benefit') return pension(tools, s, plan, cited);
  const amount = topic === 'mutual-aid-rule' ? s.details.balance : s.slots.amount;
  if (!amount) return undefined;
  const care = s.slots.care ?? (topic === 'estimate' ? 'inpatient' : undefined);
  const case_: Situation = {
    ...s,
    slots: {
      ...s.slots,
      ...(care && { care }),
      ...(s.slots.scheme === 'employee' &&
        !s.slots.status &&
        topic === 'estimate' && { status: 'active' as const }),
    },
  };
  const steps: StepFacts[] = plan.steps.map((step) => ({ step, facts: factsFor(tools, case_, step) }));
  const results = calculate(steps, amount);
  if ('missing' in results || results.length === 0) return undefined;
  return shown(tools, s, topic, amount, results, cited);
}

function shown(
  tools: Tools,
  s: Situation,
  topic: Topic,
  amount: string,
  results: Result[],
  cited: Cited,
): Estimate {
  const { kb, renderer } = tools;
  const view = emptyView(s, topic);
  const distinct = results.filter(
    (r, i) => results.findIndex((o) => o.fundPays === r.fundPays && labelOf(o) === labelOf(r)) === i,
  );
  function labelOf(r: Result): string {
    const differing = r.facts.filter((f) => results.some((o) => !o.facts.includes(f)));
    const words = differing.map(
      (f) => conditionText(f, kb.labels, SAID) || (r.facts.length === differing.length ? '' : sentenceOf(f)),
    );
    return [...new Set(words.filter(Boolean))].join('，');
  }
  /** Where conditions alone do not tell two results apart, their sources do. */
  function named(r: Result): string {
    const label = labelOf(r);
    const twin = results.some((o) => o !== r && o.fundPays !== r.fundPays && labelOf(o) === label);
    const differing = twin ? r.facts.find((f) => results.some((o) => !o.facts.includes(f))) : undefined;
    return [label, differing ? attribution(kb, differing) : ''].filter(Boolean).join('，');
  }
  for (const r of results) cited.facts.push(...r.facts);
  const sums = new Set(results.map((r) => r.fundPays));
  const basis = cited.facts.some((f) => f.authority === 'aggregator')
    ? renderer.render('estimate/basis-unofficial', {})
    : renderer.render('estimate/basis', {});
  const first = results[0] as Result;
  const template = topic === 'mutual-aid-rule' ? 'estimate/available' : 'estimate/lead';
  const lead = (r: Result, label: string) =>
    renderer.render(template, {
      basis: label ? `${basis}（${label}）` : basis,
      ...r,
      none: yuan(r.fundPays) === 0n,
    });
  const leads = sums.size === 1 ? [lead(first, '')] : distinct.map((r) => lead(r, named(r)));
  view.calculation = { lead: leads.join('\n'), lines: dedupe(results.flatMap((r) => r.lines)) };
  return { view, calculation: toCalculation(s, amount, results) };
}

const dedupe = <T>(list: T[]): T[] => {
  const seen = new Set<string>();
  return list.filter((x) => !seen.has(JSON.stringify(x)) && seen.add(JSON.stringify(x)));
};

function toCalculation(s: Situation, amount: string, results: Result[]): Calculation {
  const first = results[0] as Result;
  const inputs = Object.fromEntries(
    Object.entries({ ...s.slots, amount }).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : [])),
  );
  const one = (r: Result) => ({
    inputs,
    lines: r.lines,
    fundPays: r.fundPays,
    totalPays: r.fundPays,
    youPay: r.youPay,
  });
  if (results.length === 1) return one(first);
  const sorted = [...results].sort((a, b) => (yuan(a.fundPays) < yuan(b.fundPays) ? -1 : 1));
  const [low, high] = [sorted[0] as Result, sorted.at(-1) as Result];
  return {
    ...one(first),
    variants: results.map((r) => ({
      because: r.facts.filter((f) => results.some((o) => !o.facts.includes(f))).map((f) => f.id),
      ...one(r),
    })),
    range: { fundPays: [low.fundPays, high.fundPays], youPay: [high.youPay, low.youPay] },
  };
}

/** The account's part from contributions alone; the rest of a pension is told from facts, not calculated. */
function pension(tools: Tools, s: Situation, plan: Plan, cited: Cited): Estimate | undefined {
  const step = plan.steps[0];
  if (!s.slots.amount || !step) return undefined;
  const case_: Situation = { ...s, slots: { ...s.slots, scheme: 'resident-pension' } };
  const divisor = factsFor(tools, case_, step)[0];
  if (!divisor) return undefined;
  const years = s.details.years ?? minimumYears(tools, case_);
  if (!years) return undefined;
  const lines = accountPension(s.slots.amount, years, divisor);
  cited.facts.push(divisor);
  const sub: Cited = { facts: [], background: [], conflicts: [], refuted: [] };
  const view =
    viewOf(tools.kb, case_, 'pension-benefit', resolveTopic(tools, case_, 'pension-benefit'), sub) ??
    emptyView(s, 'pension-benefit');
  cited.facts.push(...sub.facts);
  cited.background.push(...sub.background);
  cited.conflicts.push(...sub.conflicts);
  cited.refuted.push(...sub.refuted);
  const monthly = lines[1]?.amount ?? '';
  const resolution = resolveTopic(tools, case_, 'pension-benefit');
  const basicKnown = resolution.matters.some((m) => m.matter === BASIC_PENSION && m.speaking.length > 0);
  const before = basicKnown
    ? []
    : resolution.otherPeriods.filter((f) => f.matter === BASIC_PENSION).slice(0, 2);
  for (const f of before) {
    cited.background.push(f);
    view.earlier.push(`${periodText(f)}：${f.statement}`);
  }
  view.calculation = {
    lead: tools.renderer.render('estimate/pension', {
      years,
      amount: s.slots.amount,
      monthly,
      basicUnknown: !basicKnown,
    }),
    lines,
  };
  return {
    view,
    calculation: { inputs: { annualContribution: s.slots.amount, years }, lines, accountPension: monthly },
  };
}

/** The least number of years that a fact names, where the question names none. */
function minimumYears(tools: Tools, s: Situation): string | undefined {
  const facts = (['pension', 'pension-benefit'] as const).flatMap((t) =>
    resolveTopic(tools, s, t).matters.flatMap((m) => m.speaking.map((x) => x.fact)),
  );
  const fact = facts.find((f) => f.unit === 'years' && typeof f.value === 'string');
  return typeof fact?.value === 'string' ? fact.value : undefined;
}
