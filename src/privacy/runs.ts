/** Folded digits → runs of groups: 138 0013-8000 is one run of three. */

export interface Group {
  start: number;
  end: number;
  digits: string;
  /** What stands between this group and the one before it in the run. */
  gap: Gap;
}

/** `list` separates items of a list (、 ，) as a rule, `dot` may be a decimal point. */
export type Gap = 'none' | 'plain' | 'dot' | 'list';

export const DAY = /^(?:0?[1-9]|[12]\d|3[01])$/;
export const MONTH = /^(?:0?[1-9]|1[0-2])$/;
export const YEAR = /^(?:19|20)\d\d$/;

/** Letters that stand for digits, where digits surround them. */
const LETTERS: Record<string, string> = { O: '0', o: '0', l: '1', I: '1', i: '1', Z: '2', z: '2' };
const GROUP = /(?:(?<![A-Za-z\d])[lI](?=[3-9]))?\d[\dOolIiZz]*/g;
const LONGEST_GAP = 4;

const LIST = /[,，、;；:：。!！+=~～]/;
const BREAK = /[\p{L}\p{N}¥￥$€%‰°@℃]/u;
/** 138杠0013杠8000 */
const SPOKEN_GAP = /[杠横]/g;

function gapOf(between: string): Gap | undefined {
  const rest = between.replace(SPOKEN_GAP, '-');
  if (BREAK.test(rest)) return undefined;
  if (LIST.test(rest)) return 'list';
  return /[.．]/.test(rest) ? 'dot' : 'plain';
}

/** Letters count only in the midst of digits: 138OOl38OOO, not 100IU. */
function asDigits(raw: string): string {
  const kept =
    /\D/.test(raw) && raw.replace(/\D/g, '').length * 2 <= raw.length ? raw.replace(/(?<=\d)\D.*/, '') : raw;
  return kept.replace(/[lIi]+$/, '').replace(/\D/g, (c) => LETTERS[c] as string);
}

/** Parts of a group in one way of writing: in 13800138000一次 the last one belongs to the next word. */
function byScript(text: string, start: number, value: string): { start: number; digits: string }[] {
  const parts: { start: number; digits: string }[] = [];
  let chinese: boolean | undefined;
  for (let k = 0; k < value.length; k++) {
    const now = (text.codePointAt(start + k) as number) > 0x7f;
    const last = parts.at(-1);
    if (last && now === chinese) last.digits += value[k];
    else parts.push({ start: start + k, digits: value[k] as string });
    chinese = now;
  }
  return parts;
}

export function runsOf(text: string, digits: string): Group[][] {
  const runs: Group[][] = [];
  let run: Group[] = [];
  for (const m of digits.matchAll(GROUP)) {
    const value = asDigits(m[0]);
    const last = run.at(-1);
    const near = last !== undefined && m.index - last.end <= LONGEST_GAP;
    const gap = near ? gapOf(digits.slice(last.end, m.index)) : undefined;
    if (last && gap === undefined) {
      runs.push(run);
      run = [];
    }
    for (const [i, part] of byScript(text, m.index, value).entries()) {
      const end = part.start + part.digits.length;
      run.push({ ...part, end, gap: i > 0 ? 'none' : (gap ?? 'none') });
    }
  }
  if (run.length > 0) runs.push(run);
  return runs.map((r) => spelt(text, digits, r));
}

/** So many digits, each by itself and all with the same thing between, are one number told digit by digit. */
const SPELT = 7;

function spelt(text: string, digits: string, run: Group[]): Group[] {
  if (run.length < SPELT) return run;
  const ascii = (g: Group): boolean => text.charCodeAt(g.start) < 0x80;
  const between = (k: number): string => digits.slice(run[k - 1]?.end, run[k]?.start);
  const out: Group[] = [];
  for (let i = 0; i < run.length; ) {
    const first = run[i] as Group;
    let j = i + 1;
    const goesOn = (g: Group | undefined): boolean =>
      g?.digits.length === 1 &&
      between(j) === between(i + 1) &&
      (between(j) === '' || ascii(g) === ascii(first));
    while (first.digits.length === 1 && goesOn(run[j])) j += 1;
    if (j - i < SPELT) j = i + 1;
    const parts = run.slice(i, j);
    out.push({ ...first, end: (parts.at(-1) as Group).end, digits: parts.map((g) => g.digits).join('') });
    i = j;
  }
  return out;
}
