/** For those who run it: alive, ready, metrics, and the API described. */
import { z } from 'zod';
import { healthSchema, readinessSchema } from '../../../contract/api.js';
import type { Service } from '../../../service.js';
import type { Metrics } from '../metrics.js';
import { type Api, FAILURES } from './shared.js';

export function operationRoutes(api: Api, service: Pick<Service, 'ready'>, metrics: Metrics): void {
  const common = { tags: ['operations'] };
  api.get(
    '/healthz',
    {
      logLevel: 'warn',
      schema: { ...common, operationId: 'health', summary: 'Alive', response: { 200: healthSchema } },
    },
    () => ({ status: 'ok' as const }),
  );
  api.get(
    '/readyz',
    {
      logLevel: 'warn',
      schema: {
        ...common,
        operationId: 'readiness',
        summary: 'Knowledge loaded and store reachable; 503 where not',
        response: { 200: readinessSchema, 503: readinessSchema, ...FAILURES },
      },
    },
    async (_request, reply) => {
      const state = await service.ready();
      return reply.status(state.ready ? 200 : 503).send(state);
    },
  );
  api.get(
    '/metrics',
    {
      logLevel: 'warn',
      schema: {
        ...common,
        operationId: 'metrics',
        summary: 'Prometheus metrics',
        response: { 200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } } },
      },
    },
    async (_request, reply) => {
      const text = await metrics.text();
      return reply
        .type(metrics.contentType)
        .serializer((t: unknown) => t as string)
        .send(text);
    },
  );
  api.get('/openapi.json', { schema: { hide: true } }, (_request, reply) =>
    reply
      .type('application/json; charset=utf-8')
      .header('access-control-allow-origin', '*')
      .send(JSON.stringify(api.swagger())),
  );
}
