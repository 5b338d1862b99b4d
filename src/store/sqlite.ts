/** The store on an embedded SQLite file: reads here, writes by the one writer in groups. */
import { type StoreFailure, UserError } from '../errors.js';
import * as chats from './sqlite/chats.js';
import { backup } from './sqlite/copy.js';
import { connect, connectReader, type Db, failureOf } from './sqlite/db.js';
import * as inbox from './sqlite/inbox.js';
import { holdsAny } from './sqlite/look.js';
import { existing, isLarge, migrate, openFile, REMEDY, watchFile } from './sqlite/open.js';
import * as reads from './sqlite/reads.js';
import {
  canThread,
  checkInThread,
  createWriter,
  type Engine,
  engineHere,
  engineInThread,
  engineOf,
} from './sqlite/writer.js';
import type { Health, Store } from './store.js';

export { restore } from './sqlite/copy.js';

/** How many conversations are looked at before other writes get their turn. */
const SWEEP_STEP = 2000;
const READERS_GO_MS = 20;
const LOG_TRIES = 250;

interface Opened {
  reader: Db;
  writer: ReturnType<typeof createWriter>;
  guard(): void;
  file: string;
  instance: string;
}

/** For looking things up beside a service that runs; what is written fails. */
function openToRead(dataDir: string): Opened {
  const file = existing(dataDir);
  try {
    const db = connectReader(file);
    const guard = () => undefined;
    const instance = reads.instanceOf(db) ?? '';
    return { reader: db, writer: createWriter(engineHere(db, guard)), guard, file, instance };
  } catch (error) {
    throw new UserError(`打不开数据库文件 ${file}：${failureOf(error).message}。`);
  }
}

/** Beside the process that writes: what is to be written goes there. */
function openBeside(dataDir: string, engine: Engine): Opened {
  const file = existing(dataDir);
  const reader = connectReader(file);
  const instance = reads.instanceOf(reader) ?? '';
  return { reader, writer: createWriter(engine), guard: watchFile(file), file, instance };
}

function open(dataDir: string, thread: boolean): Opened {
  if (dataDir === ':memory:') {
    const db = connect(':memory:');
    migrate(db);
    const guard = () => undefined;
    return { reader: db, writer: createWriter(engineHere(db, guard)), guard, file: '', instance: '' };
  }
  const { db, file, instance } = openFile(dataDir);
  const guard = watchFile(file);
  if (!thread)
    return {
      reader: connectReader(file),
      writer: createWriter(engineHere(db, guard)),
      guard,
      file,
      instance,
    };
  // It stays open, so that the log is never without a connection and taken away as done with.
  db.raw.pragma('query_only = ON');
  return { reader: db, writer: createWriter(engineInThread(file)), guard, file, instance };
}

export interface SqliteOptions {
  /** Whether writes have a thread of their own; where they can, if it is not said. */
  thread?: boolean;
  readOnly?: boolean;
  /** Another process has the file open and writes what this one wants written. */
  engine?: Engine;
}

export interface SqliteStore extends Store {
  /** For other processes: writes along with this one, in one order. */
  engine: Engine;
}

