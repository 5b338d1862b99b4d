/** Fact files ↔ the rows of a spreadsheet. Pure; what cannot be read is refused by sheet, row and column. */
import type { z } from 'zod';
import { type FactFile, factFileSchema, type Source, sourceSchema } from './schema.js';
import { CellError, cellText } from './sheet-cells.js';
import { type Column, GUIDE, SHEET_NAMES, SHEETS, type SheetName } from './sheet-columns.js';

export interface Sheet {
  name: string;
  rows: string[][];
}

/** A file's data with its path below the folder of facts, or of sources. */
export interface Placed<T> {
  file: string;
  data: T;
}

export interface Refusal {
  sheet: string;
  /** As the spreadsheet program counts: the heading is row 1. */
  row: number;
  column: string;
  reason: string;
}

export const refusalText = (r: Refusal): string =>
  `表“${r.sheet}”第 ${r.row} 行${r.column ? `“${r.column}”列` : ''}：${r.reason}`;

type Tree = Record<string, unknown>;
const get = (from: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((x, k) => (x as Tree | undefined)?.[k], from);
function set(into: Tree, path: readonly string[], v: unknown): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) into[key] = v;
  else {
    into[key] = (into[key] as Tree | undefined) ?? {};
    set(into[key] as Tree, rest, v);
  }
}

function sheetOf(name: SheetName, records: unknown[]): Sheet {
  const used = SHEETS[name].filter(
    (c) => c.always || records.some((r) => c.codec.write(get(r, c.path)) !== ''),
  );
  return {
    name,
    rows: [used.map((c) => c.title), ...records.map((r) => used.map((c) => c.codec.write(get(r, c.path))))],
  };
}

const guide = (): Sheet => ({
  name: GUIDE,
  rows: [
    ['表', '列', '可以写'],
    ...SHEET_NAMES.flatMap((s) => SHEETS[s].map((c) => [s, c.title, c.choices?.join('、') ?? ''])),
  ],
});

/** Everything of these files, and the sources they name. */
export function toSheets(files: Placed<FactFile>[], sources: Placed<Source>[]): Sheet[] {
  const inFile = <T extends object>(pick: (f: FactFile) => T[]): unknown[] =>
    files.flatMap(({ file, data }) => pick(data).map((x) => ({ ...x, file })));
  const named = new Set(files.flatMap((f) => f.data.facts.flatMap((x) => x.sources)));
  const records: Record<SheetName, unknown[]> = {
    事实: inFile((f) => f.facts),
    文件: inFile((f) => [f]),
    例问: inFile((f) => f.examples),
    分歧: inFile((f) => f.conflicts),
    来源: sources.filter((s) => named.has(s.data.id)).map((s) => ({ ...s.data, file: s.file })),
  };
  return [...SHEET_NAMES.map((name) => sheetOf(name, records[name])), guide()];
}

interface Row {
  number: number;
  file: string;
  data: Tree;
}

function rowsOf(
  name: SheetName,
  sheet: { rows: readonly (readonly unknown[])[] },
  refusals: Refusal[],
): Row[] {
  const [heads = [], ...body] = sheet.rows;
  const columns = heads.map((h): Column | undefined => {
    const title = cellText(h).trim();
    const found = SHEETS[name].find((c) => c.title === title || c.path.join('.') === title);
    if (!found && title !== '')
      refusals.push({ sheet: name, row: 1, column: title, reason: `没有这一列；可用的列见“${GUIDE}”表` });
    return found;
  });
  for (const c of SHEETS[name].slice(0, 2))
    if (!columns.includes(c)) refusals.push({ sheet: name, row: 1, column: c.title, reason: '缺这一列' });
  return body.flatMap((cells, i) => {
    const number = i + 2;
    const data: Tree = {};
    if (cells.every((c) => cellText(c).trim() === '')) return [];
    columns.forEach((c, k) => {
      if (!c) return;
      try {
        const v = c.codec.read(cellText(cells[k]));
        if (v !== undefined) set(data, c.path, v);
      } catch (error) {
        if (!(error instanceof CellError)) throw error;
        refusals.push({ sheet: name, row: number, column: c.title, reason: error.message });
      }
    });
    const { file, ...rest } = data;
    if (typeof file !== 'string' || !/^(?:[\w-]+\/)*[\w-]+\.ya?ml$/.test(file)) {
      refusals.push({
        sheet: name,
        row: number,
        column: '文件',
        reason: '写文件路径，例如 shanxi/aid-area.yaml',
      });
      return [];
    }
    return [{ number, file, data: rest }];
  });
}

