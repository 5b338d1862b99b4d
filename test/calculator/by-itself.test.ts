/** The calculator as a caller sees it: POST /v1/estimate and the same case through every door; refusals that name the field. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../src/assistant.js';
import { requestFromArguments } from '../../src/cli/case-options.js';
import { calculationSchema } from '../../src/contract.js';
import { EMPTY_MEMORY } from '../../src/dialogue.js';
import { type RealServer, realServer, TODAY } from '../real.js';
import { fenAmount, type Random, seeded, yuanOf } from './generate.js';

let server: RealServer;
beforeAll(async () => {
  server = await realServer();
});
afterAll(() => server?.close());

type Body = Record<string, unknown>;

const post = (body: BodyInit) =>
  server.send('/v1/estimate', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
const estimate = (body: Body) => post(JSON.stringify(body));

interface Calculated {
  fundPays: string;
  youPay: string;
  range?: Record<string, string[]>;
  variants?: { because: string[]; lines: { label: string; factIds: string[] }[] }[];
  lines: { label: string; factIds: string[]; assumed?: string[] }[];
  notices: string[];
  suggestions: string[];
}
async function calculated(body: Body): Promise<Calculated> {
  const { status, body: reply } = await estimate(body);
  expect({ status, reply }).toMatchObject({ status: 200 });
  return reply as Calculated;
}

const EMPLOYEE = { region: '140100', scheme: 'employee', care: 'inpatient', hospitalLevel: '3A' };
const RESIDENT = { region: '140100', scheme: 'resident', care: 'inpatient', amount: '10000' };

describe('the figures of the issue', () => {
  test.each<[Body, string]>([
    [{ ...EMPLOYEE, amount: '20000' }, '15744.00'],
    [{ ...EMPLOYEE, amount: '23000' }, '18204.00'],
    [{ ...EMPLOYEE, hospitalLevel: '2A', amount: '20000' }, '16770.00'],
    [{ ...EMPLOYEE, hospitalLevel: '2B', amount: '20000' }, '17730.00'],
    [{ ...EMPLOYEE, hospitalLevel: 'primary', amount: '20000' }, '17730.00'],
    [{ ...EMPLOYEE, amount: '800' }, '0.00'],
    [{ ...EMPLOYEE, amount: '800.01' }, '0.01'],
    [{ ...EMPLOYEE, amount: '799.99' }, '0.00'],
    [{ ...RESIDENT, hospitalLevel: '3A' }, '5400.00'],
    [{ ...RESIDENT, hospitalLevel: '2A' }, '6650.00'],
    [{ ...RESIDENT, hospitalLevel: '2B' }, '8415.00'],
    [{ ...RESIDENT, hospitalLevel: '3', assume: { deductible: '500', ratio: '0.5' } }, '4750.00'],
    [{ ...RESIDENT, hospitalLevel: '2', assume: { deductible: '300', ratio: '0.6' } }, '5820.00'],
    [{ ...RESIDENT, hospitalLevel: '1', assume: { deductible: '0', ratio: '0.65' } }, '6500.00'],
  ])('%j', async (body, fundPays) => {
    const reply = await calculated(body);
    expect(reply.fundPays).toBe(fundPays);
    const { notices: _n, suggestions: _s, ...calculation } = reply;
    expect(calculationSchema.safeParse(calculation).error).toBeUndefined();
  });

  test('two caps: a range, both workings, and what makes the difference', async () => {
    const reply = await calculated({ ...EMPLOYEE, amount: '100000' });
    expect(reply.range).toEqual({
      fundPays: ['80000.00', '81344.00'],
      totalPays: ['80000.00', '81344.00'],
      youPay: ['18656.00', '20000.00'],
    });
    expect(reply.variants?.map((v) => v.because)).toEqual([
      ['taiyuan-emp-in-cap-8w'],
      ['taiyuan-emp-in-cap-20w'],
    ]);
    expect(reply.variants?.map((v) => v.lines.length)).toEqual([3, 2]);
  });

  test('half a million: the pooled fund stops, the stage above is not known, and only its ceiling is named', async () => {
    const reply = await calculated({ ...EMPLOYEE, amount: '500000' });
    expect(reply.range?.fundPays).toEqual(['80000.00', '200000.00']);
    expect(reply).not.toHaveProperty('criticalPays');
    expect(reply.notices.join()).toMatch(
      /大病保险的起付线或比例没有查到，没有计入；基本和大病合计每年最多报 400000 元/,
    );
  });

  test('own account first, then one authoriser above the reserve', async () => {
    const reply = await calculated({
      region: '140000',
      compliantSelfPay: '1000',
      ownAccount: '300',
      authoriserAccount: '1500',
    });
    expect(reply).toMatchObject({ accountPays: '300.00', mutualAidPays: '500.00', cashPays: '200.00' });
  });
});

describe('what a bill may hold', () => {
  test('an item above its price limit is two items: what is within, and what is 自费', async () => {
    const reply = await calculated({
      amount: '1000',
      items: [
        { name: '床位费', amount: '100', firstPayRatio: '0.1' },
        { name: '床位费超限价', amount: '50', firstPayRatio: '1' },
      ],
      assume: { deductible: '0', ratio: '0.8' },
    });
    // (1000 − 10 − 50) × 0.8
    expect([reply.fundPays, reply.youPay]).toEqual(['752.00', '248.00']);
  });
});

describe('an organ: half is paid first, and the rest in full', () => {
  const organ = { name: '肾源', amount: '120000', firstPayRatio: '0.5', restInFull: true };
  const body = { amount: '200000', items: [organ], assume: { deductible: '1300', ratio: '0.85' } };
  test('outside the deductible and the ratio of what else there is', async () => {
    const reply = await calculated(body);
    // 60000 + (80000 − 1300) × 0.85
    expect([reply.fundPays, reply.youPay]).toEqual(['126895.00', '73105.00']);
    expect(reply.lines.map((l) => l.label)).toContain('先行自付之外全报：肾源');
  });
  test('within the yearly cap, and outside the base of later stages', async () => {
    const capped = { ...body.assume, cap: '100000', critical: { deductible: '10000', ratio: '0.6' } };
    // 100000 − 60000 is left for 66895; critical on 80000 − 40000 − 10000
    expect(await calculated({ ...body, assume: capped })).toMatchObject({
      fundPays: '100000.00',
      criticalPays: '18000.00',
      youPay: '82000.00',
    });
  });
  test('with a fee of the visit on a small bill, nobody is paid twice', async () => {
    const fee = { deductible: '0', ratio: '1', registration: { fee: '25', fundPays: '25' } };
    const reply = await calculated({ amount: '100', items: [{ ...organ, amount: '90' }], assume: fee });
    // 45 of the item; 10 left for the fee
    expect([reply.fundPays, reply.youPay]).toEqual(['55.00', '45.00']);
  });
  test('typed: name=amount@share@full', () => {
    const argv = '--amount 200000 --item 肾源=120000@0.5@full --item 乙类=100@0.1'.split(' ');
    expect(requestFromArguments(argv, server.assistant.kb.regions).items).toEqual([
      organ,
      { name: '乙类', amount: '100', firstPayRatio: '0.1' },
    ]);
  });
});

test("a level that alone has the city's own figure does not stand for the others", async () => {
  const body = { region: '140100', scheme: 'resident', care: 'inpatient', remote: 'filed', amount: '20000' };
  // 三甲 by the city's 55 %, the rest by the province's ratios less five points
  expect((await estimate(body)).body).toMatchObject({ error: { field: 'hospitalLevel' } });
  expect((await calculated({ ...body, hospitalLevel: '3A' })).fundPays).toBe('10175.00');
  expect((await calculated({ ...body, hospitalLevel: '1' })).fundPays).toBe('15725.00');
});

describe('the later stages alone', () => {
  test('where nothing is known of them, the figure is asked for, not taken as nothing', async () => {
    const body = { region: '441200', scheme: 'employee', care: 'critical', compliantSelfPay: '50000' };
    expect((await estimate(body)).body).toMatchObject({ error: { field: 'assume.critical.ratio' } });
    expect((await estimate({ compliantSelfPay: '50000' })).body).toMatchObject({
      error: { field: 'region' },
    });
    const ownAccount = await calculated({ ...body, ownAccount: '300' });
    expect(ownAccount).toMatchObject({ totalPays: '0.00', accountPays: '300.00', cashPays: '49700.00' });
  });
});

describe('what is said beside the figures', () => {
  test('the assumptions, the source that is no authority, and the likely changes', async () => {
    const reply = await calculated({ ...EMPLOYEE, amount: '20000' });
    expect(reply.notices.join()).toMatch(
      /费用全部在报销范围内；今年第一次住院；今年还没有报销过；没有说在职还是退休，按在职算/,
    );
    expect(reply.notices.join()).toMatch(/非官方网页/);
    expect(reply.suggestions[0]).toMatch(/退休/);
    expect(
      (await calculated({ ...EMPLOYEE, status: 'active', amount: '20000' })).suggestions.join(),
    ).not.toMatch(/退休/);
  });
  test("the caller's own figures are marked", async () => {
    const { lines } = await calculated({ amount: '10000', assume: { deductible: '500', ratio: '0.5' } });
    expect(lines.map((l) => [l.label, l.assumed, l.factIds])).toEqual([
      ['超过起付线的费用（假设）', ['assume.deductible'], []],
      ['按比例报销（假设）', ['assume.ratio'], []],
    ]);
  });
});

describe('what cannot be calculated is refused, with the field and what is allowed', () => {
  const base = { ...EMPLOYEE, amount: '20000' };
  test.each<[Body, string, RegExp]>([
    [{ ...base, amount: '-1' }, 'amount', /不小于零的金额/],
    [{ ...base, amount: 'NaN' }, 'amount', /金额/],
    [{ ...base, amount: '1e400' }, 'amount', /金额/],
    [{ ...base, amount: '1.2.3' }, 'amount', /金额/],
    [{ ...base, amount: '2万' }, 'amount', /金额/],
    [{ ...base, amount: '12a' }, 'amount', /金额/],
    [{ ...base, amount: '1.005' }, 'amount', /精确到分/],
    [{ ...base, amount: '1,000' }, 'amount', /逗号/],
    [{ ...base, amount: 20000 }, 'amount', /带引号/],
    [{ ...base, amount: null }, 'amount', /金额/],
    [{ ...base, amount: '9'.repeat(400) }, 'amount', /金额/],
    [{ ...EMPLOYEE }, 'amount', /缺少 amount/],
    [{ ...base, hospitalLevel: '4' }, 'hospitalLevel', /3A/],
    [
      { ...base, hospitalLevel: 'primary', care: 'inpatient', region: '441200' },
      'hospitalLevel',
      /没有这一级.*3、2、1/,
    ],
    [{ ...base, status: 'retired', age: 8 }, 'status', /child/],
    [{ ...base, status: 'retired child' }, 'status', /active/],
    [{ ...base, status: 'child' }, 'status', /retired/],
    [{ ...base, region: '999999' }, 'region', /行政区划代码/],
    [{ ...base, region: '太原' }, 'region', /行政区划代码/],
    [{ ...base, scheme: 'rich' }, 'scheme', /employee、resident/],
    [{ ...base, level: '3A' }, 'level', /不认识/],
    [{ ...base, selfPaid: '20000.01' }, 'selfPaid', /amount/],
    [
      { ...base, selfPaid: '15000', items: [{ name: '甲', amount: '6000', firstPayRatio: '0' }] },
      'items',
      /amount/,
    ],
    [{ ...base, items: [{ name: '甲', amount: '6000' }] }, 'items.0.firstPayRatio', /缺少/],
    [{ ...base, categoryB: '100', categoryBSelfPay: '5' }, 'categoryB', /只能给一个/],
    [{ ...base, categoryB: '100' }, 'assume.categoryBRatio', /请给出 assume.categoryBRatio/],
    [{ ...base, compliantSelfPay: '5' }, 'compliantSelfPay', /只能给一个/],
    [{ ...base, assume: { ratio: '82' } }, 'assume.ratio', /小数/],
    [
      { ...base, assume: { ratio: '0.8', bands: [{ upTo: null, ratio: '0.5' }] } },
      'assume.bands',
      /只能给一个/,
    ],
    [
      {
        ...base,
        assume: {
          bands: [
            { upTo: '100', ratio: '0.5' },
            { upTo: '100', ratio: '0.6' },
          ],
        },
      },
      'assume.bands.1.upTo',
      /比上一段/,
    ],
    [{ ...base, assume: { critical: { ratio: '0.5' } }, region: undefined }, 'region', /缺少 region/],
    [
      { amount: '100', assume: { deductible: '0', ratio: '1', critical: { ratio: '0.5' } } },
      'assume.critical.deductible',
      /assume.critical.deductible/,
    ],
    [{ amount: '100', assume: { bogus: '1' } }, 'assume.bogus', /不认识/],
    [{ amount: '20000' }, 'region', /缺少 region/],
    [{ region: '140100', hospitalLevel: '3A', amount: '20000' }, 'scheme', /employee、resident/],
    [{ region: '650000', scheme: 'resident', amount: '20000' }, 'assume.deductible', /没有查到/],
    [{ scheme: 'resident-pension', annualContribution: '100' }, 'years', /缺少 years/],
    [{ ...base, age: -1 }, 'age', /整数/],
    [{ ...base, admission: 1.5 }, 'admission', /整数/],
  ])('%j', async (body, field, message) => {
    const { status, body: reply, raw } = await estimate(body);
    expect({ status, reply }).toEqual({
      status: 400,
      reply: { error: { code: 'invalid-request', field, message: expect.stringMatching(message) } },
    });
    expect(raw.length).toBeLessThan(600);
  });

  test.each(['[]', '"x"', 'null', '7', '{', ''])('a body that is no object: %s', async (text) => {
    const { status, body } = await post(text);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { code: 'invalid-request' } });
  });
  test('a body too large', async () => {
    const { status, body } = await post(JSON.stringify({ amount: '1'.repeat(20_000) }));
    expect([status, body]).toEqual([413, { error: { code: 'too-large', message: expect.any(String) } }]);
  });
});

/** What people type for a value, as the conversation reads it. */
const SAY = {
  region: { 140100: '太原', 441400: '梅州', 460000: '海南' },
  scheme: { employee: '职工', resident: '居民' },
  care: { inpatient: '住院', outpatient: '看门诊' },
  hospitalLevel: {
    '3A': '三甲医院',
    '2A': '二甲医院',
    '2B': '二乙医院',
    '3': '三级医院',
    '2': '二级医院',
    '1': '一级医院',
  },
} as const;
const keys = <T extends object>(o: T): (keyof T & string)[] => Object.keys(o) as (keyof T & string)[];
const pick = <T>(r: Random, list: readonly T[]): T => list[Math.floor(r() * list.length)] as T;

