/** Money, numerals, days and figures: expected values worked by hand, and what must hold for every value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ground, readFigures } from '../src/figures.js';
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
import { readNumeral } from '../src/numerals.js';
import {
  addDays,
  chineseDate,
  covers,
  daySpan,
  firstDay,
  isDay,
  lastDay,
  overlaps,
  precisionOf,
  shanghaiDay,
} from '../src/period.js';

const fen = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const positive = fc.bigInt({ min: 0n, max: 10n ** 13n });
/** A decimal as people write one: up to nine digits before the point and four behind. */
const decimal = fc
  .tuple(fc.nat(999_999_999), fc.stringMatching(/^\d{0,4}$/))
  .map(([whole, rest]) => (rest ? `${whole}.${rest}` : String(whole)));

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

/** Writes a whole number below 10^12 in Chinese, by the schoolbook: 10305 → 一万零三百零五. */
function chinese(n: number, digits = '零一二三四五六七八九', units = ['千', '百', '十', '']): string {
  const section = (s: number): string => {
    let out = '';
    for (const [i, unit] of units.entries()) {
      const d = Math.floor(s / 10 ** (3 - i)) % 10;
      if (d > 0) out += `${digits[d]}${unit}`;
      else if (out && !out.endsWith('零') && s % 10 ** (3 - i) > 0) out += '零';
    }
    return out;
  };
  const parts: [number, string][] = [
    [Math.floor(n / 1e8), '亿'],
    [Math.floor(n / 1e4) % 1e4, '万'],
    [n % 1e4, ''],
  ];
  let out = '';
  for (const [value, unit] of parts) {
    if (value === 0) continue;
    out += (out && value < 1000 ? '零' : '') + section(value) + unit;
  }
  return out || '零';
}

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
    ['一亿零五百万', '100500000'],
    ['两亿三千万零四百', '230000400'],
    ['一百亿', '10000000000'],
    ['一万亿', '1000000000000'],
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

describe('days', () => {
  it.each([
    ['2024', 'year', '2024-01-01', '2024-12-31', '2024年'],
    ['2024-07', 'month', '2024-07-01', '2024-07-31', '2024年7月'],
    ['2024-02', 'month', '2024-02-01', '2024-02-29', '2024年2月'],
    ['2023-02', 'month', '2023-02-01', '2023-02-28', '2023年2月'],
    ['2024-12', 'month', '2024-12-01', '2024-12-31', '2024年12月'],
    ['2024-07-01', 'day', '2024-07-01', '2024-07-01', '2024年7月1日'],
  ])('%s is known to the %s: %s to %s, %s', (known, precision, from, to, words) => {
    expect([precisionOf(known), firstDay(known), lastDay(known), chineseDate(known)]).toEqual([
      precision,
      from,
      to,
      words,
    ]);
  });

  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2024-02-30', false],
    ['2024-13-01', false],
    ['2024-00-10', false],
    ['2024-01-00', false],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2024-1-1', false],
    ['2024-01', false],
    ['', false],
    ['2024-01-01T00:00', false],
  ])('%j is a day of the calendar: %j', (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });

  it('both ends of a span belong to it', () => {
    const span = { from: '2024-01-01', to: '2024-06-30' };
    expect(['2023-12-31', '2024-01-01', '2024-06-30', '2024-07-01'].map((d) => covers(span, d))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(overlaps(span, daySpan('2024-06-30'))).toBe(true);
    expect(overlaps(daySpan('2024-01-01'), span)).toBe(true);
    expect(overlaps(span, { from: '2024-07-01', to: '2024-12-31' })).toBe(false);
  });

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-12-31', 1, '2025-01-01'],
    ['2025-01-01', -1, '2024-12-31'],
    ['2024-07-01', 0, '2024-07-01'],
  ])('%s plus %i is %s', (day, n, expected) => {
    expect(addDays(day, n)).toBe(expected);
  });

  it.each([
    ['2025-12-01T15:59:59Z', '2025-12-01'],
    ['2025-12-01T16:00:00Z', '2025-12-02'],
    ['2025-12-31T16:00:00Z', '2026-01-01'],
  ])('at %s it is %s in Shanghai', (instant, expected) => {
    expect(shanghaiDay(new Date(instant))).toBe(expected);
  });

  it('days added and taken away again, and two overlapping spans from either side', () => {
    const day = fc.integer({ min: 0, max: 36_500 }).map((n) => addDays('1990-01-01', n));
    fc.assert(
      fc.property(day, fc.integer({ min: -5000, max: 5000 }), (d, n) => {
        expect(isDay(addDays(d, n))).toBe(true);
        expect(addDays(addDays(d, n), -n)).toBe(d);
        expect(addDays(d, n) > d).toBe(n > 0);
      }),
    );
    fc.assert(
      fc.property(day, day, day, day, (a, b, c, d) => {
        const [x, y] = [
          { from: a < b ? a : b, to: a < b ? b : a },
          { from: c < d ? c : d, to: c < d ? d : c },
        ];
        expect(overlaps(x, y)).toBe(overlaps(y, x));
        expect(overlaps(x, y)).toBe(covers(x, y.from) || covers(y, x.from));
      }),
    );
  });
});

