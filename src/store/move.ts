/**
 * Moves a SQLite store to PostgreSQL: in batches, each with the place where it ended in one transaction, so that an
 * interrupted move goes on from there; at the end both sides are read through and compared.
 */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import { KINDS, type Kind } from './move/kinds.js';
import { alone } from './move/source.js';
import { beginTarget, VERIFIED } from './move/target.js';
import { type Db, failureOf, openPool, type Pool } from './postgres/db.js';
import type { Db as Here } from './sqlite/db.js';

export interface Moved {
  table: string;
  rows: [here: number, there: number];
  checksums: [here: string, there: string];
}

export interface Move {
  tables: Moved[];
  /** Bytes on disk. */
  sizes: [here: number, there: number];
  /** When it was moved and compared before; nothing was done now. */
  before?: string;
}

export interface MoveOptions {
  /** The folder with the SQLite file. */
  from: string;
  /** `postgres://…` */
  to: string;
  now(): Date;
  progress?(table: string, done: number, all: number): void;
}

type Row = unknown[];
const BATCH = 1_000;

const names = (k: Kind): string[] => Object.keys(k.columns);
const marks = (n: number): string => Array.from({ length: n }, () => '?').join(', ');

/** The next rows behind a place, by the key. */
function rowsHere(db: Here, k: Kind, place: Row | undefined): Row[] {
  const key = (k.keyHere ?? k.key).join(', ');
  const behind = place ? `WHERE (${key}) > (${marks(place.length)})` : '';
  const statement = db.raw.prepare(`${k.select} ${behind} ORDER BY ${key} LIMIT ?`).raw(true);
  return statement.all(...(place ?? []), k.batch ?? BATCH) as Row[];
}
async function rowsThere(db: Db, k: Kind, place: Row | undefined): Promise<Row[]> {
  const key = k.key.join(', ');
  const behind = place ? `WHERE (${key}) > (${marks(place.length)})` : '';
  const found = await db.all<Record<string, unknown>>(
    `SELECT ${names(k).join(', ')} FROM ${k.table} ${behind} ORDER BY ${key} LIMIT ?`,
    ...[...(place ?? []), k.batch ?? BATCH],
  );
  return found.map((row) => names(k).map((name) => row[name]));
}
const placeOf = (k: Kind, row: Row): Row => k.key.map((name) => row[names(k).indexOf(name)]);

/** The same words for the same content on both sides. */
const canonical = (row: Row): string =>
  JSON.stringify(
    row.map((v) => {
      if (typeof v === 'boolean') return Number(v);
      if (v instanceof Uint8Array) return createHash('sha256').update(v).digest('hex');
      return typeof v === 'string' ? v.replaceAll('\0', '') : v;
    }),
  );

async function through(
  k: Kind,
  next: (place: Row | undefined) => Row[] | Promise<Row[]>,
): Promise<{ rows: number; checksum: string }> {
  const hash = createHash('sha256');
  let rows = 0;
  for (let place: Row | undefined; ; ) {
    const found = await next(place);
    for (const row of found) hash.update(`${canonical(row)}\n`);
    rows += found.length;
    const last = found.at(-1);
    if (!last) return { rows, checksum: hash.digest('hex') };
    place = placeOf(k, last);
  }
}

async function put(db: Db, k: Kind, rows: Row[]): Promise<void> {
  const columns = names(k);
  const arrays = columns.map((_, i) =>
    rows.map((row) => (k.columns[columns[i] as string] === 'boolean' ? Boolean(row[i]) : row[i])),
  );
  const types = columns.map((name) => `?::${k.columns[name]}[]`);
  await db.run(
    `INSERT INTO ${k.table} (${columns.join(', ')}) SELECT * FROM unnest(${types.join(', ')})`,
    ...arrays,
  );
}

const note = (db: Db, source: string, kind: string, place: string, done: boolean) =>
  db.run(
    `INSERT INTO gongji_move (source, kind, place, done) VALUES (?, ?, ?, ?)
     ON CONFLICT (source, kind) DO UPDATE SET place = excluded.place, done = excluded.done`,
    ...[source, kind, place, done],
  );

