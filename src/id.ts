/** Names for answers and conversations: 128 random bits, the only key to a conversation. */
import { randomBytes } from 'node:crypto';

const SIZE = 16;
/** One call to the system for many names; each byte is used once. */
const POOL = 256 * SIZE;
let pool = Buffer.alloc(0);
let used = 0;

function fresh(): Buffer {
  if (used + SIZE > pool.length) {
    pool = randomBytes(POOL);
    used = 0;
  }
  used += SIZE;
  return pool.subarray(used - SIZE, used);
}

export const newId = (): string => fresh().toString('base64url');

/** An answer's name begins with its time, so that the newest lie together on disk; 80 bits are random. */
export function newAnswerId(now: number): string {
  const bytes = fresh();
  bytes.writeUIntBE(now, 0, 6);
  return bytes.toString('base64url');
}
