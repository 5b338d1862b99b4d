/**
 * Three replicas on PostgreSQL and Redis behind a real nginx: one conversation goes over all of them as over one, and
 * whatever dies (a replica each 5 seconds, the database, Redis), what was told stays true. Long with GONGJI_SOAK=1.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Assistant } from '../../src/assistant.js';
import { Browser, PASSWORD } from '../console/desk.js';
import {
  conversation,
  ROOT,
  realAssistant,
  TODAY,
  temporaryFolder,
  temporaryFolderToRemove,
} from '../real.js';
import { freePort, installed, ownPostgres, ownRedis, type Server, until } from './own.js';
import { type Front, startNginx } from './proxy.js';
import { copyProject, Ledger, type Program, serveProgram } from './serving.js';

const SOAK = process.env.GONGJI_SOAK === '1';
const KILLS = SOAK ? 36 : 3;
const BETWEEN = 5_000;
vi.setConfig({ testTimeout: 120_000 + KILLS * BETWEEN * 5, hookTimeout: 120_000 });

/** Dialogues whose every message leans on those before it. */
const DIALOGUES = [
  ['太原职工三甲住院报几成', '那居民呢', '起付线呢', '退休的呢'],
  ['太原共济能绑几个人', '怎么绑', '能买药吗'],
  ['三甲住院花两万能报多少', '太原', '职工', '退休了'],
  ['海口门诊起付线', '封顶线呢', '住院的呢'],
];

