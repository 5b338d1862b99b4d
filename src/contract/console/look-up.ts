/** Looking up: an answer for slots as edited, what was understood, what lost and why, three lengths, the curve of an estimate. */
import { z } from 'zod';
import {
  answerSchema,
  CARES,
  citedFactSchema,
  day,
  LEVELS,
  MAX_TEXT,
  RELATIONS,
  REMOTES,
  regionCode,
  SCHEMES,
  STATUSES,
  slotsSchema,
  topicSchema,
} from '../../contract.js';
import { estimateReplySchema } from '../api.js';

const text = z.string().min(1).max(MAX_TEXT);

/** Slots that stand as chips, in this order. `amount` is a decimal string of yuan, `year` four digits. */
export const CHIP_SLOTS = [
  'region',
  'scheme',
  'care',
  'hospitalLevel',
  'status',
  'remote',
  'amount',
  'relation',
  'year',
  'limitOf',
] as const;
export type ChipSlot = (typeof CHIP_SLOTS)[number];

const shape = slotsSchema.shape;
/** Each slot that the agent has changed: a value puts it in place of what the text says, null takes it away. */
export const editsSchema = z.strictObject({
  topic: topicSchema.optional(),
  slots: z
    .strictObject({
      region: regionCode.nullable().optional(),
      scheme: z.enum(SCHEMES).nullable().optional(),
      care: z.enum(CARES).nullable().optional(),
      hospitalLevel: z.enum(LEVELS).nullable().optional(),
      status: z.enum(STATUSES).nullable().optional(),
      remote: z.enum(REMOTES).nullable().optional(),
      amount: shape.amount.unwrap().nullable().optional(),
      relation: z.enum(RELATIONS).nullable().optional(),
      year: shape.year.unwrap().nullable().optional(),
      limitOf: shape.limitOf.unwrap().nullable().optional(),
    })
    .optional(),
});
export type Edits = z.infer<typeof editsSchema>;

/** Stores nothing and makes no conversation. Ask again with other `edits` when a chip is changed. */
export const lookUpRequestSchema = z.strictObject({
  text,
  region: regionCode.optional().describe('where the text names no place'),
  asOf: day.optional(),
  edits: editsSchema.optional(),
});
export type LookUpRequest = z.infer<typeof lookUpRequestSchema>;

export const chipSchema = z.strictObject({
  slot: z.enum(['topic', ...CHIP_SLOTS]),
  name: z.string().describe('what the slot is called: 参保地, 险种 …'),
  value: z.string().nullable(),
  label: z.string().describe('of the value; empty where there is none'),
  from: z.enum(['text', 'edited', 'caller', 'nothing']),
});
export type Chip = z.infer<typeof chipSchema>;

/** Why a fact did not speak. `less-asked`: its matter is less what the question is about. */
export const LOST = [
  'other-period',
  'other-scheme',
  'other-case',
  'special-case',
  'nearer-place',
  'less-specific',
  'outranked',
  'less-asked',
  'refuted',
] as const;
export const candidateSchema = z.strictObject({
  factId: z.string(),
  title: z.string().describe('of its matter'),
  statement: z.string(),
  region: regionCode,
  regionName: z.string(),
  effectiveFrom: z.string().nullable(),
  effectiveTo: z.string().nullable(),
  why: z.enum(LOST),
  reason: z.string().describe('the same in words, with the date, the condition or the place that decided'),
});
export type Candidate = z.infer<typeof candidateSchema>;

export const lookUpReplySchema = z.strictObject({
  understood: z.strictObject({
    text: z.string().describe('as it was read: misheard words repaired, characters simplified'),
    confidence: z.number(),
    chips: z.array(chipSchema),
    topics: z
      .array(z.strictObject({ topic: topicSchema, title: z.string(), probability: z.number() }))
      .describe('the likeliest, best first'),
  }),
  answer: answerSchema.omit({ id: true, conversationId: true }),
  lengths: z.strictObject({
    phone: z.string().describe('one sentence to say on the phone'),
    message: z.string().describe('for a chat: the answer without the working, with its first source'),
    full: z.string(),
  }),
  candidates: z.array(candidateSchema).describe('facts that lost, the nearest first; 40 at most'),
});
export type LookUpReply = z.infer<typeof lookUpReplySchema>;

/** Two or three places side by side, for the same question. */
export const compareRequestSchema = lookUpRequestSchema
  .omit({ region: true })
  .extend({ regions: z.array(regionCode).min(2).max(3) });
export type CompareRequest = z.infer<typeof compareRequestSchema>;
export const compareReplySchema = z.strictObject({
  sides: z.array(z.strictObject({ region: regionCode, regionName: z.string(), ...lookUpReplySchema.shape })),
});
export type CompareReply = z.infer<typeof compareReplySchema>;

/** `request` is the body of POST /v1/estimate; `upTo` is where the curve ends, about twice the bill where it is not said. */
export const deskEstimateRequestSchema = z.strictObject({
  request: z.record(z.string(), z.unknown()),
  asOf: day.optional(),
  upTo: z
    .string()
    .regex(/^[1-9]\d{0,9}$/)
    .optional(),
});
export type DeskEstimateRequest = z.infer<typeof deskEstimateRequestSchema>;
const yuan = z.string().regex(/^\d+(\.\d{1,2})?$/);
export const deskEstimateReplySchema = z.strictObject({
  calculation: estimateReplySchema,
  facts: z.array(citedFactSchema),
  curve: z
    .strictObject({
      upTo: yuan,
      readings: z
        .array(
          z.strictObject({
            because: z.array(z.string()).describe('the facts that this reading follows where facts disagree'),
            points: z.array(z.strictObject({ total: yuan, pays: yuan, you: yuan })),
          }),
        )
        .describe('straight lines between the points are exact; more than one where facts disagree'),
    })
    .nullable()
    .describe('null for a pension and for the later stages alone'),
});
export type DeskEstimateReply = z.infer<typeof deskEstimateReplySchema>;

/** What chips and forms offer; places are found by GET /v1/regions?q=. */
export const choicesSchema = z.strictObject({
  topics: z.array(z.strictObject({ value: topicSchema, label: z.string() })),
  slots: z.array(
    z.strictObject({
      slot: z.enum(CHIP_SLOTS),
      name: z.string(),
      values: z.array(z.strictObject({ value: z.string(), label: z.string() })).describe('empty: free'),
    }),
  ),
});
export type Choices = z.infer<typeof choicesSchema>;
