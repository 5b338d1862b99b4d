/** A disk that is really full, where the machine lets us make a small one; and deletion among ongoing writes, long with GONGJI_SOAK=1. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../src/errors.js';
import { newAnswerId, newId } from '../../src/id.js';
import { backup } from '../../src/store/sqlite/copy.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { temporaryFolder, temporaryFolderToRemove } from '../real.js';
import { turn } from './contract.js';

const SOAK = process.env.GONGJI_SOAK === '1';
vi.setConfig({ testTimeout: SOAK ? 1_200_000 : 120_000 });

const folder = temporaryFolderToRemove();
const mounted =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder.path]).status === 0;
if (!mounted) console.log('a full disk was left out: a small file system can only be mounted by root');
afterAll(() => {
  if (mounted) spawnSync('umount', [folder.path]);
  folder.remove();
});

describe.skipIf(!mounted)('磁盘真的满了', () => {
  test('存不下的说存不下，应答过的都在；腾出地方就接着存；备份不留半个文件', async () => {
    const store = openSqlite(folder.path);
    const filler = join(folder.path, 'filler');
    writeFileSync(filler, Buffer.alloc(2 << 20));
    const kept: string[] = [];
    let refused: { kind: string } | undefined;
    for (let i = 0; !refused; i++) {
      const t = turn(`c${i}`, 1, { body: JSON.stringify({ text: '长'.repeat(5000) }) });
      await store.recordTurn(t).then(
        () => kept.push(t.answer.id),
        (error) => {
          refused = error;
        },
      );
    }
    expect(refused.kind).toMatch(/full|unreachable/);
    expect(kept.length).toBeGreaterThan(5);
    await expect(backup(join(folder.path, 'gongji.sqlite'), join(folder.path, 'copy'))).rejects.toThrow(
      UserError,
    );
    expect(readdirSync(folder.path).filter((n) => n.startsWith('copy'))).toEqual([]);
    for (const id of kept) expect((await store.answer(id))?.id).toBe(id);
    rmSync(filler);
    expect(await store.recordTurn(turn('after'))).toEqual({ kind: 'recorded' });
    await store.close();
    const again = openSqlite(folder.path);
    for (const id of [...kept, 'after-a1']) expect((await again.answer(id))?.id).toBe(id);
    await again.close();
  });

  test('满了的磁盘上启动：照样起来，或说得明白', async () => {
    const filler = join(folder.path, 'filler');
    try {
      for (let size = 2 << 20; size >= 4096; size >>= 1)
        try {
          writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
        } catch {}
      const store = openSqlite(folder.path);
      expect(await store.answer('after-a1')).toBeDefined();
      await store.close();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toMatch(/磁盘/);
    }
    rmSync(filler);
  });
});

test(`边写边删：删了的，文件和日志里没有一个字节${SOAK ? '' : '（短）'}`, async () => {
  const dir = temporaryFolder();
  const store = openSqlite(dir);
  const bytes = (): Buffer => Buffer.concat(readdirSync(dir).map((n) => readFileSync(join(dir, n))));
  const rounds = SOAK ? 60 : 4;
  let seed = 7;
  const random = (n: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % n;
  };
  const alive: { id: string; turns: number; secret: string }[] = [];
  const answerIds = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 60; i++) {
      const known = random(3) === 0 ? alive[random(alive.length || 1)] : undefined;
      const c = known ?? { id: newId(), turns: 0, secret: `密${newId()}语` };
      if (!known) alive.push(c);
      c.turns++;
      const text = c.secret.repeat(1 + random(30));
      const id = newAnswerId(1764561600000 + round * 60_000 + i);
      answerIds.set(id, c.id);
      const t = turn(c.id, c.turns, {
        id,
        request: JSON.stringify({ text }),
        body: JSON.stringify({ text: `答${text}` }),
      });
      await store.recordTurn({ ...t, conversation: { ...t.conversation, state: JSON.stringify({ text }) } });
    }
    const gone = Array.from({ length: 20 }, () => alive.splice(random(alive.length), 1)[0]).flatMap((c) =>
      c ? [c] : [],
    );
    for (const c of gone) expect(await store.deleteConversation(c.id)).toBe(true);
    const after = bytes();
    const ids = [...answerIds].filter(([, of]) => gone.some((c) => c.id === of)).map(([id]) => id);
    const left = [...gone.flatMap((c) => [c.id, c.secret]), ...ids].filter((s) => after.includes(s));
    expect(left).toEqual([]);
  }
  for (const c of alive) expect(await store.conversation(c.id)).toBeDefined();
  await store.close();
});
