/** Adding, splitting and joining lose nothing: fractions, bands and their pieces. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kinksOf, ownShareTimes, pieces, points, written } from '../../src/calculator/bands.js';
import { bandsOf, type Figure } from '../../src/calculator/figure.js';
import {
  less,
  minus,
  ONE,
  over,
  percentOf,
  plus,
  ratio,
  roundToFen,
  share,
  shares,
  times,
  whole,
  yuan,
} from '../../src/money.js';

const fen = fc.bigInt({ min: 0n, max: 10n ** 12n });
const part = fc.nat(10_000).map((n) => ({ num: BigInt(n), den: 10_000n }));
const fraction = fc
  .tuple(fc.bigInt(-(10n ** 9n), 10n ** 9n), fc.bigInt(1n, 10n ** 6n))
  .map(([num, den]) => ({ num, den }));
const equal = (a: { num: bigint; den: bigint }, b: { num: bigint; den: bigint }): boolean =>
  a.num * b.den === b.num * a.den;
const figure = { text: '', part: ONE, fen: 0n, unit: 'ratio' } as Figure;

describe('fractions', () => {
  test('what is added can be taken away, what is multiplied can be divided', () => {
    fc.assert(
      fc.property(fraction, fraction, (a, b) => {
        expect(equal(minus(plus(a, b), b), a)).toBe(true);
        if (b.num > 0n) expect(equal(over(times(a, b), b), a)).toBe(true);
        expect(less(a, b) || less(b, a) || equal(a, b)).toBe(true);
      }),
    );
  });
  test('parts of several amounts are rounded once, together', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fen, part), { maxLength: 8 }), (list) => {
        const num = list.reduce((sum, [amount, p]) => sum + amount * p.num, 0n);
        expect(shares(list)).toBe(roundToFen(num, 10_000n));
      }),
    );
  });
  test('a part and the rest are the whole, one by one or joined', () => {
    fc.assert(
      fc.property(fc.array(fen, { minLength: 1, maxLength: 8 }), part, (list, p) => {
        const all = list.reduce((a, b) => a + b, 0n);
        const fund = shares(list.map((f) => [f, p] as const));
        expect(fund).toBe(share(all, p));
        expect(fund + (all - fund)).toBe(all);
      }),
    );
  });
  test.each([
    ['0.82', '82%'],
    ['0.005', '0.5%'],
    ['1', '100%'],
    ['0.0275', '2.75%'],
  ])('%s is written %s', (decimal, text) => {
    expect(percentOf(ratio(decimal))).toBe(text);
  });
});

describe('bands', () => {
  const limits = fc
    .uniqueArray(fc.bigInt(1n, 10n ** 9n), { maxLength: 6 })
    .map((l) => l.sort((a, b) => (a < b ? -1 : 1)));
  const bands = limits.map((l) => [...l, null].map((upTo) => ({ upTo, part: ratio('0.5') })));
  test('every yuan above the deductible is in one band, and in one only', () => {
    fc.assert(
      fc.property(
        bands,
        fen,
        fen,
        fc.constantFrom('eligible' as const, 'afterDeductible' as const),
        (b, cost, d, on) => {
          const list = pieces(b, cost, d, on);
          const sum = list.reduce((all, p) => all + p.to - p.from, 0n);
          expect(sum).toBe(cost > d ? cost - d : 0n);
          for (const [i, p] of list.entries())
            expect(p.from < p.to && (i === 0 || p.from >= (list[i - 1]?.to ?? 0n))).toBe(true);
        },
      ),
    );
  });
  test('the deductible eats into the lowest band, or the limits count above it', () => {
    const b = bandsOf([
      { upTo: '1000', ratio: '0.5' },
      { upTo: null, ratio: '0.9' },
    ]);
    const say = (on: 'eligible' | 'afterDeductible') =>
      written(pieces(b, yuan('2000'), yuan('400'), on), percentOf);
    expect(say('eligible')).toBe('(1000 − 400) × 50% + (2000 − 1000) × 90%');
    expect(say('afterDeductible')).toBe('1000 × 50% + (1600 − 1000) × 90%');
    expect(written(pieces(b, yuan('400'), yuan('400'), 'eligible'), percentOf)).toBe('0');
  });
  test('above a last limit nothing is paid', () => {
    const b = bandsOf([{ upTo: '1000', ratio: '0.5' }]);
    expect(pieces(b, yuan('5000'), 0n, 'eligible')).toEqual([
      { from: 0n, to: yuan('1000'), part: ratio('0.5') },
    ]);
  });
  test('the slope changes at the deductible and at every limit above it', () => {
    const b = bandsOf([
      { upTo: '300', ratio: '0.5' },
      { upTo: '1000', ratio: '0.6' },
      { upTo: null, ratio: '0.9' },
    ]);
    const at = (on: 'eligible' | 'afterDeductible') =>
      kinksOf(b, yuan('400'), on, 'entered').map((k) => k.at);
    expect(at('eligible')).toEqual([yuan('400'), yuan('1000')]);
    expect(at('afterDeductible')).toEqual([yuan('400'), yuan('700'), yuan('1400')]);
  });
});

describe('changes of a ratio', () => {
  test.each([
    ['0.85', '0.05', 0.9, '(85% + 5%)'],
    ['0.98', '0.05', 1, '100%'],
    ['0.1', '-0.15', 0, '0%'],
    ['0.6', '-0.15', 0.45, '(60% − 15%)'],
  ])('%s and %s points', (from, by, to, text) => {
    const change = points(ratio(by), figure);
    expect(equal(change.apply(ratio(from)), ratio(String(to)))).toBe(true);
    expect(change.say(ratio(from))).toBe(text);
  });
  test('a share of the own part', () => {
    const change = ownShareTimes(ratio('0.6'), figure);
    expect(equal(change.apply(ratio('0.85')), ratio('0.91'))).toBe(true);
    expect(change.say(ratio('0.85'))).toBe('(100% − (100% − 85%) × 60%)');
    expect(equal(change.apply(ONE), ONE)).toBe(true);
    expect(equal(change.apply(whole(0n)), ratio('0.4'))).toBe(true);
  });
});
