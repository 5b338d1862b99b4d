/** The curators' commands as a person runs them, on a copy of the project: what they print, write and refuse. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ROOT, realAssistant, realService, temporaryFolder } from './real.js';

vi.setConfig({ testTimeout: 180_000 });
beforeAll(() => realAssistant());

function kb(args: string[], root = ROOT, input = '', env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, [join(root, 'src', 'launch.mjs'), 'kb', ...args], {
    cwd: root,
    encoding: 'utf8',
    input,
    env: { ...process.env, HOME: root, NO_COLOR: '1', ...env },
  });
  expect(run.stderr).not.toMatch(/^\s+at .+:\d+/m);
  return { code: run.status, out: run.stdout, err: run.stderr };
}

function copy(): string {
  const root = temporaryFolder();
  for (const name of ['src', 'knowledge', 'templates', 'package.json', 'tsconfig.json', 'dist'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

describe('看', () => {
  test('每个命令的 --help 有例子', () => {
    for (const name of [
      'check',
      'stats',
      'map',
      'find',
      'stale',
      'conflicts',
      'gaps',
      'export',
      'import',
      'diff',
      'new',
    ])
      expect(kb([name, '--help']).out).toContain(`$ gongji kb ${name}`);
  });

  test('check 只看一个文件夹；写错路径说出来；--rules 列出规则', () => {
    expect(kb(['check', 'knowledge/facts/national'])).toMatchObject({ code: 0, out: '' });
    expect(kb(['check', 'knowledge/facts/nowhere'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('nowhere'),
    });
    expect(kb(['check', '--rules']).out).toMatch(/^loose-figure +\S/m);
  });

  test('map --html 是一个不取任何外面东西的网页', () => {
    const file = join(temporaryFolder(), 'map.html');
    expect(kb(['map', '--html', file]).code).toBe(0);
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/(?:src|href)=|url\(|@import|https?:/);
    expect(page.match(/<tr[ >]/g)?.length).toBeGreaterThan(40);
    expect(kb(['map', '--html', '/dev/null/x.html'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('写不了'),
    });
  });

  test('gaps 数出答不上的，归到一处', () => {
    const file = join(temporaryFolder(), 'asked.txt');
    writeFileSync(
      file,
      '鹤岗居民医保二级医院住院报几成\n鹤岗居民三级医院住院能报几成\n太原职工三甲住院报几成\n',
    );
    const { out } = kb(['gaps', '--questions', file, '--json']);
    expect(JSON.parse(out)).toMatchObject([
      { topic: 'ratio', place: '230400', scheme: 'resident', count: 2 },
    ]);
    expect(kb(['gaps', '--questions', 'none.jsonl'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('没有这个文件'),
    });
  });

  test('gaps --store 数的是服务里没答上的，也认参保地', async () => {
    const { service, dataDir, close } = await realService();
    onTestFinished(close);
    await service.ask({ text: '居民医保二级医院住院报几成', region: '230400' });
    await service.ask({ text: '鹤岗居民三级医院住院能报几成' });
    await service.ask({ text: '太原职工三甲住院报几成' });
    const { out } = kb(['gaps', '--store', '--json'], ROOT, '', { GONGJI_DATA_DIR: dataDir });
    expect(JSON.parse(out)).toMatchObject([
      { topic: 'ratio', place: '230400', scheme: 'resident', count: 2 },
    ]);
  });

  test('stale 和 conflicts 列出编号、来源和问到的次数', () => {
    const stale = JSON.parse(kb(['stale', '--as-of', '2030-01-01', '--limit', '3', '--json']).out);
    expect(stale).toHaveLength(3);
    expect(stale[0].months).toBeGreaterThan(40);
    const first = JSON.parse(kb(['conflicts', '--as-of', '2025-12-01', '--limit', '1', '--json']).out)[0];
    expect(first.sides.length).toBeGreaterThan(1);
  });
});

describe('改', () => {
  test('export 之后原样 import：没有变化；改一格：先看，再写，diff 说出哪个答案变了', () => {
    const root = copy();
    const book = join(root, 'city.csv');
    expect(kb(['export', '140100', '--out', book], root).code).toBe(0);
    const facts = join(root, 'city.事实.csv');
    expect(kb(['import', facts], root).out).toBe('没有变化\n');
    const was = readFileSync(facts, 'utf8');
    const id = 'taiyuan-emp-in-deductible-mid';
    const line = was.split('\r\n').find((l) => l.includes(id)) as string;
    writeFileSync(facts, was.replace(line, line.replace(/,500,/, ',550,')));
    const refused = kb(['import', facts], root);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/表“事实”第 \d+ 行.*500元/);
    writeFileSync(facts, was.replace(line, line.replace(/,500,/, ',550,').replace('500元', '550元')));
    const file = join(root, 'knowledge', 'facts', 'shanxi', 'taiyuan', 'employee-inpatient-deductible.yaml');
    const before = readFileSync(file, 'utf8');
    const dry = kb(['import', facts, '--dry-run'], root);
    expect(dry.out).toContain('数值：500 → 550');
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(kb(['import', facts], root).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain("value: '550'");
    const changed = JSON.parse(kb(['diff', ROOT, root, '--as-of', '2025-12-01', '--json'], root).out);
    expect(changed.changes.map((c: { id: string }) => c.id)).toEqual([id]);
    expect(changed.answers.length).toBeGreaterThan(0);
    for (const t of changed.answers) {
      expect(t.before).toContain('500元');
      expect(t.after).toContain('550元');
    }
  });

  test('new 写出过得了检查的文件，逐行回答也行；过不了就不写', () => {
    const root = copy();
    const flags = [
      '--place',
      '150100',
      '--topic',
      'cap',
      '--matter',
      'resident-outpatient-cap',
      '--scheme',
      'resident',
      '--conditions',
      'care=outpatient',
      '--from',
      '2024-01',
      '--source',
      '试写的通知',
      '--source-id',
      'new-test',
      '--publisher',
      '某局',
      '--authority',
      'official',
    ];
    const file = join(root, 'knowledge', 'facts', 'neimenggu', 'huhehaote', 'resident-outpatient-cap.yaml');
    const bad = kb(
      ['new', ...flags, '--value', '300元/年', '--statement', '居民门诊每年最多报400元。'],
      root,
    );
    expect(bad.err).toContain('400元');
    expect(bad.code).toBe(1);
    expect(existsSync(file)).toBe(false);
    const typed = ['', '300元/年', '居民门诊每年最多报300元。'];
    expect(
      kb(['new', ...flags, '--value', typed[1] as string, '--statement', typed[2] as string], root).out,
    ).toContain('已写入');
    expect(readFileSync(file, 'utf8')).toContain("value: '300'");
    expect(kb(['check'], root).code).toBe(0);
    const lines = [
      '150100',
      'ratio',
      'resident-outpatient-ratio',
      '2',
      'care=outpatient',
      '50%',
      '1',
      '2024',
      '',
      '居民看门诊报销50%。',
      'new-test',
      '',
      '',
    ];
    const asked = kb(['new', '--stdin'], root, `${lines.join('\n')}\n`);
    expect(asked.err).toBe('');
    expect(asked.out).toContain('已写入');
    expect(kb(['check'], root).code).toBe(0);
    expect(kb(['new', '--place', '没有的地方'], root)).toMatchObject({
      code: 1,
      err: expect.stringContaining('没有的地方'),
    });
  });

  test('diff 不认识的版本', () => {
    expect(kb(['diff', 'no-such-version'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no-such-version'),
    });
  });
});
