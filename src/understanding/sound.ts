/** A normalised text with words misheard, mistyped or in pinyin → the text as it was meant, and what was changed. */
import { clean } from './broken.js';
import { closeWordGaps } from './gaps.js';
import { type Change, repairHeard } from './heard.js';
import type { Unit } from './misheard.js';
import type { CharMap, Normal } from './normalise.js';
import { readPinyin } from './pinyin.js';
import { isHan, type SoundTable } from './sound-table.js';

export type { Change } from './heard.js';

export interface Repaired {
  text: string;
  changes: Change[];
}

/** Letters of one syllable that touch Chinese: 医bao, gong济. */
function syllableAt(text: string, from: number, t: SoundTable): { to: number; syllable: number } | undefined {
  let to = from;
  while (to < from + 6 && /[a-z]/.test(text[to] ?? ' ')) to += 1;
  const syllable = t.syllableId.get(text.slice(from, to));
  if (to - from < 2 || syllable === undefined || /[a-z0-9]/.test(text[to] ?? ' ')) return undefined;
  const touches = isHan(text.charCodeAt(from - 1)) || isHan(text.charCodeAt(to));
  return touches ? { to, syllable } : undefined;
}

interface Stretch {
  units: Unit[];
  /** Digits or letters stand before it. */
  afterOther: boolean;
}

const isLetter = (code: number): boolean => code >= 97 && code <= 122;
const isLetterOrDigit = (code: number): boolean => isLetter(code) || (code >= 48 && code <= 57);

/** Chinese without a break, single spaces inside left out. */
function stretches(text: string, t: SoundTable): Stretch[] {
  const out: Stretch[] = [];
  let units: Unit[] | undefined;
  let gap = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const other = isLetterOrDigit(text.charCodeAt(i - 1));
    const letters = isLetter(code) && !other ? syllableAt(text, i, t) : undefined;
    if (isHan(code) || letters) {
      if (!units) {
        units = [];
        out.push({ units, afterOther: other });
      }
      const to = letters ? letters.to : i + 1;
      units.push({ code: letters ? 0 : code, syllable: letters ? letters.syllable : -1, from: i, to, gap });
      i = to - 1;
      gap = false;
    } else if (code === 32 && units && !gap) gap = true;
    else {
      units = undefined;
      gap = false;
    }
  }
  return out;
}

/** Of a normalised text. */
export function repair(text: string, table: SoundTable): Repaired {
  const changes = stretches(text, table).flatMap((s) => repairHeard(table, s.units, text, s.afterOther));
  changes.push(...readPinyin(text, table, changes));
  if (changes.length === 0) return { text, changes };
  changes.sort((a, b) => a.from - b.from);
  let out = '';
  let at = 0;
  for (const c of changes) {
    out += text.slice(at, c.from) + c.now;
    at = c.to;
  }
  return { text: out + text.slice(at), changes };
}

export interface ReadText extends Normal {
  /** What was changed in the normalised text before. */
  changes: Change[];
}

/** Any text → mended, normalised and repaired, with positions in the input. */
export function readText(input: string, toSimplified: CharMap, table: SoundTable): ReadText {
  const n = closeWordGaps(clean(input, toSimplified, table), table);
  const { text, changes } = repair(n.text, table);
  if (changes.length === 0) return { ...n, changes };
  const origin: number[] = [];
  let at = 0;
  for (const c of changes) {
    origin.push(...n.origin.slice(at, c.from));
    const was = c.to - c.from;
    for (let k = 0; k < c.now.length; k++)
      origin.push(n.origin[c.from + Math.floor((k * was) / c.now.length)] as number);
    at = c.to;
  }
  origin.push(...n.origin.slice(at));
  return { text, origin, changes };
}
