/** The inbox: platforms deliver a message once or many times, it is worked out once and in order. */
import type { Channel, InboxRecord } from '../records.js';
import type { Db } from './db.js';

const COLUMNS = `channel, external_id AS "externalId", status, order_key AS "orderKey", payload,
  received_at AS "receivedAt", attempts, answer_id AS "answerId", sent_at AS "sentAt", last_error AS "lastError"`;

export const inboxMessage = (
  db: Db,
  channel: Channel,
  externalId: string,
): Promise<InboxRecord | undefined> =>
  db.get(`SELECT ${COLUMNS} FROM inbox WHERE channel = ? AND external_id = ?`, channel, externalId);

export const unsent = (db: Db, channel: Channel, limit: number): Promise<InboxRecord[]> =>
  db.all(
    `SELECT ${COLUMNS} FROM inbox WHERE channel = ? AND answer_id IS NOT NULL AND sent_at IS NULL ORDER BY n LIMIT ?`,
    ...[channel, limit],
  );

export async function receive(
  db: Db,
  m: Pick<InboxRecord, 'channel' | 'externalId' | 'orderKey' | 'payload' | 'receivedAt'>,
): Promise<{ repeat: boolean; message: InboxRecord }> {
  const fresh = await db.run(
    `INSERT INTO inbox (channel, external_id, status, order_key, payload, received_at, due_at)
     VALUES (?, ?, 'waiting', ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ...[m.channel, m.externalId, m.orderKey, m.payload, m.receivedAt, m.receivedAt],
  );
  return { repeat: fresh === 0, message: (await inboxMessage(db, m.channel, m.externalId)) as InboxRecord };
}

/** `due_at` is when a waiting one may be tried, or when a taken one counts as dropped. What another process just takes is left to it. */
export const take = (
  db: Db,
  channel: Channel,
  now: string,
  until: string,
  limit: number,
): Promise<InboxRecord[]> =>
  db.all<InboxRecord>(
    `WITH due AS (
       SELECT n FROM inbox AS i
       WHERE channel = ? AND status IN ('waiting', 'taken') AND due_at <= ?
         AND NOT EXISTS (SELECT 1 FROM inbox AS o WHERE o.order_key = i.order_key AND o.channel = i.channel
                         AND o.n < i.n AND o.status IN ('waiting', 'taken'))
       ORDER BY n LIMIT ? FOR UPDATE SKIP LOCKED
     ), taken AS (
       UPDATE inbox SET status = 'taken', due_at = ?, attempts = attempts + 1
       WHERE n IN (SELECT n FROM due) AND due_at <= ? RETURNING *
     )
     SELECT ${COLUMNS} FROM taken ORDER BY n`,
    ...[channel, now, limit, until, now],
  );

export async function complete(db: Db, channel: Channel, externalId: string): Promise<void> {
  await db.run(
    `UPDATE inbox SET status = 'done', payload = '' WHERE channel = ? AND external_id = ?`,
    ...[channel, externalId],
  );
}

export async function fail(
  db: Db,
  channel: Channel,
  externalId: string,
  error: string,
  retryAt: string | null,
): Promise<void> {
  await db.run(
    `UPDATE inbox SET status = ?, due_at = coalesce(?, due_at), last_error = ?
     WHERE channel = ? AND external_id = ? AND status <> 'done'`,
    ...[retryAt === null ? 'dead' : 'waiting', retryAt, error, channel, externalId],
  );
}

export async function sent(db: Db, channel: Channel, externalId: string, at: string): Promise<void> {
  await db.run('UPDATE inbox SET sent_at = ? WHERE channel = ? AND external_id = ?', at, channel, externalId);
}