describe('the same case through every door', () => {
  test('1,000 cases: words typed, a body posted, a question asked come to the same 分', async () => {
    const r = seeded(11);
    const { kb } = server.assistant;
    let answered = 0;
    for (let i = 0; i < 1000; i++) {
      const amount = yuanOf(Math.max(1, fenAmount(r, 30_000_000)));
      const c = {
        region: pick(r, keys(SAY.region)),
        scheme: pick(r, keys(SAY.scheme)),
        care: pick(r, keys(SAY.care)),
        hospitalLevel: pick(r, keys(SAY.hospitalLevel)),
        amount,
      };
      const { body } = (await estimate(c)) as { body: Partial<Calculated> };
      const argv = `--region ${SAY.region[c.region]} --scheme ${c.scheme} --care ${c.care} --level ${c.hospitalLevel} --amount ${amount}`;
      const typed = server.service.estimate(requestFromArguments(argv.split(' '), kb.regions));
      if ('refused' in typed) {
        expect(body).toEqual({ error: { code: 'invalid-request', ...typed.refused } });
        continue;
      }
      expect(typed).toEqual(body);
      const text = `${SAY.region[c.region]}${SAY.scheme[c.scheme]}医保，${SAY.hospitalLevel[c.hospitalLevel]}${SAY.care[c.care]}花了${amount}元能报多少`;
      const { answer } = ask(server.assistant, { text, asOf: TODAY, memory: EMPTY_MEMORY });
      expect({ text, slots: answer.slots }).toMatchObject({
        text,
        slots: { ...c, amount: String(Number(amount)) },
      });
      if (answer.topic !== 'estimate' || !answer.calculation) continue;
      answered++;
      const { inputs: _i, lines, ...amounts } = answer.calculation;
      expect({ text, ...amounts, lines }).toMatchObject({
        text,
        lines: typed.lines,
        fundPays: typed.fundPays,
        totalPays: typed.totalPays,
        youPay: typed.youPay,
        ...(typed.range && { range: typed.range }),
      });
    }
    expect(answered).toBeGreaterThan(500);
  }, 120_000);
});
