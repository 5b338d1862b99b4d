/** What the lint rules look at: every fact with its file and place in it, and the look-ups they share. */
import { type Fact, flatten } from './base.js';
import type { Complaint, Located, RawKnowledge } from './load.js';
import type { RuleName } from './rules.js';
import type { FactFile, Source } from './schema.js';

export interface Entry {
  fact: Fact;
  file: Located<FactFile>;
  index: number;
}

export interface LintContext {
  entries: Entry[];
  factById: Map<string, Entry>;
  sourceById: Map<string, Source>;
  parentOf: Map<string, string | null>;
  conflictPairs: Set<string>;
  phrases: string[];
  raw: RawKnowledge;
}

export type Rule = (ctx: LintContext) => Complaint[];

export const at = (e: Entry, rule: RuleName, key: string, reason: string, remedy: string): Complaint => ({
  file: e.file.file,
  line: e.file.lineOf(['facts', e.index, key]),
  rule,
  reason: `${e.fact.id}: ${reason}`,
  remedy,
});

export const pair = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

export function lintContext(raw: RawKnowledge): LintContext {
  const sourceById = new Map(raw.sources.flatMap((f) => f.data.sources).map((s) => [s.id, s]));
  const classes = raw.regions?.data.levelClasses ?? {};
  const entries = raw.factFiles.flatMap((file) =>
    file.data.facts.map(
      (entry, index): Entry => ({ file, index, fact: flatten(file.data, entry, sourceById, classes) }),
    ),
  );
  const conflictPairs = new Set<string>();
  for (const { facts } of raw.factFiles.flatMap((f) => f.data.conflicts)) {
    for (const a of facts) for (const b of facts) if (a !== b) conflictPairs.add(pair(a, b));
  }
  return {
    entries,
    factById: new Map(entries.map((e) => [e.fact.id, e])),
    sourceById,
    parentOf: new Map((raw.regions?.data.regions ?? []).map((r) => [r.code, r.parent])),
    conflictPairs,
    phrases: raw.phrases?.data.phrases ?? [],
    raw,
  };
}
