/** Figures of a text by value, and the ground that stands behind them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ground, readFigures } from '../src/figures.js';
import { canonical, percent, shortYuan } from '../src/money.js';
import { addDays, chineseDate } from '../src/period.js';
import { chinese } from './written.js';

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
    expect(holds((g) => g.addText(text), '2024年7月、2024年、7人')).toEqual([true, true, false]);
  });
});
