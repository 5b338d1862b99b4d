/** Spaces that fall inside a word of ours, or around one syllable typed among Chinese, are no spaces. */
import type { Normal } from './normalise.js';
import { isHan, prefixKey, type SoundTable } from './sound-table.js';

/** A word of the domain, which is at most this long on either side of the gap. */
const REACH = 3;

function isDomainWord(t: SoundTable, word: string): boolean {
  for (
    let id = t.byPrefix.get(prefixKey(word.charCodeAt(0), word.charCodeAt(1)));
    id >= 0;
    id = t.nextAlike[id] as number
  ) {
    if (id < t.domainSize && t.length[id] === word.length && t.text.startsWith(word, t.start[id] as number))
      return true;
  }
  return false;
}

function tearsWord(t: SoundTable, text: string, gap: number): boolean {
  for (let left = 1; left <= REACH && gap - left >= 0; left++) {
    if (!isHan(text.charCodeAt(gap - left))) break;
    for (let right = 1; right <= REACH && gap + right < text.length; right++) {
      if (!isHan(text.charCodeAt(gap + right))) break;
      const word = text.slice(gap - left, gap) + text.slice(gap + 1, gap + 1 + right);
      if (isDomainWord(t, word)) return true;
    }
  }
  return false;
}

/** Both spaces around a syllable between Chinese characters (给我 ma 交). */
function besideSyllable(t: SoundTable, text: string, gap: number): boolean {
  const before = /([\u3400-\u9fff]) ([a-z]{2,6})$/.exec(text.slice(Math.max(0, gap - 8), gap));
  const after = /^ ([a-z]{2,6}) [\u3400-\u9fff]/.exec(text.slice(gap, gap + 9));
  const syllable = isHan(text.charCodeAt(gap + 1)) ? before?.[2] : after?.[1];
  return syllable !== undefined && t.syllableId.has(syllable);
}

export function closeWordGaps(n: Normal, t: SoundTable): Normal {
  if (!n.text.includes(' ')) return n;
  const keep = [...Array(n.text.length).keys()].filter(
    (i) => n.text[i] !== ' ' || !(tearsWord(t, n.text, i) || besideSyllable(t, n.text, i)),
  );
  if (keep.length === n.text.length) return n;
  return {
    text: keep.map((i) => n.text[i]).join(''),
    origin: keep.map((i) => n.origin[i] as number),
  };
}
