/** Free-text look-up over facts, for what a look-up by key cannot reach: one small MiniSearch index for each province. */
import MiniSearch, { type Options } from 'minisearch';
import type { Fact } from './base.js';
import type { Term } from './schema.js';

/** First two digits of a place, or the whole code where its province has many facts → the serialised index; `00` is the nation. */
export type SearchFile = Record<string, string>;

export interface Found {
  id: string;
  score: number;
}

export interface FactSearch {
  /** Facts of these places that share distinctive words with the query, best first. */
  find(query: string, places: readonly string[], limit: number): Found[];
}

/** More words than this cost time and add nothing. */
const MAX_TERMS = 24;
const HAN_RUN = /[\u3400-\u9fff]+|[a-z0-9]+/g;

/** Character pairs of Chinese runs, Latin words and numbers as they are. */
export function tokens(text: string): string[] {
  const out = new Set<string>();
  for (const [run] of text.toLowerCase().matchAll(HAN_RUN)) {
    if (!/[\u3400-\u9fff]/.test(run) || run.length === 1) out.add(run);
    for (let i = 0; i + 2 <= run.length && run > '\u3400'; i++) out.add(run.slice(i, i + 2));
  }
  return [...out];
}

const options: Options<{ id: string }> = {
  fields: ['title', 'asks', 'statement'],
  storeFields: ['place'],
  tokenize: tokens,
  processTerm: (t) => t,
};

interface Doc {
  id: string;
  place: string;
  title: string;
  asks: string;
  statement: string;
}

const provinceOf = (place: string): string => place.slice(0, 2);
/** A province with more facts than this has an index for each of its places: opening and asking one stays quick. */
const SPLIT = 1000;

/** Deterministic: facts in file order. Refuted facts are left out. */
export function buildSearch(facts: readonly Fact[]): SearchFile {
  const groups = new Map<string, Doc[]>();
  const live = facts.filter((f) => !f.refuted);
  const size = new Map<string, number>();
  for (const f of live) size.set(provinceOf(f.place), (size.get(provinceOf(f.place)) ?? 0) + 1);
  for (const f of live) {
    const province = provinceOf(f.place);
    const key = (size.get(province) ?? 0) > SPLIT ? f.place : province;
    const doc = {
      id: f.id,
      place: f.place,
      title: f.title,
      asks: f.asks.join(' '),
      statement: `${f.statement} ${(f.steps ?? []).join(' ')} ${Array.isArray(f.value) ? f.value.join(' ') : ''}`,
    };
    const group = groups.get(key);
    if (group) group.push(doc);
    else groups.set(key, [doc]);
  }
  const out: SearchFile = {};
  for (const key of [...groups.keys()].sort()) {
    const index = new MiniSearch<Doc>(options);
    index.addAll(groups.get(key) as Doc[]);
    out[key] = JSON.stringify(index);
  }
  return out;
}

/** Alias → standard word, so that 门槛费 finds what is written 起付线. */
function standardWords(terms: readonly Term[]): [string, string][] {
  return terms.flatMap((t) => t.aliases.map((a): [string, string] => [a, t.term]));
}

/** An index is read when a query first needs its province. */
export function openSearch(
  serialised: (key: string) => string | undefined,
  terms: readonly Term[],
): FactSearch {
  const open = new Map<string, MiniSearch>();
  const words = standardWords(terms);
  const indexOf = (key: string): MiniSearch | undefined => {
    const ready = open.get(key);
    if (ready) return ready;
    const json = serialised(key);
    if (json === undefined) return undefined;
    const index = MiniSearch.loadJSON(json, options as Options);
    open.set(key, index);
    return index;
  };
  return {
    find(query, places, limit) {
      const standard = words.flatMap(([alias, word]) => (query.includes(alias) ? [word] : [])).join(' ');
      const terms = tokens(`${query} ${standard}`).slice(0, MAX_TERMS);
      const wanted = new Set(places);
      const found: Found[] = [];
      for (const key of new Set(places.flatMap((p) => [p, provinceOf(p)]))) {
        const hits = indexOf(key)?.search(terms.join(' '), {
          tokenize: (t) => t.split(' '),
          boost: { title: 3, asks: 2 },
        });
        for (const h of hits ?? [])
          if (wanted.has(h.place as string)) found.push({ id: h.id, score: h.score });
      }
      return found.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit);
    },
  };
}
