/** The calculator by itself: a request as JSON → the contract's calculation with what goes with it, or what is wrong, in words. */
import { toCalculation } from '../calculator/calculation.js';
import { type Estimation, estimate } from '../calculator/estimate.js';
import { NOTHING_SAID } from '../calculator/gather.js';
import { type EstimateRequest, isProblem, type Problem, parseRequest } from '../contract/estimate.js';
import type { Calculation } from '../contract.js';
import { daySpan } from '../period.js';
import { citations, noticesFor } from './cite.js';
import { emptyView } from './compose.js';
import { noticeText, type Tools } from './decide.js';
import { calculationView, citeResults, followUps, notesOf } from './estimate-view.js';
import type { Cited } from './view.js';

type Kit = Pick<Tools, 'kb' | 'renderer'>;

export interface EstimateReply extends Calculation {
  /** What was taken for granted or left out, and what to know of the sources. */
  notices: string[];
  suggestions: string[];
}

export interface EstimateRefusal {
  refused: { field: string; message: string };
}

const MAX_SOURCES = 8;

/** A problem in words; the field as the contract spells it. */
export function problemText({ renderer }: Kit, p: Problem): string {
  return renderer.render(`problem/${p.kind}`, {
    field: p.field.slice(0, 60),
    allowed: p.allowed ?? [],
    most: '1',
  });
}

export const refusal = (kit: Kit, p: Problem): EstimateRefusal => ({
  refused: { field: p.field.slice(0, 60), message: problemText(kit, p) },
});

/** No question was asked, so nothing is named in it. */
export const estimateRequest = (kit: Kit, request: EstimateRequest, day: string): Estimation | Problem =>
  estimate({ kb: kit.kb, span: daySpan(day), mentions: NOTHING_SAID }, request);

function noticesOf(kit: Kit, e: Estimation, cited: Cited, asOf: string): string[] {
  const ctx = {
    askedPlace: e.case.region,
    asOf,
    asEmployee: e.case.scheme === 'flexible' && cited.facts.some((f) => f.scheme === 'employee'),
  };
  const facts = [...new Set(cited.facts)];
  return [...notesOf(kit, e), ...noticesFor(kit.kb, facts, ctx).map((n) => noticeText(kit.renderer, n))];
}

const nothingCited = (): Cited => ({ facts: [], background: [], conflicts: [], refuted: [] });

export function estimateReply(kit: Kit, input: unknown, asOf: string): EstimateReply | EstimateRefusal {
  const request = parseRequest(input);
  if (isProblem(request)) return refusal(kit, request);
  const e = estimateRequest(kit, request, asOf);
  if (isProblem(e)) return refusal(kit, e);
  const cited = nothingCited();
  citeResults(e.results, cited);
  return {
    ...toCalculation(e.case, e.results, kit.kb.labels.working),
    notices: noticesOf(kit, e, cited, asOf),
    suggestions: followUps(kit, e),
  };
}

/** The same result as a citizen reads it. */
export function estimateText(kit: Kit, e: Estimation, asOf: string): string {
  const cited = nothingCited();
  const shown = calculationView(kit, e, cited);
  const view = emptyView({ asOf }, 'estimate');
  view.calculation = { ...shown.view, notes: [] };
  view.sources = citations(kit.kb, [...new Set(cited.facts)], MAX_SOURCES);
  view.notices = noticesOf(kit, e, cited, asOf);
  return kit.renderer.render('answer/estimate', view);
}
