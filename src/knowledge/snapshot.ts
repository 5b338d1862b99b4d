/** What the build leaves in `dist/` and the program starts from: knowledge, model, templates; all replaceable. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from './base.js';
import type { SearchFile } from './search.js';
import { openShards, type Shards, writeShards } from './shards.js';

export interface Built<M, S> {
  knowledge: Snapshot;
  /** Traditional → simplified pairs. */
  simplified: string;
  model: M;
  /** How words sound, for repairing what was misheard or typed in pinyin. */
  sounds: S;
  /** How the model did on the fifth of the utterances kept aside for calibration. */
  heldBack: { n: number; accuracy: number };
  search: SearchFile;
}

/** Facts and text indexes, place by place, in files that carry the version: whoever starts meanwhile reads one of one build. */
const SHARDS = 'facts-';

const path = (root: string, name: string): string => join(root, 'dist', name);

/** Whole or not at all: a reader never sees half a file. */
function writeWhole(file: string, content: string | Buffer): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

export function builtIsFresh(root: string, stamp: string): boolean {
  const file = path(root, '.data');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp && existsSync(path(root, 'built.json'));
}

export function writeBuilt<M, S>(root: string, built: Built<M, S>, templates: string, stamp: string): void {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const { search, ...rest } = built;
  const shards = `${SHARDS}${built.knowledge.version}`;
  writeShards(path(root, shards), built.knowledge.facts, search, writeWhole);
  writeWhole(
    path(root, 'built.json'),
    JSON.stringify({ ...rest, shards, knowledge: { ...built.knowledge, facts: [] } }),
  );
  writeWhole(path(root, 'templates.mjs'), templates);
  writeWhole(path(root, '.data'), stamp);
  dropOld(root, shards);
}

/** All but the pieces of this build and of the one before, which somebody may be opening. */
function dropOld(root: string, shards: string): void {
  const old = readdirSync(join(root, 'dist'))
    .filter((n) => n.startsWith(SHARDS) && !n.startsWith(`${shards}.`) && !n.endsWith('.tmp'))
    .map((n) => ({ n, at: statSync(path(root, n)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { n } of old.slice(2)) rmSync(path(root, n), { force: true });
}

/** What is read at the start; the facts and their text indexes lie in pieces beside it. */
export function readBuilt<M, S>(root: string): Omit<Built<M, S>, 'search'> & { shards: Shards } {
  const built = JSON.parse(readFileSync(path(root, 'built.json'), 'utf8')) as Omit<Built<M, S>, 'search'> & {
    shards: string;
  };
  return { ...built, shards: openShards(path(root, built.shards)) };
}

export const templatesFile = (root: string): string => path(root, 'templates.mjs');
