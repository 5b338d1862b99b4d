/** From facts to figures, in a small province: which facts enter, which readings are left open, what is asked for, what is said. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/calculator/calculate.js';
import { type Estimation, estimate } from '../../src/calculator/estimate.js';
import { isProblem, type Problem, parseRequest } from '../../src/contract/estimate.js';
import type { KnowledgeBase } from '../../src/knowledge/base.js';
import { formatYuan } from '../../src/money.js';
import { daySpan } from '../../src/period.js';
import { type Files, factFile, knowledgeOf } from '../knowledge/fixtures.js';
import { ROOT } from '../real.js';

const PLANS: Files = Object.fromEntries(
  readdirSync(join(ROOT, 'knowledge', 'plans')).map((name) => [
    `knowledge/plans/${name}`,
    readFileSync(join(ROOT, 'knowledge', 'plans', name), 'utf8'),
  ]),
);

interface Entry {
  value: string;
  unit: string;
  conditions?: string;
  base?: string;
  more?: string;
  source?: string;
}

let serial = 0;
const entry = ({ value, unit, conditions = '{}', base, more, source = 'gov' }: Entry): string =>
  [
    `  - id: f${++serial}`,
    `    conditions: ${conditions}`,
    `    value: ${value}`,
    `    unit: ${unit}`,
    ...(base ? [`    base: ${base}`] : []),
    ...(more ? [`    ${more}`] : []),
    '    statement: 一条规定。',
    `    sources: [${source}]`,
  ].join('\n');

/** Facts by topic and matter, in the province unless a place is named. */
function province(facts: Record<string, Entry[]>, plans: Files = PLANS, scheme = 'resident'): KnowledgeBase {
  const files = Object.entries(facts).map(([key, entries]): [string, string] => {
    const [topic = '', matter = '', place = '140000'] = key.split('/');
    return [
      `knowledge/facts/${key}.yaml`,
      factFile({ place, topic, matter, scheme }, entries.map(entry).join('\n')),
    ];
  });
  return knowledgeOf({ ...plans, ...Object.fromEntries(files) });
}

const IN = '{ care: inpatient }';
const money = (value: string, conditions = IN, more?: string): Entry => ({
  value: `'${value}'`,
  unit: 'CNY',
  conditions,
  ...(more && { more }),
});
const ratio = (value: string, conditions = IN, more?: string): Entry => ({
  value: `'${value}'`,
  unit: 'ratio',
  base: 'fund-share',
  conditions,
  ...(more && { more }),
});
const yearly = (value: string, conditions = IN): Entry => ({
  value: `'${value}'`,
  unit: 'CNY/year',
  conditions,
});

const ask = (kb: KnowledgeBase, input: Record<string, unknown>): Estimation | Problem => {
  const request = parseRequest({ region: '140000', scheme: 'resident', ...input });
  return isProblem(request)
    ? request
    : estimate({ kb, span: daySpan('2025-12-01'), mentions: () => false }, request);
};
function results(kb: KnowledgeBase, input: Record<string, unknown>): Result[] {
  const e = ask(kb, input);
  if (isProblem(e)) throw new Error(JSON.stringify(e));
  return e.results;
}
const fund = (kb: KnowledgeBase, input: Record<string, unknown>): string[] =>
  results(kb, input).map((r) => formatYuan(r.pays.fundPays ?? 0n));

const BASIC = {
  'deductible/resident-inpatient-deductible': [money('500')],
  'ratio/resident-inpatient-ratio': [ratio('0.7')],
  'cap/resident-inpatient-cap': [yearly('50000')],
};