/** `:memory:` keeps everything in memory, for tests. Throws UserError where the file cannot be opened or is not the one. */
export function openSqlite(dataDir: string, options: SqliteOptions = {}): SqliteStore {
  const { reader, writer, guard, file, instance } = options.readOnly
    ? openToRead(dataDir)
    : options.engine
      ? openBeside(dataDir, options.engine)
      : open(dataDir, options.thread ?? canThread());
  const read = async <T>(work: (db: Db) => T): Promise<T> => {
    try {
      return work(reader);
    } catch (error) {
      throw failureOf(error);
    }
  };

  async function emptyLog(): Promise<void> {
    for (let i = 0; i < LOG_TRIES; i++) {
      if (await writer.emptyLog()) return;
      await new Promise((resolve) => setTimeout(resolve, READERS_GO_MS));
    }
  }

  /**
   * Deleted rows are overwritten where they stand, and the log is emptied. A copy that SQLite left in the unused part
   * of a page when it moved rows about is looked for, and where there is one the file is written anew.
   */
  async function leaveNothing(ids: string[]): Promise<void> {
    await emptyLog();
    if (file === '' || !(await holdsAny(file, ids))) return;
    await writer.rewrite();
    await emptyLog();
  }

  async function sweep(before: string, now: string): Promise<Record<string, number>> {
    let conversations = 0;
    for (let after: number | null = 0; after !== null; ) {
      const step: { gone: number; next: number | null } = await writer.run(
        'sweepConversations',
        before,
        after,
        SWEEP_STEP,
      );
      conversations += step.gone;
      after = step.next;
    }
    const rest = await writer.run('sweepRest', before, now);
    await emptyLog();
    return { conversations, ...rest };
  }

  let fault = '';
  if (!options.readOnly && !options.engine && file !== '' && isLarge(file))
    checkInThread(file, (found) => {
      fault = `数据库内容已损坏（${found.split('\n')[0]}）。${REMEDY}`;
    });

  async function health(): Promise<Health> {
    if (fault) return { ok: false, reason: fault };
    try {
      guard();
      const same = file === '' || reads.instanceOf(reader) === instance;
      return same ? { ok: true } : { ok: false, reason: '数据库文件被换掉了' };
    } catch (error) {
      return { ok: false, reason: (failureOf(error) as StoreFailure).message };
    }
  }

  return {
    engine: engineOf(writer),
    conversation: (id) => read((db) => reads.conversation(db, id)),
    recordTurn: (turn) => writer.run('recordTurn', turn),
    answer: (id) => read((db) => reads.answer(db, id)),
    messages: (id, after, limit) => read((db) => reads.messages(db, id, after, limit)),
    addMessage: (message) => writer.run('addMessage', message),
    async deleteConversation(id) {
      const ids = await writer.run('deleteConversation', id);
      if (ids.length > 0) await leaveNothing(ids);
      return ids.length > 0;
    },
    idempotent: (key) => read((db) => reads.idempotent(db, key)),
    recordFeedback: (f, key) => writer.run('recordFeedback', f, key),
    feedback: (id) => read((db) => reads.feedback(db, id)),
    unanswered: (filter, page) => read((db) => reads.unanswered(db, filter, page)),
    markUnanswered: (ids, change) => writer.run('markUnanswered', ids, change),
    handOff: (id, at) => writer.run('handOff', id, at),
    handedOff: (id) => read((db) => reads.handedOff(db, id)),
    handOffs: (filter, page) => read((db) => reads.handOffs(db, filter, page)),
    takeHandOff: (id, agent, at) => writer.run('takeHandOff', id, agent, at),
    returnHandOff: (id, at) => writer.run('returnHandOff', id, at),
    putBackHandOff: (id, at) => writer.run('putBackHandOff', id, at),
    eventsAfter: (after, limit) => read((db) => reads.eventsAfter(db, after, limit)),
    lastEvent: () => read(reads.lastEvent),
    receive: (message) => writer.run('receive', message),
    take: (channel, now, until, limit) => writer.run('take', channel, now, until, limit),
    complete: (channel, id) => writer.run('complete', channel, id),
    fail: (channel, id, error, retryAt) => writer.run('fail', channel, id, error, retryAt),
    sent: (channel, id, at) => writer.run('sent', channel, id, at),
    unsent: (channel, limit) => read((db) => inbox.unsent(db, channel, limit)),
    inboxMessage: (channel, id) => read((db) => inbox.inboxMessage(db, channel, id)),
    keepAddress: (c, at) => writer.run('keepAddress', c, at),
    chat: (id) => read((db) => chats.chat(db, id)),
    toForward: (channel, limit) => read((db) => chats.toForward(db, channel, limit)),
    forwarded: (id, seq, at, undelivered) => writer.run('forwarded', id, seq, at, undelivered),
    undelivered: (id) => read((db) => chats.undelivered(db, id)),
    addStaff: (staff) => writer.run('addStaff', staff),
    staff: () => read(reads.staff),
    staffByName: (name) => read((db) => reads.staffByName(db, name)),
    staffById: (id) => read((db) => reads.staffById(db, id)),
    changeStaff: (id, change) => writer.run('changeStaff', id, change),
    startSession: (session) => writer.run('startSession', session),
    session: (id, now) => read((db) => reads.session(db, id, now)),
    touchSession: (id, seen, expires) => writer.run('touchSession', id, seen, expires),
    endSession: (id) => writer.run('endSession', id),
    endSessionsOf: (id) => writer.run('endSessionsOf', id),
    audit: (entry) => writer.run('audit', entry),
    audits: (filter, page) => read((db) => reads.audits(db, filter, page)),
    counts: (from, to) => read((db) => reads.counts(db, from, to)),
    hasSnapshot: (id) => read((db) => reads.hasSnapshot(db, id)),
    saveSnapshot: (id, parts) => writer.run('saveSnapshot', id, parts),
    snapshot: (id) => read((db) => reads.snapshot(db, id)),
    origins: () => read(reads.origins),
    dropSnapshots: (serving) => writer.run('dropSnapshots', serving),
    sweep,
    backup: (target, progress) =>
      file ? backup(file, target, progress) : Promise.reject(new UserError('内存里的数据库不能备份')),
    instance: async () => instance,
    health,
    async close() {
      await writer.close();
      if (reader.raw.open) reader.raw.close();
    },
  };
}
