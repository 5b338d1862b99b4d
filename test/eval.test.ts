/** `gongji eval` on a small labelled file: what it counts is what one counts by hand. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { declining, type Judged, macroF1, reliability, riskAt } from '../src/cli/measures.js';
import { interval, judge, share } from '../src/cli/score.js';
import { ROOT, realAssistant, temporaryFolder } from './real.js';

beforeAll(() => realAssistant());

function evaluate(rows: object[], ...options: string[]): string {
  const file = join(temporaryFolder(), 'rows.jsonl');
  writeFileSync(file, rows.map((r, i) => JSON.stringify({ id: `r${i + 1}`, ...r })).join('\n'));
  const args = [join(ROOT, 'src', 'launch.mjs'), 'eval', file, ...options];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, HOME: ROOT } });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return run.stdout;
}
/** The rest of the line that begins so. */
const line = (out: string, key: string): string | undefined =>
  out
    .split('\n')
    .map((l) => l.trim())
    .find((l) => l.startsWith(`${key} `))
    ?.slice(key.length)
    .trim();

const TAIYUAN = { region: '140100', scheme: 'employee', care: 'inpatient' };
const text = '太原职工在三甲住院，医保能报几成';

describe('gongji eval', () => {
  test('答案里错的数字另数：没有依据的、标注不许有的、统筹支付不符的', () => {
    const out = evaluate([
      { text, topic: 'ratio' },
      { text, mustNotInclude: ['82%'] },
      { text, mustNotInclude: ['绝不会出现'] },
      { text: '太原在职职工三甲住院花了20000元能报多少', fundPays: '1.00' },
      { text: '太原在职职工三甲住院花了20000元能报多少', fundPaysAny: ['1.00', '15744.00'] },
    ]);
    expect(line(out, 'wrong-figure answers')).toBe('2/5');
    expect(line(out, 'fundPays')).toMatch(/^50\.0 % \(1\/2,/);
    expect(out).toContain('不应有的 82%');
    expect(out).toContain('应为 1.00');
  });

  test('主题、结局、槽位各数各的，每个槽一行', () => {
    const out = evaluate([
      { text, topic: 'ratio', outcome: 'answer', slots: { ...TAIYUAN, hospitalLevel: '3A' } },
      // One value wrong, one missing from the labels, one that must be absent and is not.
      {
        text,
        topic: 'ratio',
        slots: { region: '140200', scheme: 'employee', care: null },
        slotsOptional: { hospitalLevel: '3A' },
      },
      { text: '太原职工住院起付线是多少', topic: 'ratio', outcome: 'no-fact', slots: TAIYUAN },
      { text: '太原公积金怎么提取', topic: 'out-of-scope', outcome: 'out-of-scope' },
      { text, topic: 'out-of-scope' },
    ]);
    expect(line(out, 'rows.jsonl:')).toBe('5 rows');
    expect(line(out, 'topic')).toMatch(/^66\.7 % \(2\/3,/);
    expect(line(out, 'outcome')).toMatch(/^50\.0 % \(1\/2, 9–91\)/);
    expect(line(out, 'strangers topic')).toMatch(/^50\.0 % \(1\/2,/);
    expect(line(out, 'all slots of a row')).toMatch(/^66\.7 % \(2\/3,/);
    // 4 + 2 + 3 labelled; the second row gives one wrong place and one care too many.
    expect(line(out, 'slot recall')).toMatch(/^88\.9 % \(8\/9,/);
    expect(line(out, 'slot precision')).toMatch(/^80\.0 % \(8\/10,/);
    expect(line(out, 'region')).toMatch(/^recall 66\.7 % \(2\/3,.* precision 66\.7 % \(2\/3,/);
    expect(line(out, 'scheme')).toMatch(/^recall 100\.0 % \(3\/3,.* precision 100\.0 % \(3\/3,/);
    expect(line(out, 'care')).toMatch(/^recall 100\.0 % \(2\/2,.* precision 66\.7 % \(2\/3,/);
    expect(line(out, 'hospitalLevel')).toMatch(/^recall 100\.0 % \(1\/1,.* precision 100\.0 % \(1\/1,/);
    expect(line(out, 'strangers declined')).toBe('50.0 %');
    expect(line(out, 'in scope, not declined')).toBe('100.0 %');
    expect(line(out, 'confusion:')).toBe('ratio → deductible ×1 · out-of-scope → ratio ×1');
  });

  test('各主题的 F1 平均', () => {
    const out = evaluate([
      { text, topic: 'ratio' },
      { text, topic: 'ratio' },
      { text, topic: 'deductible' },
    ]);
    // ratio 2 · 2 / (2 + 3), deductible 0.
    expect(line(out, 'macro-F1')).toBe('40.0 %');
  });

  test('alsoTopic、okOutcomes、ambiguous 照契约', () => {
    const out = evaluate([
      { text, topic: 'deductible', alsoTopic: ['ratio'], outcome: 'no-fact', okOutcomes: ['answer'] },
      { text, topic: 'cap', ambiguous: true },
    ]);
    expect(line(out, 'topic')).toMatch(/^100\.0 % \(1\/1,/);
    expect(line(out, 'outcome')).toMatch(/^100\.0 % \(1\/1,/);
    expect(line(out, 'ambiguous topic')).toMatch(/^0\.0 % \(0\/1,/);
    expect(line(out, 'macro-F1')).toBe('100.0 %');
  });

  test('五十题以上，说出把握和覆盖多少、错多少', () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ text, topic: i < 40 ? 'ratio' : 'cap' }));
    const out = evaluate(rows);
    expect(line(out, 'risk at coverage')).toMatch(/^100\.0 %: 20\.0 % · 95\.0 %: /);
    expect(line(out, 'confidence → right')).toMatch(/^0\.\d+–1: 80\.0 % \(50\)$/);
    expect(line(evaluate(rows.slice(0, 49)), 'risk at coverage')).toBeUndefined();
  });

  test('成对的问题按写坏的方式分开数', () => {
    const out = evaluate([
      { clean: text, noisy: '太原職工在三甲住院，醫保能報幾成', kind: 'traditional' },
      { clean: text, noisy: '太原职工在三甲住院，医保能报几成？？😂', kind: 'emoji' },
      { clean: text, noisy: '大同职工在三甲住院，医保能报几成', kind: 'emoji' },
    ]);
    expect(line(out, 'pairs agreeing')).toMatch(/^66\.7 % \(2\/3,/);
    expect(line(out, 'pairs: traditional')).toMatch(/^100\.0 % \(1\/1,/);
    expect(line(out, 'pairs: emoji')).toMatch(/^50\.0 % \(1\/2,/);
  });

  test('对话按句数，也按整段数', () => {
    const first = { user: text, expect: { topic: 'ratio', outcome: 'answer' } };
    const out = evaluate([
      {
        turns: [
          first,
          { user: '那居民呢', expect: { slots: { ...TAIYUAN, scheme: 'resident', hospitalLevel: '3A' } } },
        ],
      },
      { turns: [first, { user: '起付线呢', expect: { topic: 'cap' } }] },
    ]);
    expect(line(out, 'turns')).toMatch(/^75\.0 % \(3\/4,/);
    expect(line(out, 'whole dialogues')).toMatch(/^50\.0 % \(1\/2,/);
  });

  test('--wrong 只列答错的；--json 是同样的数', () => {
    const rows = [
      { text, topic: 'ratio', mustInclude: ['82\\s?%'] },
      { text, topic: 'ratio', mustNotInclude: ['82\\s?%'] },
    ];
    const out = evaluate(rows, '--wrong');
    expect(out).toContain('✗ r2 ');
    expect(out).not.toContain('✗ r1 ');
    const report = JSON.parse(evaluate(rows, '--json'));
    expect(report).toMatchObject({ name: 'rows.jsonl', rows: 2, tally: { topic: { hits: 2, n: 2 } } });
    expect(report.tally.mustNotInclude).toEqual({ hits: 0, n: 1 });
  });
});

describe('量法', () => {
  const j = (expected: string, given: string, confidence = 0.9): Judged => ({
    expected,
    given,
    confidence,
    right: expected === given,
    declined: given === 'out-of-scope',
    stranger: expected === 'out-of-scope',
  });

  test('F1：没有题是 0，全对是 1，每个主题一样重', () => {
    expect(macroF1([])).toBe(0);
    expect(macroF1([j('a', 'a'), j('b', 'b')])).toBe(1);
    // a: 2·3/(3+4), b: 2·1/(2+1).
    const rows = [j('a', 'a'), j('a', 'a'), j('a', 'a'), j('b', 'a'), j('b', 'b')];
    expect(macroF1(rows)).toBeCloseTo((6 / 7 + 2 / 3) / 2, 12);
  });

  test('把握分档：一题只在一档，满把握也有档', () => {
    const bins = reliability([j('a', 'a', 1), j('a', 'b', 0.97), j('a', 'a', 0.95), j('a', 'a', 0.2)]);
    expect(bins.map((b) => [b.from, b.to, b.n, b.accuracy])).toEqual([
      [0, 0.3, 1, 1],
      [0.95, 1, 3, 2 / 3],
    ]);
  });

  test('先留最有把握的：覆盖一半时错多少', () => {
    const rows = [j('a', 'b', 0.1), j('a', 'b', 0.3), j('a', 'a', 0.8), j('a', 'a', 0.9)];
    expect(riskAt(rows, [1, 0.5])).toEqual([
      { coverage: 1, risk: 0.5 },
      { coverage: 0.5, risk: 0 },
    ]);
  });

  test('拒答：没有生人就不说', () => {
    const rows = [j('a', 'a'), j('a', 'out-of-scope'), j('out-of-scope', 'out-of-scope')];
    expect(declining(rows)).toEqual({ declined: 1, accepted: 0.5 });
    expect(declining([j('a', 'a')])).toEqual({ accepted: 1 });
  });

  test('95% 区间不出 0 到 100，题越多越窄', () => {
    expect(interval(0, 0)).toEqual([0, 0]);
    const [low, high] = interval(1, 2);
    expect([low.toFixed(1), high.toFixed(1)]).toEqual(['9.5', '90.5']);
    const [a, b] = interval(50, 100);
    expect(b - a).toBeLessThan(high - low);
    expect(interval(0, 5)[0]).toBe(0);
    expect(interval(5, 5)[1]).toBe(100);
    expect(share(0, 20)).toBe('0.0 % (0/20, 0–16)');
  });

  test('可有可无的槽不算对也不算错', () => {
    const given = {
      outcome: 'answer' as const,
      topic: 'ratio' as const,
      text: '',
      slots: { region: '140100', care: 'inpatient' as const },
    };
    const verdict = judge({ slots: { region: '140100' }, slotsOptional: { care: 'inpatient' } }, given);
    expect(verdict).toMatchObject({ found: 1, expected: 1, given: 1, wrongSlots: [] });
    expect(judge({ slots: { region: '140100' } }, given)).toMatchObject({ found: 1, expected: 1, given: 2 });
    expect(judge({ slots: { region: null } }, given).wrongSlots).toHaveLength(2);
  });
});
