/** Writing conversations: a question with its answer, a person's message, a word about an answer. */
import { shanghaiDay } from '../../period.js';
import type { AnswerRecord, FeedbackRecord, MessageRecord, UnansweredReason } from '../records.js';
import type { IdempotencyKey, Recorded, Turn } from '../store.js';
import { awaitForwarding } from './chats.js';
import type { Db } from './db.js';
import { addEvent } from './events.js';

function originOf(db: Db, a: AnswerRecord): number {
  const key = [a.knowledgeVersion, a.snapshot, a.program];
  const find = () =>
    db.get<{ n: number }>(
      'SELECT n FROM origins WHERE knowledge_version = ? AND snapshot = ? AND program = ?',
      ...key,
    )?.n;
  const known = find();
  if (known !== undefined) return known;
  db.run('INSERT INTO origins (knowledge_version, snapshot, program) VALUES (?, ?, ?)', ...key);
  return find() as number;
}

/** Adds to the sums of the answer's day. */
function count(
  db: Db,
  a: Pick<AnswerRecord, 'at' | 'channel' | 'topic' | 'outcome' | 'region'>,
  add: { questions?: number; conversations?: number; helpful?: number; unhelpful?: number },
): void {
  db.run(
    `INSERT INTO counts (day, channel, topic, outcome, region, questions, conversations, helpful, unhelpful)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET questions = questions + excluded.questions,
       conversations = conversations + excluded.conversations,
       helpful = helpful + excluded.helpful, unhelpful = unhelpful + excluded.unhelpful`,
    ...[shanghaiDay(new Date(a.at)), a.channel, a.topic ?? '', a.outcome, a.region ?? ''],
    ...[add.questions ?? 0, add.conversations ?? 0, add.helpful ?? 0, add.unhelpful ?? 0],
  );
}

const queue = (db: Db, answerId: string, at: string, reason: UnansweredReason): void => {
  db.run(
    `INSERT INTO unanswered (answer_id, at, reason, status) VALUES (?, ?, ?, 'open') ON CONFLICT DO NOTHING`,
    answerId,
    at,
    reason,
  );
};

function usedBefore(db: Db, turn: Turn): string | undefined {
  const byKey =
    turn.idempotency &&
    db.get<{ result: string }>('SELECT result FROM idempotency WHERE key = ?', turn.idempotency.key)?.result;
  if (byKey) return byKey;
  const { inbox } = turn;
  return (
    (inbox &&
      db.get<{ answer_id: string | null }>(
        'SELECT answer_id FROM inbox WHERE channel = ? AND external_id = ?',
        inbox.channel,
        inbox.externalId,
      )?.answer_id) ||
    undefined
  );
}

export function remember(db: Db, key: IdempotencyKey | undefined, result: string, at: string): void {
  if (key)
    db.run(
      'INSERT INTO idempotency (key, request, result, at) VALUES (?, ?, ?, ?)',
      ...[key.key, key.request, result, at],
    );
}