describe.skipIf(!installed('postgresql', 'redis-server', 'nginx'))('三个副本', () => {
  let assistant: Assistant;
  let postgres: Server;
  let redis: Server;
  let proxy: Front;
  const folder = temporaryFolderToRemove();
  const ports: number[] = [];
  const replicas: Program[] = [];
  const env = (i: number) => ({
    PORT: String(ports[i]),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    GONGJI_CONSOLE_PASSWORD: PASSWORD,
    GONGJI_TRUST_PROXY: 'loopback',
    GONGJI_DATA_DIR: folder.path,
  });
  const start = async (i: number, root = ROOT) => {
    replicas[i] = await serveProgram([], env(i), root);
  };
  const kill = async (i: number, signal: NodeJS.Signals = 'SIGKILL') => {
    const replica = replicas[i] as Program;
    replica.child.kill(signal);
    await replica.ended;
  };
  const gauge = async (url: string, name: string) =>
    Number(
      new RegExp(`^${name} ([\\d.]+)`, 'm').exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? -1,
    );
  const allHear = async () => {
    for (const { url } of replicas) {
      await until(async () => (await gauge(url, 'gongji_replicas')) === replicas.length, 1_200);
      await until(async () => (await gauge(url, 'gongji_limits_shared')) === 1, 1_200);
    }
  };

  beforeAll(async () => {
    assistant = await realAssistant();
    [postgres, redis] = await Promise.all([ownPostgres(), ownRedis()]);
    for (let i = 0; i < 3; i++) ports.push(await freePort());
    // At once: migrations are safe when several begin together.
    await Promise.all([0, 1, 2].map((i) => start(i)));
    proxy = await startNginx(ports);
    await allHear();
  });
  afterAll(async () => {
    for (const r of replicas) r.child.kill('SIGKILL');
    await proxy?.stop();
    await redis?.remove();
    await postgres?.remove();
    folder.remove();
  });

  test('会话散在各个副本上，答得和在一个上一样', async () => {
    for (const [n, dialogue] of DIALOGUES.entries()) {
      const alone = conversation(assistant);
      let conversationId: string | undefined;
      for (const [i, text] of dialogue.entries()) {
        const expected = alone(text);
        const { url } = replicas[(n + i) % 3] as Program;
        const reply = await new Browser(url).send<Record<string, unknown>>('POST', '/v1/ask', {
          ...{ text, asOf: TODAY },
          ...(conversationId && { conversationId }),
        });
        expect(reply.status).toBe(200);
        conversationId = reply.body.conversationId as string;
        const { id: _id, conversationId: _c, ...rest } = reply.body;
        expect(rest).toEqual(JSON.parse(JSON.stringify(expected)));
      }
    }
  });

  test('同一个键同时发到三个副本：一个回答，字节一样；同一个会话同时问，句句都在', async () => {
    const ledgers = replicas.map((r) => new Ledger(r.url));
    const post = (i: number, body: object, key?: string) =>
      (ledgers[i % 3] as Ledger).post('/v1/ask', body, key ? { 'idempotency-key': key } : {});
    const same = await Promise.all(
      Array.from({ length: 9 }, (_, i) => post(i, { text: '太原共济能绑几个人' }, 'one')),
    );
    expect(new Set(same.map((r) => r.text)).size).toBe(1);
    const { conversationId } = JSON.parse(same[0]?.text ?? '');
    const many = await Promise.all(
      Array.from({ length: 9 }, (_, i) => post(i, { text: '怎么绑', conversationId })),
    );
    expect(many.map((r) => r.status)).toEqual(many.map(() => 200));
    const page = await (
      await fetch(`${replicas[2]?.url}/v1/conversations/${conversationId}/messages`)
    ).json();
    expect(page.lastSeq).toBe(20);
  });

  test('转人工：市民、坐席、看的人各在一个副本上，当场都看到；该说的话只说一次', async () => {
    const [a, b, c] = replicas.map((r) => new Browser(r.url)) as [Browser, Browser, Browser];
    expect((await a.signIn('admin')).status).toBe(200);
    // The session is in the store: any replica knows it.
    for (const other of [b, c]) Object.assign(other, { cookies: a.cookies, token: a.token });
    const inbox = await b.listen('/console/api/events');
    const { body } = await c.send<{ conversationId: string }>('POST', '/v1/ask', { text: '转人工' });
    const { conversationId: id } = body;
    const citizen = await c.listen(`/v1/conversations/${id}/events`);
    await inbox.next((data) => data.kind === 'handoff' && data.conversationId === id);
    await citizen.next((data) => data.role === 'system');
    expect((await a.call('take', undefined, id)).status).toBe(200);
    expect((await b.call('reply', { text: '您好，请讲' }, id)).status).toBe(200);
    await citizen.next((data) => data.text === '您好，请讲');
    expect((await c.call('handBack', undefined, id)).status).toBe(200);
    await inbox.next((data) => data.kind === 'returned');
    await sleep(1_000);
    const page = await (await fetch(`${a.url}/v1/conversations/${id}/messages`)).json();
    const said = (page.messages as { role: string; text: string }[]).filter((m) => m.role === 'system');
    expect(said.map((m) => m.text)).toEqual([...new Set(said.map((m) => m.text))]);
    inbox.stop();
    citizen.stop();
  });

  test('一个副本换了新知识：别的说自己落后，照样回答；换回来就不说了', async () => {
    const root = copyProject(temporaryFolder());
    const file = join(root, 'knowledge', 'facts', 'shanxi', 'aid-threshold.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('1000', '2000'));
    const ready = async (i: number) => (await fetch(`${replicas[i]?.url}/readyz`)).json();
    const versions = async () => (await Promise.all([0, 1, 2].map(ready))).map((r) => r.knowledgeVersion);
    const [old] = await versions();
    await kill(2, 'SIGTERM');
    await start(2, root);
    const [, , newer] = await versions();
    expect(newer).not.toBe(old);
    for (const i of [0, 1])
      await expect.poll(() => ready(i)).toMatchObject({ ready: true, behind: true, newestVersion: newer });
    expect((await ready(2)).behind).toBeUndefined();
    await kill(2, 'SIGTERM');
    await start(2);
    for (const i of [0, 1, 2])
      await expect.poll(async () => (await ready(i)).behind, { timeout: 15_000 }).toBeUndefined();
    await allHear();
  });

  /** All that was told is kept just so, and nothing that nobody was told. */
  async function compare(ledger: Ledger): Promise<void> {
    const db = new Client({ connectionString: postgres.url });
    await db.connect();
    const { rows } = await db.query<{ id: string; body: string }>('SELECT id, body FROM answers');
    await db.end();
    const byId = new Map(rows.map((r) => [r.id, r.body]));
    for (const { id, body } of ledger.told.values()) expect(byId.get(id)).toBe(body);
    expect(rows.length - before).toBe(ledger.told.size);
  }
  let before = 0;
  async function underLoad(name: string, work: (ledger: Ledger) => Promise<void>): Promise<Ledger> {
    const db = new Client({ connectionString: postgres.url });
    await db.connect();
    before = Number((await db.query('SELECT count(*) AS n FROM answers')).rows[0].n);
    await db.end();
    const ledger = new Ledger(proxy.url, name);
    let over = false;
    const load = ledger.load(12, () => over);
    await until(() => ledger.told.size > 50);
    await work(ledger);
    over = true;
    await load;
    console.log(
      `${name}: ${ledger.told.size} told, ${ledger.unrecorded} said to be unrecorded, failed ${JSON.stringify([...ledger.failures])}, longest without an answer ${Math.round(ledger.longestGap)} ms`,
    );
    for (const key of [...ledger.unsure])
      await until(() => ledger.ask(key)).catch((error: Error) => {
        throw new Error(`${error.message}: ${key} ${JSON.stringify([...ledger.failures])}`);
      });
    return ledger;
  }

  test(`隔五秒杀一个副本，杀 ${KILLS} 次：客户一个失败也看不到，一个不少，一个不重`, async () => {
    const ledger = await underLoad('kill', async () => {
      for (let n = 0; n < KILLS; n++) {
        const victim = Math.floor(Math.random() * 3);
        await kill(victim);
        void start(victim);
        await sleep(BETWEEN);
        await until(
          async () =>
            (await fetch(`http://127.0.0.1:${ports[victim]}/readyz`).catch(() => undefined))?.ok === true,
          1_200,
        );
      }
    });
    // Each question has its key, so the proxy gives it to the next.
    expect([...ledger.failures]).toEqual([]);
    await compare(ledger);
  });

  test('Redis 杀掉、再来：没有一个请求失败；没有它也看得到坐席的话', async () => {
    await allHear();
    const ledger = await underLoad('redis', async () => {
      await redis.kill();
      await sleep(1_000);
      const [a, b] = replicas.map((r) => new Browser(r.url)) as [Browser, Browser];
      const { body } = await a.send<{ conversationId: string }>('POST', '/v1/ask', { text: '转人工' });
      const citizen = await a.listen(`/v1/conversations/${body.conversationId}/events`);
      await b.signIn('admin');
      await b.call('take', undefined, body.conversationId);
      await b.call('reply', { text: '没有 Redis 也在' }, body.conversationId);
      await citizen.next((data) => data.text === '没有 Redis 也在');
      citizen.stop();
      await redis.start();
      await allHear();
    });
    expect([...ledger.failures]).toEqual([]);
  });

  test('PostgreSQL 重启、杀掉：照样回答，说没有存下；回来了自己接着存，一个不少，一个不重', async () => {
    const ledger = await underLoad('postgres', async (told) => {
      for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        await postgres.kill(signal);
        await sleep(SOAK ? 5_000 : 1_500);
        const before = told.told.size;
        await postgres.start();
        const begun = performance.now();
        await until(() => told.told.size > before);
        console.log(`${signal}: recorded again ${Math.round(performance.now() - begun)} ms after it listens`);
        await until(async () => (await fetch(`${replicas[0]?.url}/readyz`)).ok, 1_200);
        await until(() => told.told.size > before + 20);
      }
    });
    expect([...ledger.failures]).toEqual([]);
    await compare(ledger);
  });
});
