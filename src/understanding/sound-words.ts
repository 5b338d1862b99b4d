/** Build time only: our own texts and an everyday dictionary → words, how often each stands, and what follows what. */
import { EDGE, MARKS, OTHER } from './sound-table.js';

/** Word → how often in everyday texts. */
export type Everyday = Map<string, number>;

export interface Counts {
  word: Map<string, number>;
  /** `previous next` → count. */
  pair: Map<string, number>;
}

const HAN_RUN = /[\u3400-\u9fff]+|[a-z0-9.%]+|[^\u3400-\u9fffa-z0-9.% ]+/g;
const isHan = (s: string): boolean => s >= '\u3400' && s <= '\u9fff';

/** Nats that a word costs; undefined where it is none. */
export type Costs = (word: string) => number | undefined;

/** A character that is no word. */
const STRANGE = 25;

/** Cuts Chinese into its likeliest words. */
export class Cutter {
  /** First character → length of the longest word that begins with it. */
  private readonly longest = new Map<string, number>();

  constructor(
    words: Iterable<string>,
    private readonly cost: Costs,
  ) {
    for (const w of words)
      if (w.length > (this.longest.get(w[0] as string) ?? 1)) this.longest.set(w[0] as string, w.length);
  }

  cut(text: string): string[] {
    const best = new Float64Array(text.length + 1).fill(Infinity);
    const back = new Int32Array(text.length + 1);
    best[0] = 0;
    for (let i = 0; i < text.length; i++) {
      const longest = this.longest.get(text[i] as string) ?? 1;
      for (let n = 1; n <= longest && i + n <= text.length; n++) {
        const c = this.cost(text.slice(i, i + n)) ?? (n === 1 ? STRANGE : Infinity);
        if ((best[i] as number) + c < (best[i + n] as number)) {
          best[i + n] = (best[i] as number) + c;
          back[i + n] = i;
        }
      }
    }
    const out: string[] = [];
    for (let i = text.length; i > 0; i = back[i] as number) out.push(text.slice(back[i] as number, i));
    return out.reverse();
  }
}

/** Words in order; punctuation and both ends are an edge, digits and letters another thing. */
export function sequence(text: string, cutter: Cutter): string[] {
  const out: string[] = [MARKS[EDGE]];
  for (const [part] of text.matchAll(HAN_RUN)) {
    if (isHan(part)) out.push(...cutter.cut(part));
    else out.push(/^[a-z0-9]/.test(part) ? MARKS[OTHER] : MARKS[EDGE]);
  }
  out.push(MARKS[EDGE]);
  return out;
}

/** Counts words and neighbours; `kindOf` says what a word counts as beside others. */
export function count(texts: string[], cutter: Cutter, kindOf: (word: string) => string): Counts {
  const word = new Map<string, number>();
  const pair = new Map<string, number>();
  const add = (m: Map<string, number>, k: string) => m.set(k, (m.get(k) ?? 0) + 1);
  for (const text of texts) {
    let previous: string | undefined;
    for (const w of sequence(text, cutter)) {
      const kind = kindOf(w);
      if (previous === MARKS[EDGE] && kind === MARKS[EDGE]) continue;
      add(word, w);
      if (kind !== w) add(word, kind);
      if (previous !== undefined) add(pair, `${previous} ${kind}`);
      previous = kind;
    }
  }
  return { word, pair };
}

const total = (m: Iterable<number>): number => {
  let sum = 0;
  for (const n of m) sum += n;
  return sum;
};

/** Costs from everyday counts; our own words are given at least the count `least` among them. */
export function everydayCosts(everyday: Everyday, own: ReadonlySet<string>, least: number): Costs {
  let sum = total(everyday.values());
  for (const w of own) sum += Math.max(0, least - (everyday.get(w) ?? 0));
  return (w) => {
    const n = everyday.get(w);
    const counted = own.has(w) ? Math.max(n ?? 0, least) : n;
    return counted === undefined ? undefined : -Math.log(counted / sum);
  };
}

/** Our own texts weigh more than everyday ones, and leave room for words they lack. */
export function mixedCosts(counts: Map<string, number>, everyday: Costs, share: number): Costs {
  const sum = total(counts.values());
  return (w) => {
    const n = counts.get(w);
    const other = everyday(w);
    if (n === undefined && other === undefined) return undefined;
    return -Math.log((share * (n ?? 0)) / sum + (1 - share) * Math.exp(-(other ?? STRANGE)));
  };
}
