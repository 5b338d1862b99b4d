/** Topics that lie so close together that a question is easily filed under the wrong one. */
import type { FactTopic, Topic } from '../contract.js';

export const AID_TOPICS: FactTopic[] = [
  'binding-limit',
  'binding-howto',
  'binding-eligibility',
  'binding-terminate',
  'mutual-aid-scope',
  'mutual-aid-rule',
  'mutual-aid-violation',
];

/** Facts of one family may stand in for each other; what a hotline's hours are never helps. */
const FAMILIES: FactTopic[][] = [
  AID_TOPICS,
  ['reimbursement-procedure', 'remote-settlement'],
  [
    'enrolment',
    'contribution',
    'contribution-years',
    'backpay',
    'waiting-period',
    'transfer',
    'account-credit',
  ],
  ['pension', 'pension-benefit'],
];

export const neighbours = (topic: Topic): FactTopic[] =>
  FAMILIES.find((f) => (f as Topic[]).includes(topic))?.filter((t) => t !== topic) ?? [];
