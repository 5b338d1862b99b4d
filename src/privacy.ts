/** Personal numbers, names and addresses out, before anything is kept. Money, years, document numbers and hotlines stay. */
import { addressesIn } from './privacy/addresses.js';
import { codesIn } from './privacy/codes.js';
import { fold } from './privacy/fold.js';
import { type Hit, type Kind, MARKS } from './privacy/kinds.js';
import { namesIn } from './privacy/names.js';
import { numbersIn } from './privacy/numbers.js';

export type { Kind } from './privacy/kinds.js';
export { MARKS } from './privacy/kinds.js';

export interface Personal {
  kind: Kind;
  /** Half-open, in UTF-16 units of the text given. */
  start: number;
  end: number;
}

/** Where two overlap, the one that begins first stays; at one place, the longer. */
function apart(hits: Hit[]): Hit[] {
  const kept: Hit[] = [];
  for (const h of hits.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (!last || h.start >= last.end) kept.push(h);
    else if (h.end > last.end) kept[kept.length - 1] = { ...last, end: h.end };
  }
  return kept;
}

/** As found in the original, with the start of the words that announce it. */
function found(text: string): (Personal & { from: number })[] {
  const f = fold(text);
  const numbers = [...numbersIn(f), ...codesIn(f)];
  const hits = [...numbers, ...namesIn(f, numbers), ...addressesIn(f)];
  return apart(hits).map((h) => ({
    kind: h.kind,
    start: f.from[h.start] as number,
    // Invisible characters behind the last one go with it.
    end: Math.max(f.to[h.end - 1] as number, f.from[h.end] ?? text.length),
    // 住院号 says that it is about a stay in hospital.
    from: f.from[h.kind === 'medical-record' ? h.start : h.from] as number,
  }));
}

export const findPersonal = (text: string): Personal[] =>
  found(text).map(({ kind, start, end }) => ({ kind, start, end }));

/** `我电话13800138000` → `我电话［手机号］`; what is no personal thing stays to the letter. */
export function maskPersonal(text: string): string {
  let out = '';
  let at = 0;
  for (const p of found(text)) {
    out += text.slice(at, p.start) + MARKS[p.kind];
    at = p.end;
  }
  return out + text.slice(at);
}

/** Names by themselves call for no warning. */
const WARNED = (p: Personal): boolean => p.kind !== 'name';

/**
 * What is left to understand: the text without what is personal and the words that announce it (我的手机号是 …),
 * and whether the citizen should be told not to send such things.
 */
export function sift(text: string): { question: string; warn: boolean } {
  const all = found(text);
  let question = '';
  let at = 0;
  for (const p of all) {
    question += `${text.slice(at, Math.max(at, p.from))} `;
    at = p.end;
  }
  return { question: question + text.slice(at), warn: all.some(WARNED) };
}
