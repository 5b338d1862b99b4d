/** HTTP, put together: bounds, origins, rates, the routes of the contract, and the demo page. */
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Console } from '../console.js';
import type { Counter } from '../counter.js';
import { newId } from '../id.js';
import type { Service } from '../service.js';
import { readJson } from './http/body.js';
import { describe } from './http/document.js';
import { createStreams } from './http/events.js';
import { isSomebodysNumber } from './http/ids.js';
import { limitRates } from './http/limits.js';
import { type LogStream, logging, logRequests } from './http/log.js';
import { createMetrics, type Metrics } from './http/metrics.js';
import { guardOrigins } from './http/origins.js';
import { answerErrors, badAddress, brokenRequest } from './http/refusals.js';
import { type ConsolePage, consolePageRoutes, consoleRoutes } from './http/routes/console.js';
import { conversationRoutes } from './http/routes/conversations.js';
import { knowledgeRoutes } from './http/routes/knowledge.js';
import { operationRoutes } from './http/routes/operations.js';
import { pageRoutes, type Site } from './http/routes/pages.js';
import { questionRoutes } from './http/routes/questions.js';
import { serializerCompiler, validatorCompiler } from './http/schemas.js';
import { BOUNDS, type Bounds, createGate } from './http/server.js';

export { createMetrics, type Metrics, metricsOfWorkers } from './http/metrics.js';
export type { Site } from './http/routes/pages.js';
export { BACKLOG } from './http/server.js';

export interface HttpOptions {
  site: Site;
  logLevel: string;
  logStream?: LogStream;
  /** Requests a minute for one client; 0, the default here, is off. */
  rateLimit?: number;
  /** Counts them together with other processes; without it each process counts alone. */
  counter?: Counter;
  /** As Fastify takes it: whose forwarding headers are believed. */
  trustProxy?: boolean | string[];
  allowedOrigins?: readonly string[];
  publicUrl?: string | undefined;
  metrics?: Metrics;
  bounds?: Partial<Bounds>;
  /** Without it there is no console. */
  console?: Console;
  /** As bundled for the browser. */
  consolePage?: ConsolePage | undefined;
  /** Routes of other channels. */
  more?(app: FastifyInstance): void;
}

/** An id that a proxy gave is kept where it is harmless: a caller may have written his own number there. */
const REQUEST_ID = /^[\w.:-]{1,64}$/;
const isHarmless = (id: unknown): id is string =>
  typeof id === 'string' && REQUEST_ID.test(id) && !isSomebodysNumber(id);

export function createHttp(service: Service, options: HttpOptions): FastifyInstance {
  const bounds: Bounds = { ...BOUNDS, ...options.bounds };
  const metrics = options.metrics ?? createMetrics();
  const gate = createGate(bounds, () => metrics.refused('unavailable'));
  const streams = createStreams(service, gate, bounds);
  const app = Fastify({
    bodyLimit: bounds.body,
    serverFactory: (handler) => gate.serverFactory(handler),
    clientErrorHandler: brokenRequest,
    frameworkErrors: badAddress,
    // What comes in while closing is still answered; connections end with it.
    return503OnClosing: false,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy ?? false,
    genReqId: (req) => {
      const given = req.headers['x-request-id'];
      return options.trustProxy && isHarmless(given) ? given : newId();
    },
    logger: logging(options.logLevel, options.logStream),
  });
  app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler);
  readJson(app);
  logRequests(app, metrics);
  answerErrors(app, metrics.refused);
  guardOrigins(app, { allowed: options.allowedOrigins ?? [], publicUrl: options.publicUrl });
  metrics.gauge('http_in_flight', 'Requests being worked on', gate.inFlight);
  metrics.gauge('event_streams', 'Open event streams', streams.count);
  app.addHook('preClose', (done) => {
    gate.closing();
    streams.close();
    done();
  });
  app.register(async (scope) => {
    await describe(scope, options.publicUrl);
    const open = scope.withTypeProvider<ZodTypeProvider>();
    operationRoutes(open, service, metrics);
    await scope.register(async (limited) => {
      await limitRates(limited, options.rateLimit ?? 0, options.counter);
      const api = limited.withTypeProvider<ZodTypeProvider>();
      questionRoutes(api, service);
      knowledgeRoutes(api, service);
      conversationRoutes(api, service, streams);
    });
  });
  options.more?.(app);
  if (options.console)
    consoleRoutes(app, options.console, gate, {
      rateLimit: options.rateLimit ?? 0,
      counter: options.counter,
      publicUrl: options.publicUrl,
    });
  if (options.consolePage) consolePageRoutes(app, options.consolePage);
  pageRoutes(app, options.site, options.publicUrl);
  return app;
}
