/** One SQLite connection with the settings that durability and forgetting need; statements are prepared once. */
import Database from 'better-sqlite3';
import { StoreFailure } from '../../errors.js';

export interface Db {
  get<T>(sql: string, ...params: unknown[]): T | undefined;
  all<T>(sql: string, ...params: unknown[]): T[];
  /** Returns how many rows changed. */
  run(sql: string, ...params: unknown[]): number;
  /** Returns the number of the new row. */
  insert(sql: string, ...params: unknown[]): number;
  readonly raw: Database.Database;
}

export function wrap(raw: Database.Database): Db {
  const prepared = new Map<string, Database.Statement>();
  const statement = (sql: string): Database.Statement => {
    const known = prepared.get(sql) ?? raw.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return {
    raw,
    get: <T>(sql: string, ...params: unknown[]) => statement(sql).get(...params) as T | undefined,
    all: <T>(sql: string, ...params: unknown[]) => statement(sql).all(...params) as T[],
    run: (sql, ...params) => statement(sql).run(...params).changes,
    insert: (sql, ...params) => Number(statement(sql).run(...params).lastInsertRowid),
  };
}

/** Another process (a restore, a backup) may hold the file for a while. */
const PATIENCE_MS = 5000;
/** Pages of the log before it is copied into the file; a checkpoint costs two more flushes. */
const CHECKPOINT_PAGES = 4000;

export function connect(file: string): Db {
  const raw = new Database(file, { timeout: PATIENCE_MS });
  raw.pragma('journal_mode = WAL');
  // better-sqlite3's WAL default is NORMAL, which can lose the last commits on power loss.
  raw.pragma('synchronous = FULL');
  raw.pragma('secure_delete = ON');
  raw.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  raw.pragma('journal_size_limit = 67108864');
  return wrap(raw);
}

export const connectReader = (file: string): Db =>
  wrap(new Database(file, { readonly: true, fileMustExist: true, timeout: PATIENCE_MS }));

/** Whatever SQLite says, as one of the store's failures. */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const { code = '', message } = error as { code?: string; message: string };
  if (code === 'SQLITE_FULL') return new StoreFailure('full', '磁盘已满，没有存下');
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return new StoreFailure('damaged', '数据库文件已损坏');
  return new StoreFailure('unreachable', `数据库不可用：${code || message}`);
}

/** Failures after which nothing more can be done in the same transaction. */
export const isFatal = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|BUSY|NOMEM)/.test(
    (error as { code?: string }).code ?? '',
  );

/** All of the work in one transaction, or none of it. */
export const atomically = <T>(db: Db, work: () => T): T => db.raw.transaction(work).immediate();
