/** Names for answers and conversations: 128 random bits, the only key to a conversation. */
import { randomBytes } from 'node:crypto';

export const newId = (): string => randomBytes(16).toString('base64url');
