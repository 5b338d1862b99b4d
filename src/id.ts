/** Names for answers, conversations and what else needs one; who knows a conversation's may read and delete it. */
import { randomBytes } from 'node:crypto';

/** Bytes. */
const RANDOM = 16;
const TIME = 6;
/** One call to the system for many names; each byte is used once. */
const POOL = 256 * RANDOM;
let pool = Buffer.alloc(0);
let used = 0;

function fresh(): Buffer {
  if (used + RANDOM > pool.length) {
    pool = randomBytes(POOL);
    used = 0;
  }
  used += RANDOM;
  return pool.subarray(used - RANDOM, used);
}

export const newId = (): string => fresh().toString('base64url');

/*
 * Names of rows begin with their time (milliseconds), so that the newest lie together on disk: a group of writes then
 * touches a few pages of each index instead of one page for each row.
 */

/** 80 bits are random. */
export function newAnswerId(now: number): string {
  const bytes = fresh();
  bytes.writeUIntBE(now, 0, TIME);
  return bytes.toString('base64url');
}

/** 128 bits are random: it is the only key to the conversation. */
export function newConversationId(now: number): string {
  const bytes = Buffer.allocUnsafe(TIME + RANDOM);
  bytes.writeUIntBE(now, 0, TIME);
  fresh().copy(bytes, TIME);
  return bytes.toString('base64url');
}
