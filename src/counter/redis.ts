/** Counts that all replicas share, in Redis. */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { SharedCounter } from '../counter.js';

/** One step: nobody else counts in between, and no key is left without its end. */
const ADD = `
local left = redis.call('PTTL', KEYS[1])
local by = tonumber(ARGV[2])
if left < 0 then
  if by < 0 then return {0, tonumber(ARGV[1])} end
  redis.call('SET', KEYS[1], by, 'PX', ARGV[1])
  return {by, tonumber(ARGV[1])}
end
return {redis.call('INCRBY', KEYS[1], by), left}`;

/** Milliseconds between two tries whether it answers again. */
const PROBE = 500;

/** Addresses and the keys to conversations stay out of Redis. */
const nameOf = (key: string): string =>
  `gongji:count:${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;

/** After a command that failed or took too long, nobody asks it until it answers again. */
export function redisCounter(redis: Redis): SharedCounter & { close(): void } {
  redis.defineCommand('gongjiCount', { numberOfKeys: 1, lua: ADD });
  const run = redis as Redis & {
    gongjiCount(key: string, window: number, by: number): Promise<[number, number]>;
  };
  let broken = false;
  let probe: NodeJS.Timeout | undefined;

  function isBroken(): void {
    if (broken) return;
    broken = true;
    probe = setInterval(() => {
      if (redis.status !== 'ready') return;
      redis.ping().then(
        () => {
          broken = false;
          clearInterval(probe);
        },
        () => undefined,
      );
    }, PROBE);
    probe.unref();
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      isBroken();
      throw error;
    }
  }

  return {
    up: () => !broken && redis.status === 'ready',
    async add(key, window, by = 1) {
      const [count, ends] = await guarded(() => run.gongjiCount(nameOf(key), window, by));
      return { count, ends };
    },
    forget: async (key) => void (await guarded(() => redis.del(nameOf(key)))),
    close: () => clearInterval(probe),
  };
}
