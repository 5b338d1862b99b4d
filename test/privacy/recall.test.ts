/** 20,000 personal numbers in 200 sentences: hardly one gets past the masker, written plainly or in disguise. */
import { describe, expect, test } from 'vitest';
import { findPersonal, MARKS, maskPersonal, sift } from '../../src/privacy.js';
import { FRAMES } from './frames.js';
import { DISGUISES, disguised, type Personal, personal, random } from './generate.js';
import { leaks } from './leak.js';

const COUNT = 20_000;

interface Miss {
  kind: string;
  how: string;
  text: string;
  left: string;
}

function missed(
  seed: number,
  make: (r: () => number) => Personal & { how?: string },
): { misses: Miss[]; wrongKind: Miss[]; seen: Map<string, number> } {
  const r = random(seed);
  const misses: Miss[] = [];
  const wrongKind: Miss[] = [];
  const seen = new Map<string, number>();
  for (let i = 0; i < COUNT; i++) {
    const p = make(r);
    const text = (FRAMES[i % FRAMES.length] as string).replace('{}', () => p.said);
    const left = maskPersonal(text);
    const how = p.how ?? 'plain';
    seen.set(how, (seen.get(how) ?? 0) + 1);
    const row = { kind: p.kind, how, text, left };
    if (leaks(p, left) || leaks(p, sift(text).question)) misses.push(row);
    else if (!left.includes(MARKS[p.kind])) wrongKind.push(row);
  }
  return { misses, wrongKind, seen };
}

const shown = (misses: Miss[]): string =>
  misses
    .slice(0, 30)
    .map((m) => `${m.how} ${m.kind}: ${m.text} → ${m.left}`)
    .join('\n');

describe('两万个个人号码', () => {
  test('句子够多，各不相同', () => {
    expect(new Set(FRAMES).size).toBeGreaterThanOrEqual(200);
    for (const f of FRAMES) expect(f.split('{}')).toHaveLength(2);
  });

  test('写得规矩的，校验位对不对都算，漏的不到千分之一；标记说得出是哪一种', () => {
    const { misses, wrongKind } = missed(1, personal);
    expect(misses.length, shown(misses)).toBeLessThanOrEqual(COUNT * 0.001);
    expect(wrongKind.length, shown(wrongKind)).toBeLessThanOrEqual(COUNT * 0.02);
  });

  test('全角、分段、拆开、零宽字符、汉字数字、混写的，漏的不到百分之一', () => {
    const { misses, seen } = missed(2, (r) => disguised(r, personal(r)));
    expect([...seen.keys()].sort()).toEqual(Object.keys(DISGUISES).sort());
    expect(misses.length, shown(misses)).toBeLessThanOrEqual(COUNT * 0.01);
  });

  test('几个号码连在一句里，一个也不漏；钱和年份照样留着', () => {
    const r = random(4);
    const seps = [' ', '，', '\n', '、', '/', '；', ' 和 ', ', ', '|', ' - ', '。'];
    const left: string[] = [];
    let lost = 0;
    for (let i = 0; i < 2000; i++) {
      const all = Array.from({ length: 2 + (i % 3) }, () => personal(r));
      const sep = seps[i % seps.length] as string;
      const masked = maskPersonal(
        `太原职工花了23000元${sep}${all.map((p) => p.said).join(sep)}${sep}2024年能报几成`,
      );
      if (all.some((p) => leaks(p, masked))) left.push(masked);
      if (!masked.startsWith('太原职工花了23000元') || !masked.endsWith('2024年能报几成')) lost += 1;
    }
    expect(left.length, left.slice(0, 20).join('\n')).toBeLessThanOrEqual(4);
    expect(lost).toBeLessThanOrEqual(20);
  });

  test('遮过的再遮一遍，不再变', () => {
    const r = random(3);
    for (let i = 0; i < 2000; i++) {
      const text = maskPersonal(
        (FRAMES[i % FRAMES.length] as string).replace('{}', () => disguised(r, personal(r)).said),
      );
      expect(maskPersonal(text)).toBe(text);
      expect(findPersonal(text)).toEqual([]);
    }
  });
});
