/** What must hold for every case: each of 100,000 random ones is put to every property, and to the second implementation. */
import { beforeAll, describe, expect, test } from 'vitest';
import { paysOf, type Result } from '../../src/calculator/calculate.js';
import { type Estimation, estimate } from '../../src/calculator/estimate.js';
import type { Inquiry } from '../../src/calculator/gather.js';
import { at } from '../../src/calculator/solve.js';
import { type EstimateRequest, isProblem } from '../../src/contract/estimate.js';
import { formatYuan, maxFen, minFen, yuan } from '../../src/money.js';
import { realAssistant } from '../real.js';
import { fenAmount, type Generated, generate, type Random, seeded, yuanOf } from './generate.js';
import { type ReferenceAssume, type ReferenceCase, reference, referencePension } from './reference.js';

const CASES = 100_000;
const SEED = 20251201;
const PENSIONS = 10_000;

let inquiry: Inquiry;

function estimated(c: ReferenceCase, assume: ReferenceAssume): Estimation {
  const { admission, ...rest } = c;
  const request = { ...rest, ...(admission && { admission: String(admission) }), assume } as EstimateRequest;
  const e = estimate(inquiry, request);
  if (isProblem(e)) throw new Error(`${JSON.stringify(e)} ${JSON.stringify({ c, assume })}`);
  return e;
}

const firstOf = (e: Estimation): Result => e.results[0] as Result;
const calculate = (c: ReferenceCase, assume: ReferenceAssume): Result => firstOf(estimated(c, assume));
/** The same rules at another bill. */
const paysAt = (e: Estimation, total: bigint): Result['pays'] =>
  paysOf(at({ gathered: e.gathered, case: e.case, result: firstOf(e) }, total));

const PARTS = ['fundPays', 'largePays', 'criticalPays', 'aidPays', 'supplementPays'] as const;
const paid = (r: Result, pay: keyof Result['pays'] = 'totalPays'): bigint => r.pays[pay] ?? 0n;
const written = (r: Result): Record<string, string> =>
  Object.fromEntries(Object.entries(r.pays).map(([k, v]) => [k, formatYuan(v)]));
const bill = (c: ReferenceCase): bigint => yuan(c.amount ?? c.compliantSelfPay ?? '0');

interface Given extends Generated {
  found: Estimation;
  result: Result;
  random: Random;
}
type Property = (g: Given) => boolean;

const sum: Property = ({ case: c, result: r }) => {
  const parts = PARTS.map((p) => paid(r, p));
  return paid(r) + paid(r, 'youPay') === bill(c) && parts.reduce((a, b) => a + b, 0n) === paid(r);
};

const notNegative: Property = ({ result: r }) => Object.values(r.pays).every((x) => x >= 0n);

const agreed: Property = ({ case: c, assume, result }) => {
  const [expected, got] = [reference(c, assume), written(result)];
  return [...Object.keys(expected), ...Object.keys(got)].every((k) => expected[k] === got[k]);
};

const neverFalls: Property = ({ case: c, assume, found, result, random }) => {
  const dearer = bill(c) + BigInt(fenAmount(random, 2_000_000));
  const more =
    c.amount === undefined
      ? calculate({ ...c, compliantSelfPay: formatYuan(dearer) }, assume).pays
      : paysAt(found, dearer);
  return (more.totalPays ?? 0n) >= paid(result) && (more.fundPays ?? 0n) >= paid(result, 'fundPays');
};

const withinCap: Property = ({ case: c, assume, result }) =>
  assume.cap === undefined ||
  paid(result, 'fundPays') <= maxFen(0n, yuan(assume.cap) - yuan(c.paidThisYear ?? '0'));

/** Ratios of the generator have at most four decimals. */
const tenThousandths = (ratio: string): bigint =>
  BigInt(ratio.split('.')[0] ?? 0) * 10_000n + BigInt((ratio.split('.')[1] ?? '').padEnd(4, '0'));

const higherPaysMore: Property = ({ case: c, assume, result, random }) => {
  const raise = (ratio: string): string => {
    const up = minFen(10_000n, tenThousandths(ratio) + BigInt(Math.floor(random() * 2000)));
    return up === 10_000n ? '1' : `0.${String(up).padStart(4, '0')}`;
  };
  const better: ReferenceAssume = {
    ...assume,
    ...(assume.ratio && { ratio: raise(assume.ratio) }),
    ...(assume.bands && { bands: assume.bands.map((b) => ({ ...b, ratio: raise(b.ratio) })) }),
  };
  return paid(calculate(c, better), 'fundPays') >= paid(result, 'fundPays');
};

