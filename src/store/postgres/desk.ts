/** Writing what staff does: hand-offs, the queue of unanswered questions, accounts, sessions, audit; and chats' addresses. */
import type { AuditRecord, ChatRecord, SessionRecord, StaffRecord, UnansweredStatus } from '../records.js';
import type { Db } from './db.js';
import { addEvent } from './turns.js';

export async function takeHandOff(db: Db, id: string, agent: string, at: string): Promise<boolean> {
  const taken = await db.run(
    `UPDATE conversations SET hand_off = 'taken', agent = ?, taken_at = ? WHERE id = ? AND hand_off = 'open'`,
    ...[agent, at, id],
  );
  if (taken) await addEvent(db, 'taken', id, at);
  return taken > 0;
}

export async function returnHandOff(db: Db, id: string, at: string): Promise<boolean> {
  const returned = await db.run(
    `UPDATE conversations SET hand_off = NULL, agent = NULL, requested_at = NULL, taken_at = NULL
     WHERE id = ? AND hand_off IS NOT NULL`,
    id,
  );
  if (returned) await addEvent(db, 'returned', id, at);
  return returned > 0;
}

export async function putBackHandOff(db: Db, id: string, at: string): Promise<boolean> {
  const back = await db.run(
    `UPDATE conversations SET hand_off = 'open', agent = NULL, requested_at = ?, taken_at = NULL
     WHERE id = ? AND hand_off = 'taken'`,
    ...[at, id],
  );
  if (back === 0) return false;
  await addEvent(db, 'returned', id, at);
  await addEvent(db, 'handoff', id, at);
  return true;
}

export const markUnanswered = (
  db: Db,
  answerIds: string[],
  change: { status?: UnansweredStatus; assignee?: string | null },
): Promise<number> =>
  db.run(
    `UPDATE unanswered SET status = coalesce(?, status), assignee = CASE WHEN ?::boolean THEN ?::text ELSE assignee END
     WHERE answer_id = ANY(?)`,
    ...[change.status ?? null, change.assignee !== undefined, change.assignee ?? null, answerIds],
  );

export async function addStaff(db: Db, s: StaffRecord): Promise<boolean> {
  const added = await db.run(
    `INSERT INTO staff (id, name, display_name, role, password_hash, created_at, disabled_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lower(name)) DO NOTHING`,
    ...[s.id, s.name, s.displayName, s.role, s.passwordHash, s.createdAt, s.disabledAt],
  );
  return added > 0;
}

type StaffChange = Partial<Pick<StaffRecord, 'displayName' | 'role' | 'passwordHash' | 'disabledAt'>>;

export async function changeStaff(db: Db, id: string, change: StaffChange): Promise<boolean> {
  const changed = await db.run(
    `UPDATE staff SET display_name = coalesce(?, display_name), role = coalesce(?, role),
       password_hash = coalesce(?, password_hash),
       disabled_at = CASE WHEN ?::boolean THEN ?::text ELSE disabled_at END
     WHERE id = ?`,
    ...[change.displayName ?? null, change.role ?? null, change.passwordHash ?? null],
    ...[change.disabledAt !== undefined, change.disabledAt ?? null, id],
  );
  if (changed && (change.role || change.passwordHash || change.disabledAt)) await endSessionsOf(db, id);
  return changed > 0;
}

export async function startSession(db: Db, s: SessionRecord): Promise<void> {
  await db.run(
    'INSERT INTO sessions (id, staff_id, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?)',
    ...[s.id, s.staffId, s.createdAt, s.lastSeenAt, s.expiresAt],
  );
}

export async function touchSession(db: Db, id: string, seen: string, expires: string): Promise<void> {
  await db.run('UPDATE sessions SET last_seen_at = ?, expires_at = ? WHERE id = ?', seen, expires, id);
}

export async function endSession(db: Db, id: string): Promise<void> {
  await db.run('DELETE FROM sessions WHERE id = ?', id);
}

export const endSessionsOf = (db: Db, staffId: string): Promise<number> =>
  db.run('DELETE FROM sessions WHERE staff_id = ?', staffId);

export async function audit(db: Db, a: Omit<AuditRecord, 'seq'>): Promise<void> {
  await db.run(
    'INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
    ...[a.at, a.actor, a.action, a.subject, a.detail],
  );
}

export async function keepAddress(db: Db, c: Omit<ChatRecord, 'forwardedSeq'>, at: string): Promise<void> {
  await db.run(
    `INSERT INTO chats (conversation_id, channel, address, at) VALUES (?, ?, ?, ?)
     ON CONFLICT (conversation_id) DO UPDATE SET address = excluded.address, at = excluded.at`,
    ...[c.conversationId, c.channel, c.address, at],
  );
}

export async function forwarded(
  db: Db,
  conversationId: string,
  seq: number,
  at: string,
  reason?: string,
): Promise<void> {
  // It may have been forgotten meanwhile.
  if (
    reason !== undefined &&
    (await db.get('SELECT 1 FROM chats WHERE conversation_id = ? FOR UPDATE', conversationId))
  ) {
    await db.run(
      'INSERT INTO undelivered (conversation_id, seq, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      ...[conversationId, seq, reason],
    );
    await addEvent(db, 'message', conversationId, at);
  }
  await db.run(
    `UPDATE chats AS c SET forwarded_seq = greatest(forwarded_seq, ?::int), waiting = EXISTS (
       SELECT 1 FROM messages AS m WHERE m.conversation_id = c.conversation_id AND m.role IN ('agent', 'system')
         AND m.seq > greatest(c.forwarded_seq, ?::int))
     WHERE conversation_id = ?`,
    ...[seq, seq, conversationId],
  );
}
