/** The knowledge base as it stands: facts with their sources, and places. */
import { z } from 'zod';
import {
  factIdSchema,
  factPageSchema,
  factQuerySchema,
  regionListSchema,
  regionQuerySchema,
} from '../../../contract/api.js';
import { citedFactSchema } from '../../../contract.js';
import { Refusal } from '../../../errors.js';
import type { Service } from '../../../service.js';
import { shouldBe } from '../wording.js';
import { type Api, FAILURES } from './shared.js';

export function knowledgeRoutes(api: Api, service: Service): void {
  const common = { tags: ['knowledge'] };
  api.get(
    '/v1/facts',
    {
      schema: {
        ...common,
        operationId: 'listFacts',
        summary: 'Facts by place, scheme, topic and words, page by page',
        querystring: factQuerySchema,
        response: { 200: factPageSchema, ...FAILURES },
      },
      links: { 200: { fact: { operationId: 'getFact', parameters: { id: '$response.body#/facts/0/id' } } } },
    },
    ({ query }) => {
      if (query.region && !service.knowsRegion(query.region)) throw shouldBe('region');
      return service.facts(query);
    },
  );
  api.get(
    '/v1/facts/:id',
    {
      schema: {
        ...common,
        operationId: 'getFact',
        summary: 'One fact',
        params: z.strictObject({ id: factIdSchema }),
        response: { 200: citedFactSchema, ...FAILURES },
      },
    },
    ({ params }) => {
      const fact = service.fact(params.id);
      if (!fact) throw new Refusal('not-found', '没有这个编号的事实；编号见 /v1/facts', 'id');
      return fact;
    },
  );
  api.get(
    '/v1/regions',
    {
      schema: {
        ...common,
        operationId: 'listRegions',
        summary: 'Places by name or code; without q the provinces',
        querystring: regionQuerySchema,
        response: { 200: regionListSchema, ...FAILURES },
      },
    },
    ({ query }) => ({ regions: service.regions(query.q ?? '', query.limit) }),
  );
}
