/** What leaves for Telegram: an answer in messages with entities and buttons, an agent's words under his name. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inUnits, piecesOf } from '../chat/pieces.js';
import { type Rich, richOf } from '../chat/rich.js';
import type { Outgoing, Send } from '../chat.js';
import { type Api, retryAfter } from './api.js';
import { type Button, type ButtonWords, keyboardOf } from './keyboard.js';
import type { Pace } from './pace.js';
import type { Address } from './updates.js';

/** Telegram's limit for one message, in UTF-16 units. */
export const LIMIT = 4096;

export interface SendWords extends ButtonWords {
  /** Before an agent's words; `{name}` is filled in. */
  agent: string;
}

export interface Written {
  rich: Rich;
  keyboard?: Button[][];
}

export function written(out: Outgoing, words: SendWords): Written {
  if (out.kind === 'answer') return { rich: richOf(out.answer), keyboard: keyboardOf(out.answer, words) };
  if (out.kind === 'words') return { rich: { text: out.text, marks: [] } };
  const { author, role, text } = out.message;
  const head = role === 'agent' ? `${words.agent.replace('{name}', author ?? '')}\n` : '';
  return {
    rich: {
      text: head + text,
      marks: head ? [{ start: 0, end: head.trimEnd().length, style: 'bold' }] : [],
    },
  };
}

const STYLE = { bold: 'bold', fixed: 'pre' } as const;
const entitiesOf = (rich: Rich): object[] =>
  rich.marks.map((m) => ({ type: STYLE[m.style], offset: m.start, length: m.end - m.start }));

/** The messages that say it, ready for `sendMessage`; the buttons are under the last. */
export function messagesOf({ chat, thread, replyTo }: Address, { rich, keyboard }: Written): object[] {
  const pieces = piecesOf(rich, LIMIT, inUnits);
  return pieces.map((piece, i) => ({
    chat_id: chat,
    text: piece.text,
    ...(piece.marks.length > 0 && { entities: entitiesOf(piece) }),
    ...(thread !== undefined && { message_thread_id: thread }),
    ...(i === 0 &&
      replyTo !== undefined && {
        reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
      }),
    link_preview_options: { is_disabled: true },
    ...(i === pieces.length - 1 &&
      keyboard &&
      keyboard.length > 0 && { reply_markup: { inline_keyboard: keyboard } }),
  }));
}

export function createSend(api: Api, pace: Pace, words: SendWords): Send {
  return async (address, out, { signal, cut, alone }) => {
    const to = JSON.parse(address) as Address;
    const messages = messagesOf(to, written(out, words));
    for (const message of messages) {
      // A piece that has left is not sent again because the next one has to wait.
      for (let sent = false; !sent; ) {
        await sleep(pace.place(to.chat, to.group === true), undefined, { signal });
        if (message === messages.at(-1)) await alone();
        try {
          await api.call('sendMessage', message, signal, cut);
          sent = true;
        } catch (error) {
          const seconds = retryAfter(error);
          if (seconds === undefined) throw error;
          pace.hush(seconds * 1000);
        }
      }
    }
  };
}
