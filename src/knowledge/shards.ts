/** Facts and text indexes as one long text, a piece for each place: written by the build, each read when it is first needed. */
import type { Digest, Fact } from './base.js';
import { digestOf, type FactSource } from './indexed.js';
import type { SearchFile } from './search.js';

/** Where a piece lies in the text: first character and length. */
type Piece = [from: number, length: number];

/** What is read at the start; the rest is looked up by it. */
export interface ShardIndex {
  facts: Record<string, Piece>;
  /** Place → ids of its facts. */
  ids: Record<string, string[]>;
  search: Record<string, Piece>;
  digest: Digest;
}

export interface Shards extends FactSource {
  search(key: string): string | undefined;
}

/** The text with its index, as they are to be written. */
export function shardsOf(facts: readonly Fact[], search: SearchFile): { index: ShardIndex; data: string } {
  const byPlace = new Map<string, Fact[]>();
  for (const f of facts) {
    const list = byPlace.get(f.place);
    if (list) list.push(f);
    else byPlace.set(f.place, [f]);
  }
  const pieces: string[] = [];
  let at = 0;
  const add = (text: string): Piece => {
    pieces.push(text);
    at += text.length;
    return [at - text.length, text.length];
  };
  const index: ShardIndex = { facts: {}, ids: {}, search: {}, digest: digestOf(facts) };
  for (const [place, list] of byPlace) {
    index.facts[place] = add(JSON.stringify(list));
    index.ids[place] = list.map((f) => f.id);
  }
  for (const [key, text] of Object.entries(search)) index.search[key] = add(text);
  return { index, data: pieces.join('') };
}

/** Over both as they were written; which of one build belong together, the caller knows. */
export function openShards(index: ShardIndex, data: string): Shards {
  const read = ([from, length]: Piece): string => data.slice(from, from + length);
  return {
    places: Object.keys(index.facts),
    ids: index.ids,
    digest: index.digest,
    facts: (place) => {
      const piece = index.facts[place];
      return piece ? (JSON.parse(read(piece)) as Fact[]) : [];
    },
    search: (key) => {
      const piece = index.search[key];
      return piece && read(piece);
    },
  };
}
