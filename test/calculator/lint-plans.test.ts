/** A plan that names what is not there is refused at load, with its line and what to do. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lintPlans } from '../../src/calculator/lint-plans.js';
import { OPERATIONS } from '../../src/calculator/operations.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { PLAN_RULES } from '../../src/knowledge/rules.js';
import { factFile, rawOf } from '../knowledge/fixtures.js';
import { ROOT } from '../real.js';

const FACT = factFile(
  { topic: 'ratio', matter: 'resident-inpatient-ratio', scheme: 'resident' },
  "  - { id: a, value: '0.7', unit: ratio, base: fund-share, statement: 报七成。, sources: [gov] }",
);
const WORDS = Object.fromEntries(Object.values(OPERATIONS).flatMap((o) => o.lines.map((k) => [k, k])));

const example = (name: string, more = '') =>
  `  - { name: ${name}, case: { amount: '1'${more} }, expect: { fundPays: '0.00' } }`;
const EXAMPLES = ['一', '二', '三', '四', '五', '六'].map((n) => example(n)).join('\n');

const plan = (steps: string, more = `examples:\n${EXAMPLES}`) =>
  `plan: p\ntitle: 算法\ntopic: estimate\nsteps:\n${steps}\n${more}\n`;

function complaints(text: string, words: object = WORDS) {
  const raw = rawOf({ 'knowledge/plans/p.yaml': text, 'knowledge/facts/a.yaml': FACT });
  if (raw.labels) raw.labels.data.working = words as Record<string, string>;
  return [...raw.complaints, ...lintPlans(raw)].map((c) => `${c.line} ${c.rule}: ${c.reason}。${c.remedy}`);
}

const RATIO = '  - { operation: ratio, figures: { ratio: { topic: ratio, matter: inpatient-ratio } } }';

describe('plans', () => {
  test('ours hold', () => {
    expect(lintPlans(readKnowledge(ROOT))).toEqual([]);
  });
  test('a whole one is accepted', () => {
    expect(complaints(plan(RATIO))).toEqual([]);
  });
  test.each<[string, string, RegExp]>([
    [
      'an unknown operation',
      plan('  - { operation: multiply }'),
      /^5 unknown-operation: 没有运算 multiply。改为 registration、/,
    ],
    [
      'an unknown figure',
      plan('  - { operation: ratio, figures: { rate: { topic: ratio, matter: inpatient-ratio } } }'),
      /^5 unknown-figure: 运算 ratio 不用 rate。可用：ratio、/,
    ],
    [
      'a matter that no fact has',
      plan('  - { operation: ratio, figures: { ratio: { topic: ratio, matter: impatient-ratio } } }'),
      /^5 missing-fact: .*ratio\/impatient-ratio/,
    ],
    ['a figure of its own', plan("  - { operation: ratio, value: '0.8' }"), /^5 shape: .*value/],
    ['too few examples', plan(RATIO, `examples:\n${example('一')}`), /^7 few-examples: 只有 1 个算例/],
    [
      'an example out of shape',
      plan(RATIO, `examples:\n${EXAMPLES}\n${example('七', ", level: '3'")}`),
      /^13 example: 算例的 level 写错了/,
    ],
    [
      'a plan to follow that is not there',
      plan(RATIO, `next: q\nexamples:\n${EXAMPLES}`),
      /^6 unknown-plan: .*q 不存在/,
    ],
    ['a plan that follows itself', plan(RATIO, `next: p\nexamples:\n${EXAMPLES}`), /^6 unknown-plan: /],
  ])('%s is refused at its line', (_what, text, expected) => {
    expect(complaints(text)).toEqual([expect.stringMatching(expected)]);
  });
  test('every rule of plans has a case here', () => {
    const own = readFileSync(new URL(import.meta.url), 'utf8');
    expect(Object.keys(PLAN_RULES).filter((rule) => !new RegExp(`/\\^\\d+ ${rule}: `).test(own))).toEqual([]);
  });
  test('a line without words is refused', () => {
    const { basic: _b, ...rest } = WORDS;
    expect(complaints(plan(RATIO), rest)).toEqual([expect.stringMatching(/^5 missing-words: .* basic/)]);
  });
});
