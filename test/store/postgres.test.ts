/** The store's contract on a real PostgreSQL, and what only a server can get wrong. */
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres.js';
import { postgresHere } from '../services.js';
import { storeContract, turn } from './contract.js';

const url = await postgresHere();

/** An empty schema of its own, gone afterwards. */
async function schema<T>(work: (url: string) => Promise<T>): Promise<T> {
  const name = `gongji_${Math.random().toString(36).slice(2)}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE SCHEMA ${name}`);
    const own = new URL(url as string);
    own.searchParams.set('options', `-csearch_path=${name}`);
    return await work(own.href);
  } finally {
    await client.query(`DROP SCHEMA ${name} CASCADE`);
    await client.end();
  }
}

describe.skipIf(!url)('在真的 PostgreSQL 上', () => {
  storeContract('PostgreSQL', (work) =>
    schema(async (own) => {
      const store = openPostgres(own);
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    }),
  );

  describe('PostgreSQL', () => {
    test('好几个副本同时头一次启动：表只建一次，都能用', () =>
      schema(async (own) => {
        const stores = Array.from({ length: 5 }, () => openPostgres(own));
        const done = await Promise.all(stores.map((s, i) => s.recordTurn(turn(`c${i}`))));
        expect(done).toEqual(stores.map(() => ({ kind: 'recorded' })));
        const seen = await stores[0]?.counts('2025-12-01', '2025-12-01');
        expect(seen?.[0]).toMatchObject({ questions: 5, conversations: 5 });
        await Promise.all(stores.map((s) => s.close()));
      }));

    test('两个副本争一个会话、一个键、一件收件：只有一个成，另一个知道是谁', () =>
      schema(async (own) => {
        const [a, b] = [openPostgres(own), openPostgres(own)];
        for (let i = 0; i < 20; i++) {
          const both = await Promise.all([
            a.recordTurn(turn(`c${i}`, 1, { id: `a${i}` })),
            b.recordTurn(turn(`c${i}`, 1, { id: `b${i}` })),
          ]);
          expect(both.map((r) => r.kind).sort()).toEqual(['recorded', 'stale']);
          const idempotency = { key: `k${i}`, request: 'r' };
          const keyed = await Promise.all([
            a.recordTurn({ ...turn(`ka${i}`), idempotency }),
            b.recordTurn({ ...turn(`kb${i}`), idempotency }),
          ]);
          expect(keyed.map((r) => r.kind).sort()).toEqual(['recorded', 'repeat']);
        }
        await Promise.all([a.close(), b.close()]);
      }));

    test('两个副本一起取收件：一件只给一个，一个聊天里一次一件', () =>
      schema(async (own) => {
        const [a, b] = [openPostgres(own), openPostgres(own)];
        const at = '2025-12-01T04:00:00.000Z';
        for (let i = 0; i < 60; i++)
          await a.receive({
            ...{ channel: 'telegram', externalId: `m${i}`, orderKey: `chat${i % 20}` },
            ...{ payload: '{}', receivedAt: at },
          });
        const until = '2025-12-01T04:01:00.000Z';
        const taken = await Promise.all([a, b, a, b].map((s) => s.take('telegram', at, until, 10)));
        const ids = taken.flat().map((m) => m.externalId);
        expect(new Set(ids).size).toBe(ids.length);
        const chats = taken.flat().map((m) => m.orderKey);
        expect(new Set(chats).size).toBe(chats.length);
        await Promise.all([a.close(), b.close()]);
      }));

    test('事件的号：见过一个号，就不会再冒出更小的', () =>
      schema(async (own) => {
        const [a, b] = [openPostgres(own), openPostgres(own)];
        const names = Array.from({ length: 40 }, (_, i) => `c${i}`);
        await Promise.all(names.map((n) => a.recordTurn(turn(n))));
        const seen: number[] = [];
        let done = false;
        const watching = (async () => {
          while (!done) for (const e of await a.eventsAfter(seen.at(-1) ?? 0, 100)) seen.push(e.seq);
        })();
        await Promise.all(names.map((n, i) => (i % 2 ? a : b).handOff(n, '2025-12-01T04:00:00.000Z')));
        const last = await b.lastEvent();
        await expect.poll(() => seen.at(-1)).toBe(last);
        done = true;
        await watching;
        expect(seen).toHaveLength(names.length);
        await Promise.all([a.close(), b.close()]);
      }));

    test('连不上：马上说，不等；密码不在话里', async () => {
      const store = openPostgres('postgres://who:top-secret@127.0.0.1:9/none');
      for (let i = 0; i < 50; i++)
        await expect(store.conversation('a')).rejects.toMatchObject({ kind: 'unreachable' });
      expect(await store.health()).toMatchObject({
        ok: false,
        reason: expect.not.stringContaining('top-secret'),
      });
      await store.close();
    });
  });
});
