/** A message as Telegram takes it, and what it says against one that it does not take. Pure. */

export interface Button {
  text: string;
  callback_data: string;
}

export interface Sent {
  id: number;
  chat: number;
  text: string;
  entities: { type: string; offset: number; length: number }[];
  buttons: Button[];
  replyTo?: number;
}

const LIMIT = 4096;
const CALLBACK_BYTES = 64;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Undefined where it is taken. */
export function objectionTo(payload: Record<string, unknown>): string | undefined {
  const {
    text,
    entities = [],
    reply_markup,
  } = payload as {
    text?: unknown;
    entities?: Sent['entities'];
    reply_markup?: { inline_keyboard: Button[][] };
  };
  if (typeof text !== 'string' || text.trim() === '') return 'message text is empty';
  if (text.length > LIMIT) return 'message is too long';
  if (LONE.test(text)) return 'strings must be encoded in UTF-8';
  for (const { offset, length } of entities) {
    if (length <= 0 || offset < 0 || offset + length > text.length) return "can't parse entities";
    // Half a character belongs to no entity.
    for (const at of [offset, offset + length])
      if (LONE.test(text.slice(0, at))) return "can't parse entities";
  }
  for (const b of reply_markup?.inline_keyboard.flat() ?? []) {
    if (b.text.trim() === '') return 'inline keyboard button text is empty';
    const bytes = Buffer.byteLength(b.callback_data);
    if (bytes < 1 || bytes > CALLBACK_BYTES) return 'BUTTON_DATA_INVALID';
  }
  return undefined;
}
