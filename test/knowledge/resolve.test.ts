/** Which fact speaks (design.md), rule by rule, on small knowledge bases. */
import { describe, expect, it } from 'vitest';
import type { Slots } from '../../src/contract.js';
import { type KnowledgeBase, placeChain } from '../../src/knowledge/base.js';
import type { Case } from '../../src/knowledge/conditions.js';
import { type MatterAnswer, type Query, type Resolution, resolve } from '../../src/knowledge/resolve.js';
import { daySpan } from '../../src/period.js';
import { caseOf, type Files, factFile, type Head, knowledgeOf } from './fixtures.js';

const NATION = '000000';
const PROVINCE = '140000';
const CITY = '140100';
const COUNTY = '140121';
const SISTER = '140200';
const CAP: Query['topic'] = 'cap';

interface Entry extends Record<string, unknown> {
  id: string;
}
/** Only what a test is about stands in its facts; the rest is filled in here. */
const entry = (e: Entry): string =>
  `  - ${JSON.stringify({
    value: '600',
    unit: 'CNY/year',
    from: '2020-01-01',
    statement: '每年最多若干。',
    sources: ['gov'],
    ...e,
  })}`;
const file = (head: Head, ...entries: Entry[]): string => factFile(head, entries.map(entry).join('\n'));
const conflict = (...facts: string[]): string =>
  `\nconflicts:\n  - { facts: [${facts.join(', ')}], reason: 两处写得不同。 }`;
const kbOf = (...files: string[]): KnowledgeBase =>
  knowledgeOf(
    Object.fromEntries(files.map((text, i) => [`knowledge/facts/${i}.yaml`, text])) satisfies Files,
  );

interface Asked {
  region?: string;
  scheme?: Slots['scheme'];
  on?: string;
  span?: Query['span'];
  slots?: Slots;
  words?: string[];
  rest?: Partial<Case>;
}
/** The question: in the city, on a day of 2025, unless it says otherwise. */
function asked(kb: KnowledgeBase, q: Asked = {}): Resolution {
  const slots: Slots = {
    region: q.region ?? CITY,
    ...(q.scheme && { scheme: q.scheme }),
    ...q.slots,
  };
  return resolve(kb, {
    topic: CAP,
    region: slots.region,
    scheme: slots.scheme,
    span: q.span ?? daySpan(q.on ?? '2025-06-01'),
    case: caseOf(slots, q.words, q.rest),
  });
}
/** The one matter of these small bases, or nothing. */
function matter(kb: KnowledgeBase, q: Asked = {}): MatterAnswer | undefined {
  const { matters } = asked(kb, q);
  expect(matters.length).toBeLessThan(2);
  return matters[0];
}
const speaking = (kb: KnowledgeBase, q: Asked = {}): string[] =>
  (matter(kb, q)?.speaking ?? []).map((s) => s.fact.id);
const ids = (facts: { id: string }[] | undefined): string[] => (facts ?? []).map((f) => f.id);

