/** Events between processes, on each wire: heard by all, a lost connection comes back by itself, and publishing never fails. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresWire } from '../../src/bus/postgres.js';
import { redisWire } from '../../src/bus/redis.js';
import { type Bus, createBus } from '../../src/bus.js';
import { createFellows } from '../../src/fellows.js';
import { connectRedis } from '../../src/redis.js';
import { ownPostgres, ownRedis, postgresPrograms, programAt, type Server, until } from './own.js';

interface Kind {
  name: string;
  there: boolean;
  server(): Promise<Server>;
  open(url: string): Bus;
}

const KINDS: Kind[] = [
  {
    name: 'Redis',
    there: programAt('redis-server') !== undefined,
    server: ownRedis,
    open(url) {
      const commands = connectRedis(url, 'test');
      const bus = createBus(redisWire(url, commands));
      const { close } = bus;
      return Object.assign(bus, {
        close: async () => {
          await close();
          commands.disconnect();
        },
      });
    },
  },
  {
    name: 'PostgreSQL',
    there: postgresPrograms() !== undefined,
    server: ownPostgres,
    open: (url) => createBus(postgresWire(url)),
  },
];

describe.each(KINDS.filter((k) => k.there))('$name', (kind) => {
  let server: Server;
  let buses: Bus[];
  const up = (are = true) => until(() => buses.every((b) => b.up() === are));
  beforeAll(async () => {
    server = await kind.server();
    buses = [kind.open(server.url), kind.open(server.url), kind.open(server.url)];
    await up();
  });
  afterAll(async () => {
    await Promise.all(buses.map((b) => b.close()));
    await server.remove();
  });
  /** What each of the buses has heard of a topic. */
  function ears(topic: 'moved' | 'here'): string[][] {
    return buses.map((bus) => {
      const heard: string[] = [];
      bus.subscribe(topic, (data) => heard.push(data));
      return heard;
    });
  }

  test('一个说，个个都听到，自己只听到一次；一阵子里的合起来发，一个不少', async () => {
    const heard = ears('moved');
    const said = Array.from({ length: 2_000 }, (_, i) => `conversation-${i}-中文`);
    for (const s of said) buses[0]?.publish('moved', s);
    for (const h of heard) await expect.poll(() => h, { timeout: 10_000 }).toEqual(said);
  });

  test('断了、重启了：发的时候不出错；自己连回来，连回来了说得出', async () => {
    let back = 0;
    for (const b of buses) b.onChange((up) => (back += Number(up)));
    await server.kill();
    await up(false);
    buses[0]?.publish('moved', 'lost');
    await server.start();
    await up();
    expect(back).toBe(buses.length);
    const heard = ears('moved');
    buses[1]?.publish('moved', 'again');
    for (const h of heard) await expect.poll(() => h).toContain('again');
  });

  test('卡住了也看得出，好了自己恢复', async () => {
    server.freeze();
    await up(false);
    server.thaw();
    await up();
    const heard = ears('moved');
    buses[2]?.publish('moved', 'after');
    for (const h of heard) await expect.poll(() => h).toContain('after');
  });

  test('长的、带引号的，也一字不差', async () => {
    const heard = ears('here');
    buses[0]?.publish('here', '"'.repeat(3_000));
    for (const h of heard) await expect.poll(() => h).toEqual(['"'.repeat(3_000)]);
  });

  test('各副本服务哪个版本，彼此知道；落后的说得出最新的是哪个', async () => {
    const fellows = buses.map((b) => createFellows(b, () => performance.now()));
    const [a, b, c] = fellows as [(typeof fellows)[0], (typeof fellows)[0], (typeof fellows)[0]];
    a.tell({ snapshot: 's1', version: 'v1', since: '2026-01-01T00:00:00Z', staff: ['li'] });
    b.tell({ snapshot: 's2', version: 'v2', since: '2026-01-02T00:00:00Z' });
    c.tell({ snapshot: 's2', version: 'v2', since: '2026-01-02T00:00:09Z' });
    await expect.poll(() => fellows.map((f) => f.others().length)).toEqual([2, 2, 2]);
    await expect.poll(() => fellows.map((f) => f.ahead())).toEqual(['v2', undefined, undefined]);
    expect(b.others().flatMap((f) => f.staff)).toEqual(['li']);
    a.tell({ snapshot: 's2', version: 'v2' });
    await expect.poll(() => a.ahead()).toBeUndefined();
    c.close();
    await expect.poll(() => a.others().length).toBe(1);
    for (const f of [a, b]) f.close();
  });
});

test('只有一个进程时：自己说的自己马上听到，别的都是空的', () => {
  const bus = createBus();
  const heard: string[] = [];
  const stop = bus.subscribe('moved', (data) => heard.push(data));
  bus.publish('moved', 'x');
  expect([heard, bus.up()]).toEqual([['x'], true]);
  stop();
  bus.publish('moved', 'y');
  expect(heard).toEqual(['x']);
});
