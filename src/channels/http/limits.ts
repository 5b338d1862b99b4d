/** How often a client, and a conversation, may call in a minute, with the standard headers. */
import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Counter } from '../../counter.js';
import { Refusal } from '../../errors.js';

const MINUTE = 60_000;
/** Clients and conversations remembered; the least recently seen are forgotten first. */
const REMEMBERED = 20_000;

const tooOften = (seconds: number): Refusal =>
  new Refusal('rate-limited', `问得太密了，请在 ${seconds} 秒后再试`);

/** Counts where the counter counts, with other processes where there are some; here alone where there is none. */
function counting(counter: Counter | undefined) {
  if (!counter) return { cache: REMEMBERED };
  class Store implements FastifyRateLimitStore {
    incr(key: string, done: Parameters<FastifyRateLimitStore['incr']>[1], window = MINUTE): void {
      (counter as Counter).add(key, window).then(
        ({ count, ends }) => done(null, { current: count, ttl: ends }),
        (error: Error) => done(error),
      );
    }
    child(): this {
      return this;
    }
  }
  return { store: Store };
}

/** Holds for all routes that the scope registers afterwards. `perMinute` 0 is off. */
export async function limitRates(
  api: FastifyInstance,
  perMinute: number,
  counter: Counter | undefined,
): Promise<void> {
  if (perMinute === 0) return;
  await api.register(rateLimit, {
    max: perMinute,
    timeWindow: MINUTE,
    ...counting(counter),
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { ttl }) => tooOften(Math.ceil(ttl / 1000)),
  });
  // Many clients in one conversation: its id went round.
  const ofConversation = api.createRateLimit({
    max: perMinute,
    timeWindow: MINUTE,
    keyGenerator: (request) => `conversation ${conversationOf(request)}`,
  });
  api.addHook('preHandler', async (request, reply) => {
    if (conversationOf(request) === undefined) return;
    const used = await ofConversation(request);
    if (used.isAllowed || !used.isExceeded) return;
    reply.header('retry-after', used.ttlInSeconds);
    throw tooOften(used.ttlInSeconds);
  });
}

/** So many agents sit behind one address, and one agent asks so much more often than a citizen. */
const DESK = 10;

/** The same for the console: by session, and by client before there is one. */
export async function limitDesk(
  scope: FastifyInstance,
  perMinute: number,
  counter: Counter | undefined,
  sessionOf: (request: FastifyRequest) => string | undefined,
): Promise<void> {
  if (perMinute === 0) return;
  await scope.register(rateLimit, {
    max: perMinute * DESK,
    timeWindow: MINUTE,
    ...counting(counter),
    hook: 'preHandler',
    enableDraftSpec: true,
    keyGenerator: (request) => `desk ${sessionOf(request) ?? request.ip}`,
    errorResponseBuilder: (_request, { ttl }) => tooOften(Math.ceil(ttl / 1000)),
  });
}

/** Known where the body or the address names it. */
function conversationOf(request: { body: unknown; url: string }): string | undefined {
  const fromBody = (request.body as { conversationId?: unknown } | undefined)?.conversationId;
  if (typeof fromBody === 'string') return fromBody;
  return /^\/v1\/conversations\/([\w-]{8,64})/.exec(request.url)?.[1];
}
