/** The question back before an estimate: only for what changes the result, with what each option would come to. */

import { distinct, type Result } from '../calculator/calculate.js';
import { toCalculation } from '../calculator/calculation.js';
import type { Estimation } from '../calculator/estimate.js';
import { isProblem } from '../contract/estimate.js';
import type { Calculation, Option } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { type Side, sidesOf } from './compare.js';
import type { Tools } from './decide.js';
import { estimateOf, PROBE } from './estimate-case.js';
import { estimateQuestion } from './estimate-lacking.js';
import { basisOf, citeResults, extremes, totalOf, youOf } from './estimate-view.js';
import type { Cited } from './view.js';

export interface EstimateQuestion {
  slot: string;
  options: Option[];
  text: string;
  calculation?: Calculation;
  cited: Cited;
}

interface Preview extends Side {
  found: Estimation[];
}

/** What can be asked for in a conversation; the rest is for callers of the calculator. */
const ASKED = ['region', 'scheme', 'hospitalLevel', 'remote'];

/** One amount or a range, as the readings of an option have it. */
function said(found: readonly Estimation[], of: (r: Result) => bigint): string {
  const [low, high] = extremes(found.flatMap((e) => e.results.map(of)));
  return low === high ? low : `${low} 到 ${high}`;
}

/** What an option comes to, whatever is still open after it. */
function resultsAt(tools: Tools, s: Situation): Estimation[] {
  const found = estimateOf(tools, s, 'estimate');
  if (!isProblem(found)) return [found];
  return (estimateQuestion(tools, s, found)?.options ?? []).flatMap((o) => {
    const next = estimateOf(tools, choosing(s, o), 'estimate');
    return isProblem(next) ? [] : [next];
  });
}

const choosing = (s: Situation, { slot, value }: Option): Situation => ({
  ...s,
  slots: { ...s.slots, [slot]: value },
});

/** Options that come to the same are one. */
function previewsOf(tools: Tools, s: Situation, options: Option[]): Preview[] {
  const previews = options.map((o): Preview => {
    const situation = choosing(s, o);
    return { name: o.label, situation, found: resultsAt(tools, situation) };
  });
  const known = previews.filter((p) => p.found.length > 0);
  const key = (p: Preview): string =>
    p.found.flatMap((e) => e.results.map((r) => `${totalOf(r)}/${youOf(r)}`)).join();
  return distinct(known, key).map((p) => ({
    ...p,
    name: known
      .filter((x) => key(x) === key(p))
      .map((x) => x.name)
      .join('、'),
  }));
}

/** Every option side by side, where nothing more is asked. */
export const optionSides = (tools: Tools, s: Situation, options: Option[]): Side[] =>
  previewsOf(tools, s, options);

/** The first thing to ask of any side; undefined where the estimate can be made, or cannot be for another reason. */
export function askBeforeEstimate(tools: Tools, s: Situation): EstimateQuestion | undefined {
  const { amount } = s.slots;
  const sides = sidesOf(tools, s).map((x) => x.situation);
  // Asked for a total, what is open is seen on a bill of some size.
  const cases = (sides.length > 0 ? sides : [s]).map((x) =>
    amount ? x : { ...x, slots: { ...x.slots, amount: PROBE } },
  );
  const asked = cases.flatMap((x) => estimateQuestion(tools, x) ?? [])[0];
  if (!asked || !ASKED.includes(asked.slot)) return undefined;
  const { slot } = asked;
  const title = tools.kb.topicByName.get('estimate')?.title ?? '';
  const question = tools.renderer.render(`ask/${slot}`, { title });
  const cited: Cited = { facts: [], background: [], conflicts: [], refuted: [] };
  const previews = amount && sides.length === 0 ? previewsOf(tools, s, asked.options) : [];
  const estimations = previews.flatMap((p) => p.found);
  const results = estimations.flatMap((e) => e.results);
  if (results.length === 0) return { ...asked, text: question, cited };
  citeResults(results, cited);
  const text = tools.renderer.render('ask/preview', {
    question,
    basis: basisOf(tools, results),
    previews: previews.map(({ name, found }) => ({
      label: name,
      pays: said(found, totalOf),
      you: said(found, youOf),
    })),
  });
  const parts = estimations.map((e) => toCalculation(e.case, e.results, tools.kb.labels.working));
  const variants = parts.flatMap(
    ({ variants: v, range: _range, ...one }) => v ?? [{ because: [] as string[], ...one }],
  );
  return { ...asked, text, cited, calculation: { inputs: parts[0]?.inputs ?? {}, lines: [], variants } };
}
