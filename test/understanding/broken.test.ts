import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { clean } from '../../src/understanding/broken.js';
import { readText } from '../../src/understanding/sound.js';
import { realSounds, type Sounds } from './sounds.js';

let sounds: Sounds;
beforeAll(() => {
  sounds = realSounds();
});

describe('复制、注音、乱码弄坏的文字', () => {
  test.each([
    ['無(wú)醫(yī)保怎么报', '无医保怎么报'],
    ['报(bào)销(xiāo)比例(bǐ lì)', '报销比例'],
    ['重庆（Chóngqìng）医保', '重庆医保'],
    ['共济(gong ji)账户', '共济账户'],
    ['醫(ㄧ)保', '医保'],
    ['山西醫(yī)?！蔽⑿殴娞?hào)怎麼綁定', '山西医保”微信怎么绑定'],
    ['鍖讳繚鎬庝箞鎶ラ攢', '医保怎么报销'],
    [Buffer.from('医保怎么报销').toString('latin1'), '医保怎么报销'],
    ['锟斤拷医保怎么报', '医保怎么报'],
    ['甚麼是門診共濟', '什么是门诊共济'],
    ['帳戶怎麼綁定', '账户怎么绑定'],
    ['医.保.卡怎么办', '医保卡怎么办'],
    ['医 保 卡 怎么 用', '医保卡怎么用'],
    ['我 是 太原 的 职工 ， 住院 报 多少', '我是太原的职工，住院报多少'],
    ['2️⃣甲🇨🇳医保', '2甲 医保'],
    ['戸籍関係的保険', '户籍关系的保险'],
    ['医保[微笑]怎么报[捂脸]', '医保 怎么报'],
  ])('%s → %s', (broken, meant) => {
    expect(clean(broken, sounds.toSimplified, sounds.table).text).toBe(meant);
  });

  test.each([
    ['CT(平扫)能报吗', 'ct（平扫）能报吗'],
    ['苹果(apple)手机', '苹果（apple）手机'],
    ['能报吗?医保局怎么走', '能报吗？医保局怎么走'],
    ['大同 共济 绑定 上限', '大同 共济 绑定 上限'],
    ['[职工医保]报销', '[职工医保]报销'],
    ['f(x)医保', 'f（x）医保'],
  ])('不该动的不动：%s', (text, kept) => {
    expect(clean(text, sounds.toSimplified, sounds.table).text).toBe(kept);
  });

  test('每个字都说得出在原文哪里', () => {
    const input = '山西醫(yī)保公濟neng绑ji ge人';
    const n = readText(input, sounds.toSimplified, sounds.table);
    expect(n.text).toBe('山西医保共济能绑几个人');
    expect(n.origin.map((i) => input[i]).join('')).toBe('山西醫保公濟n绑ig人');
  });

  test('任何输入：位置不越界、不倒退，一字一个', () => {
    const parts = fc.constantFrom(...'醫保(yī)?！蔽⑿鍖讳繚åŒ»ä¿[微笑]锟斤拷 .-1️⃣🇨🇳廿共濟gongji');
    const text = fc.oneof(
      fc.array(parts, { maxLength: 60 }).map((a) => a.join('')),
      fc.string({ maxLength: 200, unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(text, (input) => {
        const n = readText(input, sounds.toSimplified, sounds.table);
        expect(n.origin.length).toBeGreaterThanOrEqual(n.text.length);
        n.origin.slice(0, n.text.length).forEach((at, i) => {
          expect(at).toBeGreaterThanOrEqual(i === 0 ? 0 : (n.origin[i - 1] as number));
          expect(at).toBeLessThan(Math.max(1, input.length + 2));
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('很长的括号和空格也很快', () => {
    for (const unit of ['(', '( ', '(a', '?！蔽', '鍖', 'å', '医.', '[笑', '醫(yī)?']) {
      const text = unit.repeat(Math.ceil(2000 / unit.length)).slice(0, 2000);
      const times = Array.from({ length: 5 }, () => {
        const begun = performance.now();
        clean(text, sounds.toSimplified, sounds.table);
        return performance.now() - begun;
      });
      expect(Math.min(...times), unit).toBeLessThan(25);
    }
  });
});