describe('一 在所问的那一天有效', () => {
  const kb = kbOf(
    file(
      {},
      { id: 'old', from: '2021-01-01', to: '2024-06-30' },
      { id: 'new', from: '2024-07-01', value: '900' },
    ),
  );

  it.each([
    ['2020-12-31', []],
    ['2021-01-01', ['old']],
    ['2024-06-30', ['old']],
    ['2024-07-01', ['new']],
    ['2030-01-01', ['new']],
  ])('%s 说话的是 %j', (on, expected) => {
    expect(speaking(kb, { on })).toEqual(expected);
  });

  it('没有一天落在时期之外还由最近的值代答；别的时期另列，新的在前', () => {
    const early = asked(kb, { on: '2020-12-31' });
    expect(early.matters).toEqual([]);
    expect(ids(early.otherPeriods)).toEqual(['new', 'old']);
    expect(ids(asked(kb, { on: '2025-01-01' }).otherPeriods)).toEqual(['old']);
  });

  it.each([
    ['年', '2024', '2024-01-01', '2023-12-31'],
    ['月', '2024-07', '2024-07-01', '2024-06-30'],
  ])('第一天只知到%s，就从那一段的头一天起说话', (_what, from, first, before) => {
    const known = kbOf(file({}, { id: 'a', from }));
    expect(speaking(known, { on: first })).toEqual(['a']);
    expect(speaking(known, { on: before })).toEqual([]);
  });

  it.each([
    ['年', '2024', '2024-12-31', '2025-01-01'],
    ['月', '2024-02', '2024-02-29', '2024-03-01'],
  ])('最后一天只知到%s，就说话到那一段的末一天', (_what, to, last, after) => {
    const known = kbOf(file({}, { id: 'a', to }));
    expect(speaking(known, { on: last })).toEqual(['a']);
    expect(speaking(known, { on: after })).toEqual([]);
  });

  it('年度标准过了12月31日就不再说话，最后的值列在别的时期里', () => {
    const yearly = kbOf(file({}, { id: 'y2025', from: '2025', to: '2025' }));
    expect(speaking(yearly, { on: '2025-12-31' })).toEqual(['y2025']);
    expect(asked(yearly, { on: '2026-01-01' }).matters).toEqual([]);
    expect(ids(asked(yearly, { on: '2026-01-01' }).otherPeriods)).toEqual(['y2025']);
  });

  it('问一整年，碰到这一年的时期都说话，新的在前，也不算分歧', () => {
    const m = matter(kb, { span: { from: '2024-01-01', to: '2024-12-31' } });
    expect(m?.speaking.map((s) => s.fact.id)).toEqual(['new', 'old']);
    expect(m?.conflicts).toEqual([]);
    expect(m?.outranked).toEqual([]);
    expect(speaking(kb, { span: { from: '2025-01-01', to: '2025-12-31' } })).toEqual(['new']);
  });

  it('问一整年，情形更窄的新规定不挤掉它开始之前的旧规定', () => {
    const narrowed = kbOf(
      file(
        {},
        { id: 'all', from: '2021-01-01', to: '2024-06-30' },
        { id: 'retired', from: '2024-07-01', conditions: { status: 'retired' } },
      ),
    );
    const q = {
      span: { from: '2024-01-01', to: '2024-12-31' },
      slots: { status: 'retired' },
    } satisfies Asked;
    expect(speaking(narrowed, q).sort()).toEqual(['all', 'retired']);
  });
});

describe('第一天不详', () => {
  it('从最新来源的年份起说话，不再往前', () => {
    const kb = kbOf(file({}, { id: 'a', from: null, sources: ['news-old', 'gov'] }));
    expect(speaking(kb, { on: '2023-12-31' })).toEqual([]);
    expect(speaking(kb, { on: '2024-01-01' })).toEqual(['a']);
    expect(speaking(kb, { on: '2030-01-01' })).toEqual(['a']);
    expect(kb.factById.get('a')).toMatchObject({ precision: 'unknown', calculable: true });
  });

  it('来源都没有日期，只在读过它的年份里说话，也不进入计算', () => {
    const kb = kbOf(file({}, { id: 'a', from: null, sources: ['page'] }));
    expect(speaking(kb, { on: '2023-12-31' })).toEqual([]);
    expect(speaking(kb, { on: '2024-01-01' })).toEqual(['a']);
    expect(speaking(kb, { on: '2025-12-31' })).toEqual(['a']);
    expect(speaking(kb, { on: '2026-01-01' })).toEqual([]);
    expect(kb.factById.get('a')?.calculable).toBe(false);
  });

  it('事实自己写的 checked 胜过来源的', () => {
    const kb = kbOf(file({}, { id: 'a', from: null, sources: ['page'], checked: '2023-05-01' }));
    expect(speaking(kb, { on: '2023-12-31' })).toEqual(['a']);
    expect(speaking(kb, { on: '2024-01-01' })).toEqual([]);
  });

  it('写了最后一天，就不再往后', () => {
    const kb = kbOf(file({}, { id: 'a', from: null, to: '2025-03-31', sources: ['page'] }));
    expect(speaking(kb, { on: '2025-03-31' })).toEqual(['a']);
    expect(speaking(kb, { on: '2025-04-01' })).toEqual([]);
  });

  it('写了第一天就按第一天，来源没有日期也能计算', () => {
    const kb = kbOf(file({}, { id: 'a', from: '2022', sources: ['page'] }));
    expect(speaking(kb, { on: '2022-01-01' })).toEqual(['a']);
    expect(kb.factById.get('a')).toMatchObject({ precision: 'year', calculable: true });
  });

  it.each([
    { yearUnknown: true },
    { noCalculation: true },
    { refuted: { why: '没有依据', correctedBy: ['b'] } },
  ])('不进入计算：%j', (mark) => {
    const kb = kbOf(file({}, { id: 'a', ...mark }, { id: 'b', to: '2019', from: '2018' }));
    expect(kb.factById.get('a')?.calculable).toBe(false);
    expect(kb.factById.get('b')?.calculable).toBe(true);
  });
});