const figures = (text: string, phrases?: string[], names?: string[]): string[] =>
  readFigures(text, phrases, names).map((f) => `${f.kind} ${f.value}`);

describe('figures by value', () => {
  it.each([
    [
      'number 20000',
      ['2万元', '两万元', '20000元', '20,000元', '２万元', '贰万元', '最高2万', '最高20000', '最高两万'],
    ],
    ['number 35000', ['3万5千元', '3.5万元', '三万五千元', '35000元', '三万五元']],
    ['number 0.7', ['报七成', '报70%', '报70％', '报0.7', '百分之七十', '百分之70', '打七折', '七成']],
    ['number 0.82', ['百分之八十二', '82%', '八成二', '0.82', '比例为0.82']],
    ['number 0.05', ['5个百分点', '五个百分点', '提高5个百分点', '5%', '百分之五']],
    ['number 0.005', ['0.5%', '百分之0.5', '比例0.005']],
    ['number 1.1', ['110%', '1.1倍', '按1.1']],
    ['number 1.2', ['120%', '1.2倍']],
    ['number 12.5', ['12.5元', '每次12.5元']],
    ['number 120', ['120天', '120元', '有120人', '一百二十天', '一百二十元']],
    ['number 110', ['110种', '110元']],
    ['number 12000', ['12000人', '12000元', '一万二千元', '1.2万人']],
    ['number 12', ['十二档', '12档', '十二种', '12个月', '十二个月']],
    ['number 13', ['十三类', '13类']],
    ['number 3', ['三次', '3次', '3个工作日', '三个工作日', '3人', '三口', '3家']],
    ['number 60', ['60周岁', '六十岁', '满60岁']],
    ['date 2024-07-01', ['2024年7月1日', '2024-07-01', '2024年07月01日', '自2024年7月1日起']],
    ['date 2024-07', ['2024年7月', '2024-07', '2024年7月起']],
    ['date 2024', ['2024年', '2024年度']],
    ['time 08:30', ['8:30', '08:30', '8：30']],
    ['phone 12393', ['12393', '拨打12393', '12393热线']],
    ['phone 0351-1234567', ['0351-1234567', '电话0351-1234567']],
    ['phone 13800138000', ['13800138000']],
  ])('%s', (expected, texts) => {
    for (const text of texts) expect([text, ...figures(text)]).toEqual([text, expected]);
  });

  it.each([
    ['等级', '三级甲等医院、二级医院、一级乙等、3级、三甲和二乙'],
    ['类别', '一类收费医院、二类收费、三类及以下收费医院'],
    ['次序', '第二次住院、第3次、第十条、第一档、第1号令'],
    ['文号', '甲医保发〔2024〕38号、国办发〔2021〕14号'],
    ['书名', '《2024年第38号通知》'],
    ['网址', '见 https://example.gov.cn/2024/38.html'],
    ['引注', '报销比例［1］，起付线[2]'],
    ['名词', '做CT、B超'],
    ['药品分类', '甲类、乙类、丙类'],
  ])('%s不是数字', (_what, text) => {
    expect(figures(text)).toEqual([]);
  });

  it('步骤的编号不是数字，步骤里的数字是', () => {
    expect(figures('1. 带身份证\n2. 等3天\n10、交60元')).toEqual(['number 3', 'number 60']);
  });

  it('句首的小数不是编号', () => {
    expect(figures('0.5%\n1.5倍\n12.5元').sort()).toEqual(['number 0.005', 'number 1.5', 'number 12.5']);
  });

  it('文号之前、书名之外的数字照读', () => {
    expect(figures('报80%见甲医保发〔2024〕38号')).toEqual(['number 0.8']);
    expect(figures('按《办法》报80%')).toEqual(['number 0.8']);
  });

  it('一句里的每个数字都读', () => {
    expect(
      figures(
        '2024年7月1日起，三级甲等医院起付线1000元，3万元以内报85%，第二次减50%，3个工作日办结，问12393。',
      ).sort(),
    ).toEqual(
      [
        'date 2024-07-01',
        'number 1000',
        'number 30000',
        'number 0.85',
        'number 0.5',
        'number 3',
        'phone 12393',
      ].sort(),
    );
  });

  it('两个数之间的符号不连成一个数', () => {
    expect(figures('60%—70%')).toEqual(['number 0.6', 'number 0.7']);
    expect(figures('100元～200元')).toEqual(['number 100', 'number 200']);
    expect(figures('2024年7月1日至2025年6月30日')).toEqual(['date 2024-07-01', 'date 2025-06-30']);
  });

  it('固定说法和名称先剪去，别的照读', () => {
    expect(figures('一年内报两次')).toEqual(['number 1', 'number 2']);
    expect(figures('一年内报两次', ['一年内'])).toEqual(['number 2']);
    expect(figures('在三〇一医院住5天', [], ['三〇一医院'])).toEqual(['number 5']);
  });

  it('原文连单位一起留着', () => {
    expect(readFigures('最高两万元')[0]).toEqual({ raw: '两万元', value: '20000', kind: 'number' });
  });

  it('every amount, percentage and day that is written is read back', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), (n) => {
        expect(figures(`报销${n}元`)).toEqual([`number ${n}`]);
        if (n > 0) expect(figures(`报销${chinese(n)}元`)).toEqual([`number ${n}`]);
        expect(figures(`报销${shortYuan(String(n))}元`)).toEqual([`number ${n}`]);
      }),
    );
    fc.assert(
      fc.property(fc.nat(10_000), (n) => {
        const value = canonical((n / 10_000).toFixed(4));
        expect(figures(`报销${percent(value)}`)).toEqual([`number ${value}`]);
        expect(figures(percent(value))).toEqual([`number ${value}`]);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_500 }), (n) => {
        const day = addDays('1990-01-01', n);
        expect(figures(`${chineseDate(day)}起`)).toEqual([`date ${day}`]);
        expect(figures(day)).toEqual([`date ${day}`]);
      }),
    );
  });

  it('never throws', () => {
    const odd = fc.string({
      unit: fc.constantFrom(...'〇一两十百万亿成折元年月日第级类〔〕《》［］0129.-:%\n'),
    });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string()), (s) => {
        for (const f of readFigures(s)) expect(f.value).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('ground', () => {
  const holds = (fill: (g: Ground) => void, text: string): boolean[] => {
    const g = new Ground();
    fill(g);
    return readFigures(text).map((f) => g.holds(f));
  };

  it('a number stands for every way to write it, and for no other', () => {
    expect(holds((g) => g.addNumber('0.70'), '七成、70%、百分之七十')).toEqual([true, true, true]);
    expect(holds((g) => g.addNumber('20000'), '两万元、2万元、20000元')).toEqual([true, true, true]);
    expect(holds((g) => g.addNumber('-0.05'), '降低5个百分点')).toEqual([true]);
    expect(holds((g) => g.addNumber('0.7'), '7元、70元、0.07倍')).toEqual([false, false, false]);
  });

  it('a date stands for its month and year, not the other way round', () => {
    expect(holds((g) => g.addDate('2024-07-01'), '2024年7月1日、2024年7月、2024年')).toEqual([
      true,
      true,
      true,
    ]);
    expect(holds((g) => g.addDate('2024-07'), '2024年7月1日')).toEqual([false]);
    expect(holds((g) => g.addDate('2024'), '2024年7月')).toEqual([false]);
    expect(holds((g) => g.addDate('2024-07-01'), '2024年8月1日、2025年')).toEqual([false, false]);
    expect(holds((g) => g.addDate(null), '2024年')).toEqual([false]);
  });

  it('a date stands for its day and month in words, but for no count', () => {
    expect(holds((g) => g.addDate('2024-09-30'), '每年9月30日')).toEqual([true, true]);
    expect(holds((g) => g.addDate('2024-07-01'), '7元、7人、7个月、1次')).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('a text stands for all of its figures', () => {
    const text = '2024年7月1日起报70%，最高两万元，问12393';
    expect(holds((g) => g.addText(text), text)).toEqual([true, true, true, true]);
    expect(holds((g) => g.addText(text), '80%、三万元')).toEqual([false, false]);
  });
});
