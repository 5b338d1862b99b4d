/** Writes what a tool changed back into YAML: what did not change keeps its bytes, comments and order. */
import { Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { FactFile, Source } from './schema.js';
import { conflictSchema, exampleSchema, factSchema, sourceSchema } from './schema.js';

const STYLE = { lineWidth: 0, singleQuote: true, flowCollectionPadding: false } as const;
/** Longer than this a list or a map goes over several lines. */
const SHORT = 80;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

type Tree = Record<string, unknown>;

/** Without the keys that say no more than their absence. */
function lean(entry: object, defaults: Tree): Tree {
  return Object.fromEntries(
    Object.entries(entry).filter(([k, v]) => v !== undefined && !same(v, defaults[k])),
  );
}

const FACT_DEFAULTS: Tree = {
  conditions: {},
  value: null,
  unit: null,
  from: null,
  to: null,
  fromEstimated: false,
  toEstimated: false,
  yearUnknown: false,
  noRule: false,
  holdsBeside: [],
  noCalculation: false,
};
const EXAMPLE_DEFAULTS: Tree = { outcome: 'answer', facts: [], includes: [], excludes: [] };
const SOURCE_DEFAULTS: Tree = { mirror: false, republished: false };

const lists = {
  facts: { schema: factSchema, lean: (x: object) => lean(x, FACT_DEFAULTS) },
  conflicts: { schema: conflictSchema, lean: (x: object) => lean(x, {}) },
  examples: { schema: exampleSchema, lean: (x: object) => lean(x, EXAMPLE_DEFAULTS) },
  sources: { schema: sourceSchema, lean: (x: object) => lean(x, SOURCE_DEFAULTS) },
};
type ListName = keyof typeof lists;

/** As a curator writes it: one key a line, short lists and maps on one, `{ }` with room inside. */
function written(data: Tree): string {
  const doc = new Document(data);
  for (const { key, value } of (doc.contents as unknown as YAMLMap).items as {
    key: unknown;
    value: unknown;
  }[]) {
    const name = isScalar(key) ? String(key.value) : '';
    const short = JSON.stringify(data[name]).length < SHORT && name !== 'steps';
    if (short && (isMap(value) || isSeq(value))) value.flow = true;
  }
  return doc.toString(STYLE).replace(/^([\w-]+: )\{(.*)\}$/gm, '$1{ $2 }');
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line, i) => `${i === 0 ? '  - ' : '    '}${line}\n`)
    .join('');

/** A list of the file as the slices of its text, each item with the comments that follow it. */
interface Listed {
  from: number;
  to: number;
  items: { text: string; data: object }[];
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

function listed(text: string, name: ListName): Listed | undefined {
  const doc = parseDocument(text);
  const pairs = (doc.contents as YAMLMap | null)?.items ?? [];
  const at = pairs.findIndex((p) => isScalar(p.key) && p.key.value === name);
  const pair = pairs[at];
  if (!pair || !isScalar(pair.key) || !isSeq(pair.value)) return undefined;
  const next = pairs[at + 1]?.key;
  const from = lineStart(text, pair.key.range?.[0] ?? 0);
  const to = isScalar(next) && next.range ? lineStart(text, next.range[0]) : text.length;
  const nodes = pair.value.items as YAMLMap[];
  const flow = pair.value.flow === true;
  const starts = nodes.map((n) => lineStart(text, n.range?.[0] ?? 0));
  return {
    from,
    to,
    items: nodes.map((n, i) => ({
      text: flow ? '' : text.slice(starts[i], starts[i + 1] ?? to),
      data: lists[name].schema.parse(n.toJS(doc)) as object,
    })),
  };
}

function withList(text: string, name: ListName, after: readonly object[]): string {
  const was = listed(text, name);
  if (same(was?.items.map((i) => i.data) ?? [], after)) return text;
  const item = (x: object): string => {
    const kept = was?.items.find((i) => i.text !== '' && same(i.data, x))?.text;
    return kept === undefined ? indented(written(lists[name].lean(x))) : `${kept.trimEnd()}\n`;
  };
  const block = after.length === 0 ? '' : `${name}:\n${after.map(item).join('')}`;
  if (was) return text.slice(0, was.from) + block + text.slice(was.to);
  return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${block}`;
}

const HEAD = ['place', 'topic', 'matter', 'scheme', 'title', 'asks'] as const;

/** Sets or takes out one key above the lists. */
function withHead(text: string, key: (typeof HEAD)[number], after: unknown): string {
  const doc = parseDocument(text);
  const silent = (key === 'scheme' && after === null) || (key === 'asks' && same(after, []));
  const was = (doc.toJS() as Tree | null)?.[key] ?? (key === 'asks' ? [] : null);
  if (same(was, after)) return text;
  const line = silent ? '' : written({ [key]: after });
  const pairs = (doc.contents as YAMLMap | null)?.items ?? [];
  const at = pairs.findIndex((p) => isScalar(p.key) && p.key.value === key);
  const start = (i: number): number => {
    const k = pairs[i]?.key;
    return isScalar(k) && k.range ? lineStart(text, k.range[0]) : text.length;
  };
  if (at >= 0) return text.slice(0, start(at)) + line + text.slice(start(at + 1));
  const first = pairs.findIndex((p) => isScalar(p.key) && String(p.key.value) in lists);
  const here = first >= 0 ? start(first) : text.length;
  return text.slice(0, here) + line + text.slice(here);
}

/** The text of a fact file that says what `after` says; `before` is its text so far, if there is one. */
export function editFacts(before: string | undefined, after: FactFile): string {
  const head = HEAD.reduce((text, key) => withHead(text, key, after[key]), before ?? '');
  return (['facts', 'conflicts', 'examples'] as const).reduce(
    (text, name) => withList(text, name, after[name]),
    head,
  );
}

/** The text of a file of sources that lists exactly these. */
export const editSources = (before: string | undefined, after: Source[]): string =>
  withList(before ?? '', 'sources', after);