describe('二 险种', () => {
  const any = { id: 'any', scheme: null };
  const employee = { id: 'employee', scheme: 'employee' };
  const resident = { id: 'resident', scheme: 'resident' };
  const flexible = { id: 'flexible', scheme: 'flexible' };

  it.each([
    ['employee', [any, employee, resident, flexible], ['employee']],
    ['employee', [any, resident, flexible], ['any']],
    ['employee', [resident, flexible], []],
    ['resident', [any, employee, resident], ['resident']],
    ['resident', [employee, flexible], []],
    ['flexible', [any, employee, resident, flexible], ['flexible']],
    ['flexible', [any, employee, resident], ['any']],
    ['flexible', [employee, resident], ['employee']],
    ['flexible', [resident], []],
    ['resident-pension', [employee, resident, flexible], []],
  ] as const)('问 %s，有 %j：说话的是 %j', (scheme, facts, expected) => {
    expect(speaking(kbOf(file({}, ...facts)), { scheme })).toEqual(expected);
  });

  it('灵活就业按职工执行时要说明；有自己的或不分险种的规定时不说', () => {
    expect(matter(kbOf(file({}, employee)), { scheme: 'flexible' })?.asEmployee).toBe(true);
    expect(matter(kbOf(file({}, employee, any)), { scheme: 'flexible' })?.asEmployee).toBe(false);
    expect(matter(kbOf(file({}, employee, flexible)), { scheme: 'flexible' })?.asEmployee).toBe(false);
    expect(matter(kbOf(file({}, employee)), { scheme: 'employee' })?.asEmployee).toBe(false);
  });

  it('先看地方，再看险种：本市的职工规定先于本省的灵活就业规定', () => {
    const kb = kbOf(
      file({ place: CITY }, { ...employee, id: 'city-employee' }),
      file({}, { ...flexible, id: 'province-flexible' }),
    );
    const m = matter(kb, { scheme: 'flexible' });
    expect(m).toMatchObject({ place: CITY, asEmployee: true });
    expect(m?.speaking.map((s) => s.fact.id)).toEqual(['city-employee']);
    expect(m?.inheritedFrom).toBeUndefined();
  });

  it('先看地方，再看险种：本市不分险种的规定先于本省的职工规定', () => {
    const kb = kbOf(file({ place: CITY }, any), file({}, employee));
    expect(speaking(kb, { scheme: 'employee' })).toEqual(['any']);
  });

  it('没问险种，各险种的规定都说话', () => {
    expect(speaking(kbOf(file({}, employee, resident))).sort()).toEqual(['employee', 'resident']);
  });

  it.each([
    ['active', ['employee', 'flexible']],
    ['retired', ['employee', 'flexible']],
    ['student', ['resident']],
    ['child', ['resident']],
    ['poor', ['resident']],
  ] as const)('没问险种而说了 %s：答的是 %j；问了险种就按所问的', (status, schemes) => {
    const kb = kbOf(file({}, employee, resident, flexible));
    expect(speaking(kb, { slots: { status } }).sort()).toEqual([...schemes].sort());
    expect(speaking(kb, { scheme: 'resident', slots: { status } })).toEqual(['resident']);
  });

  it('本险种只有特殊情形的规定，一般情形由不分险种的规定答', () => {
    const kb = kbOf(file({}, any, { ...employee, conditions: { disease: '透析' } }));
    expect(speaking(kb, { scheme: 'employee' })).toEqual(['any']);
    expect(speaking(kb, { scheme: 'employee', words: ['透析'] })).toEqual(['employee']);
  });
});

