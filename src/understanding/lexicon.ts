/** Finds words of the knowledge base (terms, places, hospitals) in a text: longest match, left to right. */

export interface Hit<T> {
  start: number;
  end: number;
  word: string;
  entry: T;
}

/** First character → words that begin with it, longest first. */
export class Lexicon<T> {
  private readonly byFirst = new Map<string, { word: string; entry: T }[]>();

  constructor(words: Iterable<{ word: string; entry: T }>) {
    for (const w of words) {
      const first = w.word[0];
      if (first === undefined) continue;
      const list = this.byFirst.get(first);
      if (list) list.push(w);
      else this.byFirst.set(first, [w]);
    }
    for (const list of this.byFirst.values()) list.sort((a, b) => b.word.length - a.word.length);
  }

  /** The longest word that begins there. */
  at(text: string, i: number): { word: string; entry: T } | undefined {
    return this.byFirst.get(text[i] as string)?.find((w) => text.startsWith(w.word, i));
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
