/** The console: its page as it was bundled, and its routes behind their guard. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Console } from '../../../console.js';
import type { Counter } from '../../../counter.js';
import { limitDesk } from '../limits.js';
import type { Gate } from '../server.js';
import { accessRoutes } from './console/access.js';
import { insightRoutes, knowledgeDeskRoutes, unansweredRoutes } from './console/curation.js';
import { inboxRoutes, lookUpRoutes } from './console/desk.js';
import { guardConsole } from './console/guard.js';

/** As bundled; texts. */
export interface ConsolePage {
  html: string;
  js: string;
  css: string;
}

export interface ConsoleOptions {
  rateLimit: number;
  counter: Counter | undefined;
  publicUrl: string | undefined;
}

/** Nothing inline, nothing from elsewhere, and in nobody's frame. */
export const CONSOLE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function consoleRoutes(app: FastifyInstance, desk: Console, gate: Gate, o: ConsoleOptions): void {
  app.register(async (scope) => {
    guardConsole(scope, desk, o.publicUrl);
    await limitDesk(scope, o.rateLimit, o.counter, (request) => request.visitor?.sessionId);
    const api = scope.withTypeProvider<ZodTypeProvider>();
    accessRoutes(api, desk);
    lookUpRoutes(api, desk);
    inboxRoutes(api, desk, gate);
    unansweredRoutes(api, desk);
    knowledgeDeskRoutes(api, desk);
    insightRoutes(api, desk);
  });
}

/** The page shows nothing of anybody: what it shows comes by the routes. */
export function consolePageRoutes(app: FastifyInstance, page: ConsolePage): void {
  const files: [string, string, string][] = [
    ['/console', 'text/html', page.html],
    ['/console.js', 'text/javascript', page.js],
    ['/console.css', 'text/css', page.css],
  ];
  for (const [url, type, text] of files)
    app.get(url, { schema: { hide: true } }, (_request, reply) =>
      reply
        .type(`${type}; charset=utf-8`)
        .header('cache-control', 'no-cache')
        .header('content-security-policy', CONSOLE_POLICY)
        .header('referrer-policy', 'same-origin')
        .header('cross-origin-opener-policy', 'same-origin')
        .header('x-frame-options', 'DENY')
        .serializer((t: unknown) => t as string)
        .send(text),
    );
}