async function moveKind(here: Here, pool: Pool, source: string, k: Kind, o: MoveOptions): Promise<void> {
  const count = (sql: string) => here.get<{ n: number }>(sql)?.n ?? 0;
  const all = count(`SELECT count(*) AS n FROM ${k.table}`);
  const known = await pool.get<{ place: string; done: boolean }>(
    'SELECT place, done FROM gongji_move WHERE source = ? AND kind = ?',
    ...[source, k.table],
  );
  if (known?.done) return;
  let done = (await pool.get<{ n: number }>(`SELECT count(*) AS n FROM ${k.table}`))?.n ?? 0;
  let place = known && (JSON.parse(known.place) as Row);
  for (let more = true; more; ) {
    const rows = rowsHere(here, k, place);
    const last = rows.at(-1);
    more = last !== undefined;
    if (last) place = placeOf(k, last);
    await pool.atomically(async (db) => {
      if (rows.length > 0) await put(db, k, rows);
      await note(db, source, k.table, JSON.stringify(place ?? []), !more);
    });
    done += rows.length;
    o.progress?.(k.table, done, all);
  }
}

/** The target counts on from where the source would have: numbers of what is gone are not given again. */
async function countOn(here: Here, pool: Pool, k: Kind): Promise<void> {
  if (!k.counted) return;
  const given =
    here.get<{ seq: number }>('SELECT seq FROM sqlite_sequence WHERE name = ?', k.table)?.seq ?? 1;
  await pool.get(
    `SELECT setval(pg_get_serial_sequence('${k.table}', '${k.counted}'), greatest(?::bigint, max(${k.counted}))) FROM ${k.table}`,
    given,
  );
}

/** Moved and compared before: what the source says now must be what was compared then. */
async function sameAsBefore(here: Here, known: Moved[]): Promise<void> {
  for (const k of KINDS) {
    const was = known.find((m) => m.table === k.table);
    const { checksum } = await through(k, (place) => rowsHere(here, k, place));
    if (was?.checksums[0] !== checksum)
      throw new UserError(
        `${k.table} 在上次迁完之后又有改动：服务后来又用过 SQLite。什么也没有动；这些改动要迁，请换一个空的数据库重新迁。`,
      );
  }
}

async function moveAll(here: Here, pool: Pool, source: string, o: MoveOptions): Promise<Omit<Move, 'sizes'>> {
  const before = await beginTarget(pool, source);
  if (before) {
    const { at: moment, tables } = JSON.parse(before) as { at: string; tables: Moved[] };
    await sameAsBefore(here, tables);
    return { tables, before: moment };
  }
  for (const k of KINDS) await moveKind(here, pool, source, k, o);
  for (const k of KINDS) await countOn(here, pool, k);
  const tables: Moved[] = [];
  for (const k of KINDS) {
    const a = await through(k, (place) => rowsHere(here, k, place));
    const b = await through(k, (place) => rowsThere(pool, k, place));
    tables.push({ table: k.table, rows: [a.rows, b.rows], checksums: [a.checksum, b.checksum] });
  }
  if (!tables.some(differs))
    await note(pool, source, VERIFIED, JSON.stringify({ at: o.now().toISOString(), tables }), true);
  return { tables };
}

export const differs = ({ rows, checksums }: Moved): boolean =>
  rows[0] !== rows[1] || checksums[0] !== checksums[1];

/** Throws UserError where the source or the target is none. Whether the two differ in the end, `differs` tells. */
export async function moveStore(o: MoveOptions): Promise<Move> {
  const { here, instance, bytes } = alone(o.from);
  const pool = openPool(o.to);
  try {
    const moved = await moveAll(here, pool, instance, o);
    const there = await pool.get<{ n: number }>('SELECT pg_database_size(current_database()) AS n');
    return { ...moved, sizes: [bytes, there?.n ?? 0] };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code = '', message } = error as { code?: string; message: string };
    const why = code.startsWith('SQLITE') ? `SQLite 读不出来（${message}）` : failureOf(error).message;
    throw new UserError(`没有迁完：${why}。已经迁过去的都在，再运行一次就接着迁。`);
  } finally {
    here.raw.close();
    await pool.close();
  }
}
