/** The calculator at the desk: the calculation with its facts, and the curve as points. */
import { citeFact } from '../answer/cite.js';
import { estimateReply, estimateRequest } from '../answer/estimate-reply.js';
import { citeResults } from '../answer/estimate-view.js';
import type { Assistant } from '../assistant.js';
import { because } from '../calculator/calculate.js';
import { lastTotal, schedules } from '../calculator/curve.js';
import type { Estimation } from '../calculator/estimate.js';
import { pointsOf } from '../calculator/solve.js';
import type { DeskEstimateReply, DeskEstimateRequest } from '../contract/console.js';
import { isProblem, parseRequest } from '../contract/estimate.js';
import { Refusal } from '../errors.js';
import { plainYuan, yuan } from '../money.js';

function curveOf(e: Estimation, upTo: string | undefined): DeskEstimateReply['curve'] {
  if (e.case.amount === undefined || e.results[0]?.pays.monthlyPension !== undefined) return null;
  const last = upTo ? yuan(upTo) : lastTotal(e.case.amount);
  const list = schedules(e, last);
  const results = list.map((s) => s.result);
  return {
    upTo: plainYuan(last),
    readings: list.map((s) => ({
      because: list.length > 1 ? because(s.result, results).map((f) => f.id) : [],
      points: pointsOf(s, last, e.case.amount === undefined ? [] : [e.case.amount]).map((p) => ({
        total: plainYuan(p.total),
        pays: plainYuan(p.pays),
        you: plainYuan(p.you),
      })),
    })),
  };
}

/** Throws `Refusal` with the field that is wrong, in the calculator's own words. */
export function deskEstimate(
  a: Assistant,
  { request, asOf, upTo }: DeskEstimateRequest,
  today: string,
): DeskEstimateReply {
  const day = asOf ?? today;
  const calculation = estimateReply(a, request, day);
  if ('refused' in calculation)
    throw new Refusal('invalid-request', calculation.refused.message, calculation.refused.field || undefined);
  const parsed = parseRequest(request);
  const e = isProblem(parsed) ? parsed : estimateRequest(a, parsed, day);
  if (isProblem(e)) throw new Refusal('invalid-request', '算不出来；请检查各项', e.field || undefined);
  const cited = { facts: [], background: [], conflicts: [], refuted: [] };
  citeResults(e.results, cited);
  return {
    calculation,
    facts: [...new Set(cited.facts)].map((f) => citeFact(a.kb, f, e.case.region)),
    curve: curveOf(e, upTo),
  };
}
