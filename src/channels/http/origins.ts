/** Which pages may call: those of our own address and of the listed origins, to the letter; others are told so. */
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../errors.js';

export interface Origins {
  /** `https://www.example.org`, as a browser writes it. */
  allowed: readonly string[];
  /** Where this service is reached from outside, where that is another address than the one it sees. */
  publicUrl?: string | undefined;
}

/** The scheme may differ: a proxy that ends TLS hides it. */
const hostOf = (origin: string): string => origin.slice(origin.indexOf('://') + 3);

/** Whether it is the service's own address, from where its own pages come. */
export const isOwn = (request: FastifyRequest, origin: string, publicUrl: string | undefined): boolean =>
  hostOf(origin) === request.host || (publicUrl !== undefined && new URL(publicUrl).origin === origin);

export function guardOrigins(app: FastifyInstance, { allowed, publicUrl }: Origins): void {
  const listed = new Set([...allowed, ...(publicUrl ? [new URL(publicUrl).origin] : [])]);
  app.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined || listed.has(origin) || isOwn(request, origin, publicUrl)) return done();
    const remedy = '请把它的来源加进 GONGJI_ALLOWED_ORIGINS';
    done(new Refusal('forbidden-origin', `这个网站的网页没有获准使用本服务；${remedy}`, 'Origin'));
  });
  app.register(cors, {
    origin: [...listed],
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['content-type', 'idempotency-key', 'last-event-id'],
    exposedHeaders: [
      ...['x-request-id', 'retry-after', 'idempotency-replayed'],
      ...['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
    ],
    maxAge: 600,
    // An OPTIONS that no browser sent gets the same headers, and no plain-text complaint.
    strictPreflight: false,
  });
}
