/** What is kept: any store keeps the interface's promises; no store ever sees a personal number. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerSchema } from '../src/contract.js';
import { UserError } from '../src/errors.js';
import { openSqlite } from '../src/store/sqlite.js';
import type { Store } from '../src/store/store.js';
import { type RealServer, realServer, temporaryFolder } from './real.js';

const FILE = 'gongji.sqlite';
const record = (id: string, state = '{"topic":null}') => ({
  id,
  state,
  updatedAt: '2025-12-01T04:00:00.000Z',
});

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
    return error as UserError;
  }
  throw new Error('opened');
}

/** Every place the interface is implemented. */
const PLACES: [string, () => string][] = [
  ['内存里的 SQLite', () => ':memory:'],
  ['文件里的 SQLite', () => temporaryFolder()],
];

describe.each(PLACES)('%s', (_name, place) => {
  test('没存过的会话是没有', () =>
    withStore(place(), async (s) => expect(await s.conversation('nobody')).toBeUndefined()));

  test('存了能读回来，一字不差', () =>
    withStore(place(), async (s) => {
      const kept = record('a', JSON.stringify({ text: "太原“医保”\n'; DROP TABLE conversations; -- 😀" }));
      await s.saveConversation(kept);
      expect(await s.conversation('a')).toEqual(kept);
    }));

  test('再存一次是改写，别的会话不动', () =>
    withStore(place(), async (s) => {
      await s.saveConversation(record('a', '1'));
      await s.saveConversation(record('b', '2'));
      await s.saveConversation({ ...record('a', '3'), updatedAt: '2025-12-02T00:00:00.000Z' });
      expect(await s.conversation('a')).toEqual({
        id: 'a',
        state: '3',
        updatedAt: '2025-12-02T00:00:00.000Z',
      });
      expect((await s.conversation('b'))?.state).toBe('2');
    }));

  test('编号区分大小写', () =>
    withStore(place(), async (s) => {
      await s.saveConversation(record('Abc'));
      expect(await s.conversation('aBC')).toBeUndefined();
    }));
});

describe('SQLite 文件', () => {
  test('关了再开，东西还在', async () => {
    const folder = join(temporaryFolder(), '还没有的', '文件夹');
    await withStore(folder, (s) => s.saveConversation(record('a', '留着')));
    await withStore(folder, async (s) => expect((await s.conversation('a'))?.state).toBe('留着'));
  });

  test('没有关就断了，已存的还在', async () => {
    const folder = temporaryFolder();
    const left = openSqlite(folder);
    await left.saveConversation(record('a', '已提交'));
    const copy = temporaryFolder();
    for (const name of readdirSync(folder)) {
      if (!name.endsWith('-shm')) writeFileSync(join(copy, name), readFileSync(join(folder, name)));
    }
    await left.close();
    await withStore(copy, async (s) => expect((await s.conversation('a'))?.state).toBe('已提交'));
  });

  test('不是数据库的文件被拒绝，说明哪个文件和怎么办，文件不动', () => {
    const folder = temporaryFolder();
    const garbage = '这不是数据库'.repeat(400);
    writeFileSync(join(folder, FILE), garbage);
    const error = refusal(() => openSqlite(folder));
    expect(error.message).toContain(join(folder, FILE));
    expect(error.message).toMatch(/请检查.+移走/);
    expect(error.message).not.toMatch(/\bat .+:\d+/);
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(garbage);
  });

  test('更新的版本写的文件被拒绝，不改小它的版本号', () => {
    const folder = temporaryFolder();
    const newer = new Database(join(folder, FILE));
    newer.pragma('user_version = 99');
    newer.close();
    refusal(() => openSqlite(folder));
    const after = new Database(join(folder, FILE));
    expect(after.pragma('user_version', { simple: true })).toBe(99);
    after.close();
  });

  test('建不了的文件夹被拒绝，说出设置的名字', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const error = refusal(() => openSqlite(join(file, 'data')));
    expect(error.message).toContain('GONGJI_DATA_DIR');
    expect(error.message).toContain(join(file, 'data'));
  });

  // The administrator may write anywhere.
  test.skipIf(process.getuid?.() === 0)('不能写的文件夹被拒绝', () => {
    const folder = join(temporaryFolder(), 'locked');
    mkdirSync(folder, { mode: 0o500 });
    expect(refusal(() => openSqlite(folder)).message).toContain(folder);
  });

  test('数据库文件的位置是个文件夹时被拒绝', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, FILE));
    expect(refusal(() => openSqlite(folder)).message).toContain(FILE);
  });
});

describe('个人号码', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await realServer();
  });
  afterAll(() => server?.close());

  const ID = '140105199001011234';
  const PHONE = '13812345678';
  const CARD = '6222021234567890123';
  const QUESTIONS: [string, string, string[]][] = [
    ['身份证号', `我身份证${ID}，太原职工住院报几成`, [ID]],
    ['末位是 X 的身份证号', '身份证 14010519900101123X 太原居民住院起付线多少', ['14010519900101123']],
    ['手机号', `太原共济怎么绑，我电话${PHONE}`, [PHONE]],
    ['分段写的手机号', '太原共济怎么绑，电话 138-1234-5678', ['1381234567', '12345678']],
    ['带区号的手机号', `太原共济怎么绑 +86 ${PHONE}`, [PHONE]],
    ['卡号', `卡号${CARD}太原职工住院报几成`, [CARD]],
    ['分段写的卡号', '卡号 6222 0212 3456 7890 123 太原职工住院报几成', ['62220212', '34567890']],
    ['全角写的手机号', '太原共济怎么绑，电话１３８１２３４５６７８', [PHONE]],
    ['挨着的两个号码', `${ID} ${PHONE} 太原职工住院报几成`, [ID, PHONE]],
    ['连写的两个号码', `${ID}${PHONE}太原职工住院报几成`, [ID, PHONE]],
    ['长问题中间的号码', `我的身份证是${ID}，${'请问'.repeat(196)}太原职工住院报几成`, [ID.slice(-8)]],
    ['邮箱', '太原职工住院报几成，回复到 zhang.san@example.com', ['zhang.san@example.com']],
  ];

  const closed = (text: string): string => text.replace(/(?<=\d)[\s-](?=\d)/g, '');
  /** Bytes of every file the store keeps, with gaps between digits closed. */
  const kept = (): string =>
    closed(
      readdirSync(server.dataDir)
        .map((name) => readFileSync(join(server.dataDir, name)).toString('latin1'))
        .join('\n'),
    );

  test.each(QUESTIONS)('%s 到不了数据库文件和 WAL', async (_name, text, secrets) => {
    const { body } = await server.ask({ text });
    const { conversationId } = answerSchema.parse(body);
    await server.ask({ text: '那居民呢', conversationId });
    const bytes = kept();
    expect(bytes).toContain(closed(conversationId));
    for (const secret of secrets) expect(bytes).not.toContain(secret);
  });

  test('正在用的 WAL 也查过了', () => {
    expect(existsSync(join(server.dataDir, `${FILE}-wal`))).toBe(true);
  });

  test('金额、年份、热线照样留着', async () => {
    const { body } = await server.ask({ text: '太原职工2024年三甲住院花了23000元能报多少' });
    const { conversationId } = answerSchema.parse(body);
    const state = (await server.store.conversation(conversationId))?.state ?? '';
    expect(state).toContain('23000');
    expect(state).toContain('2024');
  });
});
