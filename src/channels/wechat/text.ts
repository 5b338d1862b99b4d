/** An answer as one text with its choices numbered, and in pieces of the platform's size. Pure. */
import type { Answer } from '../../contract.js';
import { inBytes, piecesOf } from '../chat/pieces.js';

/** Bytes of UTF-8 in one message, passive or 客服消息. */
const LIMIT = 2048;

type Said = string | Pick<Answer, 'text' | 'options'>;

const wholeOf = (said: Said): string =>
  typeof said === 'string'
    ? said
    : [said.text, ...(said.options?.map((o, i) => `${i + 1}. ${o.label}`) ?? [])].join('\n');

/** With `more`, each piece but the last ends with it. */
export function pieces(said: Said, more = ''): string[] {
  const whole = wholeOf(said);
  if (inBytes(whole) <= LIMIT) return [whole];
  const end = more && `\n${more}`;
  const cut = piecesOf({ text: whole, marks: [] }, LIMIT - inBytes(end), inBytes);
  return cut.map(({ text }, i) => text.trim() + (i < cut.length - 1 ? end : ''));
}

export const pieceOf = (said: Said, piece: number, more: string): string => pieces(said, more)[piece] ?? '';
