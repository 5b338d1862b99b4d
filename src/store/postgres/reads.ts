/** Reading the PostgreSQL store; each call is one short statement or two. */
import type {
  AnswerRecord,
  AuditRecord,
  Channel,
  ChatRecord,
  ConversationRecord,
  Count,
  FeedbackRecord,
  HandOffRecord,
  LiveEvent,
  MessageRecord,
  Origin,
  SessionRecord,
  SnapshotPart,
  StaffRecord,
  UnansweredRecord,
  UnansweredStatus,
  Undelivered,
} from '../records.js';
import { messagesOf, type PersonRow, personMessage, type TurnRow, textOf } from '../rows.js';
import type { Page } from '../store.js';
import type { Db } from './db.js';

const ANSWER = `a.id, a.conversation_id AS "conversationId", a.seq, a.at, a.channel, a.request, a.body, a.outcome, a.topic,
  a.region, a.confidence, o.knowledge_version AS "knowledgeVersion", o.snapshot, o.program`;

export const conversation = (db: Db, id: string): Promise<ConversationRecord | undefined> =>
  db.get(
    `SELECT c.id, c.channel, c.state, c.last_seq AS "lastSeq",
       c.created_at AS "createdAt", c.updated_at AS "updatedAt"
     FROM conversations AS c WHERE c.id = ?`,
    id,
  );

export const answer = (db: Db, id: string): Promise<AnswerRecord | undefined> =>
  db.get(`SELECT ${ANSWER} FROM answers AS a JOIN origins AS o ON o.n = a.origin WHERE a.id = ?`, id);

export async function messages(db: Db, id: string, after: number, limit: number): Promise<MessageRecord[]> {
  const turns = await db.all<TurnRow>(
    `SELECT id, conversation_id AS "conversationId", seq, at, request, body FROM answers
     WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
    ...[id, after, limit],
  );
  const people = await db.all<PersonRow>(
    `SELECT conversation_id AS "conversationId", seq, role, at, text, author FROM messages
     WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
    ...[id, after, limit],
  );
  return messagesOf(turns, people, after, limit);
}

export const idempotent = (db: Db, key: string): Promise<{ request: string; result: string } | undefined> =>
  db.get('SELECT request, result FROM idempotency WHERE key = ?', key);

export function feedback(db: Db, answerId: string): Promise<FeedbackRecord | undefined> {
  return db.get(
    'SELECT answer_id AS "answerId", helpful, comment, fact_id AS "factId", at FROM feedback WHERE answer_id = ?',
    answerId,
  );
}

export async function unanswered(
  db: Db,
  filter: { status?: UnansweredStatus; since?: string },
  page: Page,
): Promise<UnansweredRecord[]> {
  const below = page.after
    ? ((await db.get<{ n: number }>('SELECT n FROM unanswered WHERE answer_id = ?', page.after))?.n ?? 0)
    : Number.MAX_SAFE_INTEGER;
  const rows = await db.all<UnansweredRecord & { request: string }>(
    `SELECT u.answer_id AS "answerId", a.conversation_id AS "conversationId", u.at, u.reason, u.status, u.assignee,
       a.request, a.topic, a.region, a.channel
     FROM unanswered AS u JOIN answers AS a ON a.id = u.answer_id
     WHERE u.n < ? AND (?::text IS NULL OR u.status = ?) AND u.at >= ? ORDER BY u.n DESC LIMIT ?`,
    ...[below, filter.status ?? null, filter.status ?? null, filter.since ?? '', page.limit],
  );
  return rows.map(({ request, ...r }) => ({ ...r, text: textOf(request) }));
}

const HAND_OFF = `id AS "conversationId", channel, hand_off AS status, agent, requested_at AS "requestedAt",
  taken_at AS "takenAt", last_seq AS "lastSeq", last_citizen_seq AS "lastCitizenSeq", last_agent_seq AS "lastAgentSeq"`;

export const handedOff = (db: Db, id: string): Promise<HandOffRecord | undefined> =>
  db.get(`SELECT ${HAND_OFF} FROM conversations WHERE id = ? AND hand_off IS NOT NULL`, id);

export async function handOffs(
  db: Db,
  filter: { status?: HandOffRecord['status']; agent?: string },
  page: Page,
): Promise<HandOffRecord[]> {
  const from = (page.after && (await handedOff(db, page.after))?.requestedAt) || '';
  return db.all(
    `SELECT ${HAND_OFF} FROM conversations
     WHERE hand_off IS NOT NULL AND (requested_at, id) > (?, ?)
       AND (?::text IS NULL OR hand_off = ?) AND (?::text IS NULL OR agent = ?)
     ORDER BY requested_at, id LIMIT ?`,
    ...[from, page.after ?? '', filter.status ?? null, filter.status ?? null],
    ...[filter.agent ?? null, filter.agent ?? null, page.limit],
  );
}

export const eventsAfter = (db: Db, after: number, limit: number): Promise<LiveEvent[]> =>
  db.all(
    'SELECT seq, at, kind, conversation_id AS "conversationId" FROM events WHERE seq > ? ORDER BY seq LIMIT ?',
    after,
    limit,
  );

