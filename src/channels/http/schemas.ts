/** The contract's zod schemas at work in Fastify: checking what comes in, writing what goes out, naming the parts in OpenAPI. */
import fastJson from 'fast-json-stringify';
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';
import { z } from 'zod';
import * as api from '../../contract/api.js';
import { assumeSchema, estimateRequestSchema } from '../../contract/estimate.js';
import {
  answerSchema,
  askRequestSchema,
  calculationSchema,
  citedFactSchema,
  citedSourceSchema,
  slotsSchema,
} from '../../contract.js';

/** A request that is not as its schema says: the first thing wrong with it. */
export class SchemaMismatch extends Error {
  constructor(
    readonly issue: z.core.$ZodIssue | undefined,
    readonly part: string,
  ) {
    super('schema mismatch');
  }
}

export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart = 'body' }) =>
  (data) => {
    const parsed = schema.safeParse(data);
    return parsed.success
      ? { value: parsed.data }
      : { error: new SchemaMismatch(parsed.error.issues[0], httpPart) };
  };

/** Compiled once for each route; a field that the schema lacks never gets out. */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> = ({ schema }) =>
  fastJson(
    z.toJSONSchema(schema, { target: 'draft-7', io: 'output', unrepresentable: 'any' }) as Parameters<
      typeof fastJson
    >[0],
  );

/** The parts that OpenAPI gives a name of their own. */
export const named = z.registry<{ id: string }>();
const NAMES: Record<string, z.ZodType> = {
  Slots: slotsSchema,
  Source: citedSourceSchema,
  Fact: citedFactSchema,
  Calculation: calculationSchema,
  Assume: assumeSchema,
  AskRequest: askRequestSchema,
  Answer: answerSchema,
  EstimateRequest: estimateRequestSchema,
  Estimate: api.estimateReplySchema,
  FactPage: api.factPageSchema,
  RegionList: api.regionListSchema,
  FeedbackRequest: api.feedbackRequestSchema,
  Feedback: api.feedbackReplySchema,
  Receipt: api.receiptSchema,
  Message: api.messageSchema,
  MessagePage: api.messagePageSchema,
  Forgotten: api.forgottenSchema,
  Health: api.healthSchema,
  Readiness: api.readinessSchema,
  Error: api.errorSchema,
};
for (const [id, schema] of Object.entries(NAMES)) named.add(schema, { id });
