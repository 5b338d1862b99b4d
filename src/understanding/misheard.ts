/** Stretches of Chinese → words of ours that they may have been meant for, and what each takes to believe. */
import { MAY, prefixKey, type SoundTable } from './sound-table.js';

/** What it costs to hear a character as another one, in nats: the evidence of the words around must outweigh it. */
const COST = {
  word: 5.5,
  same: 1.3,
  look: 2,
  near: 2.3,
  letters: 0.5,
  gap: 1.5,
  swapped: 4.5,
  swappedPair: 8,
  plain: 3.3,
  nothing: 1.7,
  noPlace: 5,
  plainNear: 2.5,
  numeral: 2,
  doubtful: 2,
};
/** What costs more is not worth weighing. */
const HOPELESS = 15;
/** Numerals are seldom typed for anything else. */
const NUMERAL = /[零一二三四五六七八九十两百千万]/;
/** 市 and the like at the end of a place. */
const SUFFIX = /[省市县区州]/;
/** Characters on each side in which a phrase is looked for. */
const AROUND = 5;
/** A text of nothing but suspicious places is not searched further. */
const MAX_CANDIDATES = 240;

/** A character, or the letters of one syllable between characters. */
export interface Unit {
  /** 0 for letters. */
  code: number;
  syllable: number;
  from: number;
  to: number;
  /** A space stands before it. */
  gap: boolean;
}

export interface Candidate {
  from: number;
  to: number;
  word: number;
  extra: number;
}

/** How far `unit` is from the character `ch` read as `syllable`. */
function distance(t: SoundTable, unit: Unit, ch: number, syllable: number): number {
  if (unit.code === ch) return 0;
  const wanted = t.classOf[syllable];
  if (unit.code === 0)
    return unit.syllable === syllable
      ? COST.letters
      : t.classOf[unit.syllable] === wanted
        ? COST.near
        : Infinity;
  if (t.distinct.get(unit.code)?.includes(String.fromCharCode(ch))) return Infinity;
  const primary = (t.reading[unit.code] as number) - 1;
  const number = NUMERAL.test(String.fromCharCode(unit.code)) ? COST.numeral : 0;
  if (primary === syllable) return COST.same + number;
  const others = t.alsoRead.get(unit.code);
  if (others?.includes(syllable)) return COST.same + 1;
  if (t.lookalike.get(unit.code)?.includes(String.fromCharCode(ch))) return COST.look;
  if (primary >= 0 && t.classOf[primary] === wanted) return COST.near + number;
  return Infinity;
}

/** Classes that a unit may be heard as, its look-alikes included. */
function classesOf(t: SoundTable, unit: Unit): number[] {
  if (unit.code === 0) return [t.classOf[unit.syllable] as number];
  const known = t.heardAs.get(unit.code);
  if (known) return known;
  const primary = t.reading[unit.code] as number;
  const out = primary > 0 ? [t.classOf[primary - 1] as number] : [];
  const add = (syllable: number) => {
    const c = t.classOf[syllable] as number;
    if (!out.includes(c)) out.push(c);
  };
  for (const s of t.alsoRead.get(unit.code) ?? []) add(s);
  for (const ch of t.lookalike.get(unit.code) ?? '') {
    const r = t.reading[ch.charCodeAt(0)] as number;
    if (r > 0) add(r - 1);
  }
  t.heardAs.set(unit.code, out);
  return out;
}

const textOf = (units: Unit[], from: number, to: number): string =>
  units
    .slice(from, to)
    .map((u) => (u.code === 0 ? ' ' : String.fromCharCode(u.code)))
    .join('');

/** Whether the units from `i` on are exactly this word. */
export function stands(t: SoundTable, units: Unit[], i: number, word: number): boolean {
  const n = t.length[word] as number;
  if (i + n > units.length) return false;
  const start = t.start[word] as number;
  for (let k = 0; k < n; k++) if ((units[i + k] as Unit).code !== t.text.charCodeAt(start + k)) return false;
  return true;
}

export const hasGap = (units: Unit[], from: number, to: number): boolean => {
  for (let i = from + 1; i < to; i++) if ((units[i] as Unit).gap) return true;
  return false;
};

/** Whether `n` units are a word as they stand, and then what it may do; -1 where they are none. */
function rolesOf(t: SoundTable, units: Unit[], i: number, n: number): number {
  const a = (units[i] as Unit).code;
  const b = (units[i + 1] as Unit).code;
  if (a === 0 || b === 0) return -1;
  for (let id = t.byPrefix.get(prefixKey(a, b)); id >= 0; id = t.nextAlike[id] as number)
    if (t.length[id] === n && stands(t, units, i, id)) return t.roles[id] as number;
  return -1;
}

/** Whether the doubtful word in units `i` to `to` stands in a phrase in which it is misheard. */
function isMisheard(t: SoundTable, units: Unit[], i: number, to: number): boolean {
  const phrases = t.doubtful.get(textOf(units, i, to)) ?? [];
  const around = textOf(units, Math.max(0, i - AROUND), Math.min(units.length, to + AROUND));
  return phrases.length === 0 || phrases.some((p) => around.includes(p));
}

/**
 * Whether `n` units have to stay: they are a word as they stand, or hold one that is never a slip (no 共济 from 家庭公积),
 * unless that word is one that people write for another.
 */
