/** Letters → pinyin syllables, and which syllables people mix up. Knows no words. */

/** Vowels with tone marks → bare ones; ü is typed v. */
const MARKED: Record<string, string> = {};
for (const [bare, marked] of Object.entries({
  a: 'āáǎàăâ',
  e: 'ēéěèĕê',
  i: 'īíǐìĭ',
  o: 'ōóǒòŏ',
  u: 'ūúǔùŭ',
  v: 'ǖǘǚǜü',
  n: 'ńňǹ',
  m: 'ḿ',
}))
  for (const m of marked) MARKED[m] = bare;

const TONED = new RegExp(`[${Object.keys(MARKED).join('')}]`, 'g');
export const TONE_MARKS = new RegExp(`[${Object.keys(MARKED).join('')}]`);

/** Same length as before, so that positions hold. */
export const bareLetters = (text: string): string => text.replace(TONED, (m) => MARKED[m] as string);

/** Letters of the longest, zhuang. */
export const MAX_SYLLABLE = 6;

/**
 * Syllables that speakers of many regions do not tell apart share a class: zh/z, ch/c, sh/s, n/l, -ng/-n (not -ong),
 * hu-/f-.
 */
export function soundClass(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n/, 'l')
    .replace(/([aei])ng$/, '$1n')
    .replace(/^f(?=u)/, 'h')
    .replace(/^fei$/, 'hui')
    .replace(/^fen$/, 'hun')
    .replace(/^f(?=an?$)/, 'hu');
}

export type SyllableIds = ReadonlyMap<string, number>;

/** Syllables that begin at a place: pairs of id and end. A longer one comes first. */
export function syllablesAt(letters: string, at: number, end: number, ids: SyllableIds): number[] {
  const out: number[] = [];
  for (let to = Math.min(end, at + MAX_SYLLABLE); to > at; to--) {
    const id = ids.get(letters.slice(at, to));
    if (id !== undefined) out.push(id, to);
  }
  return out;
}

/** The fewest syllables that the letters from `at` to `end` split into; 0 where they do not. */
export function countSyllables(letters: string, at: number, end: number, ids: SyllableIds): number {
  const fewest = new Array<number>(end - at + 1).fill(Infinity);
  fewest[0] = 0;
  for (let i = at; i < end; i++) {
    const here = fewest[i - at] as number;
    if (here === Infinity) continue;
    const next = syllablesAt(letters, i, end, ids);
    for (let k = 1; k < next.length; k += 2) {
      const to = (next[k] as number) - at;
      fewest[to] = Math.min(fewest[to] as number, here + 1);
    }
  }
  const all = fewest[end - at] as number;
  return all === Infinity ? 0 : all;
}
