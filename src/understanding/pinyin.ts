/** Stretches of letters that are pinyin → what they stand for. Other languages, codes and addresses stay. */
import { type Decoded, decode } from './decode.js';
import type { Change } from './heard.js';
import { type Run, runsOf } from './letters.js';
import { isHan, type SoundTable } from './sound-table.js';

/** What is longer than this stays as it is: no citizen types it, and time is bounded. */
const MAX_LETTERS = 700;
/** Letters that the neighbours of a run count for. */
const OVERHEAD = 5;
/** Up to this many nats a character, letters read as our citizens write; other languages cost more. */
const ACCEPT = { one: 6, among: 8.5, alone: 7.5, few: 5.6, many: 6.4, beside: 4.4 };
/** From here on a run is long enough to speak for itself. */
const MANY = 4;
/** Share of letters in the text that are no pinyin, above which a run needs words of ours. */
const MOST_FOREIGN = 0.4;

/** aaaa, hhh. */
const SAME_LETTER = /^(.)\1+$/;

interface Around {
  /** Share of the text's letters that are no pinyin. */
  foreign: number;
  /** The text has Chinese. */
  chinese: boolean;
  /** Chinese touches the run. */
  joined: boolean;
}

function isPinyin(t: SoundTable, d: Decoded, run: Run, { foreign, chinese, joined }: Around): boolean {
  const n = d.text.length;
  if (run.tokens.every((x) => SAME_LETTER.test(x))) return false;
  const strange = run.tokens.filter((x) => t.foreign.has(x)).length;
  if (strange === run.tokens.length) return false;
  if (n === 1) return joined && run.to - run.from > 1 && d.cost <= ACCEPT.one;
  // Where all letters of a text are syllables, it is hardly another language.
  if (foreign === 0 && (chinese || strange === 0 || n >= MANY))
    return d.cost <= (chinese ? ACCEPT.among : ACCEPT.alone);
  if (foreign > MOST_FOREIGN && d.content < (chinese ? 1 : 2)) return false;
  if (d.content === 0 && strange > 0) return false;
  if (d.content === 0 && !chinese) return d.cost <= ACCEPT.beside;
  return d.cost <= (n < MANY ? ACCEPT.few : ACCEPT.many);
}

/** Spaces that set the letters apart from Chinese go with them. */
function widen(text: string, run: Run): { from: number; to: number } {
  const touches = (ch: string | undefined): boolean => ch === undefined || /[^a-z0-9 ]/.test(ch);
  let { from, to } = run;
  if (text[from - 1] === ' ' && touches(text[from - 2])) from -= 1;
  if (text[to] === ' ' && touches(text[to + 1])) to += 1;
  return { from, to };
}

const overlaps = (changes: readonly Change[], from: number, to: number): boolean =>
  changes.some((c) => c.from < to && from < c.to);

/** yb, gjj: standing alone in a text that is Chinese otherwise. */
function readInitials(text: string, t: SoundTable, taken: readonly Change[]): Change[] {
  const out: Change[] = [];
  for (const m of text.matchAll(/(?<![a-z0-9.@/_-])[a-z]{2,5}(?![a-z0-9.@/_-])/g)) {
    const now = t.initials.get(m[0]);
    if (now && !overlaps(taken, m.index, m.index + m[0].length))
      out.push({ from: m.index, to: m.index + m[0].length, was: m[0], now });
  }
  return out;
}

/** Runs that overlap one of `taken` are settled. */
export function readPinyin(text: string, t: SoundTable, taken: readonly Change[]): Change[] {
  if (!/[a-z]/.test(text)) return [];
  const { runs, foreign } = runsOf(text, t);
  const out: Change[] = [];
  const total = runs.reduce((n, r) => n + r.to - r.from, foreign);
  const chinese = /[\u3400-\u9fff]/.test(text);
  let budget = MAX_LETTERS;
  for (const run of runs) {
    if (overlaps(taken, run.from, run.to)) continue;
    budget -= run.to - run.from + OVERHEAD;
    if (budget < 0) break;
    const d = decode(t, text, run.from, run.to, run.tokens);
    const joined = isHan(text.charCodeAt(run.from - 1)) || isHan(text.charCodeAt(run.to));
    if (!d || !isPinyin(t, d, run, { foreign: foreign / total, chinese, joined })) continue;
    const { from, to } = widen(text, run);
    out.push({ from, to, was: text.slice(from, to), now: d.text });
  }
  if (chinese || out.length > 0) out.push(...readInitials(text, t, [...taken, ...out]));
  return out;
}
