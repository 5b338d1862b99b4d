/** What was kept: an answer's receipt; a conversation's messages, at once or as they come; and forgetting it. */
import { z } from 'zod';
import {
  forgottenSchema,
  idSchema,
  messagePageSchema,
  messageQuerySchema,
  receiptSchema,
} from '../../../contract/api.js';
import { Refusal } from '../../../errors.js';
import type { Service } from '../../../service.js';
import type { Streams } from '../events.js';
import { documentPolicy } from './pages.js';
import { type Api, FAILURES } from './shared.js';

const named = z.strictObject({ id: idSchema });
const noAnswer = (): Refusal => new Refusal('not-found', '没有这个编号的回答；它可能已按期删除', 'id');
const noConversation = (): Refusal => new Refusal('not-found', '没有这个编号的会话；它可能已按期删除', 'id');

export function conversationRoutes(api: Api, service: Service, streams: Streams): void {
  const common = { tags: ['conversations'] };
  api.get(
    '/v1/answers/:id',
    {
      schema: {
        ...common,
        operationId: 'getAnswer',
        summary:
          'An answer as it was given, with its receipt; as a page to print where text/html is accepted',
        params: named,
        response: {
          200: {
            description: 'The receipt',
            content: {
              'application/json': { schema: receiptSchema },
              'text/html': { schema: z.string() },
              'text/plain': { schema: z.string() },
            },
          },
          ...FAILURES,
        },
      },
    },
    async ({ params, headers }, reply) => {
      reply.header('vary', 'accept').header('cache-control', 'private, no-store');
      const form = formOf(headers.accept ?? '');
      if (form !== 'json') {
        const page = await service.receiptPage(params.id, form);
        if (page === undefined) throw noAnswer();
        reply.type(`text/${form === 'html' ? 'html' : 'plain'}; charset=utf-8`);
        if (form === 'html') reply.header('content-security-policy', documentPolicy(page));
        return reply.serializer(asItIs).send(page);
      }
      const [receipt, json] = await Promise.all([service.receipt(params.id), service.answerJson(params.id)]);
      if (!receipt || json === undefined) throw noAnswer();
      const { answer: _, ...about } = receipt;
      reply.type('application/json; charset=utf-8').serializer(asItIs);
      // The recorded bytes stay as they are; what is known about them goes behind.
      return reply.send(`${json.slice(0, -1)},"receipt":${JSON.stringify(about)}}`);
    },
  );
  api.get(
    '/v1/conversations/:id/messages',
    {
      schema: {
        ...common,
        operationId: 'listMessages',
        summary: 'Messages above `after`, in order',
        params: named,
        querystring: messageQuerySchema,
        response: { 200: messagePageSchema, ...FAILURES },
      },
    },
    async ({ params, query }) => {
      const page = await service.messages(params.id, query.after ?? 0, query.limit);
      if (!page) throw noConversation();
      return page;
    },
  );
  api.get(
    '/v1/conversations/:id/events',
    {
      exposeHeadRoute: false,
      schema: {
        ...common,
        operationId: 'streamEvents',
        summary: 'Messages as they come: server-sent events `message` (data: Message) and `gone`',
        params: named,
        querystring: messageQuerySchema.pick({ after: true }),
        headers: z.object({
          'last-event-id': z
            .string()
            .regex(/^\d{1,9}$/)
            .optional(),
        }),
        response: {
          200: {
            description: 'A stream of events',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          ...FAILURES,
        },
      },
    },
    async (request, reply) => {
      const { params, query, headers } = request;
      const after = Number(headers['last-event-id'] ?? query.after ?? 0);
      if (!(await service.messages(params.id, after, 1))) throw noConversation();
      streams.open(request, reply, params.id, after);
      return reply;
    },
  );
  api.delete(
    '/v1/conversations/:id',
    {
      schema: {
        ...common,
        operationId: 'forgetConversation',
        summary: 'Forgets a conversation with everything that belongs to it',
        params: named,
        response: { 200: forgottenSchema, ...FAILURES },
      },
    },
    async ({ params }) => {
      if (!(await service.forget(params.id))) throw noConversation();
      return { forgotten: true as const };
    },
  );
}

const asItIs = (text: unknown): string => text as string;

/** A browser names text/html; a program that names nothing gets JSON. */
function formOf(accept: string): 'html' | 'text' | 'json' {
  if (accept.includes('application/json')) return 'json';
  if (accept.includes('text/html')) return 'html';
  return accept.includes('text/plain') ? 'text' : 'json';
}
