/** Money: expected values worked by hand, and what must hold for every amount. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonical,
  formatYuan,
  maxFen,
  minFen,
  percent,
  plainYuan,
  ratio,
  roundToFen,
  share,
  shortYuan,
  yuan,
} from '../src/money.js';
import { decimal } from './written.js';

const fen = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const positive = fc.bigInt({ min: 0n, max: 10n ** 13n });

describe('money', () => {
  it.each([
    ['15000.6', 1500060n],
    ['0', 0n],
    ['0.01', 1n],
    ['0.1', 10n],
    ['-3.05', -305n],
    ['99999999999999', 9999999999999900n],
  ])('yuan(%s) is %i 分', (text, expected) => {
    expect(yuan(text)).toBe(expected);
  });

  it.each(['0.001', '1.234', '0.005'])('yuan(%s): no bill has a part of a 分', (text) => {
    expect(() => yuan(text)).toThrow(RangeError);
  });

  it.each(['', ' ', 'abc', '1e3', '1,000', '+5', '.5', '5.', '1.2.3', '０', '--1', 'NaN', '5 '])(
    'ratio(%j) is no decimal',
    (text) => {
      expect(() => ratio(text)).toThrow(RangeError);
    },
  );

  it('a refusal names the string, cut short', () => {
    expect(() => ratio('x'.repeat(500))).toThrow(new RangeError(`not a decimal: ${'x'.repeat(40)}`));
  });

  it.each([
    [1574400n, '15744.00', '15744'],
    [64748n, '647.48', '647.48'],
    [64740n, '647.40', '647.40'],
    [5n, '0.05', '0.05'],
    [0n, '0.00', '0'],
    [-5n, '-0.05', '-0.05'],
    [-10000n, '-100.00', '-100'],
  ])('%i 分 is written %s, in a sentence %s', (amount, full, plain) => {
    expect([formatYuan(amount), plainYuan(amount)]).toEqual([full, plain]);
  });

  it.each([
    [1n, 2n, 1n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [3n, 2n, 2n],
    [5n, 2n, 3n],
    [-1n, 2n, -1n],
    [1n, -2n, -1n],
    [-1n, -2n, 1n],
    [-1n, 3n, 0n],
    [249n, 100n, 2n],
    [250n, 100n, 3n],
    [0n, 7n, 0n],
  ])('%i/%i 分 rounds half-up to %i', (num, den, expected) => {
    expect(roundToFen(num, den)).toBe(expected);
  });

  it.each([
    ['19200', '0.82', '15744.00'],
    ['0.01', '0.5', '0.01'],
    ['0.01', '0.49', '0.00'],
    ['33.33', '0.5', '16.67'],
    ['100', '0', '0.00'],
    ['100', '1', '100.00'],
    ['1234.56', '0.005', '6.17'],
  ])('of %s yuan the share %s is %s', (amount, part, expected) => {
    expect(formatYuan(share(yuan(amount), ratio(part)))).toBe(expected);
  });

  it.each([
    ['0.82', '82%'],
    ['0.005', '0.5%'],
    ['1', '100%'],
    ['0', '0%'],
    ['0.7', '70%'],
    ['0.6667', '66.67%'],
    ['-0.05', '-5%'],
    ['0.100', '10%'],
  ])('%s as a percentage is %s', (text, expected) => {
    expect(percent(text)).toBe(expected);
  });

  it.each([
    ['15000.60', '15000.6'],
    ['05', '5'],
    ['100', '100'],
    ['0.0', '0'],
    ['-0', '0'],
    ['007.50', '7.5'],
    ['-0.50', '-0.5'],
  ])('%s in canonical form is %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it.each([
    ['80000', '8万'],
    ['15000', '1.5万'],
    ['123000', '12.3万'],
    ['1000000', '100万'],
    ['10000', '1万'],
    ['15500', '15500'],
    ['9000', '9000'],
    ['2619.6', '2619.6'],
  ])('people write %s as %s', (text, expected) => {
    expect(shortYuan(text)).toBe(expected);
  });

  it('what is written is read back', () => {
    fc.assert(fc.property(fen, (f) => yuan(formatYuan(f)) === f && yuan(plainYuan(f)) === f));
  });

  it('a canonical decimal is of the same value, and canonical', () => {
    fc.assert(
      fc.property(decimal, (d) => {
        const [a, b] = [ratio(d), ratio(canonical(d))];
        expect(a.num * b.den).toBe(b.num * a.den);
        expect(canonical(d)).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(canonical(canonical(d))).toBe(canonical(d));
      }),
    );
  });

  it('rounding is to the nearest 分, the half away from zero', () => {
    fc.assert(
      fc.property(fen, fc.bigInt({ min: 1n, max: 10n ** 8n }), (n, d) => {
        const r = roundToFen(n, d);
        const [abs, size] = [n < 0n ? -n : n, r < 0n ? -r : r];
        expect((2n * size - 1n) * d <= 2n * abs && 2n * abs < (2n * size + 1n) * d).toBe(true);
        expect(r === 0n || r < 0n === n < 0n).toBe(true);
        expect([roundToFen(-n, d), roundToFen(n, -d)]).toEqual([-r, -r]);
      }),
    );
  });

  it('a whole number of 分 is never rounded', () => {
    fc.assert(fc.property(fen, fc.bigInt({ min: 1n, max: 10n ** 6n }), (f, d) => roundToFen(f * d, d) === f));
  });

  it('an amount split by a ratio and joined again is the amount', () => {
    const part = fc.nat(10_000).map((n) => ratio((n / 10_000).toFixed(4)));
    fc.assert(
      fc.property(positive, part, (amount, r) => {
        const fund = share(amount, r);
        const own = amount - fund;
        expect(fund + own).toBe(amount);
        expect(fund >= 0n && own >= 0n).toBe(true);
        const rest = share(amount, { num: r.den - r.num, den: r.den });
        expect(rest - own === 0n || rest - own === 1n).toBe(true);
      }),
    );
  });

  it('an amount cut into bands and joined again is the amount', () => {
    fc.assert(
      fc.property(positive, fc.array(positive, { maxLength: 8 }), (amount, limits) => {
        const sorted = [...limits].sort((a, b) => (a < b ? -1 : 1));
        const edges = [0n, ...sorted, amount > (sorted.at(-1) ?? 0n) ? amount : (sorted.at(-1) ?? 0n)];
        const pieces = edges.slice(1).map((to, i) => maxFen(0n, minFen(amount, to) - (edges[i] as bigint)));
        expect(pieces.reduce((a, b) => a + b, 0n)).toBe(amount);
      }),
    );
  });

  it('a share grows with the amount', () => {
    fc.assert(
      fc.property(positive, positive, fc.nat(100), (a, b, n) => {
        const r = { num: BigInt(n), den: 100n };
        const [less, more] = [minFen(a, b), maxFen(a, b)];
        expect(share(less, r) <= share(more, r)).toBe(true);
      }),
    );
  });
});
