/** What a conversation says of a sum where the figures are only partly known, disputed, or not to be calculated with. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Assistant, ask } from '../../src/assistant.js';
import { EMPTY_MEMORY } from '../../src/dialogue.js';
import { realAssistant, TODAY } from '../real.js';

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});
const said = (text: string) => ask(a, { text, asOf: TODAY, memory: EMPTY_MEMORY }).answer;

describe('一笔费用', () => {
  test('在职、退休的按职工算，不必说险种', () => {
    // (2000 − 80) × 60 %
    expect(said('太原退休门诊三甲花2000报多少').calculation).toMatchObject({ fundPays: '1152.00' });
  });

  test('比例只知道到四万元的，四万以内照算，超过的不编', () => {
    // (30000 − 800) × 82 %
    expect(said('杭州在职职工三级医院住院花3万能报多少').calculation).toMatchObject({ fundPays: '23944.00' });
    const beyond = said('杭州在职职工三级医院住院花8万能报多少');
    expect(beyond.calculation).toBeUndefined();
    expect(beyond.text).toMatch(/算不出准数[\s\S]*4万元以内的部分报82%/);
  });

  test('数都没有日期的不算，查到的照样说', () => {
    const { outcome, calculation, text } = said('深圳职工三甲住院花2万能报多少');
    expect([outcome, calculation]).toEqual(['answer', undefined]);
    expect(text).toMatch(/算不出准数[\s\S]*600元[\s\S]*90%/);
  });

  test('另一种说法不能入算的，也要说出来', () => {
    const { calculation, conflicts, text } = said('杭州退休职工三甲门诊花2000报多少');
    // (2000 − 300) × 82 %
    expect(calculation).toMatchObject({ fundPays: '1394.00' });
    expect(conflicts.map((c) => c.factIds)).toEqual([['hz-emp-op-ded-r', 'hz-emp-op-ded-r200']]);
    expect(text).toMatch(/说法不一：[\s\S]*200元/);
  });

  test('两种说法都能入算的，两个结果并列，不再说一遍', () => {
    const { conflicts, text } = said('武汉在职职工三级医院看门诊花3000能报多少');
    expect(conflicts).toEqual([]);
    expect(text).toMatch(/1265[\s\S]*1650/);
  });
});

test('一句问两样，两样的来源和提示都在', () => {
  const { text, facts } = said('深圳职工门诊一年最多报多少，报销比例是几成');
  expect(new Set(facts.map((f) => f.topic))).toEqual(new Set(['cap', 'ratio']));
  expect(text.match(/来源：/g)).toHaveLength(2);
  expect(text).toContain('提示：年份不详');
  expect(text.match(/提示：部分内容来源为非官方网页/g)).toHaveLength(1);
});
