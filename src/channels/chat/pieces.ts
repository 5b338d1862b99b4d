/** A text in pieces that a platform takes: cut after a line, else after a sentence, never inside a character. Pure. */
import type { Mark, Rich } from './rich.js';

/** How much a piece of text counts: UTF-16 units, or bytes. */
export type Size = (text: string) => number;
export const inUnits: Size = (text) => text.length;
export const inBytes: Size = (text) => Buffer.byteLength(text);

const SENTENCE = /[。！？；!?;]["”’）)」』]*(?![\p{M}\u200d])/gu;
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** The longest beginning that fits, at whole characters as people see them; at least one code point. */
function fitting(text: string, limit: number, size: Size): number {
  let end = 0;
  let used = 0;
  // One code point more than can fit, whole: by half of it the character before would look finished.
  const looked = text.slice(0, limit) + String.fromCodePoint(text.codePointAt(limit) ?? 0x20);
  for (const { segment } of graphemes.segment(looked)) {
    used += size(segment);
    if (used > limit) break;
    end += segment.length;
  }
  if (end > 0) return end;
  // One character of many code points that is too large by itself.
  used = 0;
  for (const c of text) {
    used += size(c);
    if (used > limit && end > 0) break;
    end += c.length;
  }
  return end;
}

/** Where to cut: not inside a mark that would fit a piece of its own. */
function cutIn(text: string, limit: number, size: Size, marks: readonly Mark[]): number {
  const end = fitting(text, limit, size);
  if (end >= text.length) return text.length;
  const least = end / 2;
  const head = text.slice(0, end);
  const line = head.lastIndexOf('\n') + 1;
  const sentence = [...head.matchAll(SENTENCE)].at(-1);
  const after = sentence ? sentence.index + sentence[0].length : 0;
  const inside = (at: number): Mark | undefined => marks.find((m) => m.start < at && at < m.end);
  const good = [line, after, end].filter((at) => at > least || at === end).find((at) => !inside(at));
  if (good !== undefined) return good;
  const mark = inside(end);
  return mark && mark.start > 0 && size(text.slice(mark.start, mark.end)) <= limit ? mark.start : end;
}

/** Together they say what `rich` says; what would be a blank piece is left out, for no platform takes one. */
export function piecesOf(rich: Rich, limit: number, size: Size): Rich[] {
  const pieces: Rich[] = [];
  let at = 0;
  while (at < rich.text.length) {
    const rest = rich.text.slice(at);
    const marks = rich.marks
      .filter((m) => m.end > at)
      .map((m) => ({ ...m, start: Math.max(0, m.start - at), end: m.end - at }));
    const cut = cutIn(rest, limit, size, marks);
    const text = rest.slice(0, cut);
    if (text.trim() !== '')
      pieces.push({
        text,
        marks: marks.filter((m) => m.start < cut).map((m) => ({ ...m, end: Math.min(m.end, cut) })),
      });
    at += cut;
  }
  return pieces;
}
