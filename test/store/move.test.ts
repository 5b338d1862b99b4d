/** From SQLite to PostgreSQL by the real command: whole, interrupted and gone on with, and refused where it would lose something. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openPostgres } from '../../src/store/postgres.js';
import { openSqlite } from '../../src/store/sqlite.js';
import type { Store } from '../../src/store/store.js';
import { ROOT, temporaryFolder } from '../real.js';
import { ownDatabase, postgresHere, query } from '../services.js';
import { AT, turn } from './contract.js';

const SOAK = process.env.GONGJI_SOAK === '1';
const CONVERSATIONS = SOAK ? 250_000 : 6_000;
vi.setConfig({ testTimeout: SOAK ? 3_600_000 : 120_000 });
const url = await postgresHere();

async function database<T>(work: (url: string) => Promise<T>): Promise<T> {
  const own = await ownDatabase(url as string);
  return work(own.url).finally(own.remove);
}

interface Ended {
  code: number | null;
  out: string;
  err: string;
}
function command(from: string, to: string): { child: ChildProcess; ended: Promise<Ended>; err(): string } {
  const child = spawn(process.execPath, [join(ROOT, 'src', 'launch.mjs'), 'migrate-store', from, to]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (d) => {
    out += d;
  });
  child.stderr.on('data', (d) => {
    err += d;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return { child, ended, err: () => err };
}

/** Two turns a conversation, and something of every other kind now and then. */
async function filled(folder: string): Promise<string[]> {
  const store = openSqlite(folder);
  const ids = Array.from({ length: CONVERSATIONS }, (_, i) => `conversation-${i}`);
  for (let at = 0; at < ids.length; at += 5_000) {
    const some = ids.slice(at, at + 5_000);
    await Promise.all(some.map((id) => store.recordTurn({ ...turn(id), unanswered: 'no-fact' })));
    await Promise.all(some.map((id) => store.recordTurn({ ...turn(id, 2), handOff: id.endsWith('7') })));
  }
  const helpful = (i: number) => i % 2 === 0;
  for (const [i, id] of ids.slice(0, 200).entries()) {
    await store.recordFeedback(
      { answerId: `${id}-a1`, helpful: helpful(i), comment: i % 3 ? null : '“好”\n', factId: null, at: AT },
      { key: `key-${i}`, request: 'r' },
    );
    const said = await store.addMessage({
      conversationId: id,
      role: i % 2 ? 'agent' : 'system',
      at: AT,
      text: '在',
      author: '小王',
    });
    await store.keepAddress({ conversationId: id, channel: 'telegram', address: `{"chat":${i}}` }, AT);
    if (i % 7 === 0) await store.forwarded(id, said?.seq as number, AT, '收信人不在');
    await store.receive({
      channel: 'telegram',
      externalId: `m${i}`,
      orderKey: id,
      payload: '{}',
      receivedAt: AT,
    });
    await store.audit({ at: AT, actor: 'u', action: 'a', subject: id, detail: '{}' });
  }
  await store.addStaff({
    ...{ id: 'u1', name: 'Wang', displayName: '小王', role: 'admin', passwordHash: 'scrypt$x' },
    ...{ createdAt: AT, disabledAt: null },
  });
  await store.startSession({ id: 's1', staffId: 'u1', createdAt: AT, lastSeenAt: AT, expiresAt: AT });
  await store.saveSnapshot('s1', [{ name: 'knowledge', hash: 'h', bytes: new Uint8Array([0, 1, 255]) }]);
  await store.close();
  return ids;
}

/** All that a store gives back of a conversation, and of everything beside. */
async function seen(s: Store, ids: string[]): Promise<unknown> {
  const some = ids.filter((_, i) => i < 210 || i % Math.ceil(ids.length / 300) === 0);
  const each = await Promise.all(
    some.map(async (id) => ({
      conversation: await s.conversation(id),
      messages: await s.messages(id, 0, 20),
      answer: await s.answer(`${id}-a1`),
      feedback: await s.feedback(`${id}-a1`),
      handOff: await s.handedOff(id),
      chat: await s.chat(id),
      undelivered: await s.undelivered(id),
    })),
  );
  return {
    each,
    unanswered: await s.unanswered({}, { limit: 100 }),
    handOffs: await s.handOffs({}, { limit: 50 }),
    events: await s.eventsAfter(0, 50),
    lastEvent: await s.lastEvent(),
    forward: await s.toForward('telegram', 50),
    inbox: await s.inboxMessage('telegram', 'm7'),
    staff: await s.staff(),
    audits: await s.audits({}, { limit: 20 }),
    counts: await s.counts('2025-12-01', '2025-12-02'),
    key: await s.idempotent('key-3'),
    snapshot: (await s.snapshot('s1'))?.map((p) => [...p.bytes]),
    origins: await s.origins(),
  };
}