describe('which facts enter', () => {
  test('the place, the province for its city, nothing from beside', () => {
    const kb = province(BASIC);
    expect(fund(kb, { amount: '10500' })).toEqual(['7000.00']);
    expect(fund(kb, { region: '140100', amount: '10500' })).toEqual(['7000.00']);
    expect(ask(kb, { region: '150000', amount: '10500' })).toMatchObject({ kind: 'no-figure' });
  });
  test('a ratio known for the lower part of a cost: up to there, and of more nothing is made up', () => {
    const part = ratio('0.8', "{ care: inpatient, costBand: { to: '40000' } }");
    const kb = province({ ...BASIC, 'ratio/resident-inpatient-ratio': [part] });
    expect(fund(kb, { amount: '40000' })).toEqual(['31600.00']);
    expect(ask(kb, { amount: '40000.01' })).toEqual({ kind: 'no-figure', field: 'assume.ratio' });
  });
  test.each([
    ['refuted', 'refuted: { why: 不对。, correctedBy: [g1] }'],
    ['not to be calculated with', 'noCalculation: true'],
    ['a yearly figure without its year', 'yearUnknown: true'],
    ['known from a page without a date', ''],
  ])('%s: never, and what is lacking is named', (_what, more) => {
    const doubtful = { ...ratio('0.9', IN, more), ...(more === '' && { source: 'page' }) };
    const kb = province({ ...BASIC, 'ratio/resident-inpatient-ratio': [doubtful] });
    expect(ask(kb, { amount: '10500' })).toEqual({ kind: 'no-figure', field: 'assume.ratio' });
    expect(fund(kb, { amount: '10500', assume: { ratio: '0.6' } })).toEqual(['6000.00']);
  });
  test('what the patient bears is the rest of what the fund bears', () => {
    const own = { ...ratio('0.25'), base: 'own-share' };
    expect(
      fund(province({ ...BASIC, 'ratio/resident-inpatient-ratio': [own] }), { amount: '10500' }),
    ).toEqual(['7500.00']);
  });
  test("the caller's own figure replaces a fact and all that changes it, and nothing else", () => {
    const kb = province({
      ...BASIC,
      'deductible/resident-inpatient-deductible-repeat': [
        { value: "'0.5'", unit: 'multiplier', conditions: "{ care: inpatient, admission: '2+' }" },
      ],
    });
    expect(fund(kb, { amount: '10500', admission: 2 })).toEqual(['7175.00']);
    expect(fund(kb, { amount: '10500', admission: 2, assume: { deductible: '1000' } })).toEqual(['6650.00']);
    expect(
      fund(kb, {
        amount: '10500',
        admission: 2,
        assume: { deductible: '1000', laterDeductibleRatio: '0.1' },
      }),
    ).toEqual(['7280.00']);
    expect(fund(kb, { amount: '999999', assume: { ratio: '1' } })).toEqual(['50000.00']);
  });
});

describe('readings left open', () => {
  test('two pages of equal authority: both; a higher authority: the one', () => {
    const two = (source: string) => ({
      ...BASIC,
      'ratio/resident-inpatient-ratio': [ratio('0.7'), { ...ratio('0.8'), source }],
    });
    expect(fund(province(two('gov2')), { amount: '10500' })).toEqual(['7000.00', '8000.00']);
    expect(fund(province(two('news')), { amount: '10500' })).toEqual(['7000.00']);
  });
  test('two that come to the same are one', () => {
    const kb = province({
      ...BASIC,
      'cap/resident-inpatient-cap': [yearly('50000'), { ...yearly('60000'), source: 'gov2' }],
    });
    expect(fund(kb, { amount: '10500' })).toEqual(['7000.00']);
    expect(fund(kb, { amount: '80000' })).toEqual(['50000.00', '55650.00']);
  });
  test('bands whose limits are not said to count from anywhere: both ways; where it is said, that way', () => {
    const bands = (more?: string): Entry => ({
      ...ratio('0', IN, more),
      value: "{ bands: [{ upTo: '1000', ratio: '0.5' }, { upTo: null, ratio: '0.9' }] }",
    });
    const kb = (more?: string) => province({ ...BASIC, 'ratio/resident-inpatient-ratio': [bands(more)] });
    expect(fund(kb('bandsOn: eligible'), { amount: '2000' })).toEqual(['1150.00']);
    expect(fund(kb('bandsOn: afterDeductible'), { amount: '2000' })).toEqual(['950.00']);
    expect(fund(kb(), { amount: '2000' })).toEqual(['1150.00', '950.00']);
  });
  test('a change that holds only for one way of filing: with it and without it', () => {
    const kb = province({
      ...BASIC,
      'ratio/resident-remote-ratio-change': [
        { value: "'-0.1'", unit: 'ratio-delta', conditions: '{ remote: filed, filing: temporary }' },
      ],
    });
    expect(fund(kb, { amount: '10500', remote: 'filed' }).sort()).toEqual(['6000.00', '7000.00']);
  });
});

