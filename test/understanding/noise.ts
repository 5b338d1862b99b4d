/** Noise as people make it: homophones, pinyin in all its spellings, spaces. Seeded, so that a run can be repeated. */
import { pinyin } from 'pinyin-pro';

export type Random = () => number;

export function seeded(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** Syllables without tones as they are typed; alone, 了 is le. */
export const syllables = (word: string): string[] =>
  word === '了' ? ['le'] : pinyin(word, { toneType: 'none', type: 'array' }).map((s) => s.replace('ü', 'v'));

/** Characters that an input method offers first for a syllable. */
const OFFERED =
  '保宝报抱包暴堡工公共供功宫济计记寄挤院员远原园销消小校效线县限现先备被背案按暗门们真珍诊针职直值居局剧民名明医一衣已住主助祝参餐比笔必例利立力几机级基假家甲价钱前千线付负富副起其启七封丰风顶定订额鹅余鱼账张丈户护互绑帮棒转专赚诊断段端交教郊脚缴补不布部老劳离力';
const bySyllable = new Map<string, string[]>();
for (const ch of new Set(OFFERED)) {
  const s = syllables(ch)[0] as string;
  bySyllable.set(s, [...(bySyllable.get(s) ?? []), ch]);
}

/** One character of the word, or more, as another one of the same sound. */
export function homophone(word: string, random: Random): string {
  const sounds = syllables(word);
  const at = Math.floor(random() * word.length);
  return [...word]
    .map((ch, i) => {
      const others = (bySyllable.get(sounds[i] as string) ?? []).filter((o) => o !== ch);
      return others.length > 0 && (i === at || random() < 0.3) ? pick(random, others) : ch;
    })
    .join('');
}

const HAN = /[\u4e00-\u9fff]+/g;
export const STYLES = {
  syllables: (text: string) => text.replace(HAN, (m) => ` ${syllables(m).join(' ')} `).trim(),
  together: (text: string) => text.replace(HAN, (m) => syllables(m).join('')),
  marked: (text: string) => text.replace(HAN, (m) => ` ${pinyin(m, { type: 'array' }).join(' ')} `).trim(),
};

export const torn = (text: string, random: Random): string =>
  [...text].map((ch, i) => (i > 0 && random() < 0.5 ? ` ${ch}` : ch)).join('');
