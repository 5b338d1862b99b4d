/** backup, restore and replay as an operator runs them, beside a service that has the file open. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../src/contract.js';
import { createService } from '../../src/service.js';
import { keepSnapshot } from '../../src/snapshots.js';
import { loadBuilt } from '../../src/start.js';
import { openSqlite } from '../../src/store/sqlite.js';
import type { Store } from '../../src/store/store.js';
import { CLOCK, ROOT, realAssistant, temporaryFolderToRemove } from '../real.js';

const folder = temporaryFolderToRemove();
const dataDir = join(folder.path, 'data');
const file = join(folder.path, 'backup.sqlite');
let store: Store;
let answer: Answer;

beforeAll(async () => {
  await realAssistant();
  const { assistant, manifest } = await loadBuilt(ROOT);
  store = openSqlite(dataDir);
  await keepSnapshot(store, ROOT, manifest);
  const options = { snapshot: manifest.snapshot, program: manifest.program };
  answer = (await createService(assistant, store, CLOCK, options).ask({ text: '太原共济能绑几个人' })).answer;
});
afterAll(async () => {
  await store?.close();
  folder.remove();
});

function gongji(...args: string[]): { code: number | null; out: string; err: string } {
  const env = { ...process.env, GONGJI_DATA_DIR: dataDir };
  const run = spawnSync(process.execPath, [join(ROOT, 'src', 'launch.mjs'), ...args], {
    env,
    encoding: 'utf8',
  });
  expect(run.stderr).not.toMatch(/\bat .+:\d+:\d+|SQLITE_/);
  return { code: run.status, out: run.stdout.trim(), err: run.stderr.trim() };
}

test('replay：给出存下的回答，说重新生成的是否逐字节相同', () => {
  expect(gongji('replay', answer.id)).toEqual({
    code: 0,
    out: answer.text,
    err: '重新生成的结果与存下的回答逐字节相同。',
  });
  expect(JSON.parse(gongji('replay', answer.id, '--json').out)).toEqual(answer);
  const printed = gongji('replay', answer.id, '--print').out;
  for (const part of [
    '回执',
    answer.id,
    answer.knowledgeVersion,
    '太原共济能绑几个人',
    answer.facts[0]?.id as string,
  ])
    expect(printed).toContain(part);
});

test('replay：别的程序当时答得不一样，给的还是存下的，不同的字段和程序都说出来', async () => {
  const other = new Database(join(dataDir, 'gongji.sqlite'));
  const body = JSON.stringify({ ...answer, text: '当时的话', notices: ['当时的提示'] });
  other.prepare('UPDATE answers SET body = ? WHERE id = ?').run(body, answer.id);
  other.prepare("UPDATE origins SET program = '0.0.1+old'").run();
  const { code, out, err } = gongji('replay', answer.id);
  expect([code, out]).toEqual([1, '当时的话']);
  expect(err).toMatch(/不同.*0\.0\.1\+old.*text、notices$/);
  other.prepare('UPDATE answers SET body = ? WHERE id = ?').run(JSON.stringify(answer), answer.id);
  other.exec('DELETE FROM snapshots; DELETE FROM parts;');
  other.close();
  const bare = gongji('replay', answer.id);
  expect([bare.code, bare.out]).toEqual([0, answer.text]);
  expect(bare.err).toContain('快照没有存下');
});

test('replay：没有的编号', () => {
  const { code, out, err } = gongji('replay', 'nothing');
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('没有编号为 nothing 的回答');
});

test('backup、restore：服务开着；已有的文件不覆盖，坏的备份不采用', async () => {
  expect(gongji('backup', file)).toEqual({ code: 0, out: `已备份到 ${file}`, err: '' });
  const again = gongji('backup', file);
  expect([again.code, again.err.includes('已经存在')]).toEqual([1, true]);
  expect(await store.deleteConversation(answer.conversationId)).toBe(true);
  expect(gongji('restore', file)).toEqual({ code: 0, out: `已从 ${file} 恢复`, err: '' });
  expect((await store.answer(answer.id))?.body).toBe(JSON.stringify(answer));
  writeFileSync(join(folder.path, 'bad'), '垃圾'.repeat(5000));
  const bad = gongji('restore', join(folder.path, 'bad'));
  expect([bad.code, bad.err.includes('现有的数据没有动')]).toEqual([1, true]);
  expect(await store.health()).toEqual({ ok: true });
  expect(existsSync(`${file}.part`)).toBe(false);
});