describe('levels', () => {
  const level = (...values: [string, string][]) =>
    province({
      ...BASIC,
      'ratio/resident-inpatient-ratio': values.map(([l, r]) =>
        ratio(r, `{ care: inpatient, hospitalLevel: ${l} }`),
      ),
    });
  test('a grade left open is answered side by side', () => {
    const kb = level(['3A', '0.6'], ['3B', '0.7'], ['2A', '0.8']);
    expect(fund(kb, { amount: '10500', hospitalLevel: '3' })).toEqual(['6000.00', '7000.00']);
    expect(fund(kb, { amount: '10500' })).toEqual(['6000.00', '7000.00', '8000.00']);
  });
  test('more than three results are a question back, with the levels there are', () => {
    const kb = level(['3A', '0.6'], ['3B', '0.7'], ['2A', '0.8'], ["'1'", '0.9']);
    expect(ask(kb, { amount: '10500' })).toEqual({
      kind: 'missing',
      field: 'hospitalLevel',
      allowed: ['3A', '3B', '2A', '1'],
    });
    // Below the deductible every level pays nothing, so nothing is asked.
    expect(fund(kb, { amount: '400' })).toEqual(['0.00']);
  });
  test('a level that the place lacks is refused, with those it has', () => {
    expect(ask(level(['3A', '0.6'], ['2A', '0.8']), { amount: '10500', hospitalLevel: '1' })).toEqual({
      kind: 'level',
      field: 'hospitalLevel',
      allowed: ['3A', '2A'],
    });
  });
});

describe('schemes', () => {
  const both = (other: string) => {
    const employee = Object.entries(BASIC).map(([key, entries]) => [
      key.replace('resident', 'employee'),
      entries.map((e) =>
        e.unit === 'ratio'
          ? { ...e, value: `'${other}'`, more: 'scheme: employee' }
          : { ...e, more: 'scheme: employee' },
      ),
    ]);
    return province({ ...BASIC, ...Object.fromEntries(employee) });
  };
  test('asked for where it changes the result, and not where it does not', () => {
    const unsaid = { scheme: undefined, amount: '10500' };
    expect(ask(both('0.9'), unsaid)).toEqual({
      kind: 'missing',
      field: 'scheme',
      allowed: ['employee', 'resident'],
    });
    expect(fund(both('0.7'), unsaid)).toEqual(['7000.00']);
    expect(fund(both('0.9'), { ...unsaid, amount: '500' })).toEqual(['0.00']);
  });
  test('the only scheme with figures is the one', () => {
    expect(fund(province(BASIC), { scheme: undefined, amount: '10500' })).toEqual(['7000.00']);
  });
  test('flexible work is insured as employees are', () => {
    expect(fund(both('0.9'), { scheme: 'flexible', amount: '10500' })).toEqual(['9000.00']);
  });
  test('an employee without status is taken as in service, and it is said', () => {
    const kb = province(
      {
        'deductible/employee-inpatient-deductible': [money('0')],
        'ratio/employee-inpatient-ratio': [
          ratio('0.8', '{ care: inpatient, status: active }'),
          ratio('0.9', '{ care: inpatient, status: retired }'),
        ],
        'cap/employee-inpatient-cap': [yearly('50000')],
      },
      PLANS,
      'employee',
    );
    const e = ask(kb, { scheme: 'employee', amount: '1000' });
    expect(e).toMatchObject({ case: { status: 'active' }, assumptions: expect.arrayContaining(['active']) });
    expect(fund(kb, { scheme: 'employee', amount: '1000' })).toEqual(['800.00']);
    expect(fund(kb, { scheme: 'employee', status: 'retired', amount: '1000' })).toEqual(['900.00']);
  });
});

