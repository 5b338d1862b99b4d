/** What happens in conversations, for who looks on: numbered in the order in which it is recorded. */
import type { LiveEvent } from '../records.js';
import type { Db } from './db.js';

export function addEvent(db: Db, kind: LiveEvent['kind'], conversationId: string, at: string): void {
  db.run('INSERT INTO events (at, kind, conversation_id) VALUES (?, ?, ?)', at, kind, conversationId);
}