function stays(t: SoundTable, units: Unit[], from: number, n: number): boolean {
  const own = rolesOf(t, units, from, n);
  if (own >= 0) return (own & MAY.doubtful) === 0 || !isMisheard(t, units, from, from + n);
  for (let i = from; i + 1 < from + n; i++)
    for (let k = 2; k < n && i + k <= from + n; k++) {
      const roles = rolesOf(t, units, i, k);
      if (roles < 0 || (roles & (MAY.stay | MAY.doubtful)) === 0) continue;
      if ((roles & MAY.stay) !== 0 || !isMisheard(t, units, i, i + k)) return true;
    }
  return false;
}

/** 共济 余额: two words that somebody set apart, and no word torn apart. */
function apart(t: SoundTable, units: Unit[], from: number, to: number): boolean {
  let start = from;
  for (let i = from + 1; i <= to; i++) {
    if (i < to && !(units[i] as Unit).gap) continue;
    if (i - start < 2 || rolesOf(t, units, start, i - start) < 0) return false;
    start = i;
  }
  return true;
}

/** Words that sound like the text at `i`. */
function heardAt(t: SoundTable, units: Unit[], i: number, classes: number[][], out: Candidate[]): void {
  const { offsets, readings } = t.repairs;
  for (const a of classes[i] as number[])
    for (const b of classes[i + 1] as number[]) {
      const key = a * t.classes + b;
      for (let k = offsets[key] as number; k < (offsets[key + 1] as number); k++)
        tryReading(t, units, i, readings[k] as number, out);
    }
}

function tryReading(t: SoundTable, units: Unit[], i: number, reading: number, out: Candidate[]): void {
  const { word, at, length, syllables } = t.readings;
  const n = length[reading] as number;
  if (i + n > units.length) return;
  const id = word[reading] as number;
  const from = t.start[id] as number;
  const start = at[reading] as number;
  const role = t.roles[id] as number;
  const place = (role & MAY.place) !== 0;
  const content = (role & MAY.content) !== 0;
  // The suffix stands after many a word that is no place.
  const suffix = place && n > 2 && SUFFIX.test(t.text[from + n - 1] as string);
  let exact = 0;
  let extra = 0;
  let same = 0;
  let weak = 0;
  let letters = 0;
  for (let k = 0; k < n; k++) {
    const unit = units[i + k] as Unit;
    const ch = t.text.charCodeAt(from + k);
    const d = distance(t, unit, ch, syllables[start + k] as number);
    if (d === Infinity) return;
    if (unit.code === ch) exact += 1;
    if (unit.code === ch) same += k === n - 1 && suffix ? 0 : 1;
    else if (unit.code === 0) letters += 1;
    else if (d >= COST.near) weak += 1;
    extra += d;
  }
  const gap = hasGap(units, i, i + n);
  if (exact === n) {
    if (gap && !apart(t, units, i, i + n)) out.push({ from: i, to: i + n, word: id, extra: COST.gap });
    return;
  }
  // Letters between characters are certain to stand for something; the characters then have to fit.
  if (letters > 0) {
    if (exact > 0 && exact + letters === n) out.push({ from: i, to: i + n, word: id, extra });
    return;
  }
  if (!content) extra += COST.plain;
  // Where nothing stands as it should, a mere resemblance is nothing to go by.
  if (same === 0 && weak > 0 && (place || !content)) return;
  if (same === 0) extra += place ? COST.noPlace : COST.nothing;
  if (weak > 0 && !content) extra += COST.plainNear;
  extra += COST.word + (gap ? COST.gap : 0);
  // Where such a phrase stands, it is half proven.
  if (exact < n && (Math.max(0, rolesOf(t, units, i, n)) & MAY.doubtful) !== 0) extra -= COST.doubtful;
  if (extra <= HOPELESS && !stays(t, units, i, n)) out.push({ from: i, to: i + n, word: id, extra });
}

/** Two neighbours in each other's place: 销报 for 报销. */
function swappedAt(t: SoundTable, units: Unit[], i: number, out: Candidate[]): void {
  const a = (units[i] as Unit).code;
  const b = (units[i + 1] as Unit).code;
  if (a === b || a === 0 || b === 0) return;
  for (let id = t.byPrefix.get(prefixKey(b, a)); id >= 0; id = t.nextAlike[id] as number) {
    const n = t.length[id] as number;
    if (
      ((t.roles[id] as number) & (MAY.content | MAY.place)) !== MAY.content ||
      i + n > units.length ||
      stays(t, units, i, n)
    )
      continue;
    let same = true;
    for (let k = 2; k < n; k++)
      if ((units[i + k] as Unit).code !== t.text.charCodeAt((t.start[id] as number) + k)) same = false;
    if (same) out.push({ from: i, to: i + n, word: id, extra: n === 2 ? COST.swappedPair : COST.swapped });
  }
}

export function candidates(t: SoundTable, units: Unit[]): Candidate[] {
  const out: Candidate[] = [];
  const classes = units.map((u) => classesOf(t, u));
  for (let i = 0; i + 1 < units.length && out.length < MAX_CANDIDATES; i++) {
    heardAt(t, units, i, classes, out);
    swappedAt(t, units, i, out);
  }
  return out;
}
