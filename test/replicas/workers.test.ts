/** `serve --workers N` on one SQLite file: one writer, one count, one knowledge; a dead worker is replaced, and nothing told is lost. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Browser, PASSWORD } from '../console/desk.js';
import { ROOT, realAssistant, temporaryFolder, temporaryFolderToRemove } from '../real.js';
import { freePort, until } from './own.js';
import { childrenOf, copyProject, Ledger, type Program, serveProgram } from './serving.js';

const SOAK = process.env.GONGJI_SOAK === '1';
const KILLS = SOAK ? 36 : 2;
const BETWEEN = 5_000;
vi.setConfig({ testTimeout: 120_000 + KILLS * BETWEEN * 5 });

let program: Program | undefined;
const folder = temporaryFolderToRemove();
beforeAll(async () => {
  await realAssistant();
  return folder.remove;
});
afterEach(async () => {
  program?.child.kill('SIGTERM');
  await program?.ended;
  program = undefined;
});
/** A connection of its own for each request: they come to one worker or the other. */
const APART = { connection: 'close' };
let n = 0;
async function start(env: Record<string, string> = {}, workers = 2, root = ROOT) {
  const dataDir = join(folder.path, String(n++));
  program = await serveProgram(['--workers', String(workers)], { GONGJI_DATA_DIR: dataDir, ...env }, root);
  const { url, pid } = program;
  await until(() => childrenOf(pid).length === workers);
  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  // Both answer: connections go to one after the other.
  const serving = async () => Number(/^gongji_replicas (\d+)/m.exec((await get('/metrics')).text)?.[1] ?? 0);
  await until(async () => (await serving()) === workers);
  return { program, dataDir, url, pid, get, ledger: new Ledger(url, 'question', APART) };
}

