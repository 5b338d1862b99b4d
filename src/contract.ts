/** The public contract: each list once; types and schemas for requests and answers are derived from here. */
import { z } from 'zod';
import { calculationSchema } from './contract/calculation.js';

export { type Calculation, calculationSchema, PAYS, type Pay } from './contract/calculation.js';

export const TALK_TOPICS = ['greeting', 'thanks', 'help', 'handoff'] as const;

/** Topics a fact may have; `comparison` and `estimate` are answered from other topics' facts. */
export const FACT_TOPICS = [
  'binding-limit',
  'binding-howto',
  'binding-eligibility',
  'binding-terminate',
  'mutual-aid-scope',
  'mutual-aid-rule',
  'mutual-aid-violation',
  'records-lookup',
  'ratio',
  'deductible',
  'cap',
  'reimbursement-procedure',
  'reimbursement-scope',
  'remote-settlement',
  'enrolment',
  'contribution',
  'contribution-years',
  'account-credit',
  'transfer',
  'backpay',
  'waiting-period',
  'benefit-change',
  'pension',
  'pension-benefit',
  'definition',
  'contact',
] as const;

export const TOPICS = [...FACT_TOPICS, 'comparison', 'estimate', ...TALK_TOPICS] as const;
export type Topic = (typeof TOPICS)[number];
export type FactTopic = (typeof FACT_TOPICS)[number];
export const topicSchema = z.enum(TOPICS);
export const factTopicSchema = z.enum(FACT_TOPICS);

export const SCHEMES = ['employee', 'resident', 'flexible', 'resident-pension'] as const;
export const CARES = ['outpatient', 'inpatient', 'chronic', 'critical', 'pharmacy'] as const;
export const LEVELS = ['primary', '1', '1A', '2', '2A', '2B', '3', '3A', '3B'] as const;
export const STATUSES = ['active', 'retired', 'student', 'child', 'poor'] as const;
export const REMOTES = ['local', 'filed', 'unfiled', 'referred', 'emergency'] as const;
export const RELATIONS = [
  'spouse',
  'child',
  'parent',
  'sibling',
  'grandparent',
  'grandchild',
  'parent-in-law',
  'friend',
] as const;
export const LIMITS_OF = ['members', 'hospitals', 'accounts'] as const;
export type Scheme = (typeof SCHEMES)[number];
export type Care = (typeof CARES)[number];
export type Level = (typeof LEVELS)[number];
export type Status = (typeof STATUSES)[number];
export type Remote = (typeof REMOTES)[number];

/** A GB/T 2260 code of six digits; `000000` is the nation. */
export const regionCode = z.string().regex(/^\d{6}$/);
/** Non-negative decimal in canonical form: no sign, no exponent, no trailing zeros. */
export const canonicalDecimal = z.string().regex(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const slotsSchema = z.strictObject({
  region: regionCode.optional(),
  regions: z.array(regionCode).min(2).optional(),
  scheme: z.enum(SCHEMES).optional(),
  care: z.enum(CARES).optional(),
  hospitalLevel: z.enum(LEVELS).optional(),
  status: z.enum(STATUSES).optional(),
  remote: z.enum(REMOTES).optional(),
  amount: canonicalDecimal.optional(),
  relation: z.enum(RELATIONS).optional(),
  year: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  limitOf: z.enum(LIMITS_OF).optional(),
});
export type Slots = z.infer<typeof slotsSchema>;
export type SlotName = keyof Slots;

/** Read from the text but no slots: they sharpen an answer, and are never scored. */
export const detailsSchema = z.strictObject({
  years: z.string().optional(),
  age: z.string().optional(),
  selfPaid: canonicalDecimal.optional(),
  admission: z.string().optional(),
  balance: canonicalDecimal.optional(),
  place: z.string().optional(),
  planTier: z.string().optional(),
  disease: z.string().optional(),
  account: z.string().optional(),
});
export type Details = z.infer<typeof detailsSchema>;

export const OUTCOMES = [
  'answer',
  'clarify',
  'no-rule',
  'no-fact',
  'out-of-scope',
  'handoff',
  'smalltalk',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const AUTHORITIES = ['law', 'official', 'media', 'aggregator'] as const;
export type Authority = (typeof AUTHORITIES)[number];
export const PRECISIONS = ['day', 'month', 'year', 'unknown'] as const;

export const MAX_TEXT = 2000;

export const askRequestSchema = z.strictObject({
  text: z.string().min(1).max(MAX_TEXT),
  conversationId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{8,64}$/)
    .optional(),
  region: regionCode.optional(),
  asOf: day.optional(),
});
export type AskRequest = z.infer<typeof askRequestSchema>;

const valueSchema = z.union([
  z.string(),
  z.strictObject({ from: z.string(), to: z.string() }),
  z.strictObject({
    bands: z.array(z.strictObject({ upTo: z.string().nullable(), ratio: z.string() })),
  }),
  z.array(z.string()),
  z.null(),
]);
export type FactValue = z.infer<typeof valueSchema>;

export const citedSourceSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  publisher: z.string(),
  docNo: z.string().optional(),
  url: z.string().optional(),
  published: z.string().optional(),
  authority: z.enum(AUTHORITIES),
});
export type CitedSource = z.infer<typeof citedSourceSchema>;

export const citedFactSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['value', 'steps', 'no-rule']),
  topic: factTopicSchema,
  scheme: z.enum(SCHEMES).nullable(),
  matter: z.string(),
  conditions: z.record(z.string(), z.unknown()),
  statement: z.string(),
  steps: z.array(z.string()).optional(),
  value: valueSchema,
  unit: z.string().nullable(),
  region: regionCode,
  regionName: z.string(),
  effectiveFrom: z.string().nullable(),
  effectiveTo: z.string().nullable(),
  precision: z.enum(PRECISIONS),
  inheritedFrom: regionCode.optional(),
  sources: z.array(citedSourceSchema),
});
export type CitedFact = z.infer<typeof citedFactSchema>;

export const optionSchema = z.strictObject({ slot: z.string(), value: z.string(), label: z.string() });
export type Option = z.infer<typeof optionSchema>;

export const answerSchema = z.strictObject({
  id: z.string(),
  conversationId: z.string(),
  asOf: day,
  knowledgeVersion: z.string(),
  outcome: z.enum(OUTCOMES),
  topic: topicSchema.nullable(),
  alsoTopics: z.array(topicSchema).optional(),
  slots: slotsSchema,
  details: detailsSchema.optional(),
  compare: z.strictObject({ slot: z.string(), values: z.array(z.string()) }).optional(),
  confidence: z.number().min(0).max(1),
  text: z.string(),
  steps: z.array(z.string()).optional(),
  table: z.strictObject({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) }).optional(),
  facts: z.array(citedFactSchema),
  conflicts: z.array(z.strictObject({ factIds: z.array(z.string()), reason: z.string() })),
  refuted: z.array(
    z.strictObject({
      factId: z.string(),
      claim: z.string(),
      why: z.string(),
      correctedBy: z.array(z.string()),
    }),
  ),
  calculation: calculationSchema.optional(),
  options: z.array(optionSchema).optional(),
  suggestions: z.array(z.string()),
  notices: z.array(z.string()),
});
export type Answer = z.infer<typeof answerSchema>;

export const ERROR_STATUS = {
  'invalid-request': 400,
  unauthorised: 401,
  'forbidden-origin': 403,
  'not-found': 404,
  'too-large': 413,
  'rate-limited': 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;
export interface ErrorBody {
  error: { code: ErrorCode; message: string; field?: string };
}
