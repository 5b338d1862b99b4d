/** The SQLite file while it is moved: nobody else has it open, and nobody can open it meanwhile. */
import { UserError } from '../../errors.js';
import { type Db, wrap } from '../sqlite/db.js';
import { openFile } from '../sqlite/open.js';

export interface Source {
  here: Db;
  instance: string;
  /** Of the file. */
  bytes: number;
}

/** Throws UserError where another program has it open. */
export function alone(folder: string): Source {
  const { db, instance, file } = openFile(folder);
  try {
    // Only the last connection may leave the write-ahead log; who opens the file next takes it up again.
    db.raw.pragma('journal_mode = DELETE');
    db.raw.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.raw.close();
    if (!(error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw error;
    throw new UserError(
      `${file} 正被另一个程序用着，多半是服务还在运行。请先停下服务再迁：迁的时候有新的内容进来，会漏掉。`,
    );
  }
  const size = (pragma: string) => db.raw.pragma(pragma, { simple: true }) as number;
  return { here: wrap(db.raw), instance, bytes: size('page_count') * size('page_size') };
}
