/** Knowledge changed under a service that runs: the new one is taken whole or not at all, and serving never stops. */
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { readManifest } from '../../src/knowledge/snapshot.js';
import { adoptInto, createReload, type Reload } from '../../src/reload.js';
import { replay } from '../../src/service/receipt.js';
import { createService, type OwnService } from '../../src/service.js';
import { assistantOf, keepSnapshot } from '../../src/snapshots.js';
import { loadBuilt } from '../../src/start.js';
import { openSqlite } from '../../src/store/sqlite.js';
import type { Store } from '../../src/store/store.js';
import { upkeep } from '../../src/upkeep.js';
import { CLOCK, ROOT, realAssistant, temporaryFolderToRemove } from '../real.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const folder = temporaryFolderToRemove();
const root = folder.path;
let store: Store;
let service: OwnService;
let reload: Reload;
const log: string[] = [];

function stampOf(dir: string): string {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  return files.map((f) => `${f} ${statSync(join(dir, f)).size} ${statSync(join(dir, f)).mtimeMs}`).join('\n');
}

beforeAll(async () => {
  await realAssistant();
  for (const name of ['knowledge', 'templates'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  mkdirSync(join(root, 'dist'));
  cpSync(join(ROOT, 'dist', 'parts'), join(root, 'dist', 'parts'), { recursive: true });
  cpSync(join(ROOT, 'dist', 'built.json'), join(root, 'dist', 'built.json'));
  const manifest = readManifest(root);
  if (!manifest) throw new Error('not built');
  store = openSqlite(':memory:');
  const loaded = await loadBuilt(root);
  await keepSnapshot(store, root, manifest);
  service = createService(loaded.assistant, store, CLOCK, {
    snapshot: manifest.snapshot,
    program: 'p',
  });
  // The same name of the code as the launcher gave, so that nothing is learnt anew for its sake.
  const program = () => manifest.program;
  reload = createReload({
    home: {
      root,
      dataStamp: () => stampOf(join(root, 'knowledge')) + stampOf(join(root, 'templates')),
      program,
    },
    adopter: adoptInto({ root, loaded, service, store }),
    ...{ now: CLOCK.now, log: (_level, message) => log.push(message) },
    child: join(ROOT, 'dist', 'build-child.js'),
  });
});
afterAll(async () => {
  reload?.stop();
  await store?.close();
  folder.remove();
});

const FACT = join(root, 'knowledge', 'facts', 'shanxi', 'aid-threshold.yaml');
const QUESTION = '山西医保卡里余额要多少家人才能用共济';
const ask = async () => (await service.ask({ text: QUESTION })).answer;
const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(file, change(readFileSync(file, 'utf8')));

test('改了事实：服务不停，整个换上；模型不重新训练；旧的回答照旧的知识重放', async () => {
  const before = await ask();
  expect(before.text).toContain('1000元');
  const parts = readManifest(root)?.parts;
  edit(FACT, (t) => t.replaceAll('1000', '2000'));
  const versions = new Set<string>();
  let served = 0;
  const changed = reload.check();
  let over = false;
  void changed.then(() => {
    over = true;
  });
  expect((await service.ready()).reloading).toBe(true);
  while (!over) {
    const answer = await ask();
    versions.add(answer.knowledgeVersion);
    // Never half of one and half of the other.
    expect(answer.text).toContain(answer.knowledgeVersion === before.knowledgeVersion ? '1000元' : '2000元');
    served++;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(served).toBeGreaterThan(20);
  const after = await ask();
  expect(after.text).toContain('2000元');
  expect(after.knowledgeVersion).not.toBe(before.knowledgeVersion);
  expect([...versions].every((v) => [before, after].some((a) => a.knowledgeVersion === v))).toBe(true);
  expect(await service.ready()).toMatchObject({
    ready: true,
    reloading: false,
    knowledgeVersion: after.knowledgeVersion,
  });
  const now = readManifest(root)?.parts;
  expect(now?.knowledge).not.toBe(parts?.knowledge);
  expect([now?.model, now?.sounds]).toEqual([parts?.model, parts?.sounds]);

  for (const { id } of [before, after]) {
    const record = await store.answer(id);
    const then = record && (await assistantOf(store, record.snapshot));
    if (!record || !then) throw new Error('not kept');
    expect(replay(then, record).same).toBe(true);
  }
});

const broken: [string, (file: string) => void, RegExp][] = [
  ['写坏了', (f) => writeFileSync(f, 'place: [坏了\n  : :'), /aid-threshold\.yaml/],
  [
    '写到一半断了',
    (f) => truncateSync(f, Math.floor(statSync(f).size / 2)),
    /aid-threshold\.yaml|sx-aid-threshold/,
  ],
  ['没有来源', (f) => edit(f, (t) => t.replaceAll('sx-aid-qa', 'no-such-source')), /no-such-source/],
];
test.each(broken)('知识文件%s：不采用，说得出为什么，照旧服务', async (_name, harm, complaint) => {
  const { knowledgeVersion } = await ask();
  const good = readFileSync(FACT, 'utf8');
  harm(FACT);
  await reload.check();
  const refused = await service.ready();
  expect(refused).toMatchObject({ ready: true, knowledgeVersion, reloading: false });
  expect(refused.refusedReload?.complaints.join('\n')).toMatch(complaint);
  expect(log.at(-1)).toContain('没有采用');
  expect((await ask()).knowledgeVersion).toBe(knowledgeVersion);
  writeFileSync(FACT, good);
});

test('改好了就换上，不再说拒绝过', async () => {
  const { knowledgeVersion } = await ask();
  await reload.check();
  expect((await service.ready()).refusedReload).toBeUndefined();
  expect((await ask()).knowledgeVersion).toBe(knowledgeVersion);
  expect(log.at(-1)).toContain('已更新');
});

test('没有回答再用的快照，清理时去掉；正在用的留着', async () => {
  const serving = service.serving().snapshot;
  const first = (await ask()).conversationId;
  expect(await upkeep(store, [service.serving().snapshot], 1, CLOCK.now())).toMatchObject({
    conversations: 0,
    snapshots: 0,
  });
  const later = new Date(CLOCK.now().getTime() + 2 * 24 * 3600_000);
  const gone = await upkeep(store, [service.serving().snapshot], 1, later);
  expect(gone.conversations).toBeGreaterThan(20);
  expect(gone.snapshots).toBe(1);
  expect(await store.conversation(first)).toBeUndefined();
  expect(await store.hasSnapshot(serving)).toBe(true);
});