function kept(dataDir: string): { id: string; body: string }[] {
  const db = new Database(join(dataDir, 'gongji.sqlite'), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const rows = db.prepare('SELECT id, body FROM answers').all() as { id: string; body: string }[];
  db.close();
  return rows;
}

test(`工作进程杀 ${KILLS} 次：告诉过的一个不少，重发的不多出一份；自己补上`, async () => {
  // Should none be left for a moment, the next one listens where the last one did.
  const { pid, dataDir, ledger } = await start({ PORT: String(await freePort()) });
  let over = false;
  const load = ledger.load(8, () => over);
  const died = new Set<number>();
  for (let kill = 0; kill < KILLS; kill++) {
    // The elder: the other one has had time to begin.
    const victim = Math.min(...childrenOf(pid));
    died.add(victim);
    process.kill(victim, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    await until(() => childrenOf(pid).filter((c) => !died.has(c)).length === 2);
  }
  over = true;
  await load;
  console.log(`workers: ${ledger.told.size} told, failed in flight: ${JSON.stringify([...ledger.failures])}`);
  // Only what was under way at the one that died: eight callers at most each time.
  expect(ledger.failed).toBeLessThanOrEqual(8 * KILLS);
  for (const key of [...ledger.unsure]) expect(await ledger.ask(key)).toBe(true);
  program?.child.kill('SIGTERM');
  expect(await program?.ended).toBe(0);
  const byId = new Map(kept(dataDir).map((r) => [r.id, r.body]));
  expect(byId.size).toBe(ledger.told.size);
  for (const { id, body } of ledger.told.values()) expect(byId.get(id)).toBe(body);
  expect(ledger.told.size).toBeGreaterThan(KILLS * 20);
});

test('主进程被杀，工作进程也结束；再启动，告诉过的都在', async () => {
  const { pid, dataDir, ledger, program: p } = await start();
  let over = false;
  const load = ledger.load(8, () => over);
  await until(() => ledger.told.size > 60);
  const workers = childrenOf(pid);
  process.kill(pid, 'SIGKILL');
  over = true;
  await Promise.all([load, p.ended]);
  const lives = (one: number) => {
    try {
      process.kill(one, 0);
      return true;
    } catch {
      return false;
    }
  };
  await until(() => !workers.some(lives));
  const byId = new Map(kept(dataDir).map((r) => [r.id, r.body]));
  for (const { id, body } of ledger.told.values()) expect(byId.get(id)).toBe(body);
});

test('停下时：收下的答完，退出码是 0', async () => {
  const { dataDir, ledger, program: p } = await start();
  let over = false;
  const load = ledger.load(8, () => over);
  await until(() => ledger.told.size > 40);
  p.child.kill('SIGTERM');
  expect(await p.ended).toBe(0);
  over = true;
  await load;
  // Nothing was begun and not told.
  expect(kept(dataDir)).toHaveLength(ledger.told.size);
});

test('次数、指标合起来算；一次性链接哪个进程都认；一个进程里说的，别的进程里当场看到；端口被占说一次', async () => {
  const { program: p, url, get } = await start({ GONGJI_RATE_LIMIT: '10', GONGJI_TRUST_PROXY: 'loopback' });
  const headers = { ...APART, 'x-forwarded-for': '192.0.2.1' };
  const all: number[] = [];
  for (let i = 0; i < 14; i++) all.push((await fetch(`${url}/v1/regions`, { headers })).status);
  expect(all).toEqual([...Array(10).fill(200), ...Array(4).fill(429)]);
  const counted = /^gongji_http_requests_total\{route="\/v1\/regions",status="200"\} (\d+)/m;
  expect(counted.exec((await get('/metrics')).text)?.[1]).toBe('10');

  const key = /#set-up=([\w-]+)/.exec(p.printed())?.[1] ?? '';
  expect(p.printed().match(/共济问答已启动/g)).toHaveLength(1);
  const admin = new Browser(url);
  await admin.enter();
  const made = await admin.send('POST', '/console/api/set-up', { key, password: PASSWORD }, APART);
  expect(made.status).toBe(200);
  admin.token = made.body.token as string;
  const four = [0, 1, 2, 3];
  const desks = await Promise.all(four.map(() => admin.listen('/console/api/events', APART)));
  const { body } = await new Browser(url).send('POST', '/v1/ask', { text: '转人工' }, APART);
  const id = body.conversationId as string;
  const citizens = await Promise.all(
    four.map(() => new Browser(url).listen(`/v1/conversations/${id}/events`, APART)),
  );
  for (const d of desks) await d.next((data) => data.kind === 'handoff');
  await admin.call('take', undefined, id);
  await admin.call('reply', { text: '您好，请讲' }, id);
  for (const c of citizens) await c.next((data) => data.text === '您好，请讲');
  // Said once, by one of them, however many processes there are.
  const page = await (await fetch(`${url}/v1/conversations/${id}/messages`)).json();
  const system = (page.messages as { role: string; text: string }[]).filter((m) => m.role === 'system');
  expect(new Set(system.map((m) => m.text)).size).toBe(system.length);
  for (const stream of [...desks, ...citizens]) stream.stop();

  const taken = serveProgram(['--workers', '2'], {
    GONGJI_DATA_DIR: join(folder.path, 'taken'),
    PORT: new URL(url).port,
  });
  const said = await taken.then(
    () => '',
    (error: Error) => error.message,
  );
  expect(said.match(/已被占用/g)).toHaveLength(1);
  expect(said).toContain('(1)');
});

test('进程数不对，说清楚', async () => {
  await expect(serveProgram(['--workers', '0'], {})).rejects.toThrow('--workers 应为整数');
});

test('知识库改了：主进程编译一次，各个工作进程一起换上；改坏了谁也不用，都说得出', async () => {
  const root = copyProject(temporaryFolder());
  const { url, get } = await start({}, 2, root);
  const file = join(root, 'knowledge', 'facts', 'shanxi', 'aid-threshold.yaml');
  const asIs = readFileSync(file, 'utf8');
  const ready = async () => (await fetch(`${url}/readyz`, { headers: APART })).json();
  const before = (await ready()).knowledgeVersion;
  writeFileSync(file, asIs.replaceAll('1000', '2000'));
  const reloads = async (result: string) =>
    Number(
      new RegExp(`^gongji_knowledge_reloads_total\\{result="${result}"\\} (\\d+)`, 'm').exec(
        (await get('/metrics')).text,
      )?.[1] ?? 0,
    );
  await until(async () => (await reloads('served')) === 2, 2_400);
  for (let i = 0; i < 6; i++) {
    const now = await ready();
    expect(now.knowledgeVersion).not.toBe(before);
    expect(now.behind).toBeUndefined();
  }
  writeFileSync(file, 'facts: [');
  await until(async () => (await reloads('refused')) === 2, 2_400);
  for (let i = 0; i < 6; i++)
    expect((await ready()).refusedReload.complaints.join()).toContain('aid-threshold');
});

test.runIf(SOAK)('卡住的工作进程换掉，它的事归别的', async () => {
  const { pid, ledger } = await start();
  const [stuck] = childrenOf(pid);
  process.kill(stuck as number, 'SIGSTOP');
  await until(() => !childrenOf(pid).includes(stuck as number) && childrenOf(pid).length === 2, 1_200);
  await until(() => ledger.ask());
});
