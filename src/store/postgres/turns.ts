/** Writing conversations: a question with its answer, a person's message, a word about an answer. */
import { shanghaiDay } from '../../period.js';
import type { AnswerRecord, FeedbackRecord, LiveEvent, MessageRecord } from '../records.js';
import type { IdempotencyKey, Recorded, Turn } from '../store.js';
import type { Db } from './db.js';
import { EVENTS } from './schema.js';

export async function addEvent(
  db: Db,
  kind: LiveEvent['kind'],
  conversationId: string,
  at: string,
): Promise<void> {
  await db.run('SELECT pg_advisory_xact_lock(?)', EVENTS);
  await db.run('INSERT INTO events (at, kind, conversation_id) VALUES (?, ?, ?)', at, kind, conversationId);
}

async function originOf(db: Db, a: AnswerRecord): Promise<number> {
  const key = [a.knowledgeVersion, a.snapshot, a.program];
  const find = async () =>
    (
      await db.get<{ n: number }>(
        'SELECT n FROM origins WHERE knowledge_version = ? AND snapshot = ? AND program = ?',
        ...key,
      )
    )?.n;
  const known = await find();
  if (known !== undefined) return known;
  await db.run(
    'INSERT INTO origins (knowledge_version, snapshot, program) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ...key,
  );
  return (await find()) as number;
}

const dayOf = (at: string): string => shanghaiDay(new Date(at));

/** Adds to the sums of the answer's day. */
const count = (
  db: Db,
  a: Pick<AnswerRecord, 'at' | 'channel' | 'topic' | 'outcome' | 'region'>,
  add: { questions?: number; conversations?: number; helpful?: number; unhelpful?: number },
): Promise<number> =>
  db.run(
    `INSERT INTO counts (day, channel, topic, outcome, region, questions, conversations, helpful, unhelpful)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[dayOf(a.at), a.channel, a.topic ?? '', a.outcome, a.region ?? ''],
    ...[add.questions ?? 0, add.conversations ?? 0, add.helpful ?? 0, add.unhelpful ?? 0],
  );

const QUEUE = `INSERT INTO unanswered (answer_id, at, reason, status) VALUES (?, ?, ?, 'open') ON CONFLICT DO NOTHING`;

async function usedBefore(db: Db, { idempotency, inbox }: Turn): Promise<string | undefined> {
  const byKey =
    idempotency &&
    (await db.get<{ result: string }>('SELECT result FROM idempotency WHERE key = ?', idempotency.key))
      ?.result;
  if (byKey) return byKey;
  const message =
    inbox &&
    (await db.get<{ answerId: string | null }>(
      'SELECT answer_id AS "answerId" FROM inbox WHERE channel = ? AND external_id = ?',
      ...[inbox.channel, inbox.externalId],
    ));
  return message?.answerId ?? undefined;
}

async function remember(db: Db, key: IdempotencyKey | undefined, result: string, at: string): Promise<void> {
  if (key)
    await db.run(
      'INSERT INTO idempotency (key, request, result, at) VALUES (?, ?, ?, ?)',
      ...[key.key, key.request, result, at],
    );
}

const ANSWER = `INSERT INTO answers (id, conversation_id, seq, at, channel, outcome, topic, region, confidence, origin, request, body)`;
const valuesOf = (a: AnswerRecord, origin: number): unknown[] => [
  ...[a.id, a.conversationId, a.seq, a.at, a.channel, a.outcome, a.topic, a.region, a.confidence],
  ...[origin, a.request, a.body],
];

/** The whole of it, where the turn touches more than the conversation, or the quick way found something in its way. */
export async function recordTurn(db: Db, turn: Turn): Promise<Recorded> {
  const { conversation: c, answer: a } = turn;
  // A new conversation is made first, so that there is a row to wait for.
  if (turn.basedOn === 0)
    await db.run(
      `INSERT INTO conversations (id, channel, state, last_seq, created_at, updated_at) VALUES (?, ?, '', 0, ?, ?)
       ON CONFLICT DO NOTHING`,
      ...[c.id, c.channel, c.createdAt, c.updatedAt],
    );
  const now = await db.get<{ seq: number; handOff: string | null }>(
    'SELECT last_seq AS seq, hand_off AS "handOff" FROM conversations WHERE id = ? FOR UPDATE',
    c.id,
  );
  const before = await usedBefore(db, turn);
  const stale = now?.seq !== turn.basedOn;
  if (before || stale) {
    if (now?.seq === 0) await db.run("DELETE FROM conversations WHERE id = ? AND state = ''", c.id);
    return before ? { kind: 'repeat', answerId: before } : { kind: 'stale' };
  }
  await db.run(
    `${ANSWER} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...valuesOf(a, await originOf(db, a)),
  );
  await db.run(
    'UPDATE conversations SET state = ?, last_seq = ?, updated_at = ? WHERE id = ?',
    ...[c.state, c.lastSeq, c.updatedAt, c.id],
  );
  await count(db, a, { questions: 1, conversations: turn.basedOn === 0 ? 1 : 0 });
  if (turn.unanswered) await db.run(QUEUE, a.id, a.at, turn.unanswered);
  if (turn.handOff) await handOff(db, c.id, a.at);
  if (turn.handOff || now.handOff) {
    await db.run('UPDATE conversations SET last_citizen_seq = ? WHERE id = ?', a.seq - 1, c.id);
    await addEvent(db, 'message', c.id, a.at);
  }
  await remember(db, turn.idempotency, a.id, a.at);
  if (turn.inbox)
    await db.run(
      `UPDATE inbox SET status = 'done', answer_id = ?, payload = '' WHERE channel = ? AND external_id = ?`,
      ...[a.id, turn.inbox.channel, turn.inbox.externalId],
    );
  return { kind: 'recorded' };
}