describe('三 地方', () => {
  const kb = kbOf(
    file({ place: NATION }, { id: 'nation' }),
    file({ place: PROVINCE }, { id: 'province', from: '2022-01-01' }),
    file({ place: CITY }, { id: 'city', from: '2024-01-01' }),
    file({ place: '150100' }, { id: 'far-city' }),
  );

  it.each([
    [CITY, '2025-01-01', 'city', undefined],
    [CITY, '2023-01-01', 'province', PROVINCE],
    [CITY, '2021-01-01', 'nation', NATION],
    [PROVINCE, '2025-01-01', 'province', undefined],
    [NATION, '2025-01-01', 'nation', undefined],
    [COUNTY, '2025-01-01', 'city', CITY],
    ['150000', '2025-01-01', 'nation', NATION],
  ])('问 %s，%s：%s 说话，来自上级 %s', (region, on, id, inherited) => {
    const m = matter(kb, { region, on });
    expect(m?.speaking.map((s) => s.fact.id)).toEqual([id]);
    expect(m?.inheritedFrom).toBe(inherited);
  });

  it('从不横向：邻市有规定而本市、本省、全国都没有，就是没有', () => {
    const only = kbOf(file({ place: SISTER }, { id: 'sister' }));
    expect(asked(only)).toMatchObject({ matters: [], refuted: [], otherPeriods: [] });
    expect(asked(only, { region: PROVINCE }).matters).toEqual([]);
  });

  it('没说地方或地方不认识，只有全国的规定说话', () => {
    expect(placeChain(kb, undefined)).toEqual([NATION]);
    expect(placeChain(kb, '999999')).toEqual([NATION]);
    expect(placeChain(kb, COUNTY)).toEqual([COUNTY, CITY, PROVINCE, NATION]);
  });

  it('一事归一事：本市有一事的规定，另一事仍由本省答', () => {
    const two = kbOf(
      file({ place: CITY, matter: 'outpatient-cap' }, { id: 'city' }),
      file({ matter: 'outpatient-cap' }, { id: 'province' }),
      file({ matter: 'inpatient-cap' }, { id: 'other' }),
    );
    const spoken = asked(two).matters.map((m) => [m.matter, m.speaking[0]?.fact.id, m.inheritedFrom]);
    expect(spoken.sort()).toEqual([
      ['inpatient-cap', 'other', PROVINCE],
      ['outpatient-cap', 'city', undefined],
    ]);
  });

  it('本市的规定不合所问的情形，由本省答', () => {
    const split = kbOf(
      file({ place: CITY }, { id: 'city', conditions: { care: 'outpatient' } }),
      file({}, { id: 'province', conditions: { care: 'inpatient' } }),
    );
    expect(speaking(split, { slots: { care: 'inpatient' } })).toEqual(['province']);
    expect(speaking(split, { slots: { care: 'outpatient' } })).toEqual(['city']);
  });

  it('本市只有特殊情形的规定，一般情形由本省答，特殊情形另列', () => {
    const special = kbOf(
      file({ place: CITY }, { id: 'city', conditions: { disease: '透析' } }),
      file({}, { id: 'province' }),
    );
    const m = matter(special);
    expect(m?.speaking.map((s) => s.fact.id)).toEqual(['province']);
    expect(m?.exceptions.map((s) => s.fact.id)).toEqual(['city']);
  });

  it('省直之类的统筹不由各市沿用，省里一般人问也不答；点名才答', () => {
    const pool = kbOf(
      file({}, { id: 'province' }, { id: 'pool', pool: '省直', value: '900' }),
      file({ matter: 'inpatient-cap' }, { id: 'pool-only', pool: '省直' }),
    );
    for (const region of [CITY, PROVINCE]) {
      const all = asked(pool, { region }).matters.flatMap((m) => m.speaking.map((s) => s.fact.id));
      expect(all).toEqual(['province']);
    }
    const named = asked(pool, { region: PROVINCE, words: ['省直'] }).matters;
    expect(named.flatMap((m) => m.speaking.map((s) => s.fact.id))).toContain('pool-only');
    const later = kbOf(file({}, { id: 'old-pool', pool: '省直', to: '2023' }));
    expect(asked(later).otherPeriods).toEqual([]);
  });
});

