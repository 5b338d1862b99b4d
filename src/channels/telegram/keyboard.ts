/** Buttons under an answer, and what a tap on one means: the answer's id and a number, within 64 bytes. Pure. */
import type { Answer } from '../../contract.js';
import type { Deed } from '../chat.js';

export interface Button {
  text: string;
  callback_data: string;
}

const OFFERED = { o: 'options', s: 'suggestions' } as const;
const DATA = /^([osf]):([\w-]{1,48}):(\d{1,3})$/;

export function readChoice(data: string): Deed | undefined {
  const [, kind, answerId = '', n = ''] = DATA.exec(data) ?? [];
  if (kind === 'f') return { answerId, helpful: n === '1' };
  return kind === 'o' || kind === 's' ? { answerId, offered: OFFERED[kind], index: Number(n) } : undefined;
}

export interface ButtonWords {
  helpful: string;
  unhelpful: string;
}

/** Short options side by side, the others one below the other. */
const NARROW = 6;
const ABREAST = 3;
/** What somebody may call helpful or not. */
const JUDGED = new Set(['answer', 'no-rule', 'no-fact']);

export function keyboardOf(a: Answer, words: ButtonWords): Button[][] {
  const options = (a.options ?? []).map(({ label }, i) => ({ text: label, callback_data: `o:${a.id}:${i}` }));
  const abreast = options.every((b) => [...b.text].length <= NARROW) ? ABREAST : 1;
  const rows: Button[][] = [];
  for (let i = 0; i < options.length; i += abreast) rows.push(options.slice(i, i + abreast));
  a.suggestions.forEach((text, i) => void rows.push([{ text, callback_data: `s:${a.id}:${i}` }]));
  if (JUDGED.has(a.outcome))
    rows.push([
      { text: words.helpful, callback_data: `f:${a.id}:1` },
      { text: words.unhelpful, callback_data: `f:${a.id}:0` },
    ]);
  return rows;
}
