/** The database to move to: an empty one, or one that this very store has begun to move to. */
import { UserError } from '../../errors.js';
import type { Pool } from '../postgres/db.js';
import { migrate } from '../postgres/schema.js';
import { KINDS } from './kinds.js';

const PLACES = `CREATE TABLE IF NOT EXISTS gongji_move (
  source text NOT NULL, kind text NOT NULL, place text NOT NULL, done boolean NOT NULL, PRIMARY KEY (source, kind))`;
/** The row that says, as JSON, what was moved and found the same. */
export const VERIFIED = '(verified)';

const AN_EMPTY_ONE = '请换一个空的数据库（CREATE DATABASE）再迁';

/** Makes the tables; returns what an earlier move left as `VERIFIED`. Throws UserError, and has changed nothing, where something else is in it. */
export async function beginTarget(pool: Pool, source: string): Promise<string | undefined> {
  const has = async (table: string): Promise<boolean> =>
    (await pool.get<{ it: string | null }>('SELECT to_regclass(?)::text AS it', table))?.it != null;
  const begun = (await has('gongji_move'))
    ? await pool.all<{ source: string; kind: string; place: string }>(
        'SELECT source, kind, place FROM gongji_move',
      )
    : [];
  if (begun.some((b) => b.source !== source))
    throw new UserError(`目标数据库里有从另一个数据库迁来的内容。${AN_EMPTY_ONE}。`);
  if (begun.length === 0) {
    const ours = await has('gongji_version');
    for (const { table } of KINDS) {
      if (!(await has(table))) continue;
      if (!ours) throw new UserError(`目标数据库里有别的程序的表（${table}）。${AN_EMPTY_ONE}。`);
      if (await pool.get(`SELECT 1 FROM ${table} LIMIT 1`))
        throw new UserError(`目标数据库不是空的（${table} 里已有内容）。${AN_EMPTY_ONE}；服务先不要连它。`);
    }
  }
  await migrate(pool);
  await pool.run(PLACES);
  return begun.find((b) => b.kind === VERIFIED)?.place;
}
