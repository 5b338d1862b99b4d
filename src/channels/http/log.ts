/** What a request leaves in the log: one line of what, how it ended and how long it took; nothing that anybody said. */
import type { FastifyInstance, FastifyRequest, FastifyServerOptions } from 'fastify';
import type { Metrics } from './metrics.js';

export type LogStream = { write(line: string): void };

/** No address of the asker, no path (a conversation's id is its key), no query. */
export function logging(level: string, stream?: LogStream): FastifyServerOptions['logger'] {
  if (level === 'silent') return false;
  return {
    level,
    base: undefined,
    ...(stream && { stream }),
    // The framework's own lines about requests and failures say no more than these.
    serializers: {
      req: (r: FastifyRequest) => ({ method: r.method, route: routeOf(r) }),
      res: (r: { statusCode: number }) => ({ status: r.statusCode }),
      err: (e: Error) => ({ type: e.name, message: '', stack: '' }),
    },
  };
}

export const routeOf = (request: FastifyRequest): string => request.routeOptions?.url ?? 'none';

export function logRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request);
    metrics.request(route, reply.statusCode, reply.elapsedTime / 1000);
    const line = { method: request.method, route, status: reply.statusCode, ms: round(reply.elapsedTime) };
    request.log.info(line, 'request');
    done();
  });
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
