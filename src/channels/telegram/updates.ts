/** What Telegram sends in, read as untrusted: an update → what the citizen did and where, or nothing of ours. Pure. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MAX_TEXT } from '../../contract.js';
import type { Deed, Delivery } from '../chat.js';
import { readChoice } from './keyboard.js';

const id = z.int();
const chatSchema = z.object({ id, type: z.string() });
const messageSchema = z.object({
  message_id: id,
  message_thread_id: id.optional(),
  is_topic_message: z.boolean().optional(),
  chat: chatSchema,
  from: z.object({ id, is_bot: z.boolean() }).optional(),
  text: z.string().optional(),
  entities: z.array(z.object({ type: z.string(), offset: z.int(), length: z.int() })).optional(),
  reply_to_message: z.object({ from: z.object({ id }).optional() }).optional(),
});
const updateSchema = z.object({
  update_id: id,
  message: messageSchema.optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: z.object({ id }),
      data: z.string().optional(),
      message: z.object({ message_id: id, chat: chatSchema }).optional(),
    })
    .optional(),
});
export type Update = z.infer<typeof updateSchema>;
type Message = z.infer<typeof messageSchema>;

/** Undefined where it is no update. */
export const readUpdate = (given: unknown): Update | undefined => updateSchema.safeParse(given).data;
/** Of an update that cannot be read further: it is passed over, not asked for again. */
export const updateNumber = (given: unknown): number | undefined =>
  z.object({ update_id: id }).safeParse(given).data?.update_id;

export interface Bot {
  id: number;
  username: string;
}

/** What `getMe` says; throws where it says something else. */
export const readBot = (given: unknown): Bot => z.object({ id, username: z.string() }).parse(given);

/** Where an answer goes. */
export interface Address {
  chat: number;
  group?: true;
  thread?: number;
  replyTo?: number;
}

/** What the commands stand for, as the citizen would write it. */
export interface CommandWords {
  reset: string;
  human: string;
}

const GROUPS = new Set(['group', 'supergroup']);

/** A chat's own number is personal; its conversation goes by a digest. In a group everybody has one of his own. */
const conversationOf = (chat: number, from: number | undefined, group: boolean): string =>
  createHash('sha256')
    .update(group ? `telegram:${chat}:${from}` : `telegram:${chat}`)
    .digest('base64url')
    .slice(0, 32);

interface Read {
  text: string;
  command?: string;
  /** In a group: said to the bot. */
  toUs: boolean;
}

/** Takes the bot's name and a leading command out of the text. */
function readMessage(m: Message, bot: Bot): Read {
  const text = m.text ?? '';
  const name = `@${bot.username}`.toLowerCase();
  const ours = (m.entities ?? []).filter(
    (e) => e.type === 'mention' && text.slice(e.offset, e.offset + e.length).toLowerCase() === name,
  );
  let rest = '';
  let at = 0;
  for (const e of ours) {
    rest += text.slice(at, e.offset);
    at = e.offset + e.length;
  }
  rest = (rest + text.slice(at)).trim();
  const [, command, to, after = ''] = /^\/([a-z_]+)(@\w+)?(?:\s+([\s\S]*))?$/i.exec(rest) ?? [];
  if (command && to && to.toLowerCase() !== name) return { text: rest, toUs: false };
  const toUs = ours.length > 0 || to !== undefined || m.reply_to_message?.from?.id === bot.id;
  return command ? { text: after.trim(), command: command.toLowerCase(), toUs } : { text: rest, toUs };
}

function deedOf({ text, command }: Read, words: CommandWords): Deed {
  switch (command) {
    case 'start':
    case 'help':
      return { say: 'help' };
    case 'region':
      return text ? { text } : { say: 'region' };
    case 'reset':
      return { text: words.reset };
    case 'human':
      return { text: words.human };
    default:
      if (text === '') return { say: 'unreadable' };
      return text.length > MAX_TEXT ? { say: 'tooLong' } : { text };
  }
}

/** Undefined where there is nothing to do: another bot's message, an edit, talk in a group that is not ours. */
export function deliveryOf(u: Update, bot: Bot, words: CommandWords): Delivery | undefined {
  const m = u.message;
  if (m) {
    const group = GROUPS.has(m.chat.type);
    if (m.from?.is_bot || (!group && m.chat.type !== 'private')) return undefined;
    const read = readMessage(m, bot);
    if (group && !read.toUs) return undefined;
    const thread = m.is_topic_message ? m.message_thread_id : undefined;
    const address: Address = {
      chat: m.chat.id,
      ...(group && { group: true as const, replyTo: m.message_id }),
      ...(thread !== undefined && { thread }),
    };
    return {
      id: `update-${u.update_id}`,
      conversationId: conversationOf(m.chat.id, m.from?.id, group),
      address: JSON.stringify(address),
      deed: deedOf(read, words),
    };
  }
  const tap = u.callback_query;
  const deed = tap?.data === undefined ? undefined : readChoice(tap.data);
  if (!tap?.message || !deed) return undefined;
  const { chat, message_id } = tap.message;
  const group = GROUPS.has(chat.type);
  const address: Address = { chat: chat.id, ...(group && { group: true as const, replyTo: message_id }) };
  return {
    id: `update-${u.update_id}`,
    conversationId: conversationOf(chat.id, tap.from.id, group),
    address: JSON.stringify(address),
    deed,
  };
}
