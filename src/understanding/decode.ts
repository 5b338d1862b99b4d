/** Pinyin between Chinese → the characters that the words of our texts and of every day make likeliest. */
import { Lattice, pairCost } from './lattice.js';
import { EDGE, isHan, MAY, OTHER, type SoundTable, UNKNOWN, wordAt } from './sound-table.js';
import { MAX_SYLLABLE, syllablesAt } from './syllables.js';

export interface Decoded {
  text: string;
  /** Nats for each character of the words that the letters belong to. */
  cost: number;
  /** Words that our own texts are about. */
  content: number;
}

/** A syllable heard as another one of its class. */
const NEAR = 3.5;
/** A Chinese character that no word explains. */
const STRANGE = 13;
/** Words of one character tried for a syllable. */
const SINGLES = 8;
/** Chinese on both sides that takes part. */
const CONTEXT = 6;

/** Letters and the Chinese around them, cell by cell. */
class Cells {
  private readonly starts: (number[] | undefined)[] = [];

  constructor(
    private readonly t: SoundTable,
    readonly text: string,
    /** Cells at which a syllable must begin. */
    private readonly breaks: ReadonlySet<number>,
    private readonly lattice: Lattice,
  ) {}

  /** Readings that begin here: pairs of syllable and end. */
  private at(i: number): number[] {
    let here = this.starts[i];
    if (!here) {
      here = this.readingsAt(i);
      this.starts[i] = here;
    }
    return here;
  }

  private readingsAt(i: number): number[] {
    if (i >= this.text.length) return [];
    const code = this.text.charCodeAt(i);
    if (isHan(code)) {
      const first = (this.t.reading[code] as number) - 1;
      const out = first >= 0 ? [first, i + 1] : [];
      for (const s of this.t.alsoRead.get(code) ?? []) out.push(s, i + 1);
      return out;
    }
    let end = i + 1;
    while (end < Math.min(this.text.length, i + MAX_SYLLABLE) && !this.breaks.has(end)) end += 1;
    return syllablesAt(this.text, i, end, this.t.syllableId);
  }

  offer(from: number): void {
    const { t, lattice } = this;
    const code = this.text.charCodeAt(from);
    const own = isHan(code) ? (t.single[code] as number) - 1 : UNKNOWN;
    if (own >= 0) lattice.offer(from, from + 1, own, 0);
    else if (isHan(code)) lattice.offer(from, from + 1, UNKNOWN, STRANGE);
    const first = this.at(from);
    for (let i = 0; i < first.length; i += 2) {
      const s = first[i] as number;
      const mid = first[i + 1] as number;
      const singles = isHan(code) ? [] : (t.singles[s] as number[]);
      const n = Math.min(SINGLES, singles.length);
      for (let k = 0; k < n; k++) lattice.offer(from, mid, singles[k] as number, 0);
      this.offerWords(from, s, mid);
    }
  }

  private offerWords(from: number, s: number, mid: number): void {
    const { all, classOf, classes } = this.t;
    const second = this.at(mid);
    for (let j = 0; j < second.length; j += 2) {
      const key = (classOf[s] as number) * classes + (classOf[second[j] as number] as number);
      const end = all.offsets[key + 1] as number;
      for (let k = all.offsets[key] as number; k < end; k++) {
        const r = all.readings[k] as number;
        const extra = this.distance(r, 0, from, s) + this.distance(r, 1, mid, second[j] as number);
        if (extra < Infinity) this.rest(from, r, second[j + 1] as number, 2, extra);
      }
    }
  }

  /** Of the k-th character of reading `r` from what stands in the cell, read as `syllable` of the same class. */
  private distance(r: number, k: number, at: number, syllable: number): number {
    const { readings, start, text } = this.t;
    const code = this.text.charCodeAt(at);
    if (isHan(code))
      return text.charCodeAt((start[readings.word[r] as number] as number) + k) === code ? 0 : Infinity;
    return readings.syllables[(readings.at[r] as number) + k] === syllable ? 0 : NEAR;
  }

  /** Offers reading `r` where it goes on at `at` with its k-th character. */
  private rest(from: number, r: number, at: number, k: number, extra: number): void {
    const { readings, classOf } = this.t;
    if (k === readings.length[r]) {
      this.lattice.offer(from, at, readings.word[r] as number, extra);
      return;
    }
    const wanted = classOf[readings.syllables[(readings.at[r] as number) + k] as number];
    const here = this.at(at);
    for (let i = 0; i < here.length; i += 2) {
      if (classOf[here[i] as number] !== wanted) continue;
      const d = this.distance(r, k, at, here[i] as number);
      if (d < Infinity) this.rest(from, r, here[i + 1] as number, k + 1, extra + d);
    }
  }
}

/** What stands at the end of the Chinese around the letters. */
function edgeOf(ch: string | undefined): number {
  if (ch === undefined) return EDGE;
  if (isHan(ch.charCodeAt(0))) return UNKNOWN;
  return /[a-z0-9]/.test(ch) ? OTHER : EDGE;
}

/** Decodes the tokens that stand in the text from `from` to `to`. */
export function decode(
  t: SoundTable,
  text: string,
  from: number,
  to: number,
  tokens: string[],
): Decoded | undefined {
  let left = from;
  while (left > from - CONTEXT && isHan(text.charCodeAt(left - 1))) left -= 1;
  let right = to;
  while (right < to + CONTEXT && isHan(text.charCodeAt(right))) right += 1;
  const before = text.slice(left, from);
  const letters = tokens.join('');
  const breaks = new Set<number>();
  let at = before.length;
  for (const x of tokens) {
    breaks.add(at);
    at += x.length;
  }
  breaks.add(at);
  const all = before + letters + text.slice(to, right);
  const lattice = new Lattice(t, all.length, edgeOf(text[left - 1]));
  const cells = new Cells(t, all, breaks, lattice);
  for (let i = 0; i < all.length; i++) if (lattice.reached(i)) cells.offer(i);
  const after = edgeOf(text[right]);
  const best = lattice.best(after);
  if (!best) return undefined;
  let out = '';
  let cost = 0;
  let characters = 0;
  let content = 0;
  let previous = edgeOf(text[left - 1]);
  for (const s of best.steps) {
    const word = s.word < 0 ? all.slice(s.from, s.to) : wordAt(t, s.word);
    if (s.to > before.length && s.from < at) {
      cost += s.word < 0 ? STRANGE : pairCost(t, previous, s.word);
      characters += word.length;
      if (word.length > 1 && ((t.roles[s.word] as number) & MAY.content) !== 0) content += 1;
    }
    out += word;
    previous = s.word;
  }
  return {
    text: out.slice(before.length, out.length - (right - to)),
    cost: cost / characters,
    content,
  };
}
