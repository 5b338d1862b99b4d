/** Facts and text indexes on disk, one piece a place: written by the build, each read when it is first needed. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import type { Digest, Fact } from './base.js';
import { digestOf, type FactSource } from './indexed.js';
import type { SearchFile } from './search.js';

/** Where a piece lies in the data file: first byte and length. */
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

/** The data file with its index, as they are to be written. */
export function shardsOf(facts: readonly Fact[], search: SearchFile): { index: ShardIndex; data: Buffer } {
  const byPlace = new Map<string, Fact[]>();
  for (const f of facts) {
    const list = byPlace.get(f.place);
    if (list) list.push(f);
    else byPlace.set(f.place, [f]);
  }
  const pieces: Buffer[] = [];
  let at = 0;
  const add = (text: string): Piece => {
    const bytes = Buffer.from(text);
    pieces.push(bytes);
    at += bytes.length;
    return [at - bytes.length, bytes.length];
  };
  const index: ShardIndex = { facts: {}, ids: {}, search: {}, digest: digestOf(facts) };
  for (const [place, list] of byPlace) {
    index.facts[place] = add(JSON.stringify(list));
    index.ids[place] = list.map((f) => f.id);
  }
  for (const [key, text] of Object.entries(search)) index.search[key] = add(text);
  return { index, data: Buffer.concat(pieces) };
}

export function writeShards(
  file: string,
  facts: readonly Fact[],
  search: SearchFile,
  write: (file: string, content: string | Buffer) => void = writeFileSync,
): void {
  const { index, data } = shardsOf(facts, search);
  // The index tells how long its data is, so that the two of different builds are not taken for one.
  write(`${file}.dat`, data);
  write(`${file}.json`, JSON.stringify({ ...index, bytes: data.length }));
}

/** Keeps the data file open, so that a build that replaces it does not mix two versions. */
export function openShards(file: string): Shards {
  const index = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as ShardIndex & { bytes: number };
  const handle = openSync(`${file}.dat`, 'r');
  if (fstatSync(handle).size !== index.bytes) {
    closeSync(handle);
    throw new Error('the knowledge in dist is half written; run gongji build again');
  }
  const read = ([from, length]: Piece): string => {
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) done += readSync(handle, bytes, done, length - done, from + done);
    return bytes.toString('utf8');
  };
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
