/** A pool of PostgreSQL connections with its time-outs; statements are written with `?`, as the other store's are. */
import pg from 'pg';
import { StoreFailure } from '../../errors.js';

export interface Db {
  get<T>(sql: string, ...params: unknown[]): Promise<T | undefined>;
  all<T>(sql: string, ...params: unknown[]): Promise<T[]>;
  /** Returns how many rows changed. */
  run(sql: string, ...params: unknown[]): Promise<number>;
}

export interface Pool extends Db {
  /** All of the work in one transaction, or none of it; done again where another one was in the way. */
  atomically<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Milliseconds. */
const CONNECT = 2_000;
const STATEMENT = 5_000;
const LOCK = 3_000;
const IDLE_IN_TRANSACTION = 10_000;
/** Connections of one process: many replicas share the server's hundred. */
const CONNECTIONS = 10;
const TRIES = 5;

const INT8 = 20;
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

const numbered = new Map<string, string>();
function withNumbers(sql: string): string {
  let known = numbered.get(sql);
  if (known === undefined) {
    let n = 0;
    known = sql.replace(/\?/g, () => `$${++n}`);
    numbered.set(sql, known);
  }
  return known;
}

/** A null character cannot be stored in a text. */
const storable = (p: unknown): unknown => {
  if (Array.isArray(p)) return p.map(storable);
  return typeof p === 'string' && p.includes('\0') ? p.replaceAll('\0', '') : p;
};

const over = (client: Pick<pg.ClientBase, 'query'>): Db => {
  const query = <T>(sql: string, params: unknown[]) =>
    client.query<T & pg.QueryResultRow>(withNumbers(sql), params.map(storable));
  return {
    get: async <T>(sql: string, ...params: unknown[]) =>
      (await query<T>(sql, params)).rows[0] as T | undefined,
    all: async <T>(sql: string, ...params: unknown[]) => (await query<T>(sql, params)).rows as T[],
    run: async (sql, ...params) => (await query(sql, params)).rowCount ?? 0,
  };
};

/** Another transaction was in the way: a deadlock, a serialisation, a key that both wanted. */
const isInTheWay = (error: unknown): boolean =>
  ['40001', '40P01', '23505'].includes((error as { code?: string }).code ?? '');

export function openPool(url: string): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT,
    idleTimeoutMillis: 30_000,
    statement_timeout: STATEMENT,
    // The server may hang as a whole, and then ends nothing.
    query_timeout: STATEMENT + 1_000,
    lock_timeout: LOCK,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION,
    keepAlive: true,
    application_name: 'gongji',
    types,
  });
  // One that breaks, idle or between two statements, is made again when it is wanted.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));

  async function once<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken = false;
    try {
      await client.query('BEGIN');
      const result = await work(over(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
  return {
    ...over(pool as never),
    async atomically(work) {
      for (let i = 1; ; i++)
        try {
          return await once(work);
        } catch (error) {
          if (!isInTheWay(error) || i === TRIES) throw error;
        }
    },
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

/** The classes of what PostgreSQL says where it, its disk or the way to it is at fault. */
const FULL = /^53100$/;
const DAMAGED = /^XX00[12]$/;

const WHY: Record<string, string> = {
  '3D000': '数据库不可用：没有这个名字的数据库',
  '28P01': '数据库不可用：用户名或密码不对',
  '28000': '数据库不可用：不让这个用户连接',
  ECONNREFUSED: '数据库连不上：那个地址没有数据库在听',
  ENOTFOUND: '数据库连不上：没有这个主机名',
};

/** SQLSTATE classes of a server that is gone, ends, or has no place: connection, resources, operator, system. */
const AWAY = /^(?:08|53|57|58)/;
/** The server, or the way to it, is at fault, not what was asked of it. Without a code of SQL it was the network or a time-out. */
export function isAway(error: unknown): boolean {
  const { code = '' } = error as { code?: string };
  return error instanceof StoreFailure
    ? error.kind === 'unreachable'
    : !/^[0-9A-Z]{5}$/.test(code) || AWAY.test(code);
}

/** Whatever went wrong, as one of the store's failures; its words may hold an address, so they are not passed on. */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const { code = '' } = error as { code?: string };
  if (FULL.test(code)) return new StoreFailure('full', '数据库的磁盘已满，没有存下');
  if (DAMAGED.test(code)) return new StoreFailure('damaged', '数据库已损坏');
  const why = WHY[code];
  return new StoreFailure('unreachable', why ?? `数据库不可用${code && `（${code}）`}`);
}
