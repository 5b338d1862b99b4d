/** "How much would I get" in a conversation: one result, two side by side, a change of the last one, a pension, a balance. */
import type { Result } from '../calculator/calculate.js';
import { lineOf } from '../calculator/calculation.js';
import { estimate } from '../calculator/estimate.js';
import { above, line } from '../calculator/running.js';
import { isProblem } from '../contract/estimate.js';
import type { Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { type Fen, maxFen, minFen, plainYuan } from '../money.js';
import { sidesOf } from './compare.js';
import { emptyView } from './compose.js';
import type { Tools } from './decide.js';
import { backwardsView } from './estimate-backwards.js';
import { type Estimate, estimateOf, inquiryOf, requestOf } from './estimate-case.js';
import { compareEstimates, payOf } from './estimate-compare.js';
import { estimateQuestion, lackingView } from './estimate-lacking.js';
import { pensionView } from './estimate-pension.js';
import { optionSides } from './estimate-question.js';
import { rivalsTo } from './estimate-rivals.js';
import { calculationView, citeResults, followUps } from './estimate-view.js';
import type { Cited } from './view.js';

export type { Estimate } from './estimate-case.js';

/** 区别 asks for the rules, whatever was reckoned before. */
const RULES_ASKED = /区别|不同|不一样|差别/;

/** Whether sums are asked for: an estimate, or the same bill side by side. */
export const isEstimate = (s: Situation, topic: Topic): boolean =>
  topic === 'estimate' ||
  (topic === 'comparison' &&
    s.slots.amount !== undefined &&
    (s.slots.regions ?? s.compare?.values ?? []).length > 1 &&
    !RULES_ASKED.test(s.text));

export function estimateView(tools: Tools, s: Situation, topic: Topic, cited: Cited): Estimate | undefined {
  if (topic === 'mutual-aid-rule') return availableView(tools, s, cited);
  if (isEstimate(s, topic)) {
    if (s.backwards) return backwardsView(tools, s, s.backwards, cited);
    if (s.slots.amount === undefined) return undefined;
    const sides = sidesOf(tools, s);
    if (sides.length > 1) return compareEstimates(tools, s, sides, cited);
    if (s.before) return whatIfView(tools, { ...s, ...s.before }, s, cited);
  }
  return plainView(tools, s, topic, cited);
}

/** The estimate itself; what it would be on each side where nothing more is asked; what is lacking. */
function plainView(tools: Tools, s: Situation, topic: Topic, cited: Cited): Estimate | undefined {
  const e = estimateOf(tools, s, topic);
  if (isProblem(e)) {
    if (topic !== 'estimate') return undefined;
    const options = estimateQuestion(tools, s, e)?.options ?? [];
    return options.length > 1
      ? compareEstimates(tools, s, optionSides(tools, s, options), cited)
      : lackingView(tools, s, e, cited);
  }
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
  const { ownAccount: _own, ...request } = requestOf(tools, s, 'estimate');
  const e = estimate(inquiryOf(tools, s), { ...request, amount: balance }, plan);
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
  const changed = plainView(tools, after, 'estimate', cited);
  const [old, now] = [before, after].map((s) => estimateOf(tools, s, 'estimate'));
  const shown = changed?.view.calculation;
  if (!shown || !changed.calculation || !old || !now || isProblem(old) || isProblem(now)) return changed;
  const { words, lines } = difference(tools, ends(old.results), ends(now.results));
  const sentence = tools.renderer.render('estimate/changed', words);
  if (shown.variants.length > 0) shown.notes.unshift(sentence);
  else shown.lead = `${shown.lead}${sentence}`;
  changed.calculation.lines = [...changed.calculation.lines, ...lines];
  return changed;
}

type Ends = [least: Fen, most: Fen];
const ends = (results: readonly Result[]): Ends => {
  const pays = results.map(payOf);
  return [pays.reduce(minFen), pays.reduce(maxFen)];
};
const range = (low: Fen, high: Fen): string =>
  low === high ? plainYuan(low) : `${plainYuan(low)} 到 ${plainYuan(high)}`;

/** Against one sum before: how much more or less; against several, or both more and less: what it was. */
function difference(tools: Tools, [from, to]: Ends, [least, most]: Ends) {
  const mixed = from !== to || (least < from && most > from);
  const gaps = [least, most].map((is) => (is >= from ? above('gap', is, from) : above('gap', from, is)));
  const sums = [...new Set([from, to])].map((was) => line('was', plainYuan(was), was));
  const [low, high] = gaps.map((l) => l.amount).sort((a, b) => (a < b ? -1 : 1)) as Ends;
  const lines = mixed ? sums : gaps.slice(0, low === high ? 1 : 2);
  return {
    words: {
      was: range(from, to),
      gap: range(low, high),
      mixed,
      more: !mixed && most > from,
      less: !mixed && least < from,
      same: !mixed && least === from && most === from,
    },
    lines: lines.map((l) => lineOf(l, tools.kb.labels.working)),
  };
}
