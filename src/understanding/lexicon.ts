/** Finds words of the knowledge base (terms, places, hospitals) in a text: longest match, left to right. */

export interface Hit<T> {
  start: number;
  end: number;
  word: string;
  entry: T;
}

interface Entry<T> {
  word: string;
  entry: T;
}

const pairKey = (a: number, b: number): number => a * 0x10000 + b;

/** First two characters → words that begin with them, longest first; words of one character apart. */
export class Lexicon<T> {
  private readonly byPair = new Map<number, Entry<T>[]>();
  private readonly single = new Map<number, Entry<T>>();

  constructor(words: Iterable<Entry<T>>) {
    for (const w of words) {
      const first = w.word.charCodeAt(0);
      if (w.word.length === 1 && !this.single.has(first)) this.single.set(first, w);
      if (w.word.length < 2) continue;
      const key = pairKey(first, w.word.charCodeAt(1));
      const list = this.byPair.get(key);
      if (list) list.push(w);
      else this.byPair.set(key, [w]);
    }
    for (const list of this.byPair.values()) list.sort((a, b) => b.word.length - a.word.length);
  }

  /** The longest word that begins there. */
  at(text: string, i: number): Entry<T> | undefined {
    const first = text.charCodeAt(i);
    const list = this.byPair.get(pairKey(first, text.charCodeAt(i + 1)));
    if (list) for (const w of list) if (text.startsWith(w.word, i)) return w;
    return this.single.get(first);
  }

  /** Hits that do not overlap; the longest at each place wins. What `past` has begin somewhere else is stepped over. */
  find(text: string, past?: ReadonlyMap<number, number>): Hit<T>[] {
    const hits: Hit<T>[] = [];
    let i = 0;
    while (i < text.length) {
      const found = this.at(text, i);
      if (found) {
        hits.push({ start: i, end: i + found.word.length, word: found.word, entry: found.entry });
        i += found.word.length;
      } else i = past?.get(i) ?? i + 1;
    }
    return hits;
  }

  /** The longest hit at every position, overlaps included. */
  findAll(text: string): Hit<T>[] {
    const hits: Hit<T>[] = [];
    for (let i = 0; i < text.length; i++) {
      const found = this.at(text, i);
      if (found) hits.push({ start: i, end: i + found.word.length, word: found.word, entry: found.entry });
    }
    return hits;
  }
}