describe('四 情形最合的规定', () => {
  it('合两个条件的胜过合一个的，合一个的胜过没有条件的', () => {
    const kb = kbOf(
      file(
        {},
        { id: 'any' },
        { id: 'care', conditions: { care: 'inpatient' } },
        { id: 'care-level', conditions: { care: 'inpatient', hospitalLevel: '3A' } },
      ),
    );
    expect(speaking(kb, { slots: { care: 'inpatient', hospitalLevel: '3A' } })).toEqual(['care-level']);
    expect(speaking(kb, { slots: { care: 'inpatient', hospitalLevel: '1' } })).toEqual(['care']);
    expect(speaking(kb, { slots: { care: 'outpatient' } })).toEqual(['any']);
  });

  it('没问到的条件不作取舍：各种情形都说', () => {
    const kb = kbOf(
      file(
        {},
        { id: 'active', conditions: { status: 'active' } },
        { id: 'retired', conditions: { status: 'retired' }, value: '900' },
      ),
    );
    const m = matter(kb);
    expect(m?.speaking.map((s) => s.fact.id).sort()).toEqual(['active', 'retired']);
    expect(m?.conflicts).toEqual([]);
    expect(m?.speaking[0]?.fit.open).toEqual(['status']);
    expect(speaking(kb, { slots: { status: 'retired' } })).toEqual(['retired']);
  });

  it('所问的等级更细，写到同样细的规定胜过写得粗的', () => {
    const kb = kbOf(
      file(
        {},
        { id: 'three', conditions: { hospitalLevel: '3' } },
        { id: 'three-a', conditions: { hospitalLevel: '3A' }, value: '900' },
      ),
    );
    expect(speaking(kb, { slots: { hospitalLevel: '3A' } })).toEqual(['three-a']);
    expect(speaking(kb, { slots: { hospitalLevel: '3B' } })).toEqual(['three']);
  });

  it('只写一种就医的规定胜过写了几种的', () => {
    const kb = kbOf(
      file(
        {},
        { id: 'both', conditions: { care: ['outpatient', 'inpatient'] } },
        { id: 'one', conditions: { care: 'inpatient' }, value: '900' },
      ),
    );
    expect(speaking(kb, { slots: { care: 'inpatient' } })).toEqual(['one']);
    expect(speaking(kb, { slots: { care: 'outpatient' } })).toEqual(['both']);
  });

  it('例外要问到才说，平时另列', () => {
    const kb = kbOf(file({}, { id: 'any' }, { id: 'poor', conditions: { status: 'poor' }, value: '900' }));
    const m = matter(kb);
    expect(m?.speaking.map((s) => s.fact.id)).toEqual(['any']);
    expect(m?.exceptions.map((s) => s.fact.id)).toEqual(['poor']);
    expect(speaking(kb, { slots: { status: 'poor' } })).toEqual(['poor']);
  });

  it.each([
    ['<60', 59, true],
    ['<60', 60, false],
    ['60+', 60, true],
    ['60+', 59, false],
    ['45-59', 45, true],
    ['45-59', 59, true],
    ['45-59', 60, false],
  ])('年龄 %s 对 %i 岁：%j', (age, years, met) => {
    const kb = kbOf(file({}, { id: 'a', conditions: { age } }));
    expect(speaking(kb, { rest: { age: years } })).toEqual(met ? ['a'] : []);
  });

  it.each([
    ['1', undefined, true],
    ['2', undefined, false],
    ['2', '2', true],
    ['2+', '3', true],
    ['2+', '1', false],
    ['1', '2', false],
  ])('第 %s 次住院的规定，问第 %s 次：%j', (admission, stay, met) => {
    const kb = kbOf(file({}, { id: 'a', conditions: { admission } }));
    expect(speaking(kb, { rest: { admission: stay } })).toEqual(met ? ['a'] : []);
  });
});

