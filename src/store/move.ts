/**
 * Moves a SQLite store to PostgreSQL: in batches, each with the place where it ended in one transaction, so that an
 * interrupted move goes on from there; at the end both sides are read through and compared.
 */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import { KINDS, type Kind } from './move/kinds.js';
import { type Db, failureOf, openPool, type Pool } from './postgres/db.js';
import { migrate } from './postgres/schema.js';
import { type Db as Here, wrap } from './sqlite/db.js';
import { openFile } from './sqlite/open.js';

export interface Moved {
  table: string;
  rows: [here: number, there: number];
  checksums: [here: string, there: string];
}

export interface MoveOptions {
  /** The folder with the SQLite file. */
  from: string;
  /** `postgres://…` */
  to: string;
  progress?(table: string, done: number, all: number): void;
}

type Row = unknown[];
const BATCH = 1_000;
const PLACES = `CREATE TABLE IF NOT EXISTS gongji_move (
  source text NOT NULL, kind text NOT NULL, place text NOT NULL, done boolean NOT NULL, PRIMARY KEY (source, kind))`;

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
      await db.run(
        `INSERT INTO gongji_move (source, kind, place, done) VALUES (?, ?, ?, ?)
         ON CONFLICT (source, kind) DO UPDATE SET place = excluded.place, done = excluded.done`,
        ...[source, k.table, JSON.stringify(place ?? []), !more],
      );
    });
    done += rows.length;
    o.progress?.(k.table, done, all);
  }
}

/** Only an empty database, or one that this very store has begun to move to. */
async function checkTarget(pool: Pool, source: string): Promise<void> {
  await pool.run(PLACES);
  const begun = await pool.all<{ source: string }>('SELECT DISTINCT source FROM gongji_move');
  if (begun.some((b) => b.source !== source))
    throw new UserError(
      '目标数据库里有从另一个数据库迁来的内容。请换一个空的数据库（CREATE DATABASE）再迁。',
    );
  if (begun.length > 0) return;
  for (const k of KINDS)
    if (await pool.get(`SELECT 1 FROM ${k.table} LIMIT 1`))
      throw new UserError(
        `目标数据库不是空的（${k.table} 里已有内容）。请换一个空的数据库（CREATE DATABASE）再迁；服务先不要连它。`,
      );
}

/** Throws UserError where the source or the target is none, and where the two differ in the end. */
export async function moveStore(o: MoveOptions): Promise<Moved[]> {
  const { db, instance } = openFile(o.from);
  const here = wrap(db.raw);
  const pool = openPool(o.to);
  try {
    // Nobody changes it meanwhile.
    here.raw.exec('BEGIN IMMEDIATE');
    await migrate(pool);
    await checkTarget(pool, instance);
    for (const k of KINDS) await moveKind(here, pool, instance, k, o);
    for (const k of KINDS)
      if (k.counted)
        await pool.get(
          `SELECT setval(pg_get_serial_sequence('${k.table}', '${k.counted}'), greatest(1, max(${k.counted}))) FROM ${k.table}`,
        );
    const moved: Moved[] = [];
    for (const k of KINDS) {
      const a = await through(k, (place) => rowsHere(here, k, place));
      const b = await through(k, (place) => rowsThere(pool, k, place));
      moved.push({ table: k.table, rows: [a.rows, b.rows], checksums: [a.checksum, b.checksum] });
    }
    return moved;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`没有迁完：${failureOf(error).message}。已经迁过去的都在，再运行一次就接着迁。`);
  } finally {
    here.raw.close();
    await pool.close();
  }
}
