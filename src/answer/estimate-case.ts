/** The situation of a conversation as the calculator's request, and the estimate of it. */
import { type Estimation, estimate } from '../calculator/estimate.js';
import type { Inquiry } from '../calculator/gather.js';
import type { EstimateRequest, Problem } from '../contract/estimate.js';
import type { Calculation, Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { placeOf, type Tools } from './decide.js';
import type { View } from './view.js';

export interface Estimate {
  view: View;
  /** Absent where a figure is lacking, and only what is known is told. */
  calculation?: Calculation;
  /** Follow-up questions that change this very result. */
  suggestions?: string[];
}

/** Where no bill is named, one on which whatever is open shows. */
export const PROBE = '20000';

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
    ...(details.balance && { ownAccount: details.balance }),
  };
}

/** The estimate of a situation, or the one thing that must be known first. */
export const estimateOf = (tools: Tools, s: Situation, topic: Topic): Estimation | Problem =>
  estimate(inquiryOf(tools, s), requestOf(tools, s, topic));

/** The last word of a field such as `assume.critical.ratio`. */
export const fieldOf = (p: Problem): string => p.field.split('.').at(-1) ?? '';
