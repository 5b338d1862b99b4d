/** Killed at any moment (kill -9): what was acknowledged is there, once, and the next start goes on. 50 kills with GONGJI_SOAK=1. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { openSqlite } from '../../src/store/sqlite.js';
import { ROOT, temporaryFolder } from '../real.js';

const KILLS = process.env.GONGJI_SOAK === '1' ? 50 : 3;
vi.setConfig({ testTimeout: 40_000 + KILLS * 20_000 });

interface Said {
  sent: Set<string>;
  answered: Map<string, string>;
  judged: Map<string, string>;
}

/** Lets it run until it has said so many lines, then kills it; the last line may be half. */
async function runAndKill(dataDir: string, again: string[], lines: number): Promise<Said> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'test/store/crash-child.mjs'), dataDir, again.join(',')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  let seen = 0;
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (piece: Buffer) => {
      text += piece;
      seen += piece.filter((b) => b === 10).length;
      if (seen > lines) child.kill('SIGKILL');
    });
    child.on('exit', (_code, signal) =>
      signal === 'SIGKILL' ? done() : fail(new Error('it ended by itself')),
    );
  });
  const said: Said = { sent: new Set(), answered: new Map(), judged: new Map() };
  for (const line of text.split('\n').slice(0, -1)) {
    const [what, a = '', b = ''] = line.split(' ');
    if (what === 'sent') said.sent.add(a);
    if (what === 'answered') said.answered.set(a, b);
    if (what === 'judged') said.judged.set(a, b);
  }
  return said;
}

test(`杀 ${KILLS} 次：应答过的回答和评价一个不丢，一个不重`, async () => {
  const dataDir = temporaryFolder();
  const answered = new Map<string, string>();
  const judged = new Map<string, string>();
  const sent = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    const again = [...sent].filter((k) => !answered.has(k));
    // Anywhere from the first writes to the middle of a checkpoint.
    const said = await runAndKill(dataDir, again, 20 + ((kill * 7919) % 900));
    for (const k of said.sent) sent.add(k);
    for (const [k, id] of said.answered) {
      expect(answered.get(k) ?? id).toBe(id);
      answered.set(k, id);
    }
    for (const [id, helpful] of said.judged) judged.set(id, helpful);

    const store = openSqlite(dataDir);
    for (const id of said.answered.values()) expect((await store.answer(id))?.id).toBe(id);
    for (const [id, helpful] of said.judged)
      expect(String((await store.feedback(id))?.helpful)).toBe(helpful);
    expect(await store.health()).toEqual({ ok: true });
    await store.close();
  }
  expect(answered.size).toBeGreaterThan(KILLS * 5);

  const db = new Database(join(dataDir, 'gongji.sqlite'));
  const count = (sql: string): number => (db.prepare(sql).get() as { n: number }).n;
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  // Every answer has its key, and every key one answer.
  const answers = count('SELECT count(*) AS n FROM answers');
  expect(count('SELECT count(DISTINCT result) AS n FROM idempotency')).toBe(answers);
  expect(count('SELECT count(*) AS n FROM idempotency JOIN answers ON id = result')).toBe(answers);
  expect(count('SELECT sum(questions) AS n FROM counts')).toBe(answers);
  expect(count('SELECT sum(helpful + unhelpful) AS n FROM counts')).toBe(
    count('SELECT count(*) AS n FROM feedback'),
  );
  const lost = [...answered].filter(([, id]) => !db.prepare('SELECT 1 FROM answers WHERE id = ?').get(id));
  expect(lost).toEqual([]);
  // Numbers in a conversation have no gap.
  expect(
    count(`SELECT count(*) AS n FROM conversations AS c
           WHERE last_seq <> 2 * (SELECT count(*) FROM answers AS a WHERE a.conversation_id = c.id)`),
  ).toBe(0);
  db.close();
});