/**
 * Nearly every turn in one statement, and so in one round trip: recorded where its conversation is as it was and with
 * nobody. Undefined where it has to be looked at more closely; nothing was kept then.
 */
export async function recordQuickly(
  db: Db,
  turn: Turn,
  origin: number | undefined,
): Promise<Recorded | undefined> {
  const { conversation: c, answer: a } = turn;
  if (turn.handOff || turn.idempotency || turn.inbox || origin === undefined) return undefined;
  const done = await db.run(
    `WITH c AS (
       INSERT INTO conversations (id, channel, state, last_seq, created_at, updated_at)
       SELECT ?, ?, ?, ?::int, ?, ?
       WHERE (?::int = 0 OR EXISTS (SELECT 1 FROM conversations WHERE id = ?)) AND EXISTS (SELECT 1 FROM origins WHERE n = ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, last_seq = excluded.last_seq, updated_at = excluded.updated_at
         WHERE conversations.last_seq = ? AND conversations.hand_off IS NULL
       RETURNING id
     ), counted AS (
       INSERT INTO counts (day, channel, topic, outcome, region, questions, conversations)
       SELECT ?, ?, ?, ?, ?, 1, ?::int FROM c
     ), queued AS (
       INSERT INTO unanswered (answer_id, at, reason, status) SELECT ?, ?, ?::text, 'open' FROM c WHERE ?::text IS NOT NULL
     )
     ${ANSWER} SELECT ?, ?, ?::int, ?, ?, ?, ?, ?, ?::float8, ?::bigint, ?, ? FROM c`,
    ...[c.id, c.channel, c.state, c.lastSeq, c.createdAt, c.updatedAt, turn.basedOn],
    ...[c.id, origin, turn.basedOn],
    ...[dayOf(a.at), a.channel, a.topic ?? '', a.outcome, a.region ?? '', turn.basedOn === 0 ? 1 : 0],
    ...[a.id, a.at, turn.unanswered ?? null, turn.unanswered ?? null],
    ...valuesOf(a, origin),
  );
  return done > 0 ? { kind: 'recorded' } : undefined;
}

/** The number of what the answer was worked out with, made where it is new. */
export const findOrigin = originOf;

export async function addMessage(db: Db, m: Omit<MessageRecord, 'seq'>): Promise<MessageRecord | undefined> {
  const from = m.role === 'agent' ? 'last_agent_seq' : m.role === 'citizen' ? 'last_citizen_seq' : 'last_seq';
  const now = await db.get<{ seq: number }>(
    `UPDATE conversations SET last_seq = last_seq + 1, updated_at = ?
       ${from === 'last_seq' ? '' : `, ${from} = last_seq + 1`} WHERE id = ? RETURNING last_seq AS seq`,
    ...[m.at, m.conversationId],
  );
  if (!now) return undefined;
  await db.run(
    'INSERT INTO messages (conversation_id, seq, role, at, text, author) VALUES (?, ?, ?, ?, ?, ?)',
    ...[m.conversationId, now.seq, m.role, m.at, m.text, m.author ?? null],
  );
  if (m.role === 'agent' || m.role === 'system')
    await db.run('UPDATE chats SET waiting = true WHERE conversation_id = ?', m.conversationId);
  await addEvent(db, 'message', m.conversationId, m.at);
  return { ...m, seq: now.seq };
}

export async function recordFeedback(
  db: Db,
  f: FeedbackRecord,
  key?: IdempotencyKey,
): Promise<'recorded' | 'repeat' | 'unknown-answer'> {
  if (key && (await db.get('SELECT 1 FROM idempotency WHERE key = ?', key.key))) return 'repeat';
  const answer = await db.get<AnswerRecord>(
    'SELECT at, channel, topic, outcome, region FROM answers WHERE id = ? FOR UPDATE',
    f.answerId,
  );
  if (!answer) return 'unknown-answer';
  const before = await db.get<{ helpful: boolean }>(
    'SELECT helpful FROM feedback WHERE answer_id = ?',
    f.answerId,
  );
  await db.run(
    `INSERT INTO feedback (answer_id, helpful, comment, fact_id, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (answer_id) DO UPDATE SET helpful = excluded.helpful, comment = excluded.comment,
       fact_id = excluded.fact_id, at = excluded.at`,
    ...[f.answerId, f.helpful, f.comment, f.factId, f.at],
  );
  const step = (helpful: boolean): number =>
    Number(f.helpful === helpful) - Number(before?.helpful === helpful);
  await count(db, answer, { helpful: step(true), unhelpful: step(false) });
  if (!f.helpful) await db.run(QUEUE, f.answerId, f.at, 'unhelpful');
  await remember(db, key, f.answerId, f.at);
  return 'recorded';
}

export async function handOff(db: Db, id: string, at: string): Promise<boolean> {
  const asked = await db.run(
    `UPDATE conversations SET hand_off = 'open', agent = NULL, requested_at = ?, taken_at = NULL
     WHERE id = ? AND hand_off IS NULL`,
    ...[at, id],
  );
  if (asked) await addEvent(db, 'handoff', id, at);
  return asked > 0 || (await db.get('SELECT 1 FROM conversations WHERE id = ?', id)) !== undefined;
}