describe('deductibles', () => {
  const withDeductible = (e: Entry) =>
    province({
      'deductible/resident-outpatient-deductible': [e],
      'ratio/resident-outpatient-ratio': [ratio('0.5', '{ care: outpatient }')],
    });
  const visit = { care: 'outpatient', amount: '300', deductiblePaidThisYear: '150' };
  test('one for the year is used up, one for the visit is not', () => {
    const out = '{ care: outpatient }';
    expect(fund(withDeductible(yearly('200', out)), visit)).toEqual(['125.00']);
    expect(fund(withDeductible(money('200', out)), visit)).toEqual(['50.00']);
  });
  test('a share of the bill, held between two limits', () => {
    const kb = province({
      ...BASIC,
      'deductible/resident-inpatient-deductible': [
        {
          value: "'0.2'",
          unit: 'ratio',
          base: 'price',
          conditions: '{ care: inpatient, area: out-of-province }',
        },
      ],
      'deductible/resident-remote-deductible-limits': [
        {
          value: "{ from: '2000', to: '10000' }",
          unit: 'CNY',
          conditions: '{ care: inpatient, area: out-of-province }',
        },
      ],
    });
    const far = (amount: string) => {
      const r = results(kb, { amount, remote: 'referred' })[0] as Result;
      return [formatYuan(r.running.amounts.deductible), formatYuan(r.pays.fundPays ?? 0n)];
    };
    expect(far('5000')).toEqual(['2000.00', '2100.00']);
    expect(far('20000')).toEqual(['4000.00', '11200.00']);
    expect(far('60000')).toEqual(['10000.00', '35000.00']);
  });
});

describe('what is left out is said', () => {
  test('a rule that holds and cannot be calculated with', () => {
    const kb = province({
      ...BASIC,
      'ratio/resident-remote-ratio-change': [
        {
          value: "'-0.3'",
          unit: 'ratio-delta',
          conditions: '{ remote: unfiled }',
          more: 'noCalculation: true',
        },
      ],
    });
    const [r] = results(kb, { amount: '10500', remote: 'unfiled' });
    expect(formatYuan(r?.pays.fundPays ?? 0n)).toBe('7000.00');
    expect(r?.notes.map((n) => [n.key, n.figures[0]?.fact?.value])).toContainEqual(['left-out', '-0.3']);
  });
  test('a cap, and a critical stage of which only the ceiling is known', () => {
    const kb = province({ ...BASIC, 'cap/resident-total-cap': [yearly('90000', '{}')] });
    const notes = (amount: string) =>
      results(kb, { amount })[0]?.notes.map((n) => [n.key, ...n.figures.map((f) => f.text)]);
    expect(notes('10500')).toEqual([]);
    expect(notes('200000')).toEqual([['critical', '90000']]);
    const { 'cap/resident-inpatient-cap': _cap, ...uncapped } = BASIC;
    expect(results(province(uncapped), { amount: '10500' })[0]?.notes.map((n) => n.key)).toEqual(['cap']);
  });
  test('a ceiling on both stages together cuts the later one', () => {
    const CRIT = '{ care: critical }';
    const kb = province({
      ...BASIC,
      'deductible/resident-critical-deductible': [money('10000', CRIT)],
      'ratio/resident-critical-ratio': [ratio('0.8', CRIT)],
      'cap/resident-total-cap': [yearly('60000', '{}')],
    });
    const [r] = results(kb, { amount: '100000' });
    expect([r?.pays.fundPays, r?.pays.criticalPays, r?.pays.youPay].map((x) => formatYuan(x ?? 0n))).toEqual([
      '50000.00',
      '10000.00',
      '40000.00',
    ]);
    expect(r?.lines.map((l) => l.key).slice(-2)).toEqual(['ceiling-left', 'ceiling']);
  });
  test('an authoriser without a known reserve: asked for, never nothing', () => {
    expect(ask(province(BASIC), { amount: '10500', authoriserAccount: '2000' })).toEqual({
      kind: 'no-figure',
      field: 'assume.accounts.reserve',
    });
  });
});

