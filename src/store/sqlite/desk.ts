/** Writing what staff does: hand-offs, the queue of unanswered questions, accounts, sessions, audit. */
import type { AuditRecord, SessionRecord, StaffRecord, UnansweredStatus } from '../records.js';
import type { Db } from './db.js';
import { addEvent } from './events.js';

export function takeHandOff(db: Db, id: string, agent: string, at: string): boolean {
  const taken = db.run(
    `UPDATE conversations SET hand_off = 'taken', agent = ?, taken_at = ? WHERE id = ? AND hand_off = 'open'`,
    ...[agent, at, id],
  );
  if (taken) addEvent(db, 'taken', id, at);
  return taken > 0;
}

export function returnHandOff(db: Db, id: string, at: string): boolean {
  const returned = db.run(
    `UPDATE conversations SET hand_off = NULL, agent = NULL, requested_at = NULL, taken_at = NULL
     WHERE id = ? AND hand_off IS NOT NULL`,
    id,
  );
  if (returned) addEvent(db, 'returned', id, at);
  return returned > 0;
}

export function putBackHandOff(db: Db, id: string, at: string): boolean {
  const back = db.run(
    `UPDATE conversations SET hand_off = 'open', agent = NULL, requested_at = ?, taken_at = NULL
     WHERE id = ? AND hand_off = 'taken'`,
    ...[at, id],
  );
  if (back === 0) return false;
  addEvent(db, 'returned', id, at);
  addEvent(db, 'handoff', id, at);
  return true;
}

export function markUnanswered(
  db: Db,
  answerIds: string[],
  change: { status?: UnansweredStatus; assignee?: string | null },
): number {
  let n = 0;
  for (const id of answerIds)
    n += db.run(
      `UPDATE unanswered SET status = coalesce(?, status), assignee = CASE WHEN ? THEN ? ELSE assignee END
       WHERE answer_id = ?`,
      ...[change.status ?? null, Number(change.assignee !== undefined), change.assignee ?? null, id],
    );
  return n;
}

export function addStaff(db: Db, s: StaffRecord): boolean {
  return (
    db.run(
      `INSERT INTO staff (id, name, display_name, role, password_hash, created_at, disabled_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      ...[s.id, s.name, s.displayName, s.role, s.passwordHash, s.createdAt, s.disabledAt],
    ) > 0
  );
}

type StaffChange = Partial<Pick<StaffRecord, 'displayName' | 'role' | 'passwordHash' | 'disabledAt'>>;

export function changeStaff(db: Db, id: string, change: StaffChange): boolean {
  const changed = db.run(
    `UPDATE staff SET display_name = coalesce(?, display_name), role = coalesce(?, role),
       password_hash = coalesce(?, password_hash), disabled_at = CASE WHEN ? THEN ? ELSE disabled_at END
     WHERE id = ?`,
    ...[change.displayName ?? null, change.role ?? null, change.passwordHash ?? null],
    ...[Number(change.disabledAt !== undefined), change.disabledAt ?? null, id],
  );
  if (changed && (change.role || change.passwordHash || change.disabledAt)) endSessionsOf(db, id);
  return changed > 0;
}

export function startSession(db: Db, s: SessionRecord): void {
  db.run(
    'INSERT INTO sessions (id, staff_id, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?)',
    ...[s.id, s.staffId, s.createdAt, s.lastSeenAt, s.expiresAt],
  );
}

export function touchSession(db: Db, id: string, lastSeenAt: string, expiresAt: string): void {
  db.run('UPDATE sessions SET last_seen_at = ?, expires_at = ? WHERE id = ?', lastSeenAt, expiresAt, id);
}

export function endSession(db: Db, id: string): void {
  db.run('DELETE FROM sessions WHERE id = ?', id);
}

export function endSessionsOf(db: Db, staffId: string): number {
  return db.run('DELETE FROM sessions WHERE staff_id = ?', staffId);
}

export function audit(db: Db, a: Omit<AuditRecord, 'seq'>): void {
  db.run(
    'INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
    ...[a.at, a.actor, a.action, a.subject, a.detail],
  );
}
