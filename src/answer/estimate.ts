/** "How much would I get" in a conversation: one result, two side by side, a change of the last one, a pension, a balance. */
import type { Result } from '../calculator/calculate.js';
import { lineOf } from '../calculator/calculation.js';
import { estimate } from '../calculator/estimate.js';
import { above, type Line } from '../calculator/running.js';
import { isProblem } from '../contract/estimate.js';
import type { Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { plainYuan } from '../money.js';
import { sidesOf } from './compare.js';
import { emptyView } from './compose.js';
import type { Tools } from './decide.js';
import { type Estimate, estimateOf, inquiryOf, requestOf } from './estimate-case.js';
import { compareEstimates, payOf } from './estimate-compare.js';
import { lackingView } from './estimate-lacking.js';
import { pensionView } from './estimate-pension.js';
import { rivalsTo } from './estimate-rivals.js';
import { calculationView, citeResults, followUps } from './estimate-view.js';
import type { Cited } from './view.js';

export type { Estimate } from './estimate-case.js';

export function estimateView(tools: Tools, s: Situation, topic: Topic, cited: Cited): Estimate | undefined {
  if (topic === 'mutual-aid-rule') return availableView(tools, s, cited);
  if (topic === 'estimate') {
    if (s.slots.amount === undefined) return undefined;
    const sides = sidesOf(tools, s);
    if (sides.length > 1) return compareEstimates(tools, s, sides, cited);
  }
  const e = estimateOf(tools, s, topic);
  if (isProblem(e)) return topic === 'estimate' ? lackingView(tools, s, e, cited) : undefined;
  if (topic === 'pension-benefit') return pensionView(tools, s, e, cited);
  const view = emptyView(s, topic);
  const shown = calculationView(tools, e, cited);
  view.calculation = shown.view;
  rivalsTo(
    tools.kb,
    view,
    e.results.flatMap((r) => r.facts),
    cited,
    s.span,
  );
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
  const shown = calculationView(tools, e, cited);
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

/** What-if: the changed case, and by how much it differs from the one before. */
export function whatIfView(
  tools: Tools,
  before: Situation,
  after: Situation,
  cited: Cited,
): Estimate | undefined {
  const changed = estimateView(tools, after, 'estimate', cited);
  const old = estimateOf(tools, before, 'estimate');
  const now = estimateOf(tools, after, 'estimate');
  if (!changed?.view.calculation || !changed.calculation || isProblem(old) || isProblem(now)) return changed;
  if (old.results.length > 1 || now.results.length > 1) return changed;
  const [was, is] = [payOf(old.results[0] as Result), payOf(now.results[0] as Result)];
  const gap: Line = is >= was ? above('gap', is, was) : above('gap', was, is);
  changed.view.calculation.lead = tools.renderer.render('estimate/changed', {
    lead: changed.view.calculation.lead,
    was: plainYuan(was),
    more: is > was,
    less: is < was,
    gap: plainYuan(gap.amount),
  });
  changed.calculation.lines = [...changed.calculation.lines, lineOf(gap, tools.kb.labels.working)];
  return changed;
}
