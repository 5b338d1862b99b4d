/**
 * What the build leaves in `dist/` and the program starts from, all replaceable: parts named by their content, and a
 * manifest that is put in place last, so that a reader sees either the old whole or the new one.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from './base.js';
import type { ShardIndex } from './shards.js';

export interface Built<M, S> {
  /** All but the facts. */
  knowledge: Omit<Snapshot, 'facts'>;
  /** Where in the text of the facts each place's lie. */
  shards: ShardIndex;
  /** Traditional → simplified pairs. */
  simplified: string;
  model: M;
  /** How words sound, for repairing what was misheard or typed in pinyin. */
  sounds: S;
}

/** JSON, but for the templates, which are a module, and the facts, which are a text that the shards index. */
export const PARTS = ['knowledge', 'shards', 'facts', 'simplified', 'model', 'sounds', 'templates'] as const;
export type PartName = (typeof PARTS)[number];

export interface Manifest {
  /** Of knowledge and templates; every answer carries it. */
  version: string;
  /** Names all parts together. */
  snapshot: string;
  /** Digest of each part. */
  parts: Record<PartName, string>;
  /** How the model did on the fifth of the utterances kept aside for calibration. */
  heldBack: { n: number; accuracy: number };
  /** What built it. */
  program: string;
  /** What the costly parts were made from: where that is the same, they are. */
  madeFrom: { model: string; sounds: string };
}

const path = (root: string, name: string): string => join(root, 'dist', name);
const MANIFEST = 'built.json';
const PARTS_FOLDER = 'parts';

export const partFile = (root: string, name: PartName, hash: string): string =>
  path(root, join(PARTS_FOLDER, `${name}-${hash.slice(0, 16)}.${name === 'templates' ? 'mjs' : 'json'}`));

export const digestOf = (...texts: string[]): string => {
  const hash = createHash('sha256');
  for (const t of texts) hash.update(t).update('\n');
  return hash.digest('hex');
};

/** Whole or not at all: a reader never sees half a file. */
function writeWhole(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

export function readManifest(root: string): Manifest | undefined {
  const file = path(root, MANIFEST);
  if (!existsSync(file)) return undefined;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Partial<Manifest>;
  const whole =
    manifest.parts && PARTS.every((p) => existsSync(partFile(root, p, manifest.parts?.[p] ?? '')));
  return whole ? (manifest as Manifest) : undefined;
}

export function builtIsFresh(root: string, stamp: string): boolean {
  const file = path(root, '.data');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp && readManifest(root) !== undefined;
}

export function writeBuilt(
  root: string,
  texts: Record<PartName, string>,
  rest: Pick<Manifest, 'version' | 'program' | 'heldBack' | 'madeFrom'>,
  stamp: string,
): void {
  const before = readManifest(root);
  mkdirSync(path(root, PARTS_FOLDER), { recursive: true });
  const parts = Object.fromEntries(PARTS.map((p) => [p, digestOf(texts[p])])) as Manifest['parts'];
  for (const p of PARTS)
    if (!existsSync(partFile(root, p, parts[p]))) writeWhole(partFile(root, p, parts[p]), texts[p]);
  const snapshot = digestOf(...PARTS.map((p) => parts[p])).slice(0, 32);
  writeWhole(path(root, MANIFEST), JSON.stringify({ ...rest, snapshot, parts } satisfies Manifest));
  writeWhole(path(root, '.data'), stamp);
  // A program that runs may still be reading the parts before these.
  const kept = [before?.parts, parts].flatMap((m) => (m ? PARTS.map((p) => partFile(root, p, m[p])) : []));
  for (const name of readdirSync(path(root, PARTS_FOLDER))) {
    const file = path(root, join(PARTS_FOLDER, name));
    if (!kept.includes(file)) rmSync(file, { force: true });
  }
}

export const readPart = (root: string, name: PartName, hash: string): string =>
  readFileSync(partFile(root, name, hash), 'utf8');

export function readBuilt<M, S>(root: string): Built<M, S> & Pick<Manifest, 'heldBack'> {
  const { parts, heldBack } = readManifest(root) as Manifest;
  const json = <T>(name: PartName): T => JSON.parse(readPart(root, name, parts[name])) as T;
  return {
    knowledge: json('knowledge'),
    shards: json('shards'),
    simplified: json('simplified'),
    model: json('model'),
    sounds: json('sounds'),
    heldBack,
  };
}
