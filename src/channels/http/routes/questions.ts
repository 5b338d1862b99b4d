/** Asking, calculating, and saying whether it helped. */
import {
  askHeaderSchema,
  estimateReplySchema,
  feedbackReplySchema,
  feedbackRequestSchema,
  idempotencyHeaderSchema,
} from '../../../contract/api.js';
import { estimateRequestSchema } from '../../../contract/estimate.js';
import { answerSchema, askRequestSchema } from '../../../contract.js';
import { Refusal } from '../../../errors.js';
import { isDay } from '../../../period.js';
import type { Service } from '../../../service.js';
import { isSomebodysNumber } from '../ids.js';
import { shouldBe } from '../wording.js';
import { type Api, FAILURES } from './shared.js';

const keyed = (headers: Record<string, unknown>): { idempotencyKey?: string } =>
  typeof headers['idempotency-key'] === 'string' ? { idempotencyKey: headers['idempotency-key'] } : {};

export function questionRoutes(api: Api, service: Service): void {
  const common = { tags: ['questions'] };
  api.post(
    '/v1/ask',
    {
      schema: {
        ...common,
        operationId: 'ask',
        summary: 'A question in, an answer out',
        headers: askHeaderSchema,
        body: askRequestSchema,
        response: { 200: answerSchema, ...FAILURES },
      },
      links: { 200: ASKED },
    },
    async ({ body, headers }, reply) => {
      if (body.text.trim() === '') throw shouldBe('text');
      if (body.region && !service.knowsRegion(body.region)) throw shouldBe('region');
      if (body.asOf && !isDay(body.asOf)) throw shouldBe('asOf');
      if (body.conversationId && isSomebodysNumber(body.conversationId)) throw shouldBe('conversationId');
      const { json, repeated } = await service.ask(body, {
        channel: headers['x-gongji-channel'] ?? 'api',
        ...keyed(headers),
      });
      if (repeated) reply.header('idempotency-replayed', 'true');
      // As it was recorded: written once, and the same bytes for a repeat and for the receipt.
      reply
        .type('application/json; charset=utf-8')
        .serializer(asItIs)
        .send(json as never);
      return reply;
    },
  );
  api.post(
    '/v1/estimate',
    {
      schema: {
        ...common,
        operationId: 'estimate',
        summary: 'The calculator by itself',
        body: estimateRequestSchema,
        response: { 200: estimateReplySchema, ...FAILURES },
      },
      // The service reads it by the same schema, and says what is wrong in its own words.
      validatorCompiler: () => (value) => ({ value }),
    },
    ({ body }) => {
      const reply = service.estimate(body);
      if (!('refused' in reply)) return reply;
      throw new Refusal('invalid-request', reply.refused.message, reply.refused.field || undefined);
    },
  );
  api.post(
    '/v1/feedback',
    {
      schema: {
        ...common,
        operationId: 'feedback',
        summary: 'Whether an answer helped; a later word replaces the earlier',
        headers: idempotencyHeaderSchema,
        body: feedbackRequestSchema,
        response: { 200: feedbackReplySchema, ...FAILURES },
      },
    },
    async ({ body, headers }, reply) => {
      const done = await service.feedback(body, keyed(headers));
      if (done.repeated) reply.header('idempotency-replayed', 'true');
      return done;
    },
  );
}

const asItIs = (json: unknown): string => json as string;

/** How an answer leads on. */
const CONVERSATION = { id: '$response.body#/conversationId' };
const ASKED = {
  receipt: { operationId: 'getAnswer', parameters: { id: '$response.body#/id' } },
  feedback: { operationId: 'feedback', requestBody: { answerId: '$response.body#/id', helpful: true } },
  messages: { operationId: 'listMessages', parameters: CONVERSATION },
  events: { operationId: 'streamEvents', parameters: CONVERSATION },
  forget: { operationId: 'forgetConversation', parameters: CONVERSATION },
};
