/** What this process shares with those that serve beside it: events, counts, duties, and word of who serves what. */

import { postgresWire } from './bus/postgres.js';
import { redisWire } from './bus/redis.js';
import { type Bus, createBus } from './bus.js';
import { redisCounter } from './counter/redis.js';
import { type Counter, localCounter, type SharedCounter, withFallback } from './counter.js';
import { createFellows, type Fellows } from './fellows.js';
import { postgresArbiter } from './leader/postgres.js';
import { createLeadership, type Leadership, soleArbiter } from './leader.js';
import { connectRedis } from './redis.js';
import type { Link } from './workers/link.js';
import { arbiterOverLink, counterOverLink, wireOverLink } from './workers/worker.js';

export interface Together {
  bus: Bus;
  /** Undefined where this process is the only one that counts. */
  counter: SharedCounter | undefined;
  lead: Leadership;
  fellows: Fellows;
  /** Duties first: another takes them over while this process ends. */
  resign(): Promise<void>;
  close(): Promise<void>;
}

export interface TogetherOptions {
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  /** To the primary, in a worker. */
  link?: Link | undefined;
  /** Milliseconds. */
  now(): number;
  /** A duty could not be started or stopped. */
  failed?(duty: string, error: Error): void;
}

export function openTogether({ databaseUrl, redisUrl, link, now, failed }: TogetherOptions): Together {
  const redis = redisUrl === undefined ? undefined : connectRedis(redisUrl, 'commands');
  const local: Counter = localCounter(now);
  const shared = redis && redisCounter(redis);
  const wire =
    redisUrl !== undefined && redis
      ? redisWire(redisUrl, redis)
      : databaseUrl !== undefined
        ? postgresWire(databaseUrl)
        : link && wireOverLink(link);
  const counter = shared ?? (link && counterOverLink(link));
  const arbiter =
    databaseUrl !== undefined ? postgresArbiter(databaseUrl) : link ? arbiterOverLink(link) : soleArbiter();
  const bus = createBus(wire);
  const lead = createLeadership(arbiter, failed);
  const fellows = createFellows(bus, now);
  return {
    ...{ bus, lead, fellows },
    counter: counter && withFallback(counter, local),
    resign: () => lead.close(),
    async close() {
      fellows.close();
      await bus.close();
      shared?.close();
      redis?.disconnect();
    },
  };
}
