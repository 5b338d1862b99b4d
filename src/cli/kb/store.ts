/** The files of `knowledge/` as the tools that change them need them: read with their paths, checked as a whole, written whole or not at all. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { complaintsOf } from '../../check.js';
import { editFacts, editSources } from '../../knowledge/edit.js';
import {
  type Complaint,
  type Located,
  parseFile,
  type RawKnowledge,
  readTemplates,
} from '../../knowledge/load.js';
import { type FactFile, factFileSchema, type Source, sourceFileSchema } from '../../knowledge/schema.js';
import type { Placed } from '../../knowledge/sheets.js';

export const FACTS = 'knowledge/facts/';
export const SOURCES = 'knowledge/sources/';

export const placedFacts = (raw: RawKnowledge): Placed<FactFile>[] =>
  raw.factFiles.map((f) => ({ file: f.file.slice(FACTS.length), data: f.data }));
export const placedSources = (raw: RawKnowledge): Placed<Source>[] =>
  raw.sources.flatMap((f) => f.data.sources.map((data) => ({ file: f.file.slice(SOURCES.length), data })));

const textOf = (root: string, file: string): string | undefined =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;

export interface Draft {
  /** Path from the project's folder → new text. */
  texts: Map<string, string>;
  raw: RawKnowledge;
  complaints: Complaint[];
}

const replace = <T>(all: Located<T>[], now: Located<T>): Located<T>[] =>
  all.some((f) => f.file === now.file) ? all.map((f) => (f.file === now.file ? now : f)) : [...all, now];

/** What the folder would be with these files and sources in it, and what there would then be to complain of. */
export function draft(
  root: string,
  raw: RawKnowledge,
  files: Placed<FactFile>[],
  sources: Placed<Source>[],
): Draft {
  const texts = new Map<string, string>();
  const complaints: Complaint[] = [];
  let { factFiles, sources: sourceFiles } = raw;
  for (const { file, data } of files) {
    const path = FACTS + file;
    const before = textOf(root, path);
    const text = editFacts(before, data);
    if (text === before) continue;
    texts.set(path, text);
    const parsed = parseFile(path, text, factFileSchema, complaints);
    if (parsed) factFiles = replace(factFiles, parsed);
  }
  for (const file of new Set(sources.map((s) => s.file))) {
    const path = SOURCES + file;
    const before = textOf(root, path);
    const now = new Map((sourceFiles.find((f) => f.file === path)?.data.sources ?? []).map((s) => [s.id, s]));
    for (const s of sources) if (s.file === file) now.set(s.data.id, sameOr(now.get(s.data.id), s.data));
    const text = editSources(before, [...now.values()]);
    if (text === before) continue;
    texts.set(path, text);
    const parsed = parseFile(path, text, sourceFileSchema, complaints);
    if (parsed) sourceFiles = replace(sourceFiles, parsed);
  }
  const next = { ...raw, factFiles, sources: sourceFiles };
  const key = (c: Complaint): string => `${c.file}|${c.rule}|${c.reason}`;
  const old = new Set(complaintsOf(raw, readTemplates(root)).map(key));
  const added = complaintsOf(next, readTemplates(root)).filter((c) => !old.has(key(c)));
  return { texts, raw: next, complaints: [...complaints, ...added] };
}

/** The order of keys is no change. */
function sameOr(before: Source | undefined, now: Source): Source {
  const sorted = (s: Source): string => JSON.stringify(Object.entries(s).sort());
  return before && sorted(before) === sorted(now) ? before : now;
}

/** Each file whole or not at all. */
export function writeDraft(root: string, d: Draft): void {
  for (const [file, text] of d.texts) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  }
}
