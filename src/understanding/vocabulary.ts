/** The knowledge base's words, made ready for reading texts. */
import type { Hospital, Region, Term } from '../knowledge/schema.js';
import { Lexicon } from './lexicon.js';
import { charMap, normalise } from './normalise.js';

/** A word in which a term does not mean itself (婆娘 for 娘) is found first and means nothing. */
export type TermEntry = Term | 'nothing';

export interface Vocabulary {
  toSimplified: ReadonlyMap<string, string>;
  terms: Lexicon<TermEntry>;
  /** Concepts that make a question ours by themselves. */
  anchors: ReadonlySet<string>;
  /** A word → all words of the same term, for "does the question mention X". */
  synonyms: ReadonlyMap<string, string[]>;
  places: Lexicon<Region>;
  hospitals: Lexicon<Hospital>;
  regionByCode: ReadonlyMap<string, Region>;
}

export interface VocabularyData {
  simplified: string;
  terms: Term[];
  anchors: string[];
  regions: Region[];
  hospitals: Hospital[];
}

/** A name that several places share (城区, 和平区) tells none of them. */
function placeWords(regions: Region[]): { word: string; entry: Region }[] {
  const all = regions.flatMap((r) =>
    (r.code === '000000' ? [] : [r.name, ...r.short, ...r.aliases]).map((word) => ({ word, entry: r })),
  );
  const owners = new Map<string, number>();
  for (const { word } of all) owners.set(word, (owners.get(word) ?? 0) + 1);
  return all.filter(({ word }) => owners.get(word) === 1);
}

export function buildVocabulary(data: VocabularyData): Vocabulary {
  const toSimplified = charMap(data.simplified);
  const plain = (w: string): string => normalise(w, toSimplified).text;
  const words = data.terms.flatMap((t) => [
    ...[t.term, ...t.aliases].map((w) => ({ word: plain(w), entry: t as TermEntry })),
    ...t.notIn.map((w) => ({ word: plain(w), entry: 'nothing' as TermEntry })),
  ]);
  const synonyms = new Map<string, string[]>();
  for (const t of data.terms) {
    const all = [t.term, ...t.aliases].map(plain);
    for (const w of all) synonyms.set(w, all);
  }
  const named = new Set(words.filter((w) => w.entry !== 'nothing').map((w) => w.word));
  return {
    toSimplified,
    terms: new Lexicon([
      ...words.filter((w) => w.entry !== 'nothing'),
      ...words.filter((w) => w.entry === 'nothing' && !named.has(w.word)),
    ]),
    anchors: new Set(data.anchors),
    synonyms,
    places: new Lexicon(placeWords(data.regions)),
    hospitals: new Lexicon(
      data.hospitals.flatMap((h) => [h.name, ...h.aliases].map((word) => ({ word, entry: h }))),
    ),
    regionByCode: new Map(data.regions.map((r) => [r.code, r])),
  };
}