describe('特别的事与别的主题', () => {
  const special = (topic: string, about: string): KnowledgeBase =>
    knowledgeOf({
      'knowledge/facts/0.yaml': file({ topic, matter: 'special-cap' }, { id: 'special' }),
      'knowledge/matters/0.yaml': `topic: ${topic}\nmatters:\n  - { matter: special-cap, ${about} }`,
    });

  it('特别的事要点名才说话，点了别的词不算', () => {
    const kb = special('cap', 'onlyIf: [透析, 放疗]');
    expect(speaking(kb)).toEqual([]);
    expect(speaking(kb, { words: ['门诊'] })).toEqual([]);
    expect(speaking(kb, { words: ['放疗'] })).toEqual(['special']);
  });

  it('别的主题的事，问句里有所列的词才答；没列词总是答', () => {
    const kb = special('deductible', 'alsoTopics: { cap: [额度] }');
    expect(speaking(kb)).toEqual([]);
    expect(speaking(kb, { words: ['额度'] })).toEqual(['special']);
    expect(speaking(special('deductible', 'alsoTopics: { cap: [] }'))).toEqual(['special']);
    expect(speaking(special('deductible', 'alsoTopics: { ratio: [] }'))).toEqual([]);
  });
});

describe('收费类别按医院等级读', () => {
  // 甲省: 3A 一类, 3B 2A 二类, the rest 三类
  const kb = kbOf(
    file(
      {},
      { id: 'one', conditions: { priceClass: '1' } },
      { id: 'two', conditions: { priceClass: '2' }, value: '700' },
      { id: 'three', conditions: { priceClass: '3' }, value: '800' },
    ),
  );

  it.each([
    ['3A', ['one']],
    ['3B', ['two']],
    ['2A', ['two']],
    ['2B', ['three']],
    ['primary', ['three']],
    ['3', ['one', 'two']],
    ['2', ['two', 'three']],
  ] as const)('等级 %s：%j', (hospitalLevel, expected) => {
    expect(speaking(kb, { slots: { hospitalLevel } }).sort()).toEqual([...expected].sort());
  });

  it('市里的规定用本省的对照表', () => {
    const city = kbOf(file({ place: CITY }, { id: 'a', conditions: { priceClass: ['1', '2'] } }));
    expect(city.factById.get('a')?.levels?.sort()).toEqual(['2A', '3A', '3B']);
  });

  it('与写等级的规定同为一家医院，就是同一个条件', () => {
    const both = kbOf(
      file(
        {},
        { id: 'class', conditions: { priceClass: '1' } },
        { id: 'level', conditions: { hospitalLevel: '3A' }, value: '900', sources: ['news'] },
      ),
    );
    const m = matter(both, { slots: { hospitalLevel: '3A' } });
    expect(m?.speaking.map((s) => s.fact.id)).toEqual(['class']);
    expect(ids(m?.outranked)).toEqual(['level']);
  });

  it('没有对照表的省，不当作任何等级', () => {
    const none = kbOf(file({ place: '150000' }, { id: 'a', conditions: { priceClass: '1' } }));
    expect(none.factById.get('a')?.levels).toBeUndefined();
    const m = matter(none, { region: '150100', slots: { hospitalLevel: '3A' } });
    expect(m?.speaking[0]?.fit).toMatchObject({ met: [], open: ['priceClass'] });
  });
});

