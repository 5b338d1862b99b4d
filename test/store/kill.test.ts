/** The whole service killed (kill -9) under requests over HTTP: what a client was told stays true. 50 kills with GONGJI_SOAK=1. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ROOT, realAssistant, temporaryFolder } from '../real.js';

const KILLS = process.env.GONGJI_SOAK === '1' ? 50 : 2;
vi.setConfig({ testTimeout: 120_000 + KILLS * 30_000 });

const QUESTIONS = ['太原职工三甲住院报几成', '太原共济能绑几个人', '海口门诊起付线', '今天天气', '你好'];
const ASKERS = 12;

/** Resolves with its address when it serves. */
function start(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'src', 'launch.mjs'), 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      GONGJI_DATA_DIR: dataDir,
      GONGJI_RATE_LIMIT: '0',
      GONGJI_LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (piece: Buffer) => {
      text += piece;
      const url = /http:\/\/[\d.]+:\d+/.exec(text)?.[0];
      if (url) resolve({ child, url });
    });
    child.once('exit', (code) => reject(new Error(`it did not start (${code})`)));
  });
}

test(`整个服务杀 ${KILLS} 次：告诉过客户的都算数，重发的不多出一份`, async () => {
  await realAssistant();
  const dataDir = temporaryFolder();
  const answered = new Map<string, { id: string; body: string }>();
  const judged = new Map<string, boolean>();
  let unsure: string[] = [];
  let slowest = 0;

  for (let kill = 0; kill <= KILLS; kill++) {
    const begun = performance.now();
    const { child, url } = await start(dataDir);
    slowest = Math.max(slowest, performance.now() - begun);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const post = async (path: string, body: object, key?: string): Promise<string> => {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(200);
      return response.text();
    };
    // What was told before the kill is still so.
    const sample = [...answered.values()].slice(-20);
    for (const { id, body } of sample) {
      const kept = await (await fetch(`${url}/v1/answers/${id}`)).text();
      // The receipt's own fields come after the answer as it was given.
      expect(kept.startsWith(body.slice(0, -1))).toBe(true);
    }

    const again = unsure;
    unsure = [];
    const last = kill === KILLS;
    const enough = last ? again.length : 15 + ((kill * 7919) % 120);
    let told = 0;
    let over = last && again.length === 0;
    await Promise.all(
      Array.from({ length: ASKERS }, async (_, n) => {
        for (let i = 0; !over; i++) {
          const key = again.pop() ?? (last ? undefined : `kill-${kill}-asker-${n}-question-${i}`);
          if (!key) return;
          unsure.push(key);
          try {
            const body = await post('/v1/ask', { text: QUESTIONS[Number(key.split('-').at(-1)) % 5] }, key);
            const { id } = JSON.parse(body) as { id: string };
            answered.set(key, { id, body });
            unsure = unsure.filter((k) => k !== key);
            await post('/v1/feedback', { answerId: id, helpful: i % 2 === 0 });
            judged.set(id, i % 2 === 0);
          } catch (error) {
            if (!over) throw error;
          }
          if (++told >= enough && !over) {
            over = true;
            child.kill('SIGKILL');
          }
        }
      }),
    );
    child.kill('SIGKILL');
    await exited;
  }
  console.log(`slowest start of ${KILLS + 1}, on this machine as it was: ${Math.round(slowest)} ms`);

  const db = new Database(join(dataDir, 'gongji.sqlite'));
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const rows = db.prepare('SELECT id, body FROM answers').all() as { id: string; body: string }[];
  const byId = new Map(rows.map((r) => [r.id, r.body]));
  for (const { id, body } of answered.values()) expect(byId.get(id)).toBe(body);
  for (const [id, helpful] of judged) {
    const row = db.prepare('SELECT helpful FROM feedback WHERE answer_id = ?').get(id) as { helpful: number };
    expect(row.helpful).toBe(Number(helpful));
  }
  // Each key was used once, however often it was sent; nothing is there that nobody asked.
  expect(rows).toHaveLength(answered.size);
  expect(answered.size).toBeGreaterThan(KILLS * 15);
  db.close();
});
