/** The shape of the files beside the facts: sources, places, hospitals, terms, topics, labels, plans, phrases. */
import { z } from 'zod';
import {
  AUTHORITIES,
  CARES,
  factTopicSchema,
  LEVELS,
  LIMITS_OF,
  RELATIONS,
  REMOTES,
  regionCode,
  SCHEMES,
  STATUSES,
  topicSchema,
} from '../contract.js';
import { checkedDate, id, knownDate, oneOrMore, RATIO_BASES, text, UNITS } from './schema-facts.js';

export const sourceSchema = z.strictObject({
  id,
  title: text,
  publisher: text,
  docNo: text.optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  published: knownDate.optional(),
  authority: z.enum(AUTHORITIES),
  checked: checkedDate,
  /** The newer document on the same matter, by its id: facts that rest on this one want re-reading. */
  supersededBy: id.optional(),
  /** The address is a mirror or a hijacked domain: kept for curators, never shown. */
  mirror: z.boolean().default(false),
  /** A full text on somebody else's site; the answer says 转载. */
  republished: z.boolean().default(false),
});
export type Source = z.infer<typeof sourceSchema>;
export const sourceFileSchema = z.strictObject({ sources: z.array(sourceSchema) });

export const regionSchema = z.strictObject({
  code: regionCode,
  name: text,
  short: z.array(text).default([]),
  aliases: z.array(text).default([]),
  parent: regionCode.nullable(),
  /** Place whose rules a question about this one gets (a county's city). */
  pool: regionCode.optional(),
});
export type Region = z.infer<typeof regionSchema>;
export const regionFileSchema = z.strictObject({
  asOf: knownDate,
  /** Province → hospital level → 收费类别. */
  levelClasses: z
    .record(regionCode, z.record(z.enum(LEVELS), z.enum(['1', '2', '3']).optional()))
    .default({}),
  regions: z.array(regionSchema),
});

export const hospitalSchema = z.strictObject({
  name: text,
  aliases: z.array(text).default([]),
  place: regionCode,
  level: z.enum(LEVELS).optional(),
  owner: text.optional(),
  sources: z.array(id).default([]),
});
export type Hospital = z.infer<typeof hospitalSchema>;
export const hospitalFileSchema = z.strictObject({ hospitals: z.array(hospitalSchema) });

/** A standard word, its other words, and what it means: a concept for the classifier, a slot value, or both. */
export const termSchema = z.strictObject({
  term: text,
  aliases: z.array(text).default([]),
  concept: id,
  slot: z.enum(['scheme', 'care', 'hospitalLevel', 'status', 'remote', 'relation', 'limitOf']).optional(),
  value: text.optional(),
  /** Longer words in which this term does not mean itself: 医保 in 医保局. */
  notIn: z.array(text).default([]),
});
export type Term = z.infer<typeof termSchema>;
export const termFileSchema = z.strictObject({
  /** Concepts that make a question ours by themselves; the others (kin, change, how-to …) occur in anybody's. */
  anchors: z.array(id).default([]),
  terms: z.array(termSchema),
});

/** What the classifier tells apart besides the topics. */
export const SPECIAL_LABELS = ['out-of-scope', 'reset', 'follow-up'] as const;

export const topicFileSchema = z.strictObject({
  topic: z.union([topicSchema, z.enum(SPECIAL_LABELS)]),
  /** A word for what the topic is about, which a follow-up leaves unsaid. */
  subject: text.optional(),
  title: text,
  /** Slots without which the answers would differ too much to give one. */
  needs: z.array(z.enum(['region', 'scheme', 'care', 'hospitalLevel', 'amount'])).default([]),
  /** Follow-up questions worth one tap; {place} is filled in. */
  suggestions: z.array(text).default([]),
  utterances: z.array(text).min(1),
  nearMisses: z.array(z.strictObject({ text, topic: text })).default([]),
});
export type TopicFile = z.infer<typeof topicFileSchema>;

