/** What people ask around an estimate, message by message: the other way round, changed, side by side, and what is asked back. */
import { beforeAll, describe, expect, test } from 'vitest';
import { looseFigures } from '../../src/answer/grounded.js';
import { type Assistant, ask, type Reply } from '../../src/assistant.js';
import { EMPTY_MEMORY, type Memory } from '../../src/dialogue.js';
import { readBackwards } from '../../src/understanding/backwards.js';
import { realAssistant, TODAY } from '../real.js';

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

/** The answers to messages of one conversation, each with every figure grounded. */
function talk(...messages: string[]): Reply['answer'][] {
  let memory: Memory = EMPTY_MEMORY;
  const names = a.kb.regions.map((r) => r.name);
  return messages.map((text) => {
    const reply = ask(a, { text, asOf: TODAY, memory });
    const loose = looseFigures(reply.answer, messages.join('，'), a.kb.phrases, names).map((f) => f.raw);
    expect({ text, loose }).toEqual({ text, loose: [] });
    memory = reply.memory;
    return reply.answer;
  });
}
const last = (...messages: string[]) => talk(...messages).at(-1) as Reply['answer'];
const FIRST = '太原职工三甲住院花了2万能报多少';

describe('the other way round', () => {
  test.each([
    ['花多少才够起付线', 'start', undefined],
    ['还差多少才到门槛费', 'start', undefined],
    ['离封顶还差多少', 'cap', undefined],
    ['距离封顶线还有多少', 'cap', undefined],
    ['花多少钱就到封顶了', 'cap', undefined],
    ['要报到1万得花多少', 'pays', '10000'],
    ['想报销三万块，要花多少', 'pays', '30000'],
    ['报了一万四，总费用是多少', 'pays', '14000'],
    ['自己掏了8000，一共花了多少', 'you', '8000'],
  ])('%s', (text, kind, amount) => {
    expect(readBackwards(text)).toMatchObject({ kind, ...(amount && { amount }) });
  });
  test.each([
    '起付线是多少',
    '封顶线一年多少',
    '花了1万能报多少',
    '自己付多少',
    '报了多少',
    '门诊能报多少，要花多少',
  ])('not: %s', (text) => {
    expect(readBackwards(text)).toBeUndefined();
  });

  test('of the estimate at hand, which stays at hand', () => {
    const [, start, cap, pays, again] = talk(
      FIRST,
      '花多少才够起付线',
      '离封顶还差多少',
      '要报到1万得花多少',
      '要是退休呢',
    );
    expect(start?.text).toMatch(/^按非官方网页的比例，总费用在 800 元以内不报，超过的部分才开始报。/);
    expect(cap?.text).toMatch(
      /总费用 20000 元报 15744 元，离封顶还差 64256 元。总费用到 98360.97 元就到封顶线。/,
    );
    expect(pays?.text).toMatch(/要报到 10000 元，总费用至少要 12995.12 元，其中自己付 2995.12 元。/);
    expect(pays).toMatchObject({ topic: 'estimate', slots: { amount: '20000' } });
    expect(pays?.calculation).toMatchObject({ fundPays: '10000.00', youPay: '2995.12' });
    expect(again?.calculation?.fundPays).toBe('17472.00');
  });
  test('said at once; what is asked back in between does not end it', () => {
    const [where, which, , level] = talk('报了一万四，总费用是多少', '太原', '职工', '三甲');
    expect([where?.outcome, which?.outcome]).toEqual(['clarify', 'clarify']);
    // 14000 ÷ 0.82 + 800, up to the 分 that rounds to it
    expect(level?.text).toMatch(/总费用至少要 17873.17 元，其中自己付 3873.17 元/);
  });
  test('far from any estimate it is a question about the rule', () => {
    expect(last('太原职工三甲住院要花多少才够起付线')).toMatchObject({ topic: 'deductible' });
  });
});

describe('changed', () => {
  test('what-if: the new result, and how much it is from the one before', () => {
    const [, second, filed, more] = talk(FIRST, '要是去二级医院呢', '备案了呢', '花了5万呢');
    expect(second?.text).toMatch(/比刚才的 15744 元多报 1026 到 1986 元。/);
    expect(second?.calculation?.range?.fundPays).toEqual(['16770.00', '17730.00']);
    // Two before, two now: what it was, and no single difference.
    expect(filed?.text).toMatch(/刚才是 16770 到 17730 元。/);
    expect(filed?.calculation?.range?.fundPays).toEqual(['15015.00', '15169.00']);
    expect(more?.calculation?.range?.fundPays).toEqual(['38115.00', '38269.00']);
  });
  test('one against one', () => {
    expect(last(FIRST, '退休的话能报多少').text).toMatch(
      /^按.+可报销 17472 元，自己付 2528 元。比刚才的 15744 元多报 1728 元。/,
    );
    expect(last(FIRST, '要是没备案去外地住院呢').text).toMatch(/比刚才的 15744 元少报 6144 元。/);
  });
  test('an answer to a question is no change', () => {
    expect(last('太原住院花了2万能报多少', '职工', '三甲').text).not.toMatch(/刚才的/);
  });
  test('the balance of the card pays first', () => {
    expect(last('太原职工三甲住院花2万，卡里有3000，自己要掏多少').calculation).toMatchObject({
      youPay: '4256.00',
      accountPays: '3000.00',
      cashPays: '1256.00',
    });
  });
});

