/** The inbox: conversations handed off from any channel, live, and the replies. */
import { z } from 'zod';
import { idSchema, messageSchema } from '../api.js';

export const MAX_REPLY = 2000;
const who = z.strictObject({ id: z.string(), displayName: z.string() });

export const inboxItemSchema = z.strictObject({
  conversationId: z.string(),
  channel: z.string(),
  status: z.enum(['open', 'taken']),
  agent: who.nullable(),
  requestedAt: z.string(),
  takenAt: z.string().nullable(),
  lastSeq: z.int(),
  citizenWaits: z.boolean().describe('nobody has replied to the last message'),
  lastText: z.string().describe('of the citizen’s last message, 120 characters at most'),
});
export type InboxItem = z.infer<typeof inboxItemSchema>;
export const inboxQuerySchema = z.strictObject({
  status: z.enum(['open', 'taken']).optional(),
  mine: z.enum(['true']).optional(),
  cursor: idSchema.optional(),
});
export type InboxQuery = z.infer<typeof inboxQuerySchema>;
export const inboxPageSchema = z.strictObject({
  /** The server's instant, for telling how long somebody has waited. */
  now: z.string(),
  open: z.int().describe('how many wait altogether'),
  agents: z.int().describe('how many consoles are open'),
  items: z.array(inboxItemSchema).describe('the longest waiting first'),
  nextCursor: z.string().nullable(),
});
export type InboxPage = z.infer<typeof inboxPageSchema>;

export const conversationQuerySchema = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional()
    .describe('the last seq already shown'),
});
export const deskConversationSchema = z.strictObject({
  item: inboxItemSchema,
  messages: z.array(messageSchema).describe('200 at most; ask again after the last seq'),
  undelivered: z
    .array(z.strictObject({ seq: z.int(), reason: z.string() }))
    .describe('of the whole conversation: what the platform did not take, and why'),
});
export type DeskConversation = z.infer<typeof deskConversationSchema>;

export const replySchema = z.strictObject({ text: z.string().min(1).max(MAX_REPLY) });
export const repliedSchema = z.strictObject({ message: messageSchema });
export const takenSchema = z.strictObject({ item: inboxItemSchema });

/** Ready-made pieces to put into a reply. */
export const pieceListSchema = z.strictObject({
  pieces: z.array(z.strictObject({ id: z.string(), title: z.string(), text: z.string() })),
});
export type PieceList = z.infer<typeof pieceListSchema>;

/**
 * Server-sent events of GET /console/api/events. `event: inbox` has this as its data; `id` is its seq, and a browser
 * that comes back with Last-Event-ID misses none. `event: ended` says that the session has ended.
 */
export const inboxEventSchema = z.strictObject({
  seq: z.int(),
  kind: z.enum(['handoff', 'message', 'taken', 'returned']),
  conversationId: z.string(),
  item: inboxItemSchema.nullable().describe('as it stands now; null where it is handed off no more'),
});
export type InboxEvent = z.infer<typeof inboxEventSchema>;