describe('pensions', () => {
  const P = { scheme: 'resident-pension' };
  const pension = (facts: Record<string, Entry[]>) => province(facts, PLANS, 'resident-pension');
  const FACTS = {
    'pension-benefit/pension-divisor': [
      { value: "'139'", unit: 'months' },
      { value: "'101'", unit: 'months', conditions: "{ age: '65-65' }" },
    ],
    'pension-benefit/basic-pension': [{ value: "'200'", unit: 'CNY/month' }],
    'pension/pension-age': [{ value: "'60'", unit: 'age' }],
    'pension/pension-who': [{ value: "'15'", unit: 'years' }],
  };
  const pays = (kb: KnowledgeBase, input: object, key: 'monthlyPension' | 'accountPension') =>
    formatYuan(results(kb, { ...P, ...input })[0]?.pays[key] ?? 0n);
  test('months for another age only from a fact of that age, or the caller', () => {
    const kb = pension(FACTS);
    const paying = { annualContribution: '1000', years: 15 };
    expect(pays(kb, paying, 'accountPension')).toBe('107.91');
    expect(pays(kb, { ...paying, retireAge: 60 }, 'accountPension')).toBe('107.91');
    expect(pays(kb, { ...paying, retireAge: 65 }, 'accountPension')).toBe('148.51');
    expect(ask(kb, { ...P, ...paying, retireAge: 63 })).toEqual({
      kind: 'no-figure',
      field: 'assume.pension.divisor',
    });
    expect(
      pays(kb, { ...paying, retireAge: 63, assume: { pension: { divisor: '117' } } }, 'accountPension'),
    ).toBe('128.21');
  });
  test.each<[string, Entry, string]>([
    ['flat', { value: "'2'", unit: 'CNY/month' }, '354.71'],
    [
      'by tiers of years',
      { value: "{ bands: [{ upTo: '20', ratio: '2' }, { upTo: null, ratio: '3' }] }", unit: 'CNY/month' },
      '359.71',
    ],
    ['a share of the basic pension', { value: "'0.01'", unit: 'ratio', base: 'pension' }, '355.68'],
  ])('for each year beyond: %s', (_how, bonus, expected) => {
    const kb = pension({ ...FACTS, 'pension-benefit/pension-year-bonus': [bonus] });
    // 695 × 25 ÷ 139 = 125; ten years beyond fifteen.
    const input = { annualContribution: '695', years: 25, assume: { pension: { basePension: '209.71' } } };
    expect(pays(kb, input, 'monthlyPension')).toBe(expected);
  });
  test('a share is held by its own cap', () => {
    const kb = pension({
      ...FACTS,
      'pension-benefit/pension-year-bonus': [{ value: "'0.01'", unit: 'ratio', base: 'pension' }],
      'pension-benefit/pension-year-bonus-cap': [{ value: "'0.1'", unit: 'ratio', base: 'pension' }],
    });
    expect(pays(kb, { annualContribution: '695', years: 25 }, 'monthlyPension')).toBe('345.00');
    expect(pays(kb, { annualContribution: '695', years: 40 }, 'monthlyPension')).toBe('420.00');
  });
  test('the least years where none are said, and it is said', () => {
    const e = ask(pension(FACTS), { ...P, annualContribution: '1000' });
    expect(e).toMatchObject({ assumptions: expect.arrayContaining(['least-years']) });
    expect(pays(pension(FACTS), { annualContribution: '1000' }, 'accountPension')).toBe('107.91');
  });
  test('an employee is no resident pensioner', () => {
    expect(ask(pension(FACTS), { scheme: 'employee', annualContribution: '1000' })).toEqual({
      kind: 'choice',
      field: 'scheme',
      allowed: ['resident-pension'],
    });
  });
});

describe('a plan of another shape needs no code', () => {
  test('75 % and a little more for each year of age', () => {
    const plan = `
plan: by-age
title: 按年龄
topic: estimate
when: { care: inpatient }
steps:
  - { operation: eligible }
  - { operation: deductible, figures: { deductible: { topic: deductible, matter: inpatient-deductible } } }
  - operation: ratio
    figures:
      ratio: { topic: ratio, matter: inpatient-ratio }
      perYearOfAge: { topic: ratio, matter: inpatient-ratio-per-age }
  - { operation: cap, figures: { cap: { topic: cap, matter: inpatient-cap } } }
examples: []
`;
    const kb = province(
      {
        'deductible/resident-inpatient-deductible': [money('970.08')],
        'ratio/resident-inpatient-ratio': [ratio('0.75')],
        'ratio/resident-inpatient-ratio-per-age': [{ value: "'0.002'", unit: 'ratio-delta', conditions: IN }],
        'cap/resident-inpatient-cap': [yearly('46336')],
      },
      { 'knowledge/plans/by-age.yaml': plan },
    );
    const [r] = results(kb, { amount: '60000', age: 50 });
    expect(formatYuan(r?.running.amounts.uncapped ?? 0n)).toBe('50175.43');
    expect(formatYuan(r?.pays.fundPays ?? 0n)).toBe('46336.00');
    expect(r?.lines.find((l) => l.key === 'basic')?.expression).toBe('59029.92 × (75% + 50 × 0.2%)');
  });
});
