/** What the build leaves in `dist/` and the program starts from: knowledge, model, templates; all replaceable. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from './base.js';
import type { SearchFile } from './search.js';

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

const path = (root: string, name: string): string => join(root, 'dist', name);

/** Whole or not at all: a reader never sees half a file. */
function writeWhole(file: string, content: string): void {
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
  writeWhole(path(root, 'built.json'), JSON.stringify(built));
  writeWhole(path(root, 'templates.mjs'), templates);
  writeWhole(path(root, '.data'), stamp);
}

export function readBuilt<M, S>(root: string): Built<M, S> {
  return JSON.parse(readFileSync(path(root, 'built.json'), 'utf8')) as Built<M, S>;
}

export const templatesFile = (root: string): string => path(root, 'templates.mjs');
