/** The shape of a fact file; the types of facts are derived from these schemas. */
import { z } from 'zod';
import {
  CARES,
  factTopicSchema,
  LEVELS,
  LIMITS_OF,
  RELATIONS,
  REMOTES,
  regionCode,
  SCHEMES,
  STATUSES,
} from '../contract.js';

export const text = z.string().min(1);
export const id = z.string().regex(/^[a-z0-9]+([-_]+[a-z0-9]+)*$/i, 'letters and digits joined by hyphens');
/** A day, a month or a year as the source knows it: `2024-07-01`, `2024-07`, `2024`. YAML reads a bare year as a number. */
export const knownDate = z.preprocess(
  (v) => (typeof v === 'number' ? String(v) : v),
  z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'YYYY, YYYY-MM or YYYY-MM-DD'),
);
/** A day, or two days `A/B` where only the span in which the source was read is known. */
export const checkedDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(\/\d{4}-\d{2}-\d{2})?$/, 'YYYY-MM-DD, or two such days joined by /');
export const decimal = z.string().regex(/^-?(0|[1-9]\d*)(\.\d+)?$/, "a decimal in quotes, such as '0.82'");

export const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);

export const UNITS = [
  'ratio',
  'ratio-delta',
  'multiplier',
  'CNY',
  'CNY/year',
  'CNY/quarter',
  'CNY/month',
  'CNY/day',
  'CNY-delta',
  'persons',
  'accounts',
  'institutions',
  'times',
  'times/day',
  'days',
  'workdays',
  'months',
  'months-delta',
  'years',
  'age',
  'diseases',
  'kinds',
  'tiers',
] as const;
export type Unit = (typeof UNITS)[number];
export const RATIO_BASES = [
  'fund-share',
  'own-share',
  'wage',
  'income',
  'premium',
  'contribution-base',
  'price',
  'pension',
] as const;

/**
 * What narrows a fact. A list means any of. Keys of the first group are slots of the contract; free words of the
 * last group (group, disease, facility …) are Chinese words that a question has to mention.
 */
export const conditionsSchema = z.strictObject({
  care: oneOrMore(z.enum(CARES)).optional(),
  hospitalLevel: oneOrMore(z.enum(LEVELS)).optional(),
  status: oneOrMore(z.enum(STATUSES)).optional(),
  remote: oneOrMore(z.enum(REMOTES)).optional(),
  limitOf: z.enum(LIMITS_OF).optional(),
  /** 收费类别; turned into hospital levels by the province's `levelClasses` in regions.yaml. */
  priceClass: oneOrMore(z.enum(['1', '2', '3'])).optional(),
  /** Who owns or runs the hospital: 市属, 省属, 县级 … */
  hospitalOwner: text.optional(),
  hospitalGrade: text.optional(),
  age: z
    .string()
    .regex(/^(<\d+|\d+\+|\d+-\d+)$/, "'<60', '60+' or '45-59'")
    .optional(),
  sex: z.enum(['male', 'female']).optional(),
  area: z.enum(['in-province', 'out-of-province', 'out-of-city']).optional(),
  referral: z.enum(['none', 'referred']).optional(),
  filing: z.enum(['long-term', 'temporary']).optional(),
  /** Which stay of the year: '1', '2', '2+', '3+'. */
  admission: z
    .string()
    .regex(/^\d\+?$/)
    .optional(),
  costBand: z.strictObject({ from: decimal.optional(), to: decimal.optional() }).optional(),
  payer: z.enum(['own', 'subsidy', 'employer', 'total']).optional(),
  channel: z
    .enum(['wechat', 'mini-program', 'app', 'web', 'counter', 'phone', 'alipay', 'self-service'])
    .optional(),
  drugClass: z.enum(['A', 'B', 'C']).optional(),
  planTier: text.optional(),
  contributionTier: decimal.optional(),
  account: z.enum(['qinqing', 'wallet']).optional(),
  retiredBefore: knownDate.optional(),
  retiredFrom: knownDate.optional(),
  group: text.optional(),
  disease: oneOrMore(text).optional(),
  facility: text.optional(),
  medicine: text.optional(),
  reason: text.optional(),
});
export type Conditions = z.infer<typeof conditionsSchema>;

export const factValueSchema = z.union([
  decimal,
  z.strictObject({ from: decimal, to: decimal }),
  z.strictObject({ bands: z.array(z.strictObject({ upTo: decimal.nullable(), ratio: decimal })).min(1) }),
  z.array(text).min(1),
]);

export const factSchema = z.strictObject({
  id,
  /** Overrides the file's scheme; null is "whatever the scheme". */
  scheme: z.enum(SCHEMES).nullable().optional(),
  /** A pool inside the place (省直) that no city inherits. */
  pool: text.optional(),
  conditions: conditionsSchema.default({}),
  value: factValueSchema.nullable().default(null),
  unit: z.enum(UNITS).nullable().default(null),
  base: z.enum(RATIO_BASES).optional(),
  from: knownDate.nullable().default(null),
  to: knownDate.nullable().default(null),
  /** No source gives these days; the answer says 约. */
  fromEstimated: z.boolean().default(false),
  toEstimated: z.boolean().default(false),
  /** A yearly figure whose year no source gives: shown with 年份不详, never calculated with. */
  yearUnknown: z.boolean().default(false),
  statement: text,
  steps: z.array(text).min(1).optional(),
  /** A source says that no document sets such a rule. */
  noRule: z.boolean().default(false),
  /** The word with which it answers a question that asks for yes or no, where the question names one of these words. */
  says: z
    .strictObject({ yes: z.array(text).min(1).optional(), no: z.array(text).min(1).optional() })
    .optional(),
  /** Kin that the fact admits; a question about another relation is answered no. */
  relations: z.array(z.enum(RELATIONS)).optional(),
  /** Judged wrong: never an answer; named where a question touches the same matter. `figures` are the wrong ones. */
  refuted: z.strictObject({ why: text, correctedBy: z.array(id).min(1) }).optional(),
  /** Said with the fact in every answer, e.g. 2022年口径. */
  notice: text.optional(),
  /** A newer rule from above on the same matter was seen, and this one still holds (ids of those rules). */
  holdsBeside: z.array(id).default([]),
  sources: z.array(id).min(1),
  checked: checkedDate.optional(),
  /** Out of calculations (a single doubtful page). */
  noCalculation: z.boolean().default(false),
  /** From where the limits of bands count; left out where no source says it, and then both are calculated. */
  bandsOn: z.enum(['eligible', 'afterDeductible']).optional(),
});
export type FactEntry = z.infer<typeof factSchema>;

export const exampleSchema = z.strictObject({
  ask: text,
  asOf: knownDate.optional(),
  outcome: z.enum(['answer', 'no-rule', 'no-fact', 'clarify']).default('answer'),
  facts: z.array(id).default([]),
  includes: z.array(text).default([]),
  excludes: z.array(text).default([]),
});

/** A disagreement, declared once for all its sides; `reason` is the sentence that citizens read. */
export const conflictSchema = z.strictObject({ facts: z.array(id).min(2), reason: text });

export const factFileSchema = z.strictObject({
  place: regionCode,
  topic: factTopicSchema,
  matter: id,
  scheme: z.enum(SCHEMES).nullable().default(null),
  /** A noun phrase for headings and first sentences: 住院报销比例. */
  title: text,
  /** Words in a question that point at this matter among the topic's. */
  asks: z.array(text).default([]),
  facts: z.array(factSchema).min(1),
  conflicts: z.array(conflictSchema).default([]),
  examples: z.array(exampleSchema).default([]),
});
export type FactFile = z.infer<typeof factFileSchema>;
