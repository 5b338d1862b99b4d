/**
 * Opens the database file, or says in plain words why not. A marker beside the file names the database that belongs here,
 * so that an emptied, lost or swapped file is noticed instead of starting afresh.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StoreFailure, UserError } from '../../errors.js';
import { atomically, connect, type Db } from './db.js';
import { instanceOf } from './reads.js';
import { APPLICATION_ID, MIGRATIONS } from './schema.js';

const FILE = 'gongji.sqlite';
const MARKER = 'gongji.store';
const MAGIC = 'SQLite format 3\0';

/** Up to this size the whole file is checked before serving; a larger one is checked while serving. */
const CHECK_AT_START = 64 * 1024 * 1024;
export const isLarge = (file: string): boolean => statSync(file).size > CHECK_AT_START;

export const fileIn = (dataDir: string): string => join(dataDir, FILE);
export const markerIn = (dataDir: string): string => join(dataDir, MARKER);

export const REMEDY =
  '请停止服务，用 gongji restore 备份文件 恢复；没有备份时，把损坏的文件移走（连同 gongji.store）再启动，会从空的数据库开始。';

/** Throws UserError where there is none. */
export function existing(dataDir: string): string {
  const file = fileIn(dataDir);
  if (!existsSync(file)) throw new UserError(`没有数据库文件 ${file}（GONGJI_DATA_DIR）。`);
  return file;
}

export const markedId = (dataDir: string): string | undefined =>
  existsSync(markerIn(dataDir)) ? readFileSync(markerIn(dataDir), 'utf8').trim() : undefined;

export function writeMarker(dataDir: string, id: string): void {
  const temporary = `${markerIn(dataDir)}.tmp`;
  const out = openSync(temporary, 'w');
  writeSync(out, `${id}\n`);
  fsyncSync(out);
  closeSync(out);
  renameSync(temporary, markerIn(dataDir));
}

/** What is wrong with the file as it lies there, without touching it. */
function faultOf(file: string, expected: boolean): string | undefined {
  if (!existsSync(file)) return expected ? '数据库文件不见了' : undefined;
  const { size } = statSync(file);
  // A log beside it may hold all of a database that was just begun.
  if (size === 0) return expected && !hasLog(file) ? '数据库文件是空的，原来的内容没有了' : undefined;
  return headIsSqlite(file) ? undefined : '不是数据库文件，或已损坏';
}

function headOf(file: string): string {
  const input = openSync(file, 'r');
  const head = Buffer.alloc(MAGIC.length);
  const read = readSync(input, head, 0, head.length, 0);
  closeSync(input);
  return head.subarray(0, read).toString('latin1');
}

export const headIsSqlite = (file: string): boolean => headOf(file) === MAGIC;

const hasLog = (file: string): boolean => existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0;

export function migrate(db: Db): void {
  const done = db.raw.pragma('user_version', { simple: true }) as number;
  if (done > MIGRATIONS.length) throw new StoreFailure('damaged', '它是更新的版本写的，请用那个版本启动');
  if (done === MIGRATIONS.length) return;
  atomically(db, () => {
    for (const sql of MIGRATIONS.slice(done)) db.raw.exec(sql);
    if (!instanceOf(db))
      db.run("INSERT INTO meta (key, value) VALUES ('instance', ?)", randomBytes(16).toString('hex'));
    db.raw.pragma(`application_id = ${APPLICATION_ID}`);
    db.raw.pragma(`user_version = ${MIGRATIONS.length}`);
  });
}

/** Empty where all is well. */
export function integrityFault(db: Db): string {
  const rows = db.raw.pragma('quick_check(1)') as { quick_check: string }[];
  const said = rows[0]?.quick_check ?? '';
  return said === 'ok' ? '' : said;
}

/** A file cut short is shorter than it says itself, once the log is copied into it. */
function isShort(db: Db, file: string): boolean {
  const [log] = db.raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  // Another process is at work on it, and has looked.
  if (log?.busy !== 0) return false;
  const pages = db.raw.pragma('page_count', { simple: true }) as number;
  const size = db.raw.pragma('page_size', { simple: true }) as number;
  return statSync(file).size < pages * size;
}

const refuse = (file: string, reason: string, remedy = REMEDY): never => {
  throw new UserError(`打不开数据库文件 ${file}：${reason}。${remedy}`);
};

export function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new UserError(`建不了数据文件夹 ${dataDir}（GONGJI_DATA_DIR）：${(error as Error).message}`);
  }
}

/** A checked, migrated connection that may write. Throws UserError and leaves the file as it was. */
export function openFile(dataDir: string): { db: Db; file: string; instance: string } {
  makeFolder(dataDir);
  const file = fileIn(dataDir);
  const expected = markedId(dataDir);
  let db: Db | undefined;
  try {
    const fault = faultOf(file, expected !== undefined);
    if (fault) refuse(file, fault);
    db = connect(file);
    const id = db.raw.pragma('application_id', { simple: true }) as number;
    if (id !== 0 && id !== APPLICATION_ID) refuse(file, '这是别的程序的数据库');
    if (isShort(db, file)) refuse(file, '文件被截断了，后面的内容没有了');
    if (!isLarge(file)) {
      const broken = integrityFault(db);
      if (broken) refuse(file, `内容已损坏（${broken.split('\n')[0]}）`);
    }
    const before = expected && db.raw.pragma('user_version', { simple: true }) === 0;
    if (before) refuse(file, '数据库是空的，原来的内容没有了');
    migrate(db);
    const instance = instanceOf(db) as string;
    if (expected && expected !== instance)
      refuse(
        file,
        '这不是原来那个数据库文件，可能被换过',
        '放回原来的文件；确认要用这个文件，就删掉 gongji.store 再启动。',
      );
    if (!expected) writeMarker(dataDir, instance);
    return { db, file, instance };
  } catch (error) {
    db?.raw.close();
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`打不开数据库文件 ${file}：${reason}。请检查文件夹权限和磁盘。${REMEDY}`);
  }
}

/** Notices between two writes that the file or its log was taken away, swapped or emptied under us. */
export function watchFile(file: string): () => void {
  const first = [file, `${file}-wal`].map((path) => ({ path, was: statSync(path) }));
  return () => {
    for (const { path, was } of first) {
      const now = statSync(path, { throwIfNoEntry: false });
      const gone = !now ? '不见了' : now.ino !== was.ino || now.dev !== was.dev ? '被换掉了' : undefined;
      const emptied = path === file && now && now.size < MAGIC.length ? '被清空了' : undefined;
      const fault = gone ?? emptied;
      if (fault) throw new StoreFailure('damaged', `数据库文件${fault}，之后的内容没有存下。${REMEDY}`);
    }
  };
}
