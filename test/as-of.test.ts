/** A rule speaks in its own days alone: what a question's time words mean, and what is answered for each of them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { looseFigures } from '../src/answer/grounded.js';
import { type Assistant, ask } from '../src/assistant.js';
import { EMPTY_MEMORY, type Memory } from '../src/dialogue.js';
import { type Fact, indexSnapshot } from '../src/knowledge/base.js';
import { daySpan } from '../src/period.js';
import { askedSpan, spanText } from '../src/when.js';
import { realAssistant } from './real.js';

const AS_OF = '2025-12-01';

describe('time words', () => {
  test.each([
    ['去年居民门诊最多报多少', '2024-01-01', '2024-12-31'],
    ['前年居民门诊最多报多少', '2023-01-01', '2023-12-31'],
    ['大前年的限额是多少', '2022-01-01', '2022-12-31'],
    ['明年居民医保交多少', '2026-01-01', '2026-12-31'],
    ['明年起住院报几成', '2026-01-01', '2026-12-31'],
    ['后年缴费标准定了吗', '2027-01-01', '2027-12-31'],
    ['上个月的门诊限额是多少', '2025-11-01', '2025-11-30'],
    ['上上个月的门诊限额是多少', '2025-10-01', '2025-10-31'],
    ['下个月起付线要变吗', '2026-01-01', '2026-01-31'],
    ['去年3月的门诊限额', '2024-03-01', '2024-03-31'],
    ['去年三月份的门诊限额', '2024-03-01', '2024-03-31'],
    ['去年二月', '2024-02-01', '2024-02-29'],
    ['去年十二月31日的标准', '2024-12-31', '2024-12-31'],
    ['今年7月的限额', '2025-07-01', '2025-07-31'],
    ['去年上半年的限额', '2024-01-01', '2024-06-30'],
    ['去年下半年的限额', '2024-07-01', '2024-12-31'],
    ['去年底的限额', '2024-12-01', '2024-12-31'],
    ['明年初的限额', '2026-01-01', '2026-01-31'],
    ['去年以前的限额是多少', '2023-12-31', '2023-12-31'],
    ['昨天的标准是多少', '2025-11-30', '2025-11-30'],
    ['三甲职工住院报几成，去年', '2024-01-01', '2024-12-31'],
    // Care of then is settled by the rules of then.
    ['我去年住的院，报销比例是多少', '2024-01-01', '2024-12-31'],
    ['去年在三甲住院花了两万，能报多少', '2024-01-01', '2024-12-31'],
  ])('%s', (text, from, to) => {
    expect(askedSpan(text, undefined, AS_OF)).toEqual({ from, to });
  });

  test.each([
    ['2023年的限额', '2023', '2023-01-01', '2023-12-31'],
    ['2024年7月的限额', '2024', '2024-07-01', '2024-07-31'],
    ['2024年七月的限额', '2024', '2024-07-01', '2024-07-31'],
    ['24年7月的限额', '2024', '2024-07-01', '2024-07-31'],
    ['2024年7月15号的限额', '2024', '2024-07-15', '2024-07-15'],
    ['2024-07-15的限额', '2024', '2024-07-15', '2024-07-15'],
    ['2024年7月之前的限额', '2024', '2024-06-30', '2024-06-30'],
    ['2024年下半年的限额', '2024', '2024-07-01', '2024-12-31'],
    ['2024年2月30日的限额', '2024', '2024-02-01', '2024-02-29'],
    // 1月前 退休 says who, not when.
    ['2024年7月之前退休的限额', '2024', '2024-07-01', '2024-07-31'],
  ])('%s', (text, year, from, to) => {
    expect(askedSpan(text, year, AS_OF)).toEqual({ from, to });
  });

  test.each([
    ['居民门诊最多报多少'],
    ['退休后年限怎么算'],
    ['以前年度的欠费怎么补'],
    ['请说明年限怎么算'],
    ['如今年龄大了报得多吗'],
    ['去年忘了交居民医保，怎么补'],
    ['我明年五十退休，医保差几年怎么办'],
    ['上个月工资5800，住院花了一万，能报多少'],
    ['医保钱包可以当月用吗'],
  ])('names no other day: %s', (text) => {
    const span = askedSpan(text, undefined, AS_OF);
    expect(span ?? daySpan(AS_OF)).toEqual(daySpan(AS_OF));
  });

  test.each([
    ['今年和去年的限额一样吗'],
    ['去年的限额是多少，现在呢'],
    ['前年住院花过两万，今年这次能报多少'],
    ['去年和前年的限额'],
  ])('now, or two other times, is now: %s', (text) => {
    expect(askedSpan(text, undefined, AS_OF)).toEqual(daySpan(AS_OF));
  });

  test('at the turn of a year a month belongs to the other one', () => {
    expect(askedSpan('上个月的限额', undefined, '2026-01-15')).toEqual({
      from: '2025-12-01',
      to: '2025-12-31',
    });
    expect(askedSpan('下个月的限额', undefined, '2025-12-31')).toEqual({
      from: '2026-01-01',
      to: '2026-01-31',
    });
  });

  test.each([
    ['2024-01-01', '2024-12-31', '2024年'],
    ['2024-02-01', '2024-02-29', '2024年2月'],
    ['2024-07-01', '2024-07-01', '2024年7月1日'],
    ['2024-01-01', '2024-06-30', '2024年1月1日至2024年6月30日'],
  ])('%s to %s is said as %s', (from, to, words) => {
    expect(spanText({ from, to })).toBe(words);
  });
});

describe('three periods of one rule, planted where nothing else is known', () => {
  let a: Assistant;
  let place: string;
  /** The cap was 111 yuan until 2024-06-30, is 222, and will be 333 from 2026-03-01. */
  const periods: [string, string, string, string | null][] = [
    ['old', '111', '2023-01-01', '2024-06-30'],
    ['now', '222', '2024-07-01', '2026-02-28'],
    ['new', '333', '2026-03-01', null],
  ];

  beforeAll(async () => {
    const real = await realAssistant();
    const known = new Set(real.kb.facts.map((f) => f.place));
    const city = real.kb.regions.find(
      (r) =>
        r.code.endsWith('00') &&
        r.parent?.endsWith('0000') &&
        r.parent !== '000000' &&
        !known.has(r.code) &&
        !known.has(r.parent),
    );
    const model = real.kb.facts.find(
      (f) => f.matter === 'resident-outpatient-cap' && f.scheme === 'resident',
    ) as Fact;
    const planted = periods.map(
      ([id, value, from, to]): Fact => ({
        ...model,
        id,
        place: city?.code ?? '',
        conditions: { care: 'outpatient' },
        fromEstimated: false,
        toEstimated: false,
        value,
        unit: 'CNY/year',
        from,
        to,
        speaks: { from, to: to ?? '9999-12-31' },
        precision: 'day',
        statement: `居民门诊每年最多报${value}元。`,
        asks: [],
      }),
    );
    place = city?.name ?? '';
    a = { ...real, kb: indexSnapshot({ ...real.kb, facts: [...real.kb.facts, ...planted] }) };
  });

  const answer = (text: string, asOf = AS_OF, memory: Memory = EMPTY_MEMORY) =>
    ask(a, { text: `${place}${text}`, asOf, memory });

  test.each<[string, string, string[], string[]]>([
    ['居民门诊一年最多报多少', AS_OF, ['222', '2024年7月1日'], ['333']],
    ['居民门诊一年最多报多少', '2024-01-15', ['111'], ['222元（', '333元（']],
    ['居民门诊一年最多报多少', '2026-06-01', ['333'], []],
    ['居民门诊去年三月最多报多少', AS_OF, ['111', '2024年3月'], ['222', '333']],
    ['居民门诊上个月最多报多少', AS_OF, ['222', '2025年11月'], []],
    ['居民门诊2023年最多报多少', AS_OF, ['111', '2023年'], ['222', '333']],
    ['居民门诊2024年最多报多少', AS_OF, ['111', '222', '2024年6月30日', '2024年7月1日'], ['333元（']],
    ['居民门诊明年底最多报多少', AS_OF, ['333', '2026年12月'], []],
    ['居民门诊去年上半年最多报多少', AS_OF, ['111'], ['222', '333']],
  ])('%s (asked on %s)', (text, asOf, has, leadHasNot) => {
    const { answer: got } = answer(text, asOf);
    expect(got.outcome).toBe('answer');
    for (const x of has) expect(got.text).toContain(x);
    const lead = got.text.split('\n')[0];
    for (const x of leadHasNot) expect(lead).not.toContain(x);
    expect(looseFigures(got, `${place}${text}`, a.kb.phrases)).toEqual([]);
  });

  test('an expired value is never the first sentence, and stands only behind 此前 with its days', () => {
    const { answer: got } = answer('居民门诊一年最多报多少');
    const lines = got.text.split('\n').filter((l) => l.includes('111'));
    expect(lines).toEqual([expect.stringMatching(/^此前 2023年1月1日至2024年6月30日/)]);
    expect(answer('居民门诊一年最多报多少', '2027-01-01').answer.text).not.toContain('111');
  });

  test('a value to come is told with its first day, and asked about the past it is not', () => {
    expect(answer('居民门诊一年最多报多少').answer.text).toMatch(/此后 2026年3月1日起.*333/);
    expect(answer('居民门诊2024年最多报多少').answer.text).not.toContain('333');
    expect(answer('居民门诊去年三月最多报多少').answer.text).not.toMatch(/222|333/);
  });

  test('no period covers the day: nothing is known of that day, and the day is named', () => {
    const { answer: got } = answer('居民门诊2019年最多报多少');
    expect(got.outcome).toBe('no-fact');
    expect(got.text).toMatch(/^没有查到2019年/);
    expect(got.text).toContain('12393');
  });

  test('the change is told from X to Y with its day', () => {
    const { answer: got } = answer('居民门诊限额怎么调整的');
    expect(got.text).toMatch(/111元.*→.*222元.*2024年7月1日/s);
  });

  test('a follow-up keeps the days asked about, until it names others', () => {
    const first = answer('居民门诊去年三月最多报多少');
    const again = ask(a, { text: '那居民门诊最多报多少呢', asOf: AS_OF, memory: first.memory });
    expect(again.answer.text.split('\n')[0]).toContain('111');
    const now = ask(a, { text: '那现在居民门诊最多报多少', asOf: AS_OF, memory: again.memory });
    expect(now.answer.text.split('\n')[0]).toContain('222');
    const year = ask(a, { text: '那2023年呢', asOf: AS_OF, memory: now.memory });
    expect(year.answer.text.split('\n')[0]).toContain('111');
    const today = ask(a, { text: '那今年呢', asOf: AS_OF, memory: year.memory });
    expect(today.answer.text.split('\n')[0]).toContain('222');
    expect(today.answer.slots.year).toBeUndefined();
  });
});