describe('五 分歧', () => {
  it.each([
    ['law', 'gov'],
    ['gov', 'news'],
    ['news', 'page'],
  ])('来源 %s 高于 %s：高的说话，低的点名', (higher, lower) => {
    const kb = kbOf(
      file({}, { id: 'low', value: '900', sources: [lower] }, { id: 'high', sources: [higher] }),
    );
    const m = matter(kb);
    expect(m?.speaking.map((s) => s.fact.id)).toEqual(['high']);
    expect(ids(m?.outranked)).toEqual(['low']);
    expect(m?.conflicts.flatMap((c) => c.facts).sort()).toEqual(['high', 'low']);
  });

  it('事实的权威是它最权威的来源的', () => {
    const kb = kbOf(
      file({}, { id: 'low', value: '900', sources: ['news'] }, { id: 'high', sources: ['page', 'gov'] }),
    );
    expect(speaking(kb)).toEqual(['high']);
  });

  it('权威相同：都说，新的在前，不作选择', () => {
    const kb = kbOf(
      file(
        {},
        { id: 'old', from: '2021-01-01', value: '900' },
        { id: 'new', from: '2024-01-01', sources: ['gov2'] },
      ),
    );
    const m = matter(kb);
    expect(m?.speaking.map((s) => s.fact.id)).toEqual(['new', 'old']);
    expect(m?.outranked).toEqual([]);
    expect(m?.conflicts.map((c) => [...c.facts].sort())).toEqual([['new', 'old']]);
  });

  it('权威相同：中间隔着别的情形，也是新的在前', () => {
    const kb = kbOf(
      file(
        {},
        { id: 'old', from: '2021-01-01', conditions: { status: 'active' } },
        { id: 'other', conditions: { status: 'retired' }, value: '800' },
        { id: 'new', from: '2024-01-01', conditions: { status: 'active' }, value: '900', sources: ['gov2'] },
      ),
    );
    expect(speaking(kb).filter((id) => id !== 'other')).toEqual(['new', 'old']);
  });

  it('数值相同、情形不同、一方只是文字，都不算分歧', () => {
    const kb = kbOf(
      file({}, { id: 'a' }, { id: 'b', sources: ['news'] }),
      file(
        { matter: 'inpatient-cap' },
        { id: 'c', conditions: { status: 'active' } },
        { id: 'd', conditions: { status: 'retired' }, value: '900', sources: ['news'] },
      ),
      file({ matter: 'critical-cap' }, { id: 'e' }, { id: 'f', value: null, unit: null, sources: ['news'] }),
    );
    for (const m of asked(kb).matters) {
      expect(m.speaking).toHaveLength(2);
      expect([m.conflicts, m.outranked, m.otherSides]).toEqual([[], [], []]);
    }
  });

  it('一处说没有规定，一处有数值，是分歧', () => {
    const kb = kbOf(
      file({}, { id: 'none', value: null, unit: null, noRule: true }, { id: 'some', sources: ['gov2'] }),
    );
    expect(
      matter(kb)
        ?.conflicts.flatMap((c) => c.facts)
        .sort(),
    ).toEqual(['none', 'some']);
  });

  it('声明过的分歧带着说明，不重复列', () => {
    const kb = kbOf(file({}, { id: 'a' }, { id: 'b', value: '900', sources: ['gov2'] }) + conflict('a', 'b'));
    expect(matter(kb)?.conflicts).toEqual([{ facts: ['a', 'b'], reason: '两处写得不同。' }]);
  });

  it('声明的分歧跨级：本市说话，本省的另一说也点名，按权威先后', () => {
    const kb = kbOf(
      file({ place: NATION }, { id: 'nation', value: '800', sources: ['news'] }),
      file({}, { id: 'province', value: '900', sources: ['law'] }),
      file({ place: CITY }, { id: 'city' }) + conflict('nation', 'city', 'province'),
    );
    const m = matter(kb);
    expect(m?.speaking.map((s) => s.fact.id)).toEqual(['city']);
    expect(ids(m?.otherSides)).toEqual(['province', 'nation']);
    expect(m?.conflicts.map((c) => c.reason)).toEqual(['两处写得不同。']);
  });

  it('跨级的另一说要在所问的那天有效、合所问的情形', () => {
    const kb = kbOf(
      file(
        {},
        { id: 'ended', value: '900', to: '2023' },
        { id: 'inpatient', value: '900', conditions: { care: 'inpatient' } },
      ),
      file({ place: CITY }, { id: 'city' }) + conflict('city', 'ended', 'inpatient'),
    );
    expect(ids(matter(kb, { on: '2023-06-01', slots: { care: 'inpatient' } })?.otherSides).sort()).toEqual([
      'ended',
      'inpatient',
    ]);
    expect(ids(matter(kb, { slots: { care: 'inpatient' } })?.otherSides)).toEqual(['inpatient']);
    const m = matter(kb, { slots: { care: 'outpatient' } });
    expect([m?.otherSides, m?.conflicts]).toEqual([[], []]);
  });

  it('从不横向：分歧的另一方是邻市，不点名', () => {
    const pair = kbOf(
      file({ place: SISTER }, { id: 'sister', value: '900' }),
      file({ place: CITY }, { id: 'city' }) + conflict('city', 'sister'),
    );
    expect(matter(pair)).toMatchObject({ otherSides: [], conflicts: [] });
    const three = kbOf(
      file({ place: SISTER }, { id: 'sister', value: '900' }),
      file({}, { id: 'province', value: '800' }),
      file({ place: CITY }, { id: 'city' }) + conflict('city', 'sister', 'province'),
    );
    expect(ids(matter(three)?.otherSides)).toEqual(['province']);
  });

  it('分歧双方不在同一天有效，就不是分歧', () => {
    const kb = kbOf(
      file(
        {},
        { id: 'before', to: '2024-06-30' },
        { id: 'after', from: '2024-07-01', value: '900', sources: ['news'] },
      ),
    );
    const m = matter(kb, { span: { from: '2024-01-01', to: '2024-12-31' } });
    expect(m?.speaking.map((s) => s.fact.id).sort()).toEqual(['after', 'before']);
    expect(m?.outranked).toEqual([]);
  });
});