/** What is true of a matter at every place: how people point at it, and when it speaks. */
export const matterSchema = z.strictObject({
  matter: id,
  /** Means this one where a question points at none in particular; of several the first. */
  lead: z.boolean().default(false),
  /** Words in a question that point at this matter among the topic's. */
  asks: z.array(text).default([]),
  /** A special matter: it speaks only where a question names one of these words. */
  onlyIf: z.array(text).min(1).optional(),
  /** Asked for clearly where no place above has it, nothing else of the topic is told in its place. */
  noSubstitute: z.boolean().default(false),
  /** Topics under which it answers as well, each with the words of which a question must name one; none means always. */
  alsoTopics: z.partialRecord(factTopicSchema, z.array(text)).default({}),
});
export type Matter = z.infer<typeof matterSchema>;
export const matterFileSchema = z.strictObject({ topic: factTopicSchema, matters: z.array(matterSchema) });
export type MatterFile = z.infer<typeof matterFileSchema>;

/** Words for values and conditions, as citizens read them. */
export const labelFileSchema = z.strictObject({
  scheme: z.record(z.enum(SCHEMES), text),
  care: z.record(z.enum(CARES), text),
  hospitalLevel: z.record(z.enum(LEVELS), text),
  status: z.record(z.enum(STATUSES), text),
  remote: z.record(z.enum(REMOTES), text),
  relation: z.record(z.enum(RELATIONS), text),
  limitOf: z.record(z.enum(LIMITS_OF), text),
  priceClass: z.record(text, text),
  sex: z.record(text, text),
  area: z.record(text, text),
  referral: z.record(text, text),
  filing: z.record(text, text),
  payer: z.record(text, text),
  channel: z.record(text, text),
  drugClass: z.record(text, text),
  account: z.record(text, text),
  authority: z.record(z.enum(AUTHORITIES), text),
  base: z.record(z.enum(RATIO_BASES), text),
  /** Words of a calculation's lines, by key. */
  working: z.record(text, text).default({}),
  /** Unit → pattern with {n}: `{n}元/年`. */
  unit: z.partialRecord(z.enum(UNITS), text),
});
export type Labels = z.infer<typeof labelFileSchema>;

/** Where an operation finds a figure: the topic, and the matter without its scheme; of several the first that speaks. */
const figureSource = z.strictObject({ topic: factTopicSchema, matter: oneOrMore(text) });
export type FigureSource = z.infer<typeof figureSource>;

/** A worked example in the calculator's own request; what it must come to, two amounts where readings differ. */
const workedExample = z.strictObject({
  name: text,
  asOf: checkedDate.optional(),
  case: z.record(text, z.unknown()),
  assume: z.record(text, z.unknown()).optional(),
  expect: z.record(text, oneOrMore(text)),
});

/** An ordered calculation over facts; it holds no figure of its own. Operations are checked by lint-plans. */
export const planSchema = z.strictObject({
  plan: id,
  title: text,
  topic: z.enum(['estimate', 'pension-benefit', 'mutual-aid-rule']),
  /** The case it is for. */
  when: z
    .strictObject({
      care: oneOrMore(z.enum(CARES)).optional(),
      where: z.enum(['local', 'elsewhere']).optional(),
      given: z.enum(['amount', 'compliantSelfPay']).optional(),
    })
    .default({}),
  /** The care that its facts are written for, where it is not the case's. */
  factsOf: z.enum(CARES).optional(),
  steps: z.array(z.strictObject({ operation: id, figures: z.record(text, figureSource).default({}) })),
  /** The plan whose steps follow. */
  next: id.optional(),
  examples: z.array(workedExample).default([]),
});
export type Plan = z.infer<typeof planSchema>;

/** Set phrases that hold a numeral but state no figure, and hotlines: what the grounding rule allows besides. */
export const phraseFileSchema = z.strictObject({ phrases: z.array(text), hotlines: z.array(text) });
export type Phrases = z.infer<typeof phraseFileSchema>;

export * from './schema-facts.js';
