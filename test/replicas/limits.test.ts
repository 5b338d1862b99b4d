/** Rates that replicas count together in Redis: its loss fails no request, each replica then counts by itself, and together again by itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Counter, localCounter } from '../../src/counter.js';
import { openTogether, type Together } from '../../src/together.js';
import { type RealServer, realServer } from '../real.js';
import { ownRedis, programAt, type Server, until } from './own.js';

const MINUTE = 60_000;
const now = () => performance.now();

describe('自己数', () => {
  test('一段时间里第几次、还有多久重新数；收回一次；忘掉', async () => {
    let at = 0;
    const c: Counter = localCounter(() => at);
    expect(await c.add('a', MINUTE)).toEqual({ count: 1, ends: MINUTE });
    at = 20_000;
    expect(await c.add('a', MINUTE)).toEqual({ count: 2, ends: 40_000 });
    expect(await c.add('a', MINUTE, -1)).toEqual({ count: 1, ends: 40_000 });
    expect(await c.add('b', MINUTE)).toMatchObject({ count: 1 });
    at = MINUTE;
    expect(await c.add('a', MINUTE)).toEqual({ count: 1, ends: MINUTE });
    await c.forget('a');
    expect(await c.add('a', MINUTE)).toMatchObject({ count: 1 });
    expect(await c.add('never seen', MINUTE, -1)).toMatchObject({ count: 0 });
  });
});

describe.skipIf(!programAt('redis-server'))('Redis', () => {
  const LIMIT = 20;
  let redis: Server;
  let together: Together[];
  let servers: RealServer[];
  const shared = (is = true) => until(() => together.every((t) => t.counter?.up() === is));
  beforeAll(async () => {
    redis = await ownRedis();
    together = [0, 1].map(() => openTogether({ redisUrl: redis.url, now }));
    servers = [];
    for (const { counter } of together)
      servers.push(await realServer({ rateLimit: LIMIT, trustProxy: true, ...(counter && { counter }) }));
    await shared();
  });
  afterAll(async () => {
    for (const s of servers ?? []) await s.close();
    for (const t of together ?? []) await t.close();
    await redis?.remove();
  });
  let client = 0;
  /** Asks by turns at the two replicas; how many were answered at each, and whatever else came. */
  async function askBoth(times: number, ip = `192.0.2.${++client}`) {
    const answered = [0, 0];
    const other: number[] = [];
    let slowest = 0;
    for (let i = 0; i < times; i++) {
      const begun = now();
      const asked = servers[i % 2]?.send('/v1/regions', { headers: { 'x-forwarded-for': ip } });
      const status = (await asked)?.status ?? 0;
      slowest = Math.max(slowest, now() - begun);
      if (status === 200) answered[i % 2] = (answered[i % 2] ?? 0) + 1;
      else other.push(status);
    }
    return { answered, other, slowest };
  }

  test('两个副本合起来是一个数；头里的剩余也是', async () => {
    const { answered, other } = await askBoth(LIMIT + 4);
    expect([answered, other]).toEqual([
      [LIMIT / 2, LIMIT / 2],
      [429, 429, 429, 429],
    ]);
  });

  test('Redis 里没有地址，也没有会话的编号；每个键都有期限', async () => {
    await servers[0]?.ask({ text: '你好', conversationId: 'a-secret-conversation' });
    const { Redis } = await import('ioredis');
    const look = new Redis(redis.url);
    const keys = await look.keys('*');
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) {
      expect(key).toMatch(/^gongji:count:[\w-]{22}$/);
      expect(await look.pttl(key)).toBeGreaterThan(0);
    }
    look.disconnect();
  });

  test.each(['杀掉', '卡住'])('%s：没有一个请求失败，各数各的；好了又合起来数', async (how) => {
    const known = `192.0.2.${++client}`;
    await askBoth(LIMIT, known);
    if (how === '杀掉') await redis.kill();
    else redis.freeze();
    const { answered, other, slowest } = await askBoth(2 * LIMIT + 2);
    console.log(`Redis ${how}: slowest request ${Math.round(slowest)} ms`);
    expect(answered).toEqual([LIMIT, LIMIT]);
    expect(other).toEqual([429, 429]);
    // What each had counted itself goes on: nobody begins anew because Redis is gone.
    expect((await askBoth(LIMIT, known)).answered).toEqual([LIMIT / 2, LIMIT / 2]);
    await shared(false);
    if (how === '杀掉') await redis.start();
    else redis.thaw();
    await shared();
    expect((await askBoth(LIMIT + 2)).answered).toEqual([LIMIT / 2, LIMIT / 2]);
  });
});
