/** Backwards, side by side, what-if, and the schedule: each solved total is the least one, to the 分. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Estimate, estimateView, whatIfView } from '../../src/answer/estimate.js';
import { backwardsView } from '../../src/answer/estimate-backwards.js';
import { looseFigures } from '../../src/answer/grounded.js';
import type { Cited } from '../../src/answer/view.js';
import { type Assistant, toolsFor } from '../../src/assistant.js';
import { type Goal, schedulesOf, solveBackwards } from '../../src/calculator/backwards.js';
import { type Estimation, estimate } from '../../src/calculator/estimate.js';
import type { Inquiry } from '../../src/calculator/gather.js';
import { at, fundPays, pointsOf, totalPays, youPay } from '../../src/calculator/solve.js';
import { type EstimateRequest, isProblem, parseRequest } from '../../src/contract/estimate.js';
import type { Details, Slots } from '../../src/contract.js';
import type { Backwards, Situation } from '../../src/dialogue.js';
import { formatYuan, yuan } from '../../src/money.js';
import { daySpan } from '../../src/period.js';
import { realAssistant, TODAY } from '../real.js';
import { generate, seeded } from './generate.js';

let a: Assistant;
let inquiry: Inquiry;
beforeAll(async () => {
  a = await realAssistant();
  inquiry = { kb: a.kb, span: daySpan(TODAY), mentions: () => false };
});

function estimated(input: Record<string, unknown>): Estimation {
  const e = estimate(inquiry, parseRequest(input) as EstimateRequest);
  if (isProblem(e)) throw new Error(JSON.stringify(e));
  return e;
}
const solved = (input: Record<string, unknown>, goal: Goal): (string | undefined)[] =>
  solveBackwards(estimated(input), goal).map((s) =>
    s.total === undefined ? undefined : formatYuan(s.total),
  );

const EMPLOYEE = { region: '140100', scheme: 'employee', care: 'inpatient', hospitalLevel: '3A' };
const ASSUMED = { care: 'inpatient', amount: '0', assume: { deductible: '800', ratio: '0.8', cap: '8000' } };

describe('solved backwards', () => {
  test.each<[string, Record<string, unknown>, Goal, (string | undefined)[]]>([
    ['花多少才够起付线', { ...EMPLOYEE, amount: '500' }, { kind: 'start' }, ['800.00']],
    [
      '有自费时起付线要多花自费那部分',
      { ...EMPLOYEE, amount: '500', selfPaid: '300' },
      { kind: 'start' },
      ['1100.00'],
    ],
    [
      '没备案先付两成',
      { ...ASSUMED, assume: { ...ASSUMED.assume, firstPay: '0.2' } },
      { kind: 'start' },
      ['1000.00'],
    ],
    ['多少到封顶', ASSUMED, { kind: 'cap' }, ['10800.00']],
    ['今年已报过', { ...ASSUMED, paidThisYear: '3000' }, { kind: 'cap' }, ['7050.00']],
    ['要报到四千', ASSUMED, { kind: 'pays', amount: yuan('4000') }, ['5800.00']],
    ['要报到封顶以上', ASSUMED, { kind: 'pays', amount: yuan('8000.01') }, [undefined]],
    ['自己付一千', ASSUMED, { kind: 'you', amount: yuan('1000') }, ['1800.00']],
    ['两种封顶说法', { ...EMPLOYEE, amount: '20000' }, { kind: 'cap' }, ['98360.97', '244702.44']],
    [
      '两种封顶，只有一种报得到',
      { ...EMPLOYEE, amount: '20000' },
      { kind: 'pays', amount: yuan('100000') },
      [undefined, '122751.22'],
    ],
  ])('%s', (_what, input, goal, totals) => {
    expect(solved(input, goal)).toEqual(totals);
  });

  test('the least total: one 分 less does not reach it (1,000 cases)', () => {
    const random = seeded(5);
    let reached = 0;
    while (reached < 1000) {
      const g = generate(random);
      if (g.case.amount === undefined) continue;
      const e = estimated({ ...g.case, assume: g.assume });
      const amount = BigInt(Math.floor(random() * 5_000_000)) + 1n;
      const s = schedulesOf(e)[0];
      const [x] = solveBackwards(e, { kind: 'pays', amount });
      if (!s || x?.total === undefined) continue;
      reached++;
      expect(totalPays(at(s, x.total)) >= amount).toBe(true);
      const least = formatYuan(x.total);
      if (x.total > 0n && totalPays(at(s, x.total - 1n)) >= amount)
        // Nothing below what the bill already holds can be asked about.
        expect({ least, g }).toMatchObject({ least: formatYuan(leastOf(e)) });
    }
  });
});

const leastOf = (e: Estimation): bigint => pointsOf(schedulesOf(e)[0] as never, 10n ** 12n)[0]?.total ?? 0n;

describe('the schedule', () => {
  test('straight between its points (300 cases)', () => {
    const random = seeded(6);
    for (let i = 0; i < 300; i++) {
      const g = generate(random);
      if (g.case.amount === undefined) continue;
      const e = estimated({
        ...g.case,
        assume: { ...g.assume, registration: undefined, supplement: undefined },
      });
      const s = schedulesOf(e)[0];
      if (!s) continue;
      const points = pointsOf(s, 60_000_000n);
      for (const [k, p] of points.entries()) {
        const next = points[k + 1];
        if (
          !next ||
          next.total - p.total < 2n ||
          g.assume.largeAmount ||
          g.assume.critical?.base ||
          g.assume.aid
        )
          continue;
        const middle = (p.total + next.total) / 2n;
        const straight = (fundPays(at(s, p.total)) + fundPays(at(s, next.total))) / 2n;
        const off = fundPays(at(s, middle)) - straight;
        expect({ off: off <= 3n && off >= -3n, g, middle }).toMatchObject({ off: true });
      }
    }
  });
  test('the totals of a critical stage and its second half are kinks', () => {
    const e = estimated({
      region: '140000',
      scheme: 'resident',
      care: 'inpatient',
      hospitalLevel: '3A',
      amount: '200000',
    });
    const points = pointsOf(schedulesOf(e)[0] as never, yuan('300000'));
    expect(points.map((p) => [p.total, p.pays, p.you].map(formatYuan).join(' '))).toEqual([
      '0.00 0.00 0.00',
      '1000.00 0.00 1000.00',
      '23499.99 13499.99 10000.00',
      '117666.66 98250.00 19416.66',
      '239999.99 189999.99 50000.00',
      '300000.00 242500.00 57500.00',
    ]);
  });
  test('what you pay is the rest at every point', () => {
    const s = schedulesOf(estimated({ ...EMPLOYEE, amount: '20000' }))[0];
    for (const total of [0n, 79_999n, 80_000n, 2_000_000n, 98_360_970n])
      expect(totalPays(at(s as never, total)) + youPay(at(s as never, total))).toBe(total);
  });
});

function situation(slots: Slots, text: string, details: Details = {}): Situation {
  const { amount: _a, ...rest } = { amount: undefined };
  return {
    ...rest,
    text,
    topic: 'estimate',
    alsoTopics: [],
    confidence: 1,
    slots,
    details,
    span: daySpan(TODAY),
    asOf: TODAY,
    clarifications: 9,
  };
}
const cited = (): Cited => ({ facts: [], background: [], conflicts: [], refuted: [] });
const SLOTS: Slots = { ...EMPLOYEE, amount: '20000' } as Slots;

/** What the view says, each figure of which stands in the calculation, a fact or the question. */
function said(e: Estimate | undefined, c: Cited, question: string): string {
  if (!e?.view.calculation) return expect.fail('no view');
  const { lead, lines, notes, variants } = e.view.calculation;
  const rows = e.view.table ? [e.view.table.columns, ...e.view.table.rows].map((r) => r.join(' | ')) : [];
  const text = [
    lead,
    ...lines.map((l) => `${l.label}：${l.expression} = ${l.amount} 元`),
    ...variants.flatMap((v) => [
      v.lead,
      ...v.lines.map((l) => `${l.label}：${l.expression} = ${l.amount} 元`),
    ]),
    ...rows,
    ...notes,
  ].join('\n');
  const facts = [...new Set([...c.facts, ...c.background])].map((f) => ({
    ...f,
    kind: 'value' as const,
    region: f.place,
    regionName: '',
    effectiveFrom: f.from,
    effectiveTo: f.to,
    sources: [],
  }));
  const answer = {
    text,
    facts,
    conflicts: [],
    refuted: [],
    calculation: e.calculation,
    asOf: TODAY,
    notices: [],
  };
  const names = a.kb.regions.map((r) => r.name);
  expect(looseFigures(answer as never, question, a.kb.phrases, names).map((f) => f.raw)).toEqual([]);
  return text;
}

