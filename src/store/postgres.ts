/** The store on PostgreSQL: any number of processes write to it at once; while it is gone nobody waits for it. */
import { StoreFailure, UserError } from '../errors.js';
import { createBreaker } from './breaker.js';
import { type Db, failureOf, isAway, openPool } from './postgres/db.js';
import * as desk from './postgres/desk.js';
import * as forget from './postgres/forget.js';
import * as inbox from './postgres/inbox.js';
import * as reads from './postgres/reads.js';
import { migrate } from './postgres/schema.js';
import * as turns from './postgres/turns.js';
import type { AnswerRecord } from './records.js';
import type { Health, Recorded, Store, Turn } from './store.js';

const NO_BACKUP = 'PostgreSQL 的备份用它自己的工具：pg_dump（恢复用 pg_restore），见 README 的“运维”一节。';
/** So many may wait for a connection; more are refused at once. */
const MOST_WAITING = 20_000;

/** Connects and brings the tables up to date when it is first used, and again until that has succeeded. */
export function openPostgres(url: string): Store {
  const pool = openPool(url);
  const breaker = createBreaker({ failureOf, isAway });
  const origins = new Map<string, number>();
  let ready: Promise<void> | undefined;
  const underWay = new Set<Promise<unknown>>();
  let closed = false;

  async function whenReady(): Promise<void> {
    ready ??= migrate(pool);
    try {
      await ready;
    } catch (error) {
      ready = undefined;
      throw error;
    }
  }
  async function use<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new StoreFailure('unreachable', '数据库已经关闭');
    if (underWay.size >= MOST_WAITING) throw new StoreFailure('busy', '等着存的太多');
    const mine = breaker.run(async () => {
      await whenReady();
      return work();
    });
    underWay.add(mine);
    return mine.finally(() => underWay.delete(mine));
  }
  const read = <T>(work: (db: Db) => Promise<T>): Promise<T> => use(() => work(pool));
  const write = <T>(work: (db: Db) => Promise<T>): Promise<T> => use(() => pool.atomically(work));

  const originKey = (a: AnswerRecord): string => JSON.stringify([a.knowledgeVersion, a.snapshot, a.program]);
  async function recordTurn(turn: Turn): Promise<Recorded> {
    const key = originKey(turn.answer);
    const quick = await turns.recordQuickly(pool, turn, origins.get(key));
    if (quick) return quick;
    const done = await pool.atomically((db) => turns.recordTurn(db, turn));
    const origin = await pool.atomically((db) => turns.findOrigin(db, turn.answer));
    origins.set(key, origin);
    return done;
  }

  async function health(): Promise<Health> {
    try {
      await read(reads.instanceOf);
      return { ok: true };
    } catch (error) {
      return { ok: false, reason: failureOf(error).message };
    }
  }

  return {
    conversation: (id) => read((db) => reads.conversation(db, id)),
    recordTurn: (turn) => use(() => recordTurn(turn)),
    answer: (id) => read((db) => reads.answer(db, id)),
    messages: (id, after, limit) => read((db) => reads.messages(db, id, after, limit)),
    addMessage: (message) => write((db) => turns.addMessage(db, message)),
    deleteConversation: (id) => use(() => forget.deleteConversation(pool, id)),
    idempotent: (key) => read((db) => reads.idempotent(db, key)),
    recordFeedback: (f, key) => write((db) => turns.recordFeedback(db, f, key)),
    feedback: (id) => read((db) => reads.feedback(db, id)),
    unanswered: (filter, page) => read((db) => reads.unanswered(db, filter, page)),
    markUnanswered: (ids, change) => read((db) => desk.markUnanswered(db, ids, change)),
    handOff: (id, at) => write((db) => turns.handOff(db, id, at)),
    handedOff: (id) => read((db) => reads.handedOff(db, id)),
    handOffs: (filter, page) => read((db) => reads.handOffs(db, filter, page)),
    takeHandOff: (id, agent, at) => write((db) => desk.takeHandOff(db, id, agent, at)),
    returnHandOff: (id, at) => write((db) => desk.returnHandOff(db, id, at)),
    putBackHandOff: (id, at) => write((db) => desk.putBackHandOff(db, id, at)),
    eventsAfter: (after, limit) => read((db) => reads.eventsAfter(db, after, limit)),
    lastEvent: () => read(reads.lastEvent),
    receive: (message) => read((db) => inbox.receive(db, message)),
    take: (channel, now, until, limit) => read((db) => inbox.take(db, channel, now, until, limit)),
    complete: (channel, id) => read((db) => inbox.complete(db, channel, id)),
    fail: (channel, id, error, retryAt) => read((db) => inbox.fail(db, channel, id, error, retryAt)),
    sent: (channel, id, at) => read((db) => inbox.sent(db, channel, id, at)),
    unsent: (channel, limit) => read((db) => inbox.unsent(db, channel, limit)),
    inboxMessage: (channel, id) => read((db) => inbox.inboxMessage(db, channel, id)),
    keepAddress: (c, at) => read((db) => desk.keepAddress(db, c, at)),
    chat: (id) => read((db) => reads.chat(db, id)),
    toForward: (channel, limit) => read((db) => reads.toForward(db, channel, limit)),
    forwarded: (id, seq, at, undelivered) => write((db) => desk.forwarded(db, id, seq, at, undelivered)),
    undelivered: (id) => read((db) => reads.undelivered(db, id)),
    addStaff: (staff) => read((db) => desk.addStaff(db, staff)),
    staff: () => read(reads.staff),
    staffByName: (name) => read((db) => reads.staffByName(db, name)),
    staffById: (id) => read((db) => reads.staffById(db, id)),
    changeStaff: (id, change) => write((db) => desk.changeStaff(db, id, change)),
    startSession: (session) => read((db) => desk.startSession(db, session)),
    session: (id, now) => read((db) => reads.session(db, id, now)),
    touchSession: (id, seen, expires) => read((db) => desk.touchSession(db, id, seen, expires)),
    endSession: (id) => read((db) => desk.endSession(db, id)),
    endSessionsOf: (id) => read((db) => desk.endSessionsOf(db, id)),
    audit: (entry) => read((db) => desk.audit(db, entry)),
    audits: (filter, page) => read((db) => reads.audits(db, filter, page)),
    counts: (from, to) => read((db) => reads.counts(db, from, to)),
    hasSnapshot: (id) => read((db) => reads.hasSnapshot(db, id)),
    saveSnapshot: (id, parts) => use(() => forget.saveSnapshot(pool, id, parts)),
    snapshot: (id) => read((db) => reads.snapshot(db, id)),
    origins: () => read(reads.origins),
    dropSnapshots: (serving) => use(() => forget.dropSnapshots(pool, serving)),
    sweep: (before, now) => use(() => forget.sweep(pool, before, now)),
    backup: () => Promise.reject(new UserError(NO_BACKUP)),
    instance: () => read(async (db) => (await reads.instanceOf(db)) as string),
    health,
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
      await pool.close();
    },
  };
}
