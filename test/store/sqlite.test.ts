/** The SQLite file: what is safe when, what is refused and how it is said, and that what was deleted is gone from disk. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { connect } from '../../src/store/sqlite/db.js';
import { runGroup } from '../../src/store/sqlite/group.js';
import { migrate } from '../../src/store/sqlite/open.js';
import { openSqlite, restore } from '../../src/store/sqlite.js';
import type { Store, Turn } from '../../src/store/store.js';
import { temporaryFolder } from '../real.js';
import { AT, turn } from './contract.js';

const FILE = 'gongji.sqlite';
const fileIn = (folder: string): string => join(folder, FILE);

async function withStore<T>(folder: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = openSqlite(folder);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function refusal(open: () => unknown): UserError {
  try {
    open();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).not.toMatch(/\bat .+:\d+|SQLITE_/);
    return error as UserError;
  }
  throw new Error('opened');
}

/** A closed store with some conversations in it. */
async function filled(count = 60): Promise<string> {
  const folder = temporaryFolder();
  await withStore(folder, (s) =>
    Promise.all(Array.from({ length: count }, (_, i) => s.recordTurn(turn(`c${i}`)))),
  );
  return folder;
}

describe('开、关、断', () => {
  test('关了再开，东西还在', async () => {
    const folder = join(temporaryFolder(), '还没有的', '文件夹');
    await withStore(folder, (s) => s.recordTurn(turn('a')));
    await withStore(folder, async (s) => expect(await s.answer('a-a1')).toBeDefined());
  });

  test('没有关就断了，应答过的都在', async () => {
    const folder = temporaryFolder();
    const left = openSqlite(folder);
    await left.recordTurn(turn('a'));
    const copy = temporaryFolder();
    for (const name of readdirSync(folder))
      if (!name.endsWith('-shm')) cpSync(join(folder, name), join(copy, name));
    await left.close();
    await withStore(copy, async (s) => expect(await s.answer('a-a1')).toBeDefined());
  });

  test('上一版的文件升级上来，会话接得上', async () => {
    const folder = temporaryFolder();
    const old = new Database(fileIn(folder));
    old.exec(`CREATE TABLE conversations (id TEXT PRIMARY KEY, state TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT;
      INSERT INTO conversations VALUES ('a', '{"topic":"ratio"}', '${AT}'); PRAGMA user_version = 1;`);
    old.close();
    await withStore(folder, async (s) => {
      expect(await s.conversation('a')).toMatchObject({
        state: '{"topic":"ratio"}',
        lastSeq: 0,
        createdAt: AT,
      });
      expect(await s.recordTurn(turn('a'))).toEqual({ kind: 'recorded' });
    });
  });
});

describe('不对的文件被拒绝，说得明白，文件不动', () => {
  const spoil: [string, RegExp, (folder: string) => void][] = [
    ['整个是垃圾', /不是数据库文件/, (f) => writeFileSync(fileIn(f), '这不是数据库'.repeat(4000))],
    ['清空了', /是空的/, (f) => truncateSync(fileIn(f), 0)],
    ['不见了', /不见了/, (f) => rmSync(fileIn(f))],
    ['截断了', /截断|损坏/, (f) => truncateSync(fileIn(f), statSync(fileIn(f)).size - 3 * 4096)],
    ['截断在一页中间', /截断|损坏/, (f) => truncateSync(fileIn(f), 5000)],
    [
      '中间写坏了',
      /损坏/,
      (f) => {
        const bytes = readFileSync(fileIn(f));
        for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(0xa5, at, at + 512);
        writeFileSync(fileIn(f), bytes);
      },
    ],
  ];
  test.each(spoil)('%s', async (_name, reason, harm) => {
    const folder = await filled();
    harm(folder);
    const before = existsSync(fileIn(folder)) ? readFileSync(fileIn(folder)) : undefined;
    const { message } = refusal(() => openSqlite(folder));
    expect(message).toContain(fileIn(folder));
    expect(message).toMatch(reason);
    expect(message).toMatch(/gongji restore/);
    expect(existsSync(fileIn(folder)) ? readFileSync(fileIn(folder)) : undefined).toEqual(before);
  });

  test('换成了空的数据库', async () => {
    const folder = await filled();
    rmSync(fileIn(folder));
    new Database(fileIn(folder)).exec('CREATE TABLE x (y); DROP TABLE x').close();
    expect(refusal(() => openSqlite(folder)).message).toMatch(
      /数据库是空的，原来的内容没有了.+gongji restore/,
    );
  });

  test('换成了另一个服务的数据库', async () => {
    const [folder, other] = [await filled(3), await filled(3)];
    cpSync(fileIn(other), fileIn(folder));
    expect(refusal(() => openSqlite(folder)).message).toMatch(/不是原来那个/);
    rmSync(join(folder, 'gongji.store'));
    await withStore(folder, async (s) => expect(await s.answer('c0-a1')).toBeDefined());
  });

  test('别的程序的数据库', () => {
    const folder = temporaryFolder();
    new Database(fileIn(folder)).exec('PRAGMA application_id = 7; CREATE TABLE x (y)').close();
    expect(refusal(() => openSqlite(folder)).message).toMatch(/别的程序/);
  });

  test('更新的版本写的文件，不改小它的版本号', () => {
    const folder = temporaryFolder();
    new Database(fileIn(folder)).exec('PRAGMA user_version = 99').close();
    expect(refusal(() => openSqlite(folder)).message).toMatch(/更新的版本/);
    const after = new Database(fileIn(folder));
    expect(after.pragma('user_version', { simple: true })).toBe(99);
    after.close();
  });

  test('建不了的文件夹，说出设置的名字', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const error = refusal(() => openSqlite(join(file, 'data')));
    expect(error.message).toContain('GONGJI_DATA_DIR');
    expect(error.message).toContain(join(file, 'data'));
  });

  // The administrator may write anywhere.
  test.skipIf(process.getuid?.() === 0)('不能写的文件夹', () => {
    const folder = join(temporaryFolder(), 'locked');
    mkdirSync(folder, { mode: 0o500 });
    expect(refusal(() => openSqlite(folder)).message).toContain(folder);
  });

  test('数据库文件的位置是个文件夹', () => {
    const folder = temporaryFolder();
    mkdirSync(fileIn(folder));
    expect(refusal(() => openSqlite(folder)).message).toContain(FILE);
  });
});