describe('as a citizen reads it', () => {
  const back = (slots: Slots, asked: Omit<Backwards, 'total'>, question = ''): string => {
    const c = cited();
    const goal = { ...asked, total: true };
    return said(backwardsView(toolsFor(a), situation(slots, question), goal, c), c, question);
  };
  test('花多少才够起付线', () => {
    expect(back({ ...SLOTS, amount: '500' }, { kind: 'start' })).toMatch(
      /^按非官方网页的比例，总费用在 800 元以内不报，超过的部分才开始报。现在的 500 元还差 300 元。/,
    );
    const { amount: _a, ...unnamed } = SLOTS;
    expect(back(unnamed, { kind: 'start' })).toMatch(/总费用在 800 元以内不报，超过的部分才开始报。\n/);
  });
  test('离封顶还差多少', () => {
    const text = back(SLOTS, { kind: 'cap' });
    expect(text).toMatch(
      /8万元.*总费用 20000 元报 15744 元，离封顶还差 64256 元。总费用到 98360.97 元就到封顶线。/,
    );
    expect(text).toMatch(/20万元.*离封顶还差 184256 元。总费用到 244702.44 元就到封顶线。/);
  });
  test('要报到1万得花多少', () => {
    expect(back(SLOTS, { kind: 'pays', amount: '10000' }, '要报到1万得花多少')).toMatch(
      /要报到 10000 元，总费用至少要 12995.12 元，其中自己付 2995.12 元。\n超过起付线的费用：12995.12 − 800 = 12195.12 元/,
    );
  });
  test('要是去二级医院呢', () => {
    const c = cited();
    const e = whatIfView(
      toolsFor(a),
      situation(SLOTS, ''),
      situation({ ...SLOTS, hospitalLevel: '2A' }, '要是去二甲呢'),
      c,
    );
    expect(said(e, c, '')).toMatch(
      /^按非官方网页的比例估算，可报销 16770 元，自己付 3230 元。比刚才的 15744 元多报 1026 元。/,
    );
  });
  test('两个地方哪个报得多', () => {
    const c = cited();
    const { region: _r, ...rest } = { ...SLOTS, amount: '30000', hospitalLevel: '3' as const };
    const e = estimateView(
      toolsFor(a),
      situation({ ...rest, regions: ['441400', '441200'] }, '梅州和肇庆花3万哪个报得多'),
      'estimate',
      c,
    );
    const text = said(e, c, '花3万');
    expect(text).toMatch(
      /同样花 30000 元，梅州市报得多，多报 1907.50 元：梅州市可报销 24947.50 元，自己付 5052.50 元；肇庆市可报销 23040 元/,
    );
    expect(text).toMatch(/※ 超过起付线的费用 \| 30000 − 650 = 29350 \| 30000 − 1200 = 28800/);
  });
  test('一年交6000，15年后领多少：按年数列表', () => {
    const c = cited();
    const s = {
      ...situation(
        { region: '341802', scheme: 'resident-pension', amount: '6000' },
        '一年交6000，15年后领多少',
        { years: '15' },
      ),
      topic: 'pension-benefit' as const,
    };
    const text = said(estimateView(toolsFor(a), s, 'pension-benefit', c), c, s.text);
    expect(text).toMatch(/每月约领 812.48 元：基础养老金 165 元，个人账户 647.48 元。/);
    expect(text).toMatch(
      /15 \| 90000 \| 647.48 \| 812.48\n20 \| 120000 \| 863.31 \| 1038.31\n25 \| 150000 \| 1079.14 \| 1264.14\n30 \| 180000 \| 1294.96 \| 1489.96/,
    );
    expect(text).toMatch(/基础养老金以后不变/);
  });
});
