/** Backup and restore, both while the service runs; a copy appears whole or not at all. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { UserError } from '../../errors.js';
import { connect, failureOf, wrap } from './db.js';
import { fileIn, headIsSqlite, integrityFault, makeFolder, migrate, openFile, writeMarker } from './open.js';
import { instanceOf } from './reads.js';
import { APPLICATION_ID, MIGRATIONS, TABLES } from './schema.js';

type Progress = (share: number) => void;

/** One read transaction on the source: a consistent copy, without gaps and without what was deleted. */
export function vacuumInto(source: string, target: string): void {
  const db = new Database(source, { fileMustExist: true, timeout: 5000 });
  try {
    db.prepare('VACUUM INTO ?').run(target);
  } finally {
    db.close();
  }
}

const WORKER = fileURLToPath(new URL('./vacuum-worker.js', import.meta.url));
const LOOK_EVERY_MS = 100;

/** How far it has come is seen by how much of the copy is there. */
async function copyBeside(source: string, target: string, progress: Progress): Promise<void> {
  if (!existsSync(WORKER)) return vacuumInto(source, target);
  const whole = Math.max(statSync(source).size, 1);
  const look = setInterval(
    () => progress(Math.min(0.99, (statSync(target, { throwIfNoEntry: false })?.size ?? 0) / whole)),
    LOOK_EVERY_MS,
  );
  try {
    await new Promise<void>((done, fail) => {
      const worker = new Worker(WORKER, { workerData: { source, target } });
      worker.on('error', fail);
      worker.on('exit', (code) => (code === 0 ? done() : fail(new Error(`exit ${code}`))));
    });
  } finally {
    clearInterval(look);
  }
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

const plain = (error: unknown): string =>
  (error as { code?: string }).code === 'ENOSPC' ? '磁盘已满' : failureOf(error).message;

/** Throws UserError where the copy cannot be written; nothing is left of it then. */
export async function backup(
  source: string,
  file: string,
  progress: Progress = () => undefined,
): Promise<void> {
  const target = resolve(file);
  if (existsSync(target)) throw new UserError(`备份文件 ${file} 已经存在；请换一个名字，或先移走它。`);
  if (!existsSync(dirname(target))) throw new UserError(`没有文件夹 ${dirname(target)}；请先建好再备份。`);
  const part = `${target}.${process.pid}.part`;
  try {
    await copyBeside(source, part, progress);
    flush(part);
    renameSync(part, target);
    flush(dirname(target));
    progress(1);
  } catch (error) {
    rmSync(part, { force: true });
    rmSync(`${part}-journal`, { force: true });
    throw new UserError(`备份没有完成：${plain(error)}。没有留下不完整的文件。`);
  }
}

/** A copy of the backup, brought to this program's version and checked; the backup itself is not touched. */
function prepared(dataDir: string, file: string): string {
  const refuse = (reason: string): never => {
    throw new UserError(`不能从 ${file} 恢复：${reason}。现有的数据没有动。`);
  };
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) refuse('没有这个文件');
  if (!headIsSqlite(file)) refuse('这不是备份文件，或已损坏');
  const copy = join(dataDir, `gongji.restore.${process.pid}.tmp`);
  try {
    copyFileSync(file, copy);
    const raw = new Database(copy);
    try {
      const db = wrap(raw);
      if (raw.pragma('application_id', { simple: true }) !== APPLICATION_ID) refuse('这是别的程序的数据库');
      if ((raw.pragma('user_version', { simple: true }) as number) > MIGRATIONS.length)
        refuse('它是更新的版本写的，请用那个版本恢复');
      const fault = integrityFault(db);
      if (fault) refuse(`备份文件已损坏（${fault.split('\n')[0]}）`);
      migrate(db);
    } finally {
      raw.close();
    }
    return copy;
  } catch (error) {
    rmSync(copy, { force: true });
    if (error instanceof UserError) throw error;
    return refuse(plain(error));
  }
}

/** In one transaction, so that a service that runs sees either the old or the restored content. */
function replaceContent(dataDir: string, copy: string, progress: Progress): void {
  const { db } = openFile(dataDir);
  try {
    db.raw.prepare('ATTACH ? AS backup').run(copy);
    db.raw
      .transaction(() => {
        TABLES.forEach((table, i) => {
          db.raw.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM backup.${table};`);
          progress((i + 1) / (TABLES.length + 1));
        });
      })
      .immediate();
    db.raw.exec('DETACH backup');
    db.raw.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.raw.close();
  }
}

/** Where nothing usable is in place: what lies there is kept aside under another name. */
function putInPlace(dataDir: string, copy: string): string[] {
  const file = fileIn(dataDir);
  let n = 1;
  while (existsSync(`${file}.damaged-${n}`)) n++;
  const moved = ['', '-wal', '-shm'].filter((end) => existsSync(`${file}${end}`));
  for (const end of moved) renameSync(`${file}${end}`, `${file}.damaged-${n}${end}`);
  renameSync(copy, file);
  const db = connect(file);
  writeMarker(dataDir, instanceOf(db) as string);
  db.raw.close();
  return moved.map((end) => `${file}.damaged-${n}${end}`);
}

/** Returns where a damaged file was put, if there was one. */
export function restore(dataDir: string, file: string, progress: Progress = () => undefined): string[] {
  makeFolder(dataDir);
  const copy = prepared(dataDir, file);
  try {
    let usable = existsSync(fileIn(dataDir));
    try {
      if (usable) openFile(dataDir).db.raw.close();
    } catch {
      usable = false;
    }
    if (!usable) return putInPlace(dataDir, copy);
    replaceContent(dataDir, copy, progress);
    return [];
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`恢复没有完成：${plain(error)}。现有的数据没有动。`);
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${end}`, { force: true });
    progress(1);
  }
}