describe.skipIf(!url)('migrate-store', () => {
  test('迁一半被杀，再运行就接着迁；迁完两边一样，接着用得了；再迁一次什么也不变', () =>
    database(async (to) => {
      const folder = temporaryFolder();
      const ids = await filled(folder);
      const began = performance.now();
      const first = command(`sqlite://${folder}`, to);
      await expect.poll(() => first.err(), { interval: 5, timeout: 600_000 }).toMatch(/answers \d+%/);
      first.child.kill('SIGKILL');
      await first.ended;
      // Within the answers: some are there, not all.
      const [place] = await query<{ done: boolean; n: number }>(
        to,
        "SELECT done, (SELECT count(*)::int FROM answers) AS n FROM gongji_move WHERE kind = 'answers'",
      );
      expect(place?.done).toBe(false);
      expect(place?.n).toBeGreaterThan(0);
      const second = await command(`sqlite://${folder}`, to).ended;
      expect(second.err).not.toMatch(/没有迁完/);
      expect(second).toMatchObject({ code: 0, out: expect.stringContaining('两边逐行相同') });
      expect(second.out).toContain(`answers | ${2 * CONVERSATIONS} | ${2 * CONVERSATIONS} |`);
      console.log(
        `migrate-store: ${4 * CONVERSATIONS} messages, killed once, in ${((performance.now() - began) / 1000).toFixed(0)} s`,
      );
      const [before, after] = [openSqlite(folder, { readOnly: true }), openPostgres(to)];
      expect(await seen(after, ids)).toEqual(await seen(before, ids));
      // New numbers go on above those that came along.
      expect(await after.recordTurn(turn('conversation-0', 3, { seq: 7 }))).toBeDefined();
      expect(await after.recordTurn(turn('new'))).toEqual({ kind: 'recorded' });
      expect(await after.deleteConversation('new')).toBe(true);
      await before.close();

      // The target is in use now: nothing is done to it, and the source is compared with what was moved.
      const third = await command(`sqlite://${folder}`, to).ended;
      expect(third).toMatchObject({ code: 0, out: expect.stringContaining('这一次什么也没有动') });
      const table = (out: string) => out.split('\n').filter((line) => line.includes(' | '));
      expect(table(third.out)).toEqual(table(second.out));
      expect(await after.recordTurn(turn('later'))).toEqual({ kind: 'recorded' });
      const used = openSqlite(folder);
      await used.recordTurn(turn('since'));
      await used.close();
      const fourth = await command(`sqlite://${folder}`, to).ended;
      expect(fourth).toMatchObject({ code: 1, err: expect.stringContaining('又有改动') });
      expect(await after.conversation('since')).toBeUndefined();
      await after.close();
    }));

  test('存过空字符的也迁得过去；号接着原来的往上数，删掉了的号不再给', () =>
    database(async (to) => {
      const folder = temporaryFolder();
      const store = openSqlite(folder);
      await store.recordTurn(turn('a'));
      await store.addMessage({ conversationId: 'a', role: 'agent', at: AT, text: '前\0后', author: '小王' });
      await store.handOff('a', AT);
      const last = await store.lastEvent();
      await store.deleteConversation('a');
      await store.recordTurn(turn('b'));
      await store.addMessage({ conversationId: 'b', role: 'agent', at: AT, text: '前\0后', author: '小王' });
      await store.close();
      expect(await command(`sqlite://${folder}`, to).ended).toMatchObject({ code: 0 });
      const after = openPostgres(to);
      expect((await after.messages('b', 0, 9)).map((m) => m.text)).toContain('前后');
      await after.handOff('b', AT);
      expect(await after.lastEvent()).toBeGreaterThan(last);
      await after.close();
    }));

  test('服务还在用那个文件：说出来，什么也不动', () =>
    database(async (to) => {
      const folder = temporaryFolder();
      const serving = openSqlite(folder);
      await serving.recordTurn(turn('mine'));
      const tried = await command(`sqlite://${folder}`, to).ended;
      expect(tried).toMatchObject({ code: 1, err: expect.stringContaining('先停下服务') });
      expect(await serving.recordTurn(turn('more'))).toEqual({ kind: 'recorded' });
      await serving.close();
      expect(await query(to, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
      expect(await command(`sqlite://${folder}`, to).ended).toMatchObject({ code: 0 });
    }));

  test('目标不是空的、来源不对、地址不对：说清楚，什么也不动，密码不在话里', () =>
    database(async (to) => {
      const store = openPostgres(to);
      await store.recordTurn(turn('mine'));
      const folder = temporaryFolder();
      await openSqlite(folder).close();
      const full = await command(`sqlite://${folder}`, to).ended;
      expect(full).toMatchObject({ code: 1, err: expect.stringContaining('不是空的') });
      expect(await store.conversation('mine')).toBeDefined();
      await store.close();
      await database(async (foreign) => {
        await query(foreign, 'CREATE TABLE messages (subject text)');
        const theirs = await command(`sqlite://${folder}`, foreign).ended;
        expect(theirs).toMatchObject({ code: 1, err: expect.stringContaining('别的程序的表') });
        expect(await query(foreign, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).toEqual([
          { tablename: 'messages' },
        ]);
      });
      const none = await command(`sqlite://${folder}/none`, to).ended;
      expect(none).toMatchObject({ code: 1, err: expect.stringContaining('没有') });
      const scheme = await command(folder, to).ended;
      expect(scheme).toMatchObject({ code: 1, err: expect.stringContaining('sqlite://') });
      const away = await command(`sqlite://${folder}`, 'postgres://u:top-secret@127.0.0.1:9/x').ended;
      expect(away).toMatchObject({ code: 1, err: expect.stringContaining('连不上') });
      expect(away.err).not.toContain('top-secret');
    }));
});