describe('side by side', () => {
  test('two places: one table, the steps that differ marked', () => {
    const answer = last('在太原和梅州，居民三甲住院花3万哪个报得多');
    expect(answer.text).toMatch(/同样花 30000 元，梅州市报得多，多报 2669.38 元：/);
    expect(answer.table?.rows.map((r) => r[0])).toEqual([
      '※ 超过起付线的费用',
      '※ 按比例报销',
      expect.stringMatching(/大病/),
      expect.stringMatching(/大病/),
      '※ 报销合计',
      '※ 自己付',
    ]);
  });
  test('after an estimate, the same bill elsewhere', () => {
    const answer = last('太原居民三甲住院花3万能报多少', '跟梅州比哪个报得多');
    expect(answer.slots).toMatchObject({ regions: ['140100', '441400'], amount: '30000' });
    expect(answer.table?.columns).toEqual(['', '太原市', '梅州市']);
  });
  test('a side that lacks a figure says which', () => {
    expect(last('在太原和大同职工三甲住院花3万哪个报得多').text).toMatch(/大同市的起付线没有查到，算不出/);
  });
  test('asked first for what both sides need', () => {
    expect(last('在太原和梅州住院花3万哪个报得多')).toMatchObject({
      outcome: 'clarify',
      topic: 'comparison',
    });
  });
  test('a difference of rules stays one of rules', () => {
    const answer = last('太原职工住院和居民住院报销有啥区别');
    expect([answer.topic, answer.calculation]).toEqual(['comparison', undefined]);
  });
});

describe('asked back', () => {
  test('each option with what it comes to', () => {
    const answer = last('太原居民住院花2万能报多少');
    expect(answer.outcome).toBe('clarify');
    expect(answer.options?.map((o) => o.value)).toEqual(['3A', '3B', '2A', '2B', '1', 'primary']);
    expect(answer.text.split('\n').slice(1)).toEqual([
      '按非官方网页的比例估算：',
      '· 三级甲等：可报销 11400 元，自己付 8600 元',
      '· 三级乙等、二级甲等：可报销 13650 到 14700 元，自己付 5300 到 6350 元',
      '· 二级乙等、一级医院、基层医疗机构：可报销 16915 元，自己付 3085 元',
    ]);
    const cited = answer.facts.map((f) => f.id);
    for (const v of answer.calculation?.variants ?? [])
      for (const l of v.lines) for (const id of l.factIds) expect(cited).toContain(id);
  });
  test('not where levels can stand side by side, nor below every deductible', () => {
    expect(last('太原职工住院花2万能报多少').calculation?.range?.fundPays).toEqual(['15744.00', '17730.00']);
    expect(last('太原住院花了90块能报多少').calculation?.fundPays).toBe('0.00');
  });
  test('two questions in a row, then every option side by side', () => {
    const answer = last('住院花了2万能报多少', '太原', '居民');
    expect(answer.outcome).toBe('answer');
    expect(answer.table?.columns).toEqual([
      '',
      '三级甲等',
      '三级乙等、二级甲等',
      '二级乙等、一级医院、基层医疗机构',
    ]);
  });
});

test('years until one draws the pension are years of paying', () => {
  const answer = last('一年交6000，15年后领多少', '淮南');
  expect(answer.details).toMatchObject({ years: '15' });
  // (6000 + 320) × 15 ÷ 139
  expect(answer.calculation?.accountPension).toBe('682.01');
  expect(answer.text).not.toMatch(/没有说缴多少年/);
});

describe('what cannot be calculated', () => {
  test('a figure known too badly is told as such, never used', () => {
    const { text, calculation } = last('太原退休职工二级甲等医院住院花3万能报多少');
    expect(calculation).toBeUndefined();
    expect(text).toMatch(/^算不出准数：报销比例只有来源不足以入算的说法。已知的是：\n.*93%/);
    expect(text).toMatch(/推算值，未核实/);
  });
  test('a level that only one place has is not taken for all', () => {
    const { text } = last('肇庆居民住院花2万能报多少');
    expect(text).toMatch(/没有说医院级别，按三级医院算（只查到这一级的规定）/);
  });
});