describe('判错的说法', () => {
  const kb = kbOf(
    file(
      {},
      { id: 'right', sources: ['page'] },
      { id: 'wrong', value: '900', sources: ['law'], refuted: { why: '没有依据', correctedBy: ['right'] } },
      { id: 'wrong-resident', scheme: 'resident', refuted: { why: '没有依据', correctedBy: ['right'] } },
    ),
  );

  it('从不说话，权威再高也不参与分歧，只另列', () => {
    const r = asked(kb, { scheme: 'employee' });
    expect(r.matters.flatMap((m) => m.speaking.map((s) => s.fact.id))).toEqual(['right']);
    expect(r.matters.flatMap((m) => [...m.conflicts, ...m.outranked, ...m.otherSides])).toEqual([]);
    expect(ids(r.refuted)).toEqual(['wrong']);
    expect(r.otherPeriods).toEqual([]);
  });

  it('没有别的规定时也不顶上去', () => {
    const alone = kbOf(
      file({}, { id: 'wrong', refuted: { why: '没有依据', correctedBy: ['far'] } }),
      file({ place: '150000' }, { id: 'far' }),
    );
    const r = asked(alone);
    expect(r.matters).toEqual([]);
    expect(ids(r.refuted)).toEqual(['wrong']);
  });

  it('声明的分歧里的判错一方不点名', () => {
    const linked = kbOf(
      file({}, { id: 'wrong', value: '900', refuted: { why: '没有依据', correctedBy: ['city'] } }),
      file({ place: CITY }, { id: 'city' }) + conflict('city', 'wrong'),
    );
    expect(matter(linked)).toMatchObject({ otherSides: [], conflicts: [] });
  });
});
