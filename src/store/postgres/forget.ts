/** Forgetting: one conversation with all that belongs to it, what has grown old, snapshots nobody refers to. */
import type { SnapshotPart } from '../records.js';
import type { Db, Pool } from './db.js';

/** Everything of them. Returns how many conversations there were. */
async function forget(db: Db, ids: string[]): Promise<number> {
  const answers = (
    await db.all<{ id: string }>('DELETE FROM answers WHERE conversation_id = ANY(?) RETURNING id', ids)
  ).map((a) => a.id);
  await db.run('DELETE FROM unanswered WHERE answer_id = ANY(?)', answers);
  await db.run('DELETE FROM feedback WHERE answer_id = ANY(?)', answers);
  await db.run('DELETE FROM idempotency WHERE result = ANY(?)', answers);
  await db.run('DELETE FROM messages WHERE conversation_id = ANY(?)', ids);
  await db.run('DELETE FROM events WHERE conversation_id = ANY(?)', ids);
  await db.run('DELETE FROM inbox WHERE order_key = ANY(?)', ids);
  await db.run('DELETE FROM chats WHERE conversation_id = ANY(?)', ids);
  await db.run('DELETE FROM undelivered WHERE conversation_id = ANY(?)', ids);
  return db.run('DELETE FROM conversations WHERE id = ANY(?)', ids);
}

export const deleteConversation = (pool: Pool, id: string): Promise<boolean> =>
  pool.atomically(async (db) => {
    const known = await db.get('SELECT 1 FROM conversations WHERE id = ? FOR UPDATE', id);
    return known !== undefined && (await forget(db, [id])) > 0;
  });

/** Conversations that go in one transaction. */
const STEP = 200;
/** A caller may repeat itself for a day. */
const REPEATS_FOR_MS = 24 * 3600_000;

export async function sweep(pool: Pool, before: string, now: string): Promise<Record<string, number>> {
  const gone: Record<string, number> = { conversations: 0 };
  for (let some = STEP; some === STEP; ) {
    some = await pool.atomically(async (db) => {
      const old = await db.all<{ id: string }>(
        'SELECT id FROM conversations WHERE updated_at < ? ORDER BY updated_at LIMIT ? FOR UPDATE SKIP LOCKED',
        ...[before, STEP],
      );
      return forget(
        db,
        old.map((c) => c.id),
      );
    });
    gone.conversations = (gone.conversations ?? 0) + some;
  }
  const repeats = new Date(new Date(now).getTime() - REPEATS_FOR_MS).toISOString();
  gone.inbox = await pool.run('DELETE FROM inbox WHERE received_at < ?', before);
  gone.chats = await pool.run('DELETE FROM chats WHERE at < ?', before);
  gone.events = await pool.run(
    'DELETE FROM events WHERE at < ? AND seq < (SELECT max(seq) FROM events)',
    before,
  );
  gone.idempotency = await pool.run('DELETE FROM idempotency WHERE at < ?', repeats);
  gone.sessions = await pool.run('DELETE FROM sessions WHERE expires_at <= ?', now);
  await addUp(pool, before.slice(0, 10));
  return gone;
}

/** One row for each day and combination, where many were written. */
const addUp = (pool: Pool, today: string): Promise<void> =>
  pool.atomically(async (db) => {
    await db.run(
      `WITH old AS (DELETE FROM counts WHERE day < ? RETURNING *)
       INSERT INTO counts SELECT day, channel, topic, outcome, region, sum(questions), sum(conversations),
         sum(helpful), sum(unhelpful) FROM old GROUP BY day, channel, topic, outcome, region`,
      today,
    );
  });

/** Drops snapshots that no answer refers to, except those in service. Returns how many. */
export const dropSnapshots = (pool: Pool, serving: string[]): Promise<number> =>
  pool.atomically(async (db) => {
    await db.run(
      'DELETE FROM origins WHERE snapshot <> ALL(?) AND NOT EXISTS (SELECT 1 FROM answers WHERE origin = origins.n)',
      serving,
    );
    const gone = await db.all<{ id: string }>(
      'SELECT DISTINCT id FROM snapshots WHERE id <> ALL(?) AND id NOT IN (SELECT snapshot FROM origins)',
      serving,
    );
    if (gone.length === 0) return 0;
    const ids = gone.map(({ id }) => id);
    await db.run('DELETE FROM snapshots WHERE id = ANY(?)', ids);
    await db.run('DELETE FROM parts WHERE hash NOT IN (SELECT hash FROM snapshots)');
    return ids.length;
  });

export const saveSnapshot = (pool: Pool, id: string, parts: SnapshotPart[]): Promise<void> =>
  pool.atomically(async (db) => {
    for (const p of parts) {
      const bytes = Buffer.from(p.bytes);
      await db.run('INSERT INTO parts (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING', p.hash, bytes);
      await db.run(
        'INSERT INTO snapshots (id, name, hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        ...[id, p.name, p.hash],
      );
    }
  });
