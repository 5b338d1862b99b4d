/** Numerals: every way that people write one number, and texts that are no single number. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, shortYuan } from '../src/money.js';
import { readNumeral } from '../src/numerals.js';
import { chinese, decimal } from './written.js';

describe('numerals', () => {
  it.each([
    ['两万三', '23000'],
    ['2万3', '23000'],
    ['3w5', '35000'],
    ['3.5w', '35000'],
    ['3.5万', '35000'],
    ['12w', '120000'],
    ['2k5', '2500'],
    ['一万二千', '12000'],
    ['一万二', '12000'],
    ['一万一', '11000'],
    ['1万2千', '12000'],
    ['3千5百', '3500'],
    ['一千零五十', '1050'],
    ['一千零五', '1005'],
    ['一千〇五', '1005'],
    ['1050', '1050'],
    ['12,345.67', '12345.67'],
    ['壹万贰仟', '12000'],
    ['壹万贰仟叁佰肆拾伍', '12345'],
    ['二〇二五', '2025'],
    ['二零二五', '2025'],
    ['一〇〇', '100'],
    ['两万零三', '20003'],
    ['两万零三十', '20030'],
    ['两万零三百', '20300'],
    ['2万03', '20003'],
    ['一百二', '120'],
    ['一百二十', '120'],
    ['一百零二', '102'],
    ['两千八', '2800'],
    ['两百五', '250'],
    ['三万五千六', '35600'],
    ['一百二十三', '123'],
    ['十', '10'],
    ['十五', '15'],
    ['二十', '20'],
    ['二十五', '25'],
    ['拾', '10'],
    ['百', '100'],
    ['俩', '2'],
    ['仨', '3'],
    ['零', '0'],
    ['0', '0'],
    ['015', '15'],
    ['1.50', '1.5'],
    ['0.82', '0.82'],
    ['十万', '100000'],
    ['二百五十万', '2500000'],
    ['三百万零五', '3000005'],
    ['1.5亿', '150000000'],
    ['一亿二', '120000000'],
    ['一亿三千万', '130000000'],
    ['一亿零五百万', '105000000'],
    ['一亿零五十万', '100500000'],
    ['两亿三千万零四百', '230000400'],
    ['一百亿', '10000000000'],
    ['一万亿', '1000000000000'],
    ['一万五千亿', '1500000000000'],
    ['123456789012345', '123456789012345'],
    ['0.1234', '0.1234'],
    ['半万', '5000'],
    ['一万半', '15000'],
    ['三千半', '3500'],
    ['二百半', '250'],
  ])('%s is %s', (text, expected) => {
    expect(readNumeral(text)).toBe(expected);
  });

  it.each([
    '',
    '万',
    '亿',
    'abc',
    '元',
    '3个',
    '3元',
    '1.2.3',
    '0.00001',
    '1234567890123456',
    '9'.repeat(20),
    '1 2',
    '-5',
    '一2',
    '2一',
  ])('%j is no single number', (text) => {
    expect(readNumeral(text)).toBeUndefined();
  });

  it.each(['两三万', '五六百', '七八千', '二三十'])('%s is two numbers, not one', (text) => {
    expect(readNumeral(text)).toBeUndefined();
  });

  it.each([
    ['小写', undefined, undefined],
    ['大写', '零壹贰叁肆伍陆柒捌玖', ['仟', '佰', '拾', '']],
  ])('every number written out in %s numerals is read back', (_name, digits, units) => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(99_999), fc.nat(999_999_999), fc.integer({ min: 1, max: 99_999_999_999 })),
        (n) => {
          expect(readNumeral(chinese(n, digits, units))).toBe(String(n));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('the digit behind a unit is one unit lower, however the digits are written', () => {
    const spoken = '零一两三四五六七八九';
    const written = '零一二三四五六七八九';
    for (const [unit, size] of [
      ['万', 10_000],
      ['千', 1000],
      ['百', 100],
    ] as const) {
      for (let a = 1; a < 10; a++) {
        for (let b = 1; b < 10; b++) {
          const expected = String(a * size + (b * size) / 10);
          expect(readNumeral(`${spoken[a]}${unit}${written[b]}`)).toBe(expected);
          expect(readNumeral(`${a}${unit}${b}`)).toBe(expected);
        }
      }
    }
  });

  it('digits are read as they are, with or without thousands commas', () => {
    fc.assert(
      fc.property(decimal, (d) => {
        const [whole = '', rest] = d.split('.');
        const commas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
        expect(readNumeral(d)).toBe(canonical(d));
        expect(readNumeral(rest === undefined ? commas : `${commas}.${rest}`)).toBe(canonical(d));
      }),
    );
  });

  it('a round sum as people write it is read back', () => {
    fc.assert(fc.property(decimal, (d) => readNumeral(shortYuan(canonical(d))) === canonical(d)));
  });

  it('never throws, and answers in canonical form or not at all', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'零〇一二两九十百千万亿壹拾wk0159.,元半 -') });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string()), (s) => {
        const n = readNumeral(s);
        if (n !== undefined) expect(n).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
      { numRuns: 2000 },
    );
  });
});
