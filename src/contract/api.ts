/** What the HTTP paths take and give besides questions and answers: one schema each for checking, types, serialising and OpenAPI. */
import { z } from 'zod';
import {
  answerSchema,
  calculationSchema,
  citedFactSchema,
  ERROR_STATUS,
  type ErrorCode,
  factTopicSchema,
  regionCode,
  SCHEMES,
} from '../contract.js';

/** The key to what it names: 128 random bits where the service gave it. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export const factIdSchema = z.string().regex(/^[A-Za-z0-9_.-]{1,120}$/);

export const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
    message: z.string().describe('what was wrong and the remedy, for people'),
    field: z.string().optional().describe('the field, parameter or header that is wrong'),
  }),
});

/** A whole number in a query string. */
const count = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most));

export const MAX_QUERY = 200;
export const factQuerySchema = z.strictObject({
  region: regionCode.optional().describe('GB/T 2260 code; facts of exactly this place'),
  scheme: z.enum(SCHEMES).optional(),
  topic: factTopicSchema.optional(),
  q: z.string().min(1).max(MAX_QUERY).optional().describe('words to search for'),
  limit: count(1, 100).optional().describe('1 to 100; 20 where it is not said'),
  cursor: z.string().min(1).max(400).optional().describe('nextCursor of the page before'),
});
export type FactQuery = z.infer<typeof factQuerySchema>;

export const factPageSchema = z.strictObject({
  knowledgeVersion: z.string(),
  facts: z.array(citedFactSchema),
  nextCursor: z.string().nullable(),
});
export type FactPage = z.infer<typeof factPageSchema>;

export const regionQuerySchema = z.strictObject({
  q: z.string().max(MAX_QUERY).optional().describe('a name, a short name or the beginning of a code'),
  limit: count(1, 100).optional(),
});
export const regionListSchema = z.strictObject({
  regions: z.array(
    z.strictObject({
      code: regionCode,
      name: z.string(),
      parent: regionCode.nullable(),
      fullName: z.string().describe('names from the province down'),
    }),
  ),
});
export type RegionItem = z.infer<typeof regionListSchema>['regions'][number];

export const estimateReplySchema = z.strictObject({
  ...calculationSchema.shape,
  notices: z.array(z.string()),
  suggestions: z.array(z.string()),
});

export const MAX_COMMENT = 1000;
export const feedbackRequestSchema = z.strictObject({
  answerId: idSchema,
  helpful: z.boolean(),
  comment: z.string().max(MAX_COMMENT).optional(),
  factId: factIdSchema.optional().describe('the fact of that answer whose figure is wrong'),
});
export type FeedbackRequest = z.infer<typeof feedbackRequestSchema>;
export const feedbackReplySchema = z.strictObject({
  recorded: z.literal(true),
  repeated: z.boolean().describe('the same word under the same Idempotency-Key had come before'),
});

export const receiptSchema = z.strictObject({
  ...answerSchema.shape,
  receipt: z.strictObject({
    at: z.string().describe('the instant it was given, ISO 8601'),
    channel: z.string(),
    question: z.string().describe('as it was kept, personal numbers out'),
    facts: z.array(z.strictObject({ id: z.string(), version: z.string() })),
    program: z.string().describe('the version of the program that worked it out'),
  }),
});

export const messageSchema = z.strictObject({
  conversationId: z.string(),
  seq: z.int().describe('from 1, in the order in which they were recorded'),
  role: z.enum(['citizen', 'assistant', 'agent', 'system']),
  at: z.string(),
  text: z.string(),
  answerId: z.string().optional(),
  author: z.string().optional(),
});
export const messageQuerySchema = z.strictObject({
  after: count(0, 999_999_999).optional().describe('the last seq already seen'),
  limit: count(1, 200).optional(),
});
export const messagePageSchema = z.strictObject({
  messages: z.array(messageSchema),
  lastSeq: z.int().describe('`after` for the next call'),
  handOff: z.enum(['open', 'taken']).nullable().describe('open waits for a person, taken has one'),
});
export const forgottenSchema = z.strictObject({ forgotten: z.literal(true) });

export const healthSchema = z.strictObject({ status: z.literal('ok') });
export const readinessSchema = z.strictObject({
  ready: z.boolean(),
  knowledgeVersion: z.string(),
  store: z.strictObject({ ok: z.boolean(), reason: z.string().optional() }),
  refusedReload: z.strictObject({ at: z.string(), complaints: z.array(z.string()) }).optional(),
  reloading: z.boolean(),
  behind: z.literal(true).optional().describe('another replica serves a newer version of the knowledge'),
  newestVersion: z.string().optional(),
});

/** Where a question over HTTP came from; what serves a platform says its own. */
export const HTTP_CHANNELS = ['api', 'widget'] as const;

/** 1 to 255 visible ASCII characters. */
export const idempotencyHeaderSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .describe('a repeat under the same key returns the first result'),
});
export const askHeaderSchema = z.object({
  ...idempotencyHeaderSchema.shape,
  'x-gongji-channel': z.enum(HTTP_CHANNELS).optional().describe('api where it is not said'),
});
