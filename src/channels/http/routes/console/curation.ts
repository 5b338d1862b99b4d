/** What curators do: the queue of unanswered questions, the knowledge base, and what was asked. */
import { z } from 'zod';
import type { Console } from '../../../../console.js';
import { factIdSchema } from '../../../../contract/api.js';
import {
  assignSchema,
  changedSchema,
  changesQuerySchema,
  changesSchema,
  complaintListSchema,
  conflictListSchema,
  coverageSchema,
  deskFactPageSchema,
  deskFactQuerySchema,
  exportSchema,
  factSheetSchema,
  insightQuerySchema,
  insightSchema,
  issueSchema,
  markSchema,
  unansweredListSchema,
  unansweredQuerySchema,
  versionListSchema,
} from '../../../../contract/console.js';
import { type Api, FAILURES } from '../shared.js';
import { at, visitorOf } from './guard.js';

const hide = true;

export function unansweredRoutes(api: Api, { unanswered }: Console): void {
  api.route({
    ...at('unanswered'),
    schema: {
      hide,
      querystring: unansweredQuerySchema,
      response: { 200: unansweredListSchema, ...FAILURES },
    },
    handler: ({ query }) => unanswered.list(query),
  });
  api.route({
    ...at('assign'),
    schema: { hide, body: assignSchema, response: { 200: changedSchema, ...FAILURES } },
    async handler(request) {
      const { answerIds, assignee } = request.body;
      return { changed: await unanswered.assign(visitorOf(request).staff, answerIds, assignee) };
    },
  });
  api.route({
    ...at('mark'),
    schema: { hide, body: markSchema, response: { 200: changedSchema, ...FAILURES } },
    async handler(request) {
      const { answerIds, status } = request.body;
      return { changed: await unanswered.mark(visitorOf(request).staff, answerIds, status) };
    },
  });
  api.route({
    ...at('exportIssue'),
    schema: { hide, body: exportSchema, response: { 200: issueSchema, ...FAILURES } },
    handler: (request) => unanswered.exportIssue(visitorOf(request).staff, request.body.answerIds),
  });
}

export function knowledgeDeskRoutes(api: Api, { knowledge }: Console): void {
  api.route({
    ...at('coverage'),
    schema: { hide, response: { 200: coverageSchema, ...FAILURES } },
    handler: async () => knowledge.coverage(),
  });
  api.route({
    ...at('facts'),
    schema: { hide, querystring: deskFactQuerySchema, response: { 200: deskFactPageSchema, ...FAILURES } },
    handler: async ({ query }) => knowledge.facts(query),
  });
  api.route({
    ...at('fact'),
    schema: {
      hide,
      params: z.strictObject({ id: factIdSchema }),
      response: { 200: factSheetSchema, ...FAILURES },
    },
    handler: async ({ params }) => knowledge.fact(params.id),
  });
  api.route({
    ...at('conflicts'),
    schema: { hide, response: { 200: conflictListSchema, ...FAILURES } },
    handler: async () => knowledge.conflicts(),
  });
  api.route({
    ...at('complaints'),
    schema: { hide, response: { 200: complaintListSchema, ...FAILURES } },
    handler: () => knowledge.complaints(),
  });
  api.route({
    ...at('versions'),
    schema: { hide, response: { 200: versionListSchema, ...FAILURES } },
    handler: () => knowledge.versions(),
  });
  api.route({
    ...at('changes'),
    schema: { hide, querystring: changesQuerySchema, response: { 200: changesSchema, ...FAILURES } },
    handler: ({ query }) => knowledge.changes(query),
  });
}

export function insightRoutes(api: Api, desk: Console): void {
  api.route({
    ...at('insight'),
    schema: { hide, querystring: insightQuerySchema, response: { 200: insightSchema, ...FAILURES } },
    handler: ({ query }) => desk.insight(query),
  });
  api.route({
    ...at('insightCsv'),
    schema: { hide, querystring: insightQuerySchema },
    async handler(request, reply) {
      const csv = await desk.insightCsv(visitorOf(request).staff, request.query);
      const { from, to } = request.query;
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="gongji-${from}-${to}.csv"`);
      return reply.serializer((text: unknown) => text as string).send(csv);
    },
  });
}
