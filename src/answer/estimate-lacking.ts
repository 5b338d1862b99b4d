/** An estimate that one figure is missing for: says which, and tells the figures that are known; and what is worth asking first. */

import { readCase } from '../calculator/case.js';
import { type Estimation, planFor, schemesOf } from '../calculator/estimate.js';
import { spokenFor, uncalculable } from '../calculator/gather.js';
import { isProblem, type Problem } from '../contract/estimate.js';
import type { Option } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { emptyView } from './compose.js';
import type { Tools } from './decide.js';
import { type Estimate, estimateOf, fieldOf, inquiryOf, requestOf } from './estimate-case.js';
import type { Cited } from './view.js';

const MOST_KNOWN = 4;

/** The known figures of the case in words, and the one that is not; undefined where nothing is known at all. */
export function lackingView(tools: Tools, s: Situation, p: Problem, cited: Cited): Estimate | undefined {
  const c = readCase(requestOf(tools, s, 'estimate'));
  const plan = isProblem(c) ? undefined : planFor(tools.kb.plans, c);
  if (p.kind !== 'no-figure' || isProblem(c) || !plan) return undefined;
  const [scheme, other] = schemesOf(c);
  const meant = other ? c : { ...c, scheme };
  // The plan's own steps are the basic stage; what a later one would take is beside the point.
  const unsure = uncalculable(inquiryOf(tools, s), meant, plan);
  const known = [...new Set([...unsure, ...spokenFor(inquiryOf(tools, s), meant, plan)])].slice(
    0,
    MOST_KNOWN,
  );
  if (known.length === 0) return undefined;
  cited.facts.push(...known);
  const view = emptyView(s, 'estimate');
  view.calculation = {
    lead: tools.renderer.render('estimate/lacking', {
      ratio: fieldOf(p) === 'ratio',
      deductible: fieldOf(p) === 'deductible',
      unsure: unsure.some((f) => f.topic === fieldOf(p)),
    }),
    lines: [],
    variants: [],
    notes: known.map((f) => f.statement),
  };
  return { view };
}

/** What has to be asked before an estimate: the place, the scheme, the level; only where the results would differ. */
export function estimateQuestion(
  tools: Tools,
  s: Situation,
  found: Estimation | Problem = estimateOf(tools, s, 'estimate'),
): { slot: string; options: Option[] } | undefined {
  if (!isProblem(found) || found.kind !== 'missing') return undefined;
  const labels = (tools.kb.labels as unknown as Record<string, Record<string, string> | undefined>)[
    found.field
  ];
  return {
    slot: found.field,
    options: (found.allowed ?? []).map((value) => ({
      slot: found.field,
      value,
      label: labels?.[value] ?? value,
    })),
  };
}
