/** Turns the files below `knowledge/` into checked entries, each complaint with file, line, reason and remedy. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { RuleName } from './rules.js';
import {
  type FactFile,
  factFileSchema,
  type Hospital,
  hospitalFileSchema,
  type Labels,
  labelFileSchema,
  type MatterFile,
  matterFileSchema,
  type Phrases,
  type Plan,
  phraseFileSchema,
  planSchema,
  type Region,
  regionFileSchema,
  type Source,
  sourceFileSchema,
  type Term,
  type TopicFile,
  termFileSchema,
  topicFileSchema,
} from './schema.js';
import { type SoundNotes, soundFileSchema } from './schema-sound.js';

export interface Complaint {
  file: string;
  line: number;
  rule: RuleName;
  reason: string;
  remedy: string;
}

/** A parsed file that can still say on which line a value stands. */
export interface Located<T> {
  file: string;
  data: T;
  lineOf(path: ReadonlyArray<string | number>): number;
}

export interface RawKnowledge {
  factFiles: Located<FactFile>[];
  sources: Located<{ sources: Source[] }>[];
  regions: Located<{ asOf: string; levelClasses: LevelClasses; regions: Region[] }> | undefined;
  hospitals: Located<{ hospitals: Hospital[] }> | undefined;
  sound: Located<SoundNotes> | undefined;
  terms: Located<{ anchors: string[]; terms: Term[] }> | undefined;
  labels: Located<Labels> | undefined;
  phrases: Located<Phrases> | undefined;
  topics: Located<TopicFile>[];
  matters: Located<MatterFile>[];
  plans: Located<Plan>[];
  complaints: Complaint[];
}
export type LevelClasses = Record<string, Partial<Record<string, '1' | '2' | '3'>>>;

export function formatComplaint(c: Complaint): string {
  return `${c.file}:${c.line} ${c.reason}。${c.remedy}`;
}

function lineFinder(doc: Document.Parsed, counter: LineCounter) {
  return (path: ReadonlyArray<string | number>): number => {
    for (let n = path.length; n >= 0; n--) {
      const node = n === 0 ? doc.contents : doc.getIn(path.slice(0, n), true);
      if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
      const parent = n > 1 ? doc.getIn(path.slice(0, n - 1), true) : doc.contents;
      if (isMap(parent)) {
        const pair = parent.items.find((p) => isScalar(p.key) && p.key.value === path[n - 1]);
        if (pair && isNode(pair.key) && pair.key.range) return counter.linePos(pair.key.range[0]).line;
      }
    }
    return 1;
  };
}

const explain = (issue: z.core.$ZodIssue): string => {
  const where = issue.path.join('.') || '文件';
  if (issue.code === 'unrecognized_keys') return `${where} 有不认识的键 ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat()[0];
    return `${where} 的值不符合任何一种允许的写法${inner ? `（${inner.message}）` : ''}`;
  }
  return `${where}: ${issue.message}`;
};

function remedyFor(issue: z.core.$ZodIssue): string {
  const last = String(issue.path.at(-1) ?? '');
  if (last === 'value' || last === 'ratio' || last === 'upTo') return "数字写成加引号的字符串，例如 '0.82'";
  if (issue.code === 'unrecognized_keys') return '删去该键，或对照 src/knowledge/schema.ts 改名';
  return '对照 knowledge/README.md 改正';
}

/** Reads one YAML text against a schema; syntax and shape errors become complaints and no data. */
export function parseFile<S extends z.ZodType>(
  file: string,
  content: string,
  schema: S,
  complaints: Complaint[],
): Located<z.output<S>> | undefined {
  const counter = new LineCounter();
  const doc = parseDocument(content, { lineCounter: counter, uniqueKeys: true });
  for (const e of doc.errors) {
    complaints.push({
      file,
      line: counter.linePos(e.pos[0]).line,
      rule: 'syntax',
      reason: `YAML 语法错误：${e.message.split('\n')[0]}`,
      remedy: '改正缩进、引号或重复的键',
    });
  }
  if (doc.errors.length > 0) return undefined;
  const lineOf = lineFinder(doc, counter);
  const parsed = schema.safeParse(doc.toJS());
  if (parsed.success) return { file, data: parsed.data, lineOf };
  for (const issue of parsed.error.issues.slice(0, 20)) {
    complaints.push({
      file,
      line: lineOf([...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])] as string[]),
      rule: 'shape',
      reason: explain(issue),
      remedy: remedyFor(issue),
    });
  }
  return undefined;
}

/** How many files a reading of the folder goes through. */
export const countFiles = (root: string): number => yamlFiles(join(root, 'knowledge')).length;

function yamlFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && /\.ya?ml$/.test(e.name))
    .map((e) => join(e.parentPath, e.name))
    .sort();
}

/** Reads everything below the knowledge folder. Never throws for a bad file: the complaints say what is wrong. */
export function readKnowledge(root: string, onFile: (done: number) => void = () => undefined): RawKnowledge {
  const base = join(root, 'knowledge');
  const complaints: Complaint[] = [];
  let done = 0;
  const read = <S extends z.ZodType>(path: string, schema: S) => {
    onFile(++done);
    return parseFile(relative(root, path), readFileSync(path, 'utf8'), schema, complaints);
  };
  const readAll = <S extends z.ZodType>(dir: string, schema: S) =>
    yamlFiles(join(base, dir)).flatMap((path) => read(path, schema) ?? []);
  const readOne = <S extends z.ZodType>(name: string, schema: S) => {
    const path = join(base, name);
    if (existsSync(path)) return read(path, schema);
    complaints.push({
      file: `knowledge/${name}`,
      line: 1,
      rule: 'missing',
      reason: '文件不存在',
      remedy: '从版本库恢复该文件',
    });
    return undefined;
  };
  return {
    factFiles: readAll('facts', factFileSchema),
    sources: readAll('sources', sourceFileSchema),
    topics: readAll('topics', topicFileSchema),
    matters: readAll('matters', matterFileSchema),
    plans: readAll('plans', planSchema),
    regions: readOne('regions.yaml', regionFileSchema) as RawKnowledge['regions'],
    hospitals: readOne('hospitals.yaml', hospitalFileSchema),
    sound: readOne('sound.yaml', soundFileSchema) as RawKnowledge['sound'],
    terms: readOne('terms.yaml', termFileSchema),
    labels: readOne('labels.yaml', labelFileSchema),
    phrases: readOne('phrases.yaml', phraseFileSchema),
    complaints,
  };
}

/** Handlebars sources by name (`answer/ratio`), read from the templates folder. */
export function readTemplates(root: string): Record<string, string> {
  const base = join(root, 'templates');
  const out: Record<string, string> = {};
  if (!existsSync(base)) return out;
  for (const e of readdirSync(base, { withFileTypes: true, recursive: true })) {
    if (!e.isFile() || !e.name.endsWith('.hbs')) continue;
    const path = join(e.parentPath, e.name);
    out[relative(base, path).replace(/\.hbs$/, '')] = readFileSync(path, 'utf8');
  }
  return Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function readLedger(root: string): string {
  const path = join(root, 'knowledge', 'ledger.csv');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