describe('服务着的时候文件出事：不装作存下了', () => {
  const harms: [string, (folder: string) => void][] = [
    ['删掉', (f) => rmSync(fileIn(f))],
    ['清空', (f) => truncateSync(fileIn(f), 0)],
    [
      '换掉',
      (f) => {
        cpSync(fileIn(f), join(f, 'other'));
        renameSync(join(f, 'other'), fileIn(f));
      },
    ],
    ['日志被删', (f) => rmSync(`${fileIn(f)}-wal`)],
  ];
  test.each(harms)('%s', async (_name, harm) => {
    const folder = await filled(3);
    const store = openSqlite(folder);
    await store.recordTurn(turn('before'));
    harm(folder);
    await expect(store.recordTurn(turn('after'))).rejects.toMatchObject({ kind: 'damaged' });
    const health = await store.health();
    expect(health).toMatchObject({ ok: false });
    expect(health.reason).toMatch(/不见了|清空|换掉/);
    await store.close();
  });

  test('满了：这一批都不算，腾出地方之后接着存', () => {
    const db = connect(fileIn(temporaryFolder()));
    migrate(db);
    const group = (...turns: Turn[]) =>
      runGroup(
        db,
        turns.map((t) => ({ name: 'recordTurn', args: [t] })),
        () => undefined,
      ).map((o) => ('failed' in o ? o.failed.kind : (o.value as { kind: string }).kind));
    expect(group(turn('first'))).toEqual(['recorded']);
    db.raw.pragma(`max_page_count = ${(db.raw.pragma('page_count', { simple: true }) as number) + 4}`);
    const big = turn('big', 1, { body: JSON.stringify({ text: '长'.repeat(40_000) }) });
    expect(group(turn('small'), big, turn('other'))).toEqual(['full', 'full', 'full']);
    expect(
      db.get('SELECT 1 FROM conversations WHERE id IN (?, ?, ?)', 'small', 'big', 'other'),
    ).toBeUndefined();
    db.raw.pragma('max_page_count = 1000000');
    expect(group(turn('small'), big)).toEqual(['recorded', 'recorded']);
    db.raw.close();
  });
});

