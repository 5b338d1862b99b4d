/** Where platforms' conversations are answered, and what people said in them that the platform does not have yet. */
import type { Channel, ChatRecord, MessageRecord, Undelivered } from '../records.js';
import { type PersonRow, personMessage } from '../rows.js';
import type { Db } from './db.js';
import { addEvent } from './events.js';

export function keepAddress(db: Db, c: Omit<ChatRecord, 'forwardedSeq'>, at: string): void {
  db.run(
    `INSERT INTO chats (conversation_id, channel, address, at) VALUES (?, ?, ?, ?)
     ON CONFLICT (conversation_id) DO UPDATE SET address = excluded.address, at = excluded.at`,
    ...[c.conversationId, c.channel, c.address, at],
  );
}

export const chat = (db: Db, conversationId: string): ChatRecord | undefined =>
  db.get(
    `SELECT conversation_id AS conversationId, channel, address, forwarded_seq AS forwardedSeq
     FROM chats WHERE conversation_id = ?`,
    conversationId,
  );

/** Somebody has said something there. */
export const awaitForwarding = (db: Db, conversationId: string): void =>
  void db.run('UPDATE chats SET waiting = 1 WHERE conversation_id = ?', conversationId);

const SAID = `m.conversation_id = c.conversation_id AND m.seq > c.forwarded_seq AND m.role IN ('agent', 'system')`;

export const toForward = (db: Db, channel: Channel, limit: number): MessageRecord[] =>
  db
    .all<PersonRow>(
      `SELECT m.conversation_id AS conversationId, m.seq, m.role, m.at, m.text, m.author
       FROM chats AS c JOIN messages AS m ON ${SAID}
       WHERE c.channel = ? AND c.waiting = 1 ORDER BY m.n LIMIT ?`,
      channel,
      limit,
    )
    .map(personMessage);

export const undelivered = (db: Db, conversationId: string): Undelivered[] =>
  db.all('SELECT seq, reason FROM undelivered WHERE conversation_id = ? ORDER BY seq', conversationId);

export function forwarded(db: Db, conversationId: string, seq: number, at: string, reason?: string): void {
  // It may have been forgotten meanwhile.
  if (reason !== undefined && db.get('SELECT 1 FROM chats WHERE conversation_id = ?', conversationId)) {
    db.run(
      'INSERT INTO undelivered (conversation_id, seq, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      ...[conversationId, seq, reason],
    );
    addEvent(db, 'message', conversationId, at);
  }
  db.run(
    'UPDATE chats SET forwarded_seq = max(forwarded_seq, ?) WHERE conversation_id = ?',
    seq,
    conversationId,
  );
  db.run(
    `UPDATE chats AS c SET waiting = EXISTS (SELECT 1 FROM messages AS m WHERE ${SAID}) WHERE c.conversation_id = ?`,
    conversationId,
  );
}