export function recordTurn(db: Db, turn: Turn): Recorded {
  const before = usedBefore(db, turn);
  if (before) return { kind: 'repeat', answerId: before };
  const { conversation: c, answer: a } = turn;
  const now = db.get<{ last_seq: number; hand_off: string | null }>(
    'SELECT last_seq, hand_off FROM conversations WHERE id = ?',
    c.id,
  );
  if ((now?.last_seq ?? 0) !== turn.basedOn) return { kind: 'stale' };
  const n = db.insert(
    `INSERT INTO answers (id, conversation_id, seq, at, channel, outcome, topic, region, confidence, origin, state, request, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[a.id, a.conversationId, a.seq, a.at, a.channel, a.outcome, a.topic, a.region, a.confidence],
    ...[originOf(db, a), c.state, a.request, a.body],
  );
  if (now)
    db.run(
      'UPDATE conversations SET last_answer = ?, last_seq = ?, updated_at = ? WHERE id = ?',
      ...[n, c.lastSeq, c.updatedAt, c.id],
    );
  else
    db.run(
      'INSERT INTO conversations (id, channel, last_answer, last_seq, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
      ...[c.id, c.channel, n, c.lastSeq, c.createdAt, c.updatedAt],
    );
  count(db, a, { questions: 1, conversations: now ? 0 : 1 });
  if (turn.unanswered) queue(db, a.id, a.at, turn.unanswered);
  if (turn.handOff) handOff(db, c.id, a.at);
  if (turn.handOff || now?.hand_off) {
    db.run('UPDATE conversations SET last_citizen_seq = ? WHERE id = ?', a.seq - 1, c.id);
    addEvent(db, 'message', c.id, a.at);
  }
  remember(db, turn.idempotency, a.id, a.at);
  if (turn.inbox)
    db.run(
      `UPDATE inbox SET status = 'done', answer_id = ?, payload = '' WHERE channel = ? AND external_id = ?`,
      ...[a.id, turn.inbox.channel, turn.inbox.externalId],
    );
  return { kind: 'recorded' };
}

export function addMessage(db: Db, m: Omit<MessageRecord, 'seq'>): MessageRecord | undefined {
  const from = m.role === 'agent' ? 'last_agent_seq' : m.role === 'citizen' ? 'last_citizen_seq' : 'last_seq';
  const now = db.get<{ last_seq: number }>(
    'SELECT last_seq FROM conversations WHERE id = ?',
    m.conversationId,
  );
  if (!now) return undefined;
  const seq = now.last_seq + 1;
  db.run(
    `UPDATE conversations SET last_seq = ?, updated_at = ?, ${from} = ? WHERE id = ?`,
    ...[seq, m.at, seq, m.conversationId],
  );
  db.run(
    'INSERT INTO messages (conversation_id, seq, role, at, text, author) VALUES (?, ?, ?, ?, ?, ?)',
    ...[m.conversationId, seq, m.role, m.at, m.text, m.author ?? null],
  );
  if (m.role === 'agent' || m.role === 'system') awaitForwarding(db, m.conversationId);
  addEvent(db, 'message', m.conversationId, m.at);
  return { ...m, seq };
}

export function recordFeedback(
  db: Db,
  f: FeedbackRecord,
  key?: IdempotencyKey,
): 'recorded' | 'repeat' | 'unknown-answer' {
  if (key && db.get('SELECT 1 FROM idempotency WHERE key = ?', key.key)) return 'repeat';
  const answer = db.get<AnswerRecord>(
    'SELECT at, channel, topic, outcome, region FROM answers WHERE id = ?',
    f.answerId,
  );
  if (!answer) return 'unknown-answer';
  const before = db.get<{ helpful: number }>('SELECT helpful FROM feedback WHERE answer_id = ?', f.answerId);
  db.run(
    `INSERT INTO feedback (answer_id, helpful, comment, fact_id, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET helpful = excluded.helpful, comment = excluded.comment,
       fact_id = excluded.fact_id, at = excluded.at`,
    ...[f.answerId, Number(f.helpful), f.comment, f.factId, f.at],
  );
  const step = (helpful: boolean): number =>
    Number(f.helpful === helpful) - Number(before?.helpful === Number(helpful));
  count(db, answer, { helpful: step(true), unhelpful: step(false) });
  if (!f.helpful) queue(db, f.answerId, f.at, 'unhelpful');
  remember(db, key, f.answerId, f.at);
  return 'recorded';
}

export function handOff(db: Db, id: string, at: string): boolean {
  const asked = db.run(
    `UPDATE conversations SET hand_off = 'open', agent = NULL, requested_at = ?, taken_at = NULL
     WHERE id = ? AND hand_off IS NULL`,
    ...[at, id],
  );
  if (asked) addEvent(db, 'handoff', id, at);
  return asked > 0 || db.get('SELECT 1 FROM conversations WHERE id = ?', id) !== undefined;
}