describe('删了就没有了', () => {
  const secretOf = (i: number): string => `秘密${(i * 7919).toString(36)}之${i * 104729}`;
  const bytesOf = (folder: string): Buffer =>
    Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
  const idOf = (i: number): string => `conv-${((i * 2654435761) % 4294967296).toString(16).padStart(8, '0')}`;

  /** Conversations of differing length, in an order that splits and joins pages. */
  async function fill(s: Store, count: number): Promise<void> {
    for (let i = 0; i < count; i += 50)
      await Promise.all(
        Array.from({ length: Math.min(50, count - i) }, async (_, k) => {
          const id = idOf(i + k);
          const text = secretOf(i + k).repeat(1 + ((i + k) % 40));
          for (const n of [1, 2]) {
            const t = turn(id, n, {
              request: JSON.stringify({ text, asOf: '2025-12-01' }),
              body: JSON.stringify({ text: `答：${text}` }),
            });
            await s.recordTurn({
              ...t,
              conversation: { ...t.conversation, state: JSON.stringify({ text: text.slice(0, 100 * n) }) },
              ...(n === 1 && {
                unanswered: 'no-fact',
                handOff: i % 3 === 0,
                idempotency: { key: `k${id}`, request: 'r' },
              }),
            });
          }
          await s.addMessage({ conversationId: id, role: 'citizen', at: AT, text: `再说一遍${text}` });
          await s.recordFeedback({
            answerId: `${id}-a1`,
            helpful: false,
            comment: secretOf(i + k),
            factId: null,
            at: AT,
          });
        }),
      );
  }

  test.each([
    ['一个一个删', 1],
    ['隔着删', 3],
  ])('%s：文件和日志里没有它的一个字节', async (_name, step) => {
    const folder = temporaryFolder();
    const store = openSqlite(folder);
    const count = 300;
    await fill(store, count);
    const gone = Array.from({ length: count }, (_, i) => i).filter(
      (i) => (i * 31) % count < count / 2 && i % step === 0,
    );
    const before = bytesOf(folder);
    for (const i of gone.slice(0, 20)) expect(before.includes(secretOf(i))).toBe(true);
    for (const i of gone) await store.deleteConversation(idOf(i));
    const after = bytesOf(folder);
    const left = gone.filter((i) => after.includes(secretOf(i)) || after.includes(idOf(i)));
    expect(left).toEqual([]);
    expect(await store.answer(`${idOf(count - 1)}-a1`)).toBeDefined();
    await store.close();
  });

  test('过期忘掉的也是', async () => {
    const folder = temporaryFolder();
    const store = openSqlite(folder);
    await fill(store, 200);
    expect((await store.sweep('2026-01-01', '2026-01-01T00:00:00.000Z')).conversations).toBe(200);
    const after = bytesOf(folder);
    const left = Array.from({ length: 200 }, (_, i) => i).filter(
      (i) => after.includes(secretOf(i)) || after.includes(idOf(i)),
    );
    expect(left).toEqual([]);
    await store.close();
  });
});

describe('备份和恢复', () => {
  test('边写边备份，备份是完整的一刻；进度到一；不覆盖已有的文件', async () => {
    const folder = await filled();
    const store = openSqlite(folder);
    const file = join(temporaryFolder(), 'backup.sqlite');
    const shares: number[] = [];
    const writing = Promise.all(Array.from({ length: 200 }, (_, i) => store.recordTurn(turn(`w${i}`))));
    await store.backup(file, (share) => shares.push(share));
    await writing;
    expect(shares.at(-1)).toBe(1);
    await expect(store.backup(file)).rejects.toThrow(/已经存在/);
    await expect(store.backup(join(folder, '没有', 'x'))).rejects.toThrow(/没有文件夹/);
    await store.close();
    const copy = new Database(file, { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(
      (copy.prepare('SELECT count(*) AS n FROM answers').get() as { n: number }).n,
    ).toBeGreaterThanOrEqual(60);
    copy.close();
    expect(readdirSync(join(file, '..'))).toEqual(['backup.sqlite']);
  });

  test('服务着的时候恢复：换成备份时的内容，服务接着用', async () => {
    const folder = await filled(5);
    const store = openSqlite(folder);
    const file = join(temporaryFolder(), 'backup.sqlite');
    await store.backup(file);
    await store.recordTurn(turn('later'));
    await store.deleteConversation('c0');
    expect(restore(folder, file)).toEqual([]);
    expect(await store.answer('c0-a1')).toBeDefined();
    expect(await store.conversation('later')).toBeUndefined();
    expect(await store.recordTurn(turn('c0', 2))).toEqual({ kind: 'recorded' });
    expect(await store.health()).toEqual({ ok: true });
    await store.close();
    expect(readdirSync(folder).filter((n) => n.includes('restore'))).toEqual([]);
  });

  test.each([
    ['坏了', (f: string) => writeFileSync(f, '垃圾'.repeat(3000)), 1],
    ['没了', (f: string) => rmSync(f), 0],
  ])('数据库%s：恢复到位，坏的留在旁边', async (_name, harm, kept) => {
    const folder = await filled(5);
    const file = join(temporaryFolder(), 'backup.sqlite');
    await withStore(folder, (s) => s.backup(file));
    harm(fileIn(folder));
    refusal(() => openSqlite(folder));
    expect(restore(folder, file)).toHaveLength(kept);
    expect(existsSync(`${fileIn(folder)}.damaged-1`)).toBe(kept === 1);
    await withStore(folder, async (s) => expect(await s.answer('c4-a1')).toBeDefined());
  });

  test.each([
    ['没有这个文件', /没有这个文件/, (f: string) => rmSync(f)],
    ['不是备份', /不是备份文件/, (f: string) => writeFileSync(f, '不是备份'.repeat(1000))],
    ['截断的备份', /损坏/, (f: string) => truncateSync(f, statSync(f).size - 8192)],
  ])('%s：说得明白，现有的数据不动', async (_name, reason, harm) => {
    const folder = await filled(5);
    const file = join(temporaryFolder(), 'backup.sqlite');
    await withStore(folder, (s) => s.backup(file));
    harm(file);
    const { message } = refusal(() => restore(folder, file));
    expect(message).toMatch(reason);
    expect(message).toMatch(/没有动/);
    await withStore(folder, async (s) => expect(await s.answer('c4-a1')).toBeDefined());
  });
});
