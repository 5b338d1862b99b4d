/** The command line as a person meets it: real processes, what they print, how they end. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { answerSchema } from '../src/contract.js';
import { ROOT, realAssistant, temporaryFolder } from './real.js';

beforeAll(() => realAssistant());

/** A clone builds from nothing, which takes a while on a small machine. */
vi.setConfig({ testTimeout: 180_000 });

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function gongji(
  args: string[],
  more: { root?: string; input?: string; env?: Record<string, string> } = {},
): Ended {
  const root = more.root ?? ROOT;
  const run = spawnSync(process.execPath, [join(root, 'src', 'launch.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    input: more.input ?? '',
    env: { ...process.env, HOME: root, NO_COLOR: '1', ...more.env },
    timeout: 170_000,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

const STACK = /^\s+at .+:\d+|node:internal|UnhandledPromise|\[cause\]/m;

/** Refused: nothing on stdout, a reason in plain words on stderr, an exit that scripts notice. */
function expectRefused(run: Ended, reason: RegExp): void {
  expect(run.err).toMatch(reason);
  expect(run.err).not.toMatch(STACK);
  expect(run.out).toBe('');
  expect(run.code).not.toBe(0);
  expect(run.code).not.toBeNull();
}

const AS_OF = ['--as-of', '2025-12-01'];

describe('ask', () => {
  test('打印回答、出处和可以接着问的', () => {
    const run = gongji(['ask', '太原职工在三甲住院，医保给报几成', ...AS_OF]);
    expect(run.err).toBe('');
    expect(run.code).toBe(0);
    expect(run.out).toContain('82%');
    expect(run.out).toMatch(/来源：\n\[1\]/);
    expect(run.out).toContain('还可以问：');
  });

  test('--json 合乎契约', () => {
    const run = gongji(['ask', '--json', '太原职工三甲住院起付线多少', ...AS_OF]);
    const answer = answerSchema.parse(JSON.parse(run.out));
    expect(answer).toMatchObject({ topic: 'deductible', asOf: '2025-12-01', slots: { region: '140100' } });
    expect(run.code).toBe(0);
  });

  test('不加引号的几个词合成一句', () => {
    const run = gongji(['ask', '--json', '太原', '职工', '三甲住院', '报几成', ...AS_OF]);
    expect(JSON.parse(run.out)).toMatchObject({ topic: 'ratio', slots: { region: '140100' } });
  });

  test('--region 用在没说地方的问题上', () => {
    const run = gongji(['ask', '--json', '职工住院报销比例是多少', '--region', '140100', ...AS_OF]);
    expect(JSON.parse(run.out)).toMatchObject({ slots: { region: '140100' } });
  });

  test.each([[['']], [['   ']], [['　\n']]])('空的问题 %j', (question) => {
    expectRefused(gongji(['ask', ...question]), /问题是空的/);
  });

  test('没有写问题', () => {
    expectRefused(gongji(['ask']), /question/);
  });

  test.each([
    ['一个参数', ['a'.repeat(100_000)]],
    ['几个参数', Array.from({ length: 4 }, () => '医'.repeat(25_000))],
  ])('十万字的问题（%s）', (_name, words) => {
    expectRefused(gongji(['ask', ...words]), /100\d{3} 字.+2000/);
  });

  test('夹着控制字符的问题照常回答，输出里没有控制字符', () => {
    const run = gongji(['ask', '\u001b[31m太原职工\u0007三甲住院\u0001报几成\u009b2J\r\n', ...AS_OF]);
    expect(run.code).toBe(0);
    expect(run.out).toContain('82%');
    expect(run.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test('只有控制字符的问题请他换个说法', () => {
    const run = gongji(['ask', '\u0001\u0002\u001b']);
    expect(run.code).toBe(0);
    expect(run.out).toContain('没看明白');
  });

  test.each(['2025-13-01', '2025-02-30', '昨天', '2025/12/01'])('日历上没有的日子 --as-of %s', (day) => {
    expectRefused(gongji(['ask', '住院报几成', '--as-of', day]), /--as-of.+YYYY-MM-DD/s);
  });

  test.each(['999999', '太原', '14010'])('不认识的 --region %s', (region) => {
    expectRefused(gongji(['ask', '住院报几成', '--region', region]), /--region.+行政区划代码/);
  });

  test('读的一方先走了（管道断开）也不吐出堆栈', () => {
    const command = `"${process.execPath}" "${join(ROOT, 'src', 'launch.mjs')}" ask 太原职工三甲住院报几成 | true`;
    expect(spawnSync('bash', ['-c', command], { encoding: 'utf8' }).stderr).not.toMatch(STACK);
  });
});

describe('全部命令', () => {
  test('--help 列出命令', () => {
    const run = gongji(['--help']);
    expect(run.code).toBe(0);
    for (const name of ['ask', 'chat', 'trace', 'serve', 'build', 'kb', 'eval'])
      expect(run.out).toContain(name);
  });

  test.each([[['askk', '住院报几成']], [['kb', 'chek']], [['ask', '住院报几成', '--jsom']]])(
    '不认识的命令或选项 %j',
    (args) => {
      expectRefused(gongji(args), /unknown|不认识/);
    },
  );

  test('trace 打印每一步', () => {
    const run = gongji(['trace', '太原职工在三甲住院，医保给报几成', ...AS_OF]);
    expect(run.code).toBe(0);
    for (const step of ['整理后的文字', '主题', '槽位', '细节', '省略句', '情形', '结局', '事实', '矛盾'])
      expect(run.out).toMatch(new RegExp(`^${step}：`, 'm'));
    expect(run.out).toMatch(/^主题：ratio [01]\.\d+/m);
    expect(run.out).toContain('"region":"140100"');
    expect(run.out).toContain('82%');
  });

  test('eval 没有的文件', () => {
    expectRefused(gongji(['eval', 'no-such-file.jsonl']), /没有这个文件：no-such-file\.jsonl/);
  });

  test('eval 量出准确率', () => {
    const file = join(temporaryFolder(), 'rows.jsonl');
    const rows = [
      {
        id: 'a',
        text: '太原职工三甲住院报几成',
        topic: 'ratio',
        outcome: 'answer',
        mustInclude: ['82\\s?%'],
      },
      { id: 'b', text: '太原职工三甲住院报几成', topic: 'deductible' },
    ];
    writeFileSync(file, rows.map((r) => JSON.stringify(r)).join('\n'));
    const run = gongji(['eval', file, '--wrong']);
    expect(run.code).toBe(0);
    expect(run.out).toContain('rows.jsonl: 2 rows');
    expect(run.out).toMatch(/topic\s+50\.0 % \(1\/2/);
    expect(run.out).toContain('deductible→ratio');
    expect(run.out).toMatch(/✗ b /);
  });

  test('kb check --json 是一张空的意见表', () => {
    const run = gongji(['kb', 'check', '--json']);
    expect(JSON.parse(run.out)).toEqual([]);
    expect(run.err).toMatch(/\d+ 个事实文件，\d+ 条事实，0 条意见/);
    expect(run.code).toBe(0);
  });

  test('kb stats 说出地方、主题和出处的构成', () => {
    const run = gongji(['kb', 'stats']);
    expect(run.err).not.toMatch(STACK);
    expect(run.code).toBe(0);
    for (const word of ['山西', 'ratio', 'official']) expect(run.out).toContain(word);
  });
});

describe('chat', () => {
  test('从标准输入一句一句地答，记得上一句', () => {
    const run = gongji(['chat', ...AS_OF], { input: '太原职工三甲住院起付线多少\n那报几成呢\n' });
    expect(run.code).toBe(0);
    expect(run.err).toBe('');
    const turns = run.out.split('您：');
    expect(turns).toHaveLength(4);
    expect(turns[1]).toContain('800');
    expect(turns[2]).toContain('82%');
  });

  test('选项可以按序号选', () => {
    const run = gongji(['chat', ...AS_OF], { input: '住院报几成\n1\n' });
    const turns = run.out.split('您：');
    const first = /^ {2}1\. (.+)$/m.exec(turns[1] ?? '')?.[1];
    expect(first).toBeTruthy();
    expect(turns[2]).not.toContain('没看明白');
    expect(run.code).toBe(0);
  });

  test('空行和过长的一行说明原因，接着聊', () => {
    const run = gongji(['chat', ...AS_OF], { input: `\n${'医'.repeat(3000)}\n太原职工三甲住院报几成\n` });
    expect(run.out).toContain('问题是空的');
    expect(run.out).toContain('问题有 3000 字');
    expect(run.out).toContain('82%');
    expect(run.code).toBe(0);
  });

  test('没有最后的换行也答', () => {
    expect(gongji(['chat', ...AS_OF], { input: '太原职工三甲住院报几成' }).out).toContain('82%');
  });

  test('问过的话不留下，除非用户自己放了历史文件', () => {
    const home = temporaryFolder();
    gongji(['chat'], { input: '太原职工住院报几成\n', env: { HOME: home } });
    expect(readdirSync(home)).toEqual([]);
  });
});

/** The project as a clone of its own, to spoil at will. */
function clone(): string {
  const root = temporaryFolder();
  for (const name of ['src', 'knowledge', 'templates', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  return root;
}
function cloneWithModules(): string {
  const root = clone();
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}
/** A fact file with money in it, below the given root. */
function someFactFile(root: string): string {
  const below = (dir: string): string[] =>
    readdirSync(dir, { withFileTypes: true }).flatMap((e) =>
      e.isDirectory() ? below(join(dir, e.name)) : [join(dir, e.name)],
    );
  const found = below(join(root, 'knowledge', 'facts')).find((f) =>
    /^ {4}value: '[\d.]+'$/m.test(readFileSync(f, 'utf8')),
  );
  if (!found) throw new Error('no fact file with a figure');
  return found;
}

describe('坏了的项目', () => {
  test('知识文件语法坏了：给出文件、行号、原因和改法', () => {
    const root = cloneWithModules();
    const file = someFactFile(root);
    const line = readFileSync(file, 'utf8').split('\n').length;
    appendFileSync(file, 'broken: [1, 2\n');
    const run = gongji(['ask', '太原职工三甲住院报几成'], { root });
    const at = new RegExp(`${relative(root, file)}:(\\d+) YAML 语法错误：.+。.*改正`);
    expectRefused(run, at);
    expect(Math.abs(Number(at.exec(run.err)?.[1]) - line)).toBeLessThanOrEqual(1);
  });

  test('数字没有加引号：指到那一行，并说怎么写', () => {
    const root = cloneWithModules();
    const file = someFactFile(root);
    const text = readFileSync(file, 'utf8').replace(/^( {4}value: )'([\d.]+)'$/m, '$1$2');
    writeFileSync(file, text);
    const line = text.split('\n').findIndex((l) => /^ {4}value: [\d.]+$/.test(l)) + 1;
    expectRefused(gongji(['build'], { root }), new RegExp(`${relative(root, file)}:${line} .+加引号`));
  });

  test('模板语法坏了：说出是哪个模板', () => {
    const root = cloneWithModules();
    writeFileSync(join(root, 'templates', 'answer', 'ratio.hbs'), '{{#if lines}}\n{{lines}\n');
    expectRefused(gongji(['build'], { root }), /templates\/answer\/ratio\.hbs/);
  });

  test('模板的块没有收尾：说出是哪个模板', () => {
    const root = cloneWithModules();
    appendFileSync(join(root, 'templates', 'outcome', 'help.hbs'), '{{#if example}}');
    expectRefused(gongji(['build'], { root }), /templates\/outcome\/help\.hbs/);
  });

  test('没有装依赖：说要先 npm ci', () => {
    expectRefused(gongji(['ask', '住院报几成'], { root: clone() }), /npm ci/);
  });

  test('刚克隆的项目一条命令就能用', () => {
    const root = cloneWithModules();
    const run = gongji(['ask', '太原职工三甲住院报几成', ...AS_OF], { root });
    expect(run.err.split('\n').filter(Boolean)).toHaveLength(2);
    expect(run.out).toContain('82%');
    expect(gongji(['ask', '你好'], { root }).err).toBe('');
  });
});

describe('serve', () => {
  const start = (env: Record<string, string>): ChildProcess => {
    const child = spawn(process.execPath, [join(ROOT, 'src', 'launch.mjs'), 'serve'], {
      cwd: ROOT,
      env: { ...process.env, GONGJI_LOG_LEVEL: 'silent', TELEGRAM_BOT_TOKEN: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const address = async (child: ChildProcess): Promise<string> => {
    for await (const line of createInterface({
      input: child.stdout as NonNullable<ChildProcess['stdout']>,
    })) {
      const found = /https?:\/\/\S+/.exec(line)?.[0];
      if (found) return found.replace(/\/+$/, '');
    }
    throw new Error('no address printed');
  };

  test('启动、回答、收到 SIGTERM 干净退出，重启后记得会话', async () => {
    const data = temporaryFolder();
    const asked = async (body: object) => {
      const child = start({ PORT: '0', GONGJI_DATA_DIR: data });
      const response = await fetch(`${await address(child)}/v1/ask`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = answerSchema.parse(await response.json());
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
      return answer;
    };
    const first = await asked({ text: '太原职工三甲住院起付线多少', asOf: '2025-12-01' });
    const second = await asked({
      text: '那居民呢',
      conversationId: first.conversationId,
      asOf: '2025-12-01',
    });
    expect(second).toMatchObject({ topic: 'deductible', slots: { region: '140100', scheme: 'resident' } });
  });

  test('端口被占用：说出端口和换法', async () => {
    const data = temporaryFolder();
    const first = start({ PORT: '0', GONGJI_DATA_DIR: data });
    const port = new URL(await address(first)).port;
    expectRefused(
      gongji(['serve'], { env: { PORT: port, GONGJI_DATA_DIR: data, GONGJI_LOG_LEVEL: 'silent' } }),
      new RegExp(`${port} 已被占用`),
    );
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ PORT: '99999' }, /PORT/],
    [{ TELEGRAM_BOT_TOKEN: 'abc' }, /TELEGRAM_BOT_TOKEN/],
    [{ GONGJI_LOG_LEVEL: '很多' }, /GONGJI_LOG_LEVEL/],
    [{ GONGJI_DATA_DIR: '/dev/null/data' }, /GONGJI_DATA_DIR/],
    [{ HOST: '999.1.1.1' }, /HOST|999\.1\.1\.1/],
  ])('不能用的设置 %j', (env, reason) => {
    expectRefused(
      gongji(['serve'], { env: { PORT: '0', GONGJI_DATA_DIR: temporaryFolder(), ...env } }),
      reason,
    );
  });
});
