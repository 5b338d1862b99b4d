/** Names for answers and conversations: 128 random bits, the only key to a conversation. */
import { randomBytes } from 'node:crypto';

export const newId = (): string => randomBytes(16).toString('base64url');

/** An answer's name begins with its time, so that the newest lie together on disk; 80 bits are random. */
export function newAnswerId(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  return bytes.toString('base64url');
}
