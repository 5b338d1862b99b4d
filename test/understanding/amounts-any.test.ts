/** Sums however they are written: one number in every spelling reads back as itself, and what is no money never as a sum. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Amounts, readAmounts, readSums } from '../../src/understanding/amounts.js';
import { normalise } from '../../src/understanding/normalise.js';
import { realAssistant } from '../real.js';
import { chinese } from '../written.js';

let read: (text: string) => Amounts;
beforeAll(async () => {
  const { toSimplified } = (await realAssistant()).reader.vocabulary;
  read = (text) => readAmounts(normalise(text, toSimplified).text);
});

/** From a hundred yuan to just below a hundred million, small ones as likely as large ones. */
const whole = fc.oneof(fc.integer({ min: 100, max: 20_000 }), fc.integer({ min: 100, max: 99_999_999 }));
const [CAPITALS, CAPITAL_UNITS] = ['零壹贰叁肆伍陆柒捌玖', ['仟', '佰', '拾', '']];
const wide = (s: string): string => s.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
/** Ten thousands with the fraction as it comes: 23500 → 2.35. */
const inTenThousands = (n: number): string =>
  `${Math.floor(n / 10_000)}.${String(n % 10_000).padStart(4, '0')}`.replace(/\.?0+$/, '');
const WAYS: ((n: number) => string)[] = [
  (n) => String(n),
  (n) => n.toLocaleString('en-US'),
  (n) => wide(String(n)),
  (n) => wide(n.toLocaleString('en-US')),
  (n) => chinese(n),
  (n) => chinese(n, CAPITALS, CAPITAL_UNITS),
  (n) => `${inTenThousands(n)}万`,
  (n) => `${inTenThousands(n)}w`,
  (n) => `${n}.00`,
];
const FRAMES: ((x: string) => string)[] = [
  (x) => `住院一共花了${x}元，能报多少`,
  (x) => `医药费${x}块钱`,
  (x) => `总费用是${x}元整`,
  (x) => `太原职工三甲住院，账单${x}圆`,
];

describe('写法和数一一对应', () => {
  test('一个数不管怎么写，读回来都是同一个数', () => {
    fc.assert(
      fc.property(whole, fc.constantFrom(...WAYS), fc.constantFrom(...FRAMES), (n, write, frame) => {
        expect(read(frame(write(n)))).toEqual({ amount: String(n) });
      }),
      { numRuns: 2000 },
    );
  });

  test('带角分的读回来也一样', () => {
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }), (n, jiao, fen) => {
        const amount = `${n}.${jiao}${fen || ''}`;
        const spoken = `${chinese(n)}块零${chinese(jiao)}毛${fen ? `${chinese(fen)}分` : ''}`;
        expect(read(`花了${n}.${jiao}${fen}元`)).toEqual({ amount });
        expect(read(`花了${spoken}`)).toEqual({ amount });
      }),
    );
  });

  test('先说一个再改口，两个怎么写都读后一个', () => {
    const turn = fc.constantFrom(
      '不对，是',
      '说错了，',
      '准确说是',
      '更正一下，',
      '记错了，应该是',
      '哦不，',
    );
    fc.assert(
      fc.property(
        fc.tuple(whole, fc.constantFrom(...WAYS), fc.constantFrom('', '元')),
        fc.tuple(whole, fc.constantFrom(...WAYS), fc.constantFrom('', '元')),
        turn,
        ([a, writeA, unitA], [b, writeB, unitB], word) => {
          fc.pre(!isYear(b));
          expect(read(`花了${writeA(a)}${unitA}，${word}${writeB(b)}${unitB}`).amount).toBe(String(b));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('总数和自费，先说哪个都分得开', () => {
    fc.assert(
      fc.property(whole, whole, fc.constantFrom(...WAYS), fc.boolean(), (total, own, write, first) => {
        const parts = [`总共花了${write(total)}元`, `自费的${write(own)}元`];
        const text = (first ? parts : parts.reverse()).join('，');
        expect(read(text)).toEqual({ amount: String(total), selfPaid: String(own) });
      }),
    );
  });
});

/** Without a unit, 1900–2039 is read as a year. */
const isYear = (n: number): boolean => n >= 1900 && n < 2040;
const spoken = (max: number) => fc.nat(max).map((n) => (n % 2 === 0 ? String(n + 1) : chinese(n + 1)));

describe('任何文字', () => {
  test('年纪、年月日、楼、天数、次数、手机、百分数，多大的数都不是钱', () => {
    const noise = fc.oneof(
      spoken(119).map((n) => `${n}岁`),
      spoken(60).map((n) => `交了${n}年`),
      fc
        .tuple(fc.integer({ min: 1950, max: 2039 }), fc.integer({ min: 1, max: 12 }))
        .map(([y, m]) => `${y}年${m}月`),
      spoken(200).map((n) => `${n}楼`),
      spoken(300).map((n) => `住了${n}天`),
      spoken(150).map((n) => `去过${n}次`),
      fc.stringMatching(/^1[3-9]\d{9}$/).map((n) => `电话${n}`),
      spoken(99).map((n) => `报${n}%`),
      fc.integer({ min: 1, max: 9 }).map((n) => `报${chinese(n)}成`),
    );
    fc.assert(
      fc.property(fc.array(noise, { minLength: 1, maxLength: 4 }), whole, (said, n) => {
        expect(read(said.join('，')).amount).toBeUndefined();
        expect(read(`${said.join('，')}，一共花了${n}元`).amount).toBe(String(n));
      }),
      { numRuns: 1000 },
    );
  });

  test('不出错，读出来的都是规范的十进制数', () => {
    const odd = fc.string({
      unit: fc.constantFrom(...'零一二两三九十百千万亿壹拾半wke0159.,元块毛花了到-、 '),
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string({ maxLength: 60 })), (text) => {
        const found = [...readSums(text).map((s) => s.value), ...Object.values(readAmounts(text))];
        for (const value of found) expect(value).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
      { numRuns: 3000 },
    );
  });
});
