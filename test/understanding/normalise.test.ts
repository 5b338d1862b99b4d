/** Any text → one simplified, half-width line: what is folded, what is kept, and where each character came from. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Normal } from '../../src/understanding/normalise.js';
import { normalise } from '../../src/understanding/normalise.js';
import { realAssistant } from '../real.js';

let read: (input: string) => Normal;
beforeAll(async () => {
  const { toSimplified } = (await realAssistant()).reader.vocabulary;
  read = (input) => normalise(input, toSimplified);
});

const is = (input: string, expected: string): void => expect(read(input).text).toBe(expected);

describe('字形', () => {
  test.each([
    ['ＡＢｃ１２３', 'abc123'],
    ['３．５Ｗ', '3.5w'],
    ['报８０％', '报80%'],
    ['￥５００', '¥500'],
    ['ﾊｰﾌ', 'ハーフ'],
    ['２０２５年①', '2025年1'],
    ['Ⅲ级㎏', 'iii级kg'],
    ['ﷺ太原', '太原'],
  ])('全角和变体字母数字变成半角小写：%s', is);

  test.each([
    ['醫療保險怎麼報銷', '医疗保险怎么报销'],
    ['門診統籌額度', '门诊统筹额度'],
    ['職工醫保轉移接續', '职工医保转移接续'],
    ['個人帳戶', '个人账户'],
    ['共濟帳戶綁定幾個人', '共济账户绑定几个人'],
    ['唔識點樣綁', '不识点样绑'],
    ['妳嘅醫保', '你的医保'],
  ])('繁体和异体变成简体，转换表漏掉的也变：%s', is);

  test.each([
    ['貳萬參仟元', '贰万叁仟元'],
    ['伍佰參拾元', '伍佰叁拾元'],
    ['參元', '叁元'],
    ['參保人', '参保人'],
    ['交了一萬參加醫保', '交了一万参加医保'],
    ['廿五年', '二十五年'],
    ['卅岁〺', '三十岁三十'],
  ])('大写数目里的參是三，别处是参加的参；廿卅写开：%s', is);
});

describe('标点、空格和看不见的字', () => {
  test.each([
    ['能报吗??', '能报吗？'],
    ['能报吗？？？！！', '能报吗？！'],
    ['起付线,封顶线;比例', '起付线，封顶线；比例'],
    ['等等。。。。。。', '等等。'],
    ['花了12,345.67元', '花了12,345.67元'],
    ['9:30开门', '9:30开门'],
    ['0351--12393', '0351--12393'],
  ])('标点统一成中文的，重复的留一个，数字里的不动：%s', is);

  test.each([
    ['  太原医保  ', '太原医保'],
    ['太原　　医保', '太原 医保'],
    ['太原\t\r\n医保', '太原 医保'],
    ['太 原 医 保', '太原医保'],
    ['太　原　职　工 住院', '太原职工 住院'],
    ['太原 职工 住院', '太原 职工 住院'],
    ['a 太 b', 'a 太 b'],
  ])('一字一空的去掉空格，一词一空的留一个：%j', is);

  test.each([
    ['住院😂报几成👍', '住院 报几成'],
    ['去🏥开💊', '去医院开药'],
    ['👨‍👩‍👧‍👦一家人', '一家人'],
    ['绑👍🏿定', '绑 定'],
    ['❤️谢谢❤️', '谢谢'],
    ['国旗🇨🇳医保', '国旗 医保'],
    ['2️⃣甲', '2甲'],
  ])('表情当空格，代替字的当字，带圈的数字还是数字：%s', is);

  test.each([
    ['太\u200b原\u200d医\ufeff保', '太原医保'],
    ['\u202e太原\u202c', '太原'],
    ['\u001b[31m太原\u0007', '[31m太原'],
    ['太原\u0000\u0001\u009f医保', '太原 医保'],
    ['太原\ue000\ufffd', '太原'],
  ])('零宽字丢掉，控制字符和坏字当空格：%j', is);

  test.each(['\ud83d', '\ude00', 'a\ud83d', '\ude00\ud83d', '太\ud800原'])(
    '孤立的代理项不留下：%j',
    (input) => {
      expect(read(input).text).not.toMatch(/\p{Cs}/u);
      expect(read(input).text).not.toContain('\ufffd');
    },
  );

  test.each(['', ' ', '\n\t　', '😀', '\u0000', '\ud800', '\u200b'])('没有字的变成空串：%j', (input) => {
    expect(read(input)).toEqual({ text: '', origin: [] });
  });
});

describe('回到原文', () => {
  /** The part of the input that a part of the result stands for. */
  const echo = (input: string, word: string): string => {
    const { text, origin } = read(input);
    const at = text.indexOf(word);
    expect(at).toBeGreaterThanOrEqual(0);
    return input.slice(origin[at] as number, (origin[at + word.length - 1] as number) + 1);
  };

  test.each([
    ['請問太原職工醫保報幾成', '职工医保', '職工醫保'],
    ['😂😂 在　ＡＢＣ医院', 'abc', 'ＡＢＣ'],
    ['太 原 医 保 怎 么 报', '医保', '医 保'],
    ['花了１２，３４５元', '12,345', '１２，３４５'],
    ['廿五岁，住院', '住院', '住院'],
    ['卅年廿年，共济', '共济', '共济'],
    ['𠮷𠮷家 太 原 医 保 ', '太原', '太 原'],
    ['㎏太原', '太原', '太原'],
    ['！！！！！报销', '报销', '报销'],
    ['\u200b\u200b贰萬參仟', '贰万叁仟', '贰萬參仟'],
  ])('%j 里的 %s 是原文的 %s', (input, word, original) => {
    expect(echo(input, word)).toBe(original);
  });
});

