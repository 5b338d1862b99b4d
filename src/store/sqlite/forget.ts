/** Forgetting: one conversation with all that belongs to it, what has grown old, snapshots nobody refers to. */
import type { SnapshotPart } from '../records.js';
import type { Db } from './db.js';

/** Everything of it in one go. Returns its ids (its own and its answers'), none where there was none. */
export function deleteConversation(db: Db, id: string): string[] {
  if (!db.get('SELECT 1 FROM conversations WHERE id = ?', id)) return [];
  const answers = db
    .all<{ id: string }>('SELECT id FROM answers WHERE conversation_id = ?', id)
    .map((a) => a.id);
  for (const answer of answers) {
    db.run('DELETE FROM unanswered WHERE answer_id = ?', answer);
    db.run('DELETE FROM feedback WHERE answer_id = ?', answer);
    db.run('DELETE FROM idempotency WHERE result = ?', answer);
  }
  db.run('DELETE FROM answers WHERE conversation_id = ?', id);
  db.run('DELETE FROM messages WHERE conversation_id = ?', id);
  db.run('DELETE FROM events WHERE conversation_id = ?', id);
  db.run('DELETE FROM inbox WHERE order_key = ?', id);
  db.run('DELETE FROM chats WHERE conversation_id = ?', id);
  db.run('DELETE FROM undelivered WHERE conversation_id = ?', id);
  db.run('DELETE FROM conversations WHERE id = ?', id);
  return [id, ...answers];
}

/** Old conversations numbered above `after`, at most `limit` looked at; `next` is null at the end. */
export function sweepConversations(
  db: Db,
  before: string,
  after: number,
  limit: number,
): { gone: number; next: number | null } {
  const seen = db.all<{ n: number; id: string; updated_at: string }>(
    'SELECT n, id, updated_at FROM conversations WHERE n > ? ORDER BY n LIMIT ?',
    after,
    limit,
  );
  const old = seen.filter((c) => c.updated_at < before);
  for (const { id } of old) deleteConversation(db, id);
  return { gone: old.length, next: seen.length < limit ? null : (seen.at(-1)?.n ?? null) };
}

/** A caller may repeat itself for a day. */
const REPEATS_FOR_MS = 24 * 3600_000;

export function sweepRest(db: Db, before: string, now: string): Record<string, number> {
  const repeats = new Date(new Date(now).getTime() - REPEATS_FOR_MS).toISOString();
  return {
    inbox: db.run(`DELETE FROM inbox WHERE received_at < ?`, before),
    chats: db.run('DELETE FROM chats WHERE at < ?', before),
    events: db.run('DELETE FROM events WHERE at < ? AND seq < (SELECT max(seq) FROM events)', before),
    idempotency: db.run('DELETE FROM idempotency WHERE at < ?', repeats),
    sessions: db.run('DELETE FROM sessions WHERE expires_at <= ?', now),
  };
}

/** Drops snapshots that no answer refers to, except those in service. Returns how many. */
export function dropSnapshots(db: Db, serving: string[]): number {
  db.run('DELETE FROM origins WHERE NOT EXISTS (SELECT 1 FROM answers WHERE origin = origins.n)');
  const gone = db
    .all<{ id: string }>('SELECT DISTINCT id FROM snapshots WHERE id NOT IN (SELECT snapshot FROM origins)')
    .filter(({ id }) => !serving.includes(id));
  for (const { id } of gone) db.run('DELETE FROM snapshots WHERE id = ?', id);
  if (gone.length > 0) db.run('DELETE FROM parts WHERE hash NOT IN (SELECT hash FROM snapshots)');
  return gone.length;
}

export function saveSnapshot(db: Db, id: string, parts: SnapshotPart[]): void {
  for (const p of parts) {
    db.run('INSERT INTO parts (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING', p.hash, p.bytes);
    db.run(
      'INSERT INTO snapshots (id, name, hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      id,
      p.name,
      p.hash,
    );
  }
}