/** Two stays may gain by a lower second deductible, and by bands that pay more on a smaller bill; by nothing else. */
const twoStays: Property = ({ assume: rules, random }) => {
  const { deductible, laterDeductibleRatio, ratio, bands, bandsOn, cap } = rules;
  const assume = JSON.parse(JSON.stringify({ deductible, laterDeductibleRatio, ratio, bands, bandsOn, cap }));
  const [a, b] = [fenAmount(random, 20_000_000), fenAmount(random, 20_000_000)];
  const whole = estimated({ care: 'inpatient', amount: yuanOf(a + b) }, assume);
  const one = paid(firstOf(whole), 'fundPays');
  const first = paysAt(whole, BigInt(a)).fundPays ?? 0n;
  const again = { care: 'inpatient', amount: yuanOf(b), admission: 2, paidThisYear: formatYuan(first) };
  const second = paid(calculate(again, assume), 'fundPays');
  // Above a last limit nothing is paid, which is a ratio too.
  const open = bands && bands.at(-1)?.upTo !== null ? ['0'] : [];
  const all = [...(bands ?? []).map((x) => x.ratio), ...(ratio ? [ratio] : []), ...open].map(tenThousandths);
  const [high, low] = [all.reduce(maxFen), all.reduce(minFen)];
  const lower = 10_000n - tenThousandths(laterDeductibleRatio ?? '1');
  const gain = high * yuan(deductible) * lower + (high - low) * BigInt(a + b) * 10_000n;
  // Each of two payments may be rounded up by half a 分, and so may the second deductible.
  return first + second <= one + gain / 100_000_000n + 2n;
};

const PROPERTIES: Record<string, Property> = {
  各方所付加起来就是总费用: sum,
  哪一方付的都不是负数: notNegative,
  另写的一份算法算出同样的分: agreed,
  '费用多了，报的不会少': neverFalls,
  不超过年度限额剩下的: withinCap,
  '比例高了，报的不会少': higherPaysMore,
  '分两次住院，多报的只来自起付线降低和分段': twoStays,
};

const broken = new Map<string, string>();
let cases = 0;

beforeAll(async () => {
  const { kb } = await realAssistant();
  inquiry = { kb, span: { from: '2025-12-01', to: '2025-12-01' }, mentions: () => false };
  const random = seeded(SEED);
  for (; cases < CASES; cases++) {
    const g = generate(random);
    const found = estimated(g.case, g.assume);
    const given = { ...g, found, result: firstOf(found), random };
    for (const [name, holds] of Object.entries(PROPERTIES))
      if (!broken.has(name) && !holds(given)) broken.set(name, `case ${cases}: ${JSON.stringify(g)}`);
  }
}, 600_000);

describe(`${CASES} random cases`, () => {
  test.each(Object.keys(PROPERTIES))('%s', (name) => {
    expect(broken.get(name)).toBeUndefined();
    expect(cases).toBe(CASES);
  });

  test('every rule of assume turned up, and every stage paid something', () => {
    const random = seeded(SEED);
    const keys = new Set<string>();
    const paying = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      const g = generate(random);
      for (const k of [...Object.keys(g.assume), ...Object.keys(g.case)]) keys.add(k);
      const r = calculate(g.case, g.assume);
      for (const p of [...PARTS, 'accountPays', 'mutualAidPays', 'cashPays'] as const)
        if (paid(r, p) > 0n) paying.add(p);
    }
    expect(keys.size).toBe(32);
    expect(paying.size).toBe(8);
  });
});

describe('pensions', () => {
  test('what a book-keeper comes to year by year', () => {
    const random = seeded(7);
    for (let i = 0; i < PENSIONS; i++) {
      const paying = random() < 0.7;
      const pension = {
        ...(random() < 0.8 && { basePension: yuanOf(fenAmount(random, 50_000)) }),
        ...(paying && { annualContribution: yuanOf(fenAmount(random, 1_000_000)) }),
        ...(paying && random() < 0.5 && { annualSubsidy: yuanOf(fenAmount(random, 50_000)) }),
        years: String(Math.floor(random() * 40)),
        ...((!paying || random() < 0.3) && { balance: yuanOf(fenAmount(random, 10_000_000)) }),
        ...(random() < 0.4
          ? { interest: `${Math.floor(random() * 5000)}.${Math.floor(random() * 9999)}` }
          : random() < 0.5 && { compoundRate: ['0.03', '0.0275', '0.015', '0'][i % 4] as string }),
        divisor: ['139', '170', '101.5', '195'][i % 4] as string,
        ...(random() < 0.3 && { yearBonus: yuanOf(fenAmount(random, 10_000)) }),
      };
      const e = estimate(inquiry, { scheme: 'resident-pension', assume: { pension } });
      if (isProblem(e)) return expect.fail(JSON.stringify({ e, pension }));
      expect({ pension, ...written(e.results[0] as Result) }).toEqual({
        pension,
        ...referencePension(pension),
      });
    }
  });
});
