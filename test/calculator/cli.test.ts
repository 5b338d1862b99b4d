/** gongji estimate as it is typed: text, JSON, table, curve, questions one by one, and refusals. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { calculationSchema } from '../../src/contract.js';
import { ROOT, temporaryFolder } from '../real.js';

const LAUNCH = join(ROOT, 'src', 'launch.mjs');
const DAY = ['--as-of', '2025-12-01'];

function run(argv: string[], input = ''): { out: string; error: string; status: number | null } {
  const r = spawnSync(process.execPath, [LAUNCH, 'estimate', ...argv], { encoding: 'utf8', input });
  return { out: r.stdout, error: r.stderr, status: r.status };
}
const EMPLOYEE = '--region 太原 --scheme employee --level 3A'.split(' ');

describe('gongji estimate', () => {
  test('先说能报多少、自己付多少，再一步一步列出来', () => {
    const { out, status } = run([...EMPLOYEE, '--amount', '20000', ...DAY]);
    expect(status).toBe(0);
    expect(out).toMatch(
      /^按非官方网页的比例估算，可报销 15744 元，自己付 4256 元。\n· 超过起付线的费用：20000 − 800 = 19200 元（/,
    );
    expect(out).toMatch(/来源：\n\[1\] 《/);
    expect(out).toMatch(/没有说在职还是退休，按在职算/);
  });

  test('JSON 合乎契约；自己给的数、逐项费用、多层保险都能写', () => {
    const argv =
      '--amount 10000 --status poor --item 乙类=2000@0.1 --assume deductible=0 --assume ratio=0.7 --assume critical.deductible=0 --assume critical.ratio=0.6 --json';
    const { out, status } = run([...argv.split(' '), ...DAY]);
    expect(status).toBe(0);
    const { notices, suggestions, ...calculation } = JSON.parse(out);
    expect([notices, suggestions].every(Array.isArray)).toBe(true);
    expect(calculationSchema.parse(calculation)).toMatchObject({
      fundPays: '6860.00',
      criticalPays: '1764.00',
      youPay: '1376.00',
    });
  });

  test('表从零起，折点都在；曲线是一张独立的图', () => {
    const file = join(temporaryFolder(), 'curve.svg');
    const { out, status } = run([...EMPLOYEE, '--amount', '100000', '--table', '--svg', file, ...DAY]);
    expect(status).toBe(0);
    expect(out).toMatch(/^总费用\t报销\t自己付\n0\t0\t0\n800\t0\t800\n/);
    expect(out).toMatch(/\n98360.97\t80000\t18360.97\n/);
    const svg = readFileSync(file, 'utf8');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox=/);
    // Two readings of the cap, each with what is paid and what is left.
    expect(svg.match(/<polyline/g)).toHaveLength(4);
    expect(svg).toContain('自己付');
  });

  test('什么都不写就一项一项地问，只问影响结果的', () => {
    const { out, status } = run(DAY, '太原\n职工医保\n2\n20000\n三级甲等\n');
    expect(status).toBe(0);
    expect(out).toMatch(/哪里参的/);
    expect(out).toMatch(/几级医院/);
    expect(out).toMatch(/可报销 15744 元，自己付 4256 元/);
    const below = run(DAY, '太原\n职工医保\n住院\n200\n');
    expect(below.out).not.toMatch(/几级医院/);
    expect(below.out).toMatch(/可报销 0 元，自己付 200 元/);
    const unknown = run(DAY, '西藏\n2\n2\n20000\n800\n0.8\n');
    expect(unknown.out).toMatch(/请给出 assume.deductible/);
    expect(unknown.out).toMatch(/可报销 15360 元，自己付 4640 元/);
  });

  test.each<[string[], RegExp]>([
    [[...EMPLOYEE, '--amount', '1.2.3'], /amount 应为不小于零的金额/],
    [[...EMPLOYEE], /缺少 amount/],
    [['--region', '桃花源', '--amount', '5'], /region 应为已知的行政区划代码/],
    [['--amount', '5', '--assume', 'ratio'], /名称=数值/],
    [['--amount', '5', '--assume', '__proto__.x=1'], /名称=数值/],
    [['--amount', '5', '--assume', 'bands=[1'], /JSON/],
    [['--amount', '5', '--item', '乙类'], /名称=金额@先付比例/],
    [[...EMPLOYEE, '--amount', '5', '--up-to', '-3', '--table'], /金额/],
    [[...EMPLOYEE, '--amount', '5', '--as-of', '2025-13-01'], /YYYY-MM-DD/],
  ])('%j 说出哪里不对', (argv, message) => {
    const { out, error, status } = run(argv);
    expect(status).not.toBe(0);
    expect(out).toBe('');
    expect(error).toMatch(message);
    expect(error).not.toMatch(/\bat .+:\d+|node_modules/);
  });
});