export const lastEvent = async (db: Db): Promise<number> =>
  (await db.get<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM events'))?.seq ?? 0;

const STAFF = `id, name, display_name AS "displayName", role, password_hash AS "passwordHash",
  created_at AS "createdAt", disabled_at AS "disabledAt"`;

export const staff = (db: Db): Promise<StaffRecord[]> =>
  db.all(`SELECT ${STAFF} FROM staff ORDER BY lower(name)`);
export const staffByName = (db: Db, name: string): Promise<StaffRecord | undefined> =>
  db.get(`SELECT ${STAFF} FROM staff WHERE lower(name) = lower(?)`, name);
export const staffById = (db: Db, id: string): Promise<StaffRecord | undefined> =>
  db.get(`SELECT ${STAFF} FROM staff WHERE id = ?`, id);

export async function session(
  db: Db,
  id: string,
  now: string,
): Promise<{ session: SessionRecord; staff: StaffRecord } | undefined> {
  const found = await db.get<SessionRecord>(
    `SELECT id, staff_id AS "staffId", created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
     FROM sessions WHERE id = ? AND expires_at > ?`,
    id,
    now,
  );
  const person = found && (await staffById(db, found.staffId));
  return found && person && person.disabledAt === null ? { session: found, staff: person } : undefined;
}

export async function audits(
  db: Db,
  filter: { actor?: string; subject?: string },
  page: Page,
): Promise<AuditRecord[]> {
  return db.all(
    `SELECT seq, at, actor, action, subject, detail FROM audit
     WHERE seq < ? AND (?::text IS NULL OR actor = ?) AND (?::text IS NULL OR subject = ?) ORDER BY seq DESC LIMIT ?`,
    ...[page.after ? Number(page.after) : Number.MAX_SAFE_INTEGER],
    ...[
      filter.actor ?? null,
      filter.actor ?? null,
      filter.subject ?? null,
      filter.subject ?? null,
      page.limit,
    ],
  );
}

export async function counts(db: Db, from: string, to: string): Promise<Count[]> {
  const rows = await db.all<Count & { topic: string; region: string }>(
    `SELECT day, channel, topic, outcome, region, sum(questions) AS questions, sum(conversations) AS conversations,
       sum(helpful) AS helpful, sum(unhelpful) AS unhelpful
     FROM counts WHERE day BETWEEN ? AND ? GROUP BY day, channel, topic, outcome, region
     ORDER BY day, channel, topic, outcome, region`,
    from,
    to,
  );
  return rows.map((r) => ({ ...r, topic: r.topic || null, region: r.region || null }));
}

export const hasSnapshot = async (db: Db, id: string): Promise<boolean> =>
  (await db.get('SELECT 1 FROM snapshots WHERE id = ? LIMIT 1', id)) !== undefined;

export async function snapshot(db: Db, id: string): Promise<SnapshotPart[] | undefined> {
  const parts = await db.all<SnapshotPart>(
    'SELECT s.name, s.hash, p.bytes FROM snapshots AS s JOIN parts AS p ON p.hash = s.hash WHERE s.id = ? ORDER BY s.name',
    id,
  );
  return parts.length > 0 ? parts : undefined;
}

export const origins = (db: Db): Promise<Origin[]> =>
  db.all(
    `SELECT knowledge_version AS "knowledgeVersion", snapshot,
       (SELECT at FROM answers WHERE origin = o.n ORDER BY n LIMIT 1) AS "firstAt",
       (SELECT at FROM answers WHERE origin = o.n ORDER BY n DESC LIMIT 1) AS "lastAt"
     FROM origins AS o ORDER BY n DESC`,
  );

/** Which database this is; given once, when it was made. */
export const instanceOf = async (db: Db): Promise<string | undefined> =>
  (await db.get<{ value: string }>("SELECT value FROM meta WHERE key = 'instance'"))?.value;

export const chat = (db: Db, conversationId: string): Promise<ChatRecord | undefined> =>
  db.get(
    `SELECT conversation_id AS "conversationId", channel, address, forwarded_seq AS "forwardedSeq"
     FROM chats WHERE conversation_id = ?`,
    conversationId,
  );

export const undelivered = (db: Db, conversationId: string): Promise<Undelivered[]> =>
  db.all('SELECT seq, reason FROM undelivered WHERE conversation_id = ? ORDER BY seq', conversationId);

export const toForward = async (db: Db, channel: Channel, limit: number): Promise<MessageRecord[]> =>
  (
    await db.all<PersonRow>(
      `SELECT m.conversation_id AS "conversationId", m.seq, m.role, m.at, m.text, m.author
       FROM chats AS c JOIN messages AS m ON m.conversation_id = c.conversation_id AND m.seq > c.forwarded_seq
         AND m.role IN ('agent', 'system')
       WHERE c.channel = ? AND c.waiting ORDER BY m.n LIMIT ?`,
      ...[channel, limit],
    )
  ).map(personMessage);
