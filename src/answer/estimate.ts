/** "How much would I get" in a conversation: the situation as the calculator's request, its result as a view. */
import type { Result } from '../calculator/calculate.js';
import { type Estimation, estimate } from '../calculator/estimate.js';
import type { Inquiry } from '../calculator/gather.js';
import { type EstimateRequest, isProblem, type Problem } from '../contract/estimate.js';
import type { Calculation, Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { emptyView } from './compose.js';
import { placeOf, type Tools } from './decide.js';
import { pensionView } from './estimate-pension.js';
import { calculationView, citeResults, followUps } from './estimate-view.js';
import type { Cited, View } from './view.js';

export interface Estimate {
  view: View;
  calculation: Calculation;
  /** Follow-up questions that change this very result. */
  suggestions?: string[];
}

export function inquiryOf(tools: Tools, s: Situation): Inquiry {
  const c = tools.caseOf(s);
  return { kb: tools.kb, span: s.span, mentions: c.mentions, treated: c.treated };
}

/** The case as the calculator takes it, from what a conversation has said. */
export function requestOf(tools: Tools, s: Situation, topic: Topic): EstimateRequest {
  const { slots, details } = s;
  const region = placeOf(tools, s);
  const place = region === undefined ? {} : { region };
  if (topic === 'pension-benefit') {
    return {
      ...place,
      scheme: 'resident-pension',
      ...(slots.amount && { annualContribution: slots.amount }),
      ...(details.years && { years: details.years }),
      ...(details.balance && { balance: details.balance }),
    };
  }
  const { scheme, care, hospitalLevel, status, remote, amount } = slots;
  return {
    ...place,
    ...(scheme && { scheme }),
    ...(care && { care }),
    ...(hospitalLevel && { hospitalLevel }),
    ...(status && { status }),
    ...(remote && { remote }),
    ...(amount && { amount }),
    ...(details.age && { age: details.age }),
    ...(details.selfPaid && { selfPaid: details.selfPaid }),
    ...(details.admission && { admission: details.admission }),
  };
}

/** The estimate of a situation, or the one thing that must be known first. */
export const estimateOf = (tools: Tools, s: Situation, topic: Topic): Estimation | Problem =>
  estimate(inquiryOf(tools, s), requestOf(tools, s, topic));

export function estimateView(tools: Tools, s: Situation, topic: Topic, cited: Cited): Estimate | undefined {
  if (topic === 'mutual-aid-rule') return availableView(tools, s, cited);
  if (topic === 'estimate' && s.slots.amount === undefined) return undefined;
  const e = estimateOf(tools, s, topic);
  if (isProblem(e)) return undefined;
  if (topic === 'pension-benefit') return pensionView(tools, s, e, cited);
  const view = emptyView(s, topic);
  const shown = calculationView(tools, s, e, cited);
  view.calculation = shown.view;
  return { view, calculation: shown.calculation, suggestions: followUps(tools, e) };
}

/** What of a balance the family may use. */
function availableView(tools: Tools, s: Situation, cited: Cited): Estimate | undefined {
  const balance = s.details.balance;
  if (balance === undefined) return undefined;
  const plan = tools.kb.plans.find((p) => p.topic === 'mutual-aid-rule');
  if (!plan) return undefined;
  const e = estimate(inquiryOf(tools, s), { ...requestOf(tools, s, 'estimate'), amount: balance }, plan);
  if (isProblem(e)) return undefined;
  const shown = calculationView(tools, s, e, cited);
  const first = e.results[0] as Result;
  citeResults(e.results, cited);
  shown.view.lead = tools.renderer.render('estimate/available', {
    fundPays: shown.calculation.fundPays,
    none: first.pays.fundPays === 0n,
  });
  const view = emptyView(s, 'mutual-aid-rule');
  view.calculation = { ...shown.view, notes: [] };
  return { view, calculation: shown.calculation };
}
