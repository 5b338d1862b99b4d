/** Letters in a text → runs that split into pinyin syllables, and how much of the letters does not. */
import type { SoundTable } from './sound-table.js';
import { bareLetters, countSyllables } from './syllables.js';

/** Letters of neighbouring tokens, read together. */
export interface Run {
  from: number;
  to: number;
  tokens: string[];
}

/** `hao3`, `shen2me`: syllables of which at least one has its tone as a number. */
const NUMBERED = /(?<![a-z0-9])[a-z]+[0-5][a-z0-5]*(?![a-z0-9])/g;
/** What may stand between the syllables of one run. */
const BETWEEN = /^(?: {0,2}|['’-])$/;
/** A token that touches one of these is part of an address, a code or a formula. */
const CODE = /[@_/\\#=&%+*<>{}$|^~[\]"`]/;

/** Tone numbers become spaces, so that positions hold; one alone may be a model or a room. */
function withoutToneNumbers(bare: string, t: SoundTable): string {
  if (!/[a-z][0-5]/.test(bare)) return bare;
  const splits = (part: string): boolean =>
    part === '' || countSyllables(part, 0, part.length, t.syllableId) > 0;
  const found = [...bare.matchAll(NUMBERED)].filter(
    ([m]) => !/[0-5]{2}/.test(m) && m.split(/[0-5]/).every(splits),
  );
  if (found.reduce((n, [m]) => n + m.replace(/[a-z]/g, '').length, 0) < 2) return bare;
  let out = bare;
  for (const m of found)
    out = out.slice(0, m.index) + m[0].replace(/[0-5]/g, ' ') + out.slice(m.index + m[0].length);
  return out;
}

function isCode(text: string, from: number, to: number): boolean {
  const before = text[from - 1] ?? ' ';
  const after = text[to] ?? ' ';
  if (CODE.test(before) || CODE.test(after)) return true;
  if (before === '.' || before === '：') return /[a-z0-9]/.test(text[from - 2] ?? ' ');
  return after === '.' && /[a-z0-9]/.test(text[to + 1] ?? ' ');
}

export function runsOf(text: string, t: SoundTable): { runs: Run[]; foreign: number } {
  const bare = withoutToneNumbers(bareLetters(text), t);
  const tokens: { from: number; to: number }[][] = [];
  let foreign = 0;
  let last: { from: number; to: number }[] | undefined;
  for (const m of bare.matchAll(/[a-z]+/g)) {
    const token = { from: m.index, to: m.index + m[0].length };
    if (
      isCode(text, token.from, token.to) ||
      countSyllables(bare, token.from, token.to, t.syllableId) === 0
    ) {
      foreign += t.latin.has(m[0]) ? 0 : m[0].length;
      last = undefined;
    } else if (last && BETWEEN.test(bare.slice((last.at(-1) as { to: number }).to, token.from)))
      last.push(token);
    else {
      last = [token];
      tokens.push(last);
    }
  }
  return { runs: tokens.map((list) => runOf(text, bare, list)), foreign };
}

function runOf(text: string, bare: string, tokens: { from: number; to: number }[]): Run {
  const from = (tokens[0] as { from: number }).from;
  let to = (tokens.at(-1) as { to: number }).to;
  // A tone number at the end belongs to it.
  if (bare[to] === ' ' && /[0-5]/.test(text[to] ?? '')) to += 1;
  return { from, to, tokens: tokens.map((x) => bare.slice(x.from, x.to)) };
}
