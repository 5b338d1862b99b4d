/** What the platform delivered, by its fields → what is to be done with it. Pure. */
import { createHash } from 'node:crypto';
import type { Fields } from './xml.js';

/** `from`, `to`: as the platform names the citizen and the account. `id`: the same for every try of one message. */
interface Delivered {
  id: string;
  from: string;
  to: string;
}
export type Incoming = Delivered &
  (
    | { kind: 'question'; text: string }
    | { kind: 'welcome' }
    /** A picture, or speech that nobody wrote down. */
    | { kind: 'unreadable' }
    /** Acknowledged, and nothing more. */
    | { kind: 'nothing' }
  );

const NAME = /^[\w@.-]{1,64}$/;
/** 64 bits, kept as text: as a number the last digits would be lost. */
const MESSAGE_ID = /^\d{1,20}$/;
const SECONDS = /^\d{1,12}$/;
const UNREADABLE = new Set(['image', 'voice', 'video', 'shortvideo', 'location', 'link', 'file']);

export const digestOf = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 32);

/** The citizen's own name is personal; the conversation goes by a digest. */
export const conversationOf = (account: string, from: string): string => digestOf('wechat', account, from);

/** A menu button's key is what it asks. */
function eventOf(f: Fields): { kind: 'question'; text: string } | { kind: 'welcome' } | { kind: 'nothing' } {
  const event = f.get('Event')?.toLowerCase();
  const key = f.get('EventKey')?.trim() ?? '';
  if (event === 'subscribe') return { kind: 'welcome' };
  return event === 'click' && key ? { kind: 'question', text: key } : { kind: 'nothing' };
}

/** Undefined where it is no message: a field is missing, or is not what the platform writes. */
export function incoming(f: Fields): Incoming | undefined {
  const [from = '', to = '', created = '', type = ''] = [
    'FromUserName',
    'ToUserName',
    'CreateTime',
    'MsgType',
  ].map((name) => f.get(name));
  if (!NAME.test(from) || !NAME.test(to) || !SECONDS.test(created) || type === '') return undefined;
  if (type === 'event') {
    const event = f.get('Event');
    if (!event) return undefined;
    const id = `event-${digestOf(from, created, event, f.get('EventKey') ?? '')}`;
    return { id, from, to, ...eventOf(f) };
  }
  const id = f.get('MsgId') ?? '';
  if (!MESSAGE_ID.test(id)) return undefined;
  const text = (type === 'voice' ? f.get('Recognition') : type === 'text' ? f.get('Content') : '')?.trim();
  if (text) return { id, from, to, kind: 'question', text };
  return { id, from, to, kind: UNREADABLE.has(type) ? 'unreadable' : 'nothing' };
}