/** Whatever is folded, dropped, expanded or matched with its neighbours, thick on the ground. */
const odd = fc.constantFrom(
  ...'太原医保參参仟万元廿卅綁帳 　\t\n,，.。?？!！:;()（）--~…0９１a-ＡＫ',
  ...[
    '😀',
    '👍🏿',
    '🇨🇳',
    '2️⃣',
    '\u200b',
    '\ufe0f',
    '\u0000',
    '\ufffd',
    '𠮷',
    'ﷺ',
    '㎏',
    '\u0301',
    'İ',
    'ẞ',
    'Å',
  ],
  ...['\ud83d', '\ude00', '\u00b4', '\u2028', '\u00a0', '…', '½', '⑳', '㍿', '\u1680'],
);
const anything = fc.oneof(
  fc.string({ unit: odd, maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.nat(0xffff), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes)),
);

/** Characters in the result for one in the input: ㍿ is 株式会社. */
const MOST = 4;

describe('任何文字', () => {
  test('不出错，长度有界，每个字有原文里的位置，位置不倒退', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const { text, origin } = read(input);
        expect(text.length).toBeLessThanOrEqual(MOST * input.length);
        expect(origin).toHaveLength(text.length);
        expect(origin.every((at, i) => at >= (origin[i - 1] ?? 0) && at < input.length)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('整理过的再整理一遍不变', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const once = read(input).text;
        expect(read(once).text).toBe(once);
      }),
      { numRuns: 3000, examples: [['参\n元\u0000太']] },
    );
  });

  test('结果是一行，没有控制字符、孤立代理项、全角字母数字、连着的空格，头尾没有空格', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const { text } = read(input);
        expect(text).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]|[^\S ]| {2}|^ | $/,
        );
        expect(text).not.toMatch(/\p{Cs}/u);
      }),
      { numRuns: 3000 },
    );
  });

  test('本来就简体的字一个不改，也指回自己', () => {
    const plain = '太原医保住院报销';
    const noisy = fc.string({
      unit: fc.oneof(fc.constantFrom(...plain), fc.constantFrom(' ', '😀', '　', '\u200b', '，', '𠮷', '廿')),
      maxLength: 80,
    });
    const kept = (s: string): string => [...s].filter((c) => plain.includes(c)).join('');
    fc.assert(
      fc.property(noisy, (input) => {
        const { text, origin } = read(input);
        expect(kept(text)).toBe(kept(input));
        for (const [i, c] of text.split('').entries())
          if (plain.includes(c)) expect(input[origin[i] as number]).toBe(c);
      }),
      { numRuns: 1000 },
    );
  });
});
