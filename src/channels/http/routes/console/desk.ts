/** What agents do: looking up, and the inbox with its live events. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Console } from '../../../../console.js';
import { idSchema } from '../../../../contract/api.js';
import {
  choicesSchema,
  compareReplySchema,
  compareRequestSchema,
  conversationQuerySchema,
  deskConversationSchema,
  deskEstimateReplySchema,
  deskEstimateRequestSchema,
  doneSchema,
  inboxPageSchema,
  inboxQuerySchema,
  lookUpReplySchema,
  lookUpRequestSchema,
  pieceListSchema,
  repliedSchema,
  replySchema,
  takenSchema,
} from '../../../../contract/console.js';
import { Refusal } from '../../../../errors.js';
import { begin, HEARTBEAT } from '../../events.js';
import type { Gate } from '../../server.js';
import { type Api, FAILURES } from '../shared.js';
import { at, visitorOf } from './guard.js';

const hide = true;
const named = z.strictObject({ id: idSchema });
const seq = z.string().regex(/^\d{1,15}$/);
/** Streams of one person, and altogether. */
const STREAMS_EACH = 8;
const STREAMS = 500;

export function lookUpRoutes(api: Api, desk: Console): void {
  api.route({
    ...at('choices'),
    schema: { hide, response: { 200: choicesSchema, ...FAILURES } },
    handler: async () => desk.choices(),
  });
  api.route({
    ...at('lookUp'),
    schema: { hide, body: lookUpRequestSchema, response: { 200: lookUpReplySchema, ...FAILURES } },
    handler: async ({ body }) => desk.lookUp(body),
  });
  api.route({
    ...at('compare'),
    schema: { hide, body: compareRequestSchema, response: { 200: compareReplySchema, ...FAILURES } },
    handler: async ({ body }) => desk.compare(body),
  });
  api.route({
    ...at('estimate'),
    schema: {
      hide,
      body: deskEstimateRequestSchema,
      response: { 200: deskEstimateReplySchema, ...FAILURES },
    },
    handler: async ({ body }) => desk.estimate(body),
  });
}

export function inboxRoutes(api: Api, { inbox, desk, access }: Console, gate: Gate): void {
  api.route({
    ...at('inbox'),
    schema: { hide, querystring: inboxQuerySchema, response: { 200: inboxPageSchema, ...FAILURES } },
    handler: (request) => inbox.page(visitorOf(request).staff, request.query),
  });
  api.route({
    ...at('conversation'),
    schema: {
      hide,
      params: named,
      querystring: conversationQuerySchema,
      response: { 200: deskConversationSchema, ...FAILURES },
    },
    handler: ({ params, query }) => inbox.conversation(params.id, query.after ?? 0),
  });
  api.route({
    ...at('take'),
    schema: { hide, params: named, response: { 200: takenSchema, ...FAILURES } },
    handler: async (request) => ({
      item: await inbox.take(visitorOf(request).staff, request.params.id),
    }),
  });
  api.route({
    ...at('reply'),
    schema: { hide, params: named, body: replySchema, response: { 200: repliedSchema, ...FAILURES } },
    handler: async (request) => ({
      message: await inbox.reply(visitorOf(request).staff, request.params.id, request.body.text),
    }),
  });
  api.route({
    ...at('handBack'),
    schema: { hide, params: named, response: { 200: doneSchema, ...FAILURES } },
    async handler(request) {
      await inbox.handBack(visitorOf(request).staff, request.params.id);
      return { done: true as const };
    },
  });
  api.route({
    ...at('putBack'),
    schema: { hide, params: named, response: { 200: takenSchema, ...FAILURES } },
    handler: async (request) => ({
      item: await inbox.putBack(visitorOf(request).staff, request.params.id),
    }),
  });
  api.route({
    ...at('pieces'),
    schema: { hide, response: { 200: pieceListSchema, ...FAILURES } },
    handler: async () => inbox.pieces(),
  });

  const open = new Map<FastifyReply, string>();
  api.addHook('preClose', (done) => {
    for (const reply of open.keys()) reply.raw.end();
    done();
  });
  api.route({
    ...at('events'),
    schema: {
      hide,
      querystring: z.strictObject({ after: seq.optional() }),
      headers: z.object({ 'last-event-id': seq.optional() }),
    },
    async handler(request, reply) {
      const visitor = visitorOf(request);
      const { id } = visitor.staff;
      const same = [...open.values()].filter((s) => s === id).length;
      if (open.size >= STREAMS || same >= STREAMS_EACH)
        throw new Refusal('unavailable', '打开的控制台网页太多；请关掉几个');
      const last = request.headers['last-event-id'] ?? request.query.after;
      const write = begin(request, reply, gate);
      open.set(reply, id);
      let stop = (): void => undefined;
      let closed = false;
      const timer = setInterval(async () => {
        // A session that has ended hears no more.
        const inside = await access.stillIn(visitor).catch(() => true);
        write(inside ? ': alive\n\n' : 'event: ended\ndata: {}\n\n');
        if (!inside) reply.raw.end();
      }, HEARTBEAT);
      reply.raw.once('close', () => {
        closed = true;
        clearInterval(timer);
        open.delete(reply);
        stop();
      });
      stop = await desk.listen(id, last === undefined ? undefined : Number(last), {
        event: (e) => write(`id: ${e.seq}\nevent: inbox\ndata: ${JSON.stringify(e)}\n\n`),
      });
      if (closed) stop();
      return reply;
    },
  });
}