/** The column that holds what a problem is about. */
function titleOf(name: SheetName, path: readonly PropertyKey[]): string {
  const keys = path.filter((p) => typeof p === 'string') as string[];
  const found =
    SHEETS[name].find((c) => c.path.every((k, i) => keys[i] === k)) ??
    SHEETS[name].find((c) => c.path[0] === keys[0]);
  return found?.title ?? keys.join('.');
}

const explain = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_type' || issue.code === 'too_small' ? '这里要写' : issue.message;

export interface Read {
  files: (Placed<FactFile> & { rows: Record<'facts' | 'conflicts' | 'examples', number[]>; head: number })[];
  sources: (Placed<Source> & { row: number })[];
  refusals: Refusal[];
}

const PARTS = { facts: '事实', conflicts: '分歧', examples: '例问' } as const;

/** Rows → fact files; a sheet that is not there leaves that part of the files as it is known. */
export function fromSheets(
  sheets: { name: string; rows: readonly (readonly unknown[])[] }[],
  known: Placed<FactFile>[],
): Read {
  const refusals: Refusal[] = [];
  const strange = sheets.filter((s) => s.name !== GUIDE && !SHEET_NAMES.includes(s.name as SheetName));
  for (const s of strange)
    refusals.push({
      sheet: s.name,
      row: 1,
      column: '',
      reason: `没有这张表；可用的是 ${SHEET_NAMES.join('、')}`,
    });
  const rows = new Map(
    SHEET_NAMES.flatMap((name) => {
      const sheet = sheets.find((s) => s.name === name);
      return sheet ? [[name, rowsOf(name, sheet, refusals)] as const] : [];
    }),
  );
  const named = new Set([...rows.values()].flatMap((list) => list.map((r) => r.file)));
  const heads =
    rows.get('文件') ??
    known.filter((k) => named.has(k.file)).map(({ file, data }) => ({ number: 1, file, data: headOf(data) }));
  const paths = new Set(heads.map((h) => h.file));
  for (const name of Object.values(PARTS))
    for (const row of rows.get(name) ?? [])
      if (!paths.has(row.file))
        refusals.push({
          sheet: name,
          row: row.number,
          column: '文件',
          reason: `${row.file} 不在“文件”表；在那里加一行，写它的地区、主题、事项和名称`,
        });
  const files = heads.flatMap((head) => {
    const before = known.find((k) => k.file === head.file)?.data;
    const own = (part: keyof typeof PARTS): Row[] | undefined =>
      rows.get(PARTS[part])?.filter((r) => r.file === head.file);
    const part = (p: keyof typeof PARTS) => own(p)?.map((r) => r.data) ?? before?.[p] ?? [];
    const parsed = factFileSchema.safeParse({
      ...head.data,
      facts: part('facts'),
      conflicts: part('conflicts'),
      examples: part('examples'),
    });
    if (!parsed.success) {
      for (const issue of parsed.error.issues) refusals.push(placed(issue, head, own));
      return [];
    }
    const at = (p: keyof typeof PARTS): number[] => own(p)?.map((r) => r.number) ?? [];
    return [
      {
        file: head.file,
        data: parsed.data,
        rows: { facts: at('facts'), conflicts: at('conflicts'), examples: at('examples') },
        head: head.number,
      },
    ];
  });
  const sources = (rows.get('来源') ?? []).flatMap((row) => {
    const parsed = sourceSchema.safeParse(row.data);
    if (parsed.success) return [{ file: row.file, data: parsed.data, row: row.number }];
    for (const issue of parsed.error.issues)
      refusals.push({
        sheet: '来源',
        row: row.number,
        column: titleOf('来源', issue.path),
        reason: explain(issue),
      });
    return [];
  });
  return { files, sources, refusals };
}

const headOf = ({ facts: _f, conflicts: _c, examples: _e, ...head }: FactFile): Tree => head;

function placed(
  issue: z.core.$ZodIssue,
  head: Row,
  own: (p: keyof typeof PARTS) => Row[] | undefined,
): Refusal {
  const [part, index, ...rest] = issue.path;
  const name = PARTS[part as keyof typeof PARTS];
  if (!name)
    return { sheet: '文件', row: head.number, column: titleOf('文件', issue.path), reason: explain(issue) };
  if (typeof index !== 'number')
    return { sheet: '文件', row: head.number, column: '文件', reason: `这个文件在“${name}”表里没有一行` };
  const row = own(part as keyof typeof PARTS)?.[index]?.number ?? 1;
  return { sheet: name, row, column: titleOf(name, rest), reason: explain(issue) };
}
