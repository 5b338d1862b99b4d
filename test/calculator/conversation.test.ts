/** Estimates in a conversation: the amount first, where it is from, what was taken for granted, what is asked and what is not. */
import { beforeAll, describe, expect, test } from 'vitest';
import { estimateQuestion } from '../../src/answer/estimate-lacking.js';
import { type Assistant, ask, toolsFor } from '../../src/assistant.js';
import type { Slots } from '../../src/contract.js';
import { EMPTY_MEMORY, type Situation } from '../../src/dialogue.js';
import { daySpan } from '../../src/period.js';
import { realAssistant, TODAY } from '../real.js';

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});
const answer = (text: string) => ask(a, { text, asOf: TODAY, memory: EMPTY_MEMORY }).answer;

describe('what is said', () => {
  test('first sentence: whose figures, what is paid, what you pay; then each line with its source', () => {
    const { text, suggestions, calculation, facts } = answer('太原职工三甲住院花了2万能报多少');
    const lines = text.split('\n');
    expect(lines[0]).toBe('按非官方网页的比例估算，可报销 15744 元，自己付 4256 元。');
    expect(lines[1]).toMatch(/^· 超过起付线的费用：20000 − 800 = 19200 元（.+，2025-03-10）$/);
    expect(lines[2]).toMatch(/^· 按比例报销：19200 × 82% = 15744 元（.+）$/);
    expect(lines[3]).toBe(
      '以上按这些情况算：费用全部在报销范围内；今年第一次住院；今年还没有报销过；没有说在职还是退休，按在职算。',
    );
    expect(suggestions).toEqual(['退休的话能报多少', '要是去二级医院呢', '备案去外地住院呢']);
    expect(calculation).toMatchObject({ fundPays: '15744.00', totalPays: '15744.00', youPay: '4256.00' });
    const cited = facts.map((f) => f.id);
    for (const l of calculation?.lines ?? []) for (const id of l.factIds) expect(cited).toContain(id);
  });

  test('from documents of an authority: by the rules in force', () => {
    expect(answer('山西职工三甲门诊花500报多少').text).toMatch(
      /^按现行规定估算，可报销 231 元，自己付 269 元。/,
    );
  });

  test('two conflicting caps: a range, and the line that differs under each', () => {
    const { text, calculation } = answer('太原职工三甲住院花了10万能报多少');
    expect(text).toMatch(/^按非官方网页的比例估算，可报销 80000 到 81344 元，自己付 18656 到 20000 元/);
    expect(text).toMatch(
      /【.*8万元.*】可报销 80000 元，自己付 20000 元。\n {2}· 限额以内：81344，不超过 80000 = 80000 元/,
    );
    expect(text).toMatch(/【.*20万元.*】可报销 81344 元，自己付 18656 元。\n/);
    expect(text.match(/超过起付线的费用/g)).toHaveLength(1);
    expect(calculation?.range?.fundPays).toEqual(['80000.00', '81344.00']);
  });

  test('more than one stage: the sum, and each', () => {
    expect(answer('山西居民三甲住院花了20万报多少').text).toMatch(
      /可报销 160000 元，自己付 40000 元。其中基本医保 70000 元，大病保险 90000 元。/,
    );
  });

  test('treated elsewhere, and filed or not is not said: both', () => {
    const { text } = answer('太原职工医保在北京三甲住院花了4万能报多少');
    expect(text).toMatch(/可报销 19600 到 30184 元/);
    expect(text).toMatch(/【.*备案.*】可报销 30184 元/);
    expect(text).toMatch(/【未备案.*】可报销 19600 元/);
    expect(text).toMatch(/没有说备案没有，两种都算/);
  });

  test('where one figure is lacking, the others are told and nothing is taken as zero', () => {
    const { text, outcome, calculation } = answer('安徽居民慢特病花了3000报多少');
    expect([outcome, calculation]).toEqual(['answer', undefined]);
    expect(text).toMatch(/^算不出准数：起付线没有查到可以入算的。已知的是：\n居民常见慢性病门诊报销60%。/);
  });

  test.each([
    ['自费', '太原职工三甲住院花了2万，其中自费3000，报多少', '13284.00'],
    ['第二次', '太原居民今年第二次住院，三甲花了1万，报多少', '5700.00'],
    ['退休', '太原退休职工三甲住院花了2万报多少', '17472.00'],
  ])('a detail counts: %s', (_what, text, fundPays) => {
    expect(answer(text).calculation?.fundPays).toBe(fundPays);
  });
});

describe('asked only for what changes the result', () => {
  const question = (slots: Slots) => {
    const s: Situation = {
      text: '',
      topic: 'estimate',
      alsoTopics: [],
      confidence: 1,
      slots,
      details: {},
      span: daySpan(TODAY),
      asOf: TODAY,
      clarifications: 0,
    };
    return estimateQuestion(toolsFor(a), s);
  };
  test('the place', () => {
    expect(question({ scheme: 'employee', amount: '20000' })?.slot).toBe('region');
  });
  test('the scheme, with what there is', () => {
    expect(question({ region: '140100', hospitalLevel: '3A', amount: '20000' })).toEqual({
      slot: 'scheme',
      options: [
        { slot: 'scheme', value: 'employee', label: '职工医保' },
        { slot: 'scheme', value: 'resident', label: '城乡居民医保' },
      ],
    });
  });
  test('not where every scheme comes to the same', () => {
    expect(question({ region: '140100', hospitalLevel: '3A', amount: '300' })).toBeUndefined();
  });
  test('the level where more than three results remain, and not below every deductible', () => {
    const slots: Slots = { region: '140100', scheme: 'resident', care: 'inpatient' };
    expect(question({ ...slots, amount: '20000' })?.slot).toBe('hospitalLevel');
    expect(question({ ...slots, amount: '90' })).toBeUndefined();
    expect(question({ ...slots, hospitalLevel: '2', amount: '20000' })).toBeUndefined();
  });
});
