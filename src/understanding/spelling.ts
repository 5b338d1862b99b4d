/** Build time only: how words and characters are read, from pinyin-pro. */
import { pinyin } from 'pinyin-pro';

/** Interjections and dialect that only let other languages pass as pinyin. */
const NO_SYLLABLES =
  'm n ng hm hng o ê r lo yo kei ei eng cei tei fiao dia pia biang rua nun nia den eg zhei'.split(' ');
export const isSyllable = (s: string): boolean => /^[a-z]+$/.test(s) && !NO_SYLLABLES.includes(s);

/** A reading that less than this share of a character's uses has is left out. */
const RARE = 0.02;
const MOST_READINGS = 3;

export type Speller = (word: string) => string[];

/** Syllables of a word, without tones, ü as v. */
export function speller(): Speller {
  const known = new Map<string, string[]>();
  return (word) => {
    let s = known.get(word);
    if (!s) {
      s = pinyin(word, { toneType: 'none', type: 'array' }).map((x) => x.replace('ü', 'v'));
      known.set(word, s);
    }
    return s;
  };
}

/** Character → readings, the commonest first, by the words it stands in and how often each is said. */
export function readingsOf(
  words: Map<string, number>,
  characters: Iterable<string>,
  spell: Speller,
): Map<string, string[]> {
  const tally = new Map<string, Map<string, number>>();
  for (const [w, n] of words) {
    // Alone, a character is often given a reading that it has in few words (了 as liao).
    if (w.length === 1) continue;
    const s = spell(w);
    for (let k = 0; k < w.length; k++) {
      const ch = w[k] as string;
      const of = tally.get(ch) ?? new Map<string, number>();
      of.set(s[k] as string, (of.get(s[k] as string) ?? 0) + n);
      tally.set(ch, of);
    }
  }
  for (const ch of characters) if (!tally.has(ch)) tally.set(ch, new Map([[spell(ch)[0] as string, 1]]));
  const inOrder = (of: Map<string, number>): string[] => {
    const sum = [...of.values()].reduce((a, b) => a + b, 0);
    return [...of]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .filter(([, n], i) => i === 0 || n / sum > RARE)
      .map(([s]) => s)
      .slice(0, MOST_READINGS);
  };
  return new Map([...tally].map(([ch, of]) => [ch, inOrder(of)]));
}
