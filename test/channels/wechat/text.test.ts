/** WeChat's pieces: never over the byte limit, never a broken character, together the whole text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asksForMore } from '../../../src/channels/wechat/more.js';
import { pieces } from '../../../src/channels/wechat/text.js';

const MORE = '回复“继续”看更多';
const LIMIT = 2048;
const bytes = (text: string): number => Buffer.byteLength(text);
const bare = (text: string): string => text.replace(/\s/g, '');

describe('分段', () => {
  test('恰好 2048 字节是一条，多一个字是两条', () => {
    const full = `${'医'.repeat(682)}ab`;
    expect(bytes(full)).toBe(LIMIT);
    expect(pieces(full, MORE)).toEqual([full]);
    expect(pieces(`${full}。`, MORE)).toHaveLength(2);
  });
  test('任何文字：不超过，不断字，不丢字，只有最后一段没有提示', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'grapheme', maxLength: 40 }),
            fc.constantFrom('报销比例。', '\n', '👨‍👩‍👧‍👦'),
          ),
          { minLength: 100, maxLength: 400 },
        ),
        (parts) => {
          const text = parts.join('');
          const all = pieces(text, MORE);
          for (const p of all) {
            expect(bytes(p)).toBeLessThanOrEqual(LIMIT);
            expect(p.isWellFormed()).toBe(true);
          }
          const said = all.map((p, i) => (i < all.length - 1 ? p.slice(0, -MORE.length - 1) : p));
          for (const p of all.slice(0, -1)) expect(p.endsWith(`\n${MORE}`)).toBe(true);
          expect(bare(said.join(''))).toBe(bare(text));
        },
      ),
      { numRuns: process.env.GONGJI_SOAK === '1' ? 20_000 : 200 },
    ));
  test('选项在最后，编了号', () => {
    const options = [
      { slot: 's', value: '3A', label: '三级甲等' },
      { slot: 's', value: '3B', label: '三级乙等' },
    ];
    expect(pieces({ text: '哪一级医院？', options })).toEqual(['哪一级医院？\n1. 三级甲等\n2. 三级乙等']);
  });
  test.each(['继续', ' 继续 ', '“继续”', '继续。', '更多', '看更多'])('%s 要下一段', (text) =>
    expect(asksForMore(text)).toBe(true),
  );
  test.each(['继续参保要交多少', '医保怎么继续交', '', '继续继续'])('%s 是问题', (text) =>
    expect(asksForMore(text)).toBe(false),
  );
});
