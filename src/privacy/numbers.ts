/** Runs of digit groups → the personal numbers in them, by shape, by the words around them, and by what they are not. */
import type { Folded } from './fold.js';
import type { Hit, Kind } from './kinds.js';
import { type Label, labelBefore } from './labels.js';
import { type Group, runsOf } from './runs.js';
import { isIssued, isLandline, isLongId, isMobile, isService, isShortId, passesLuhn } from './shapes.js';
import { holdsDate, isSolid, joins, listed, type Window, windowOf } from './window.js';

/** What follows an amount or a count, and never a personal number. */
const UNIT =
  /^\s*(?:元|块|万|亿|千|百|圆|人民币|美元|角|分钱|rmb|cny|%|％|‰|个(?!人)|人次|人|户|次|天|日|岁|周岁|年|月|号文|号令|件|例|吨|公里|平|米|毫|mg|ml|kg|u\/|mmol|×|x10|\*10)/i;
const SUM = /^(?:\.\d{1,2})?\s*(?:元|块钱|块|[万亿]元|圆|人民币|美元|rmb|cny|[%％‰])/i;
const CARD = { least: 12, most: 19, sure: 15 };
/** No sum of money has so many digits. */
const NO_SUM = 15;
const LONGEST = 22;
const LABELLED = 5;
const UNLABELLED = 10;
const LONGEST_LABELLED = 32;

/** A letter right before digits makes them part of a code (H14010000001), a word does not (tel138…). */
const inCode = (text: string, start: number): boolean => {
  const letters = /[a-z0-9]*$/i.exec(text.slice(Math.max(0, start - 8), start))?.[0] ?? '';
  return (
    letters !== '' &&
    (letters.length < 2 || /\d/.test(letters) || letters === letters.toUpperCase()) &&
    !/^(?:tel|id|phone|no|sfz|wx)$/i.test(letters)
  );
};

function byShape(text: string, w: Window, label: Label | undefined): Kind | undefined {
  const d = w.digits;
  if (isLongId(d, w.x)) return 'id-card';
  const solid = isSolid(w.groups);
  if (SUM.test(text.slice(w.end, w.end + 8))) return undefined;
  if (isShortId(d) && !(solid ? false : holdsDate(w.groups))) return 'id-card';
  const named = label !== undefined;
  if (!named && (inCode(text, w.start) || (!solid && holdsDate(w.groups)))) return undefined;
  if (isMobile(d) || (text[w.start - 1] === '+' && d.length >= 10 && d.length <= 15)) return 'mobile';
  if (isLandline(d)) return 'landline';
  if (d.length < CARD.least || d.length > LONGEST) return undefined;
  if (d.startsWith('0') && !named) return undefined;
  if (solid)
    return d.length >= NO_SUM
      ? cardOrNumber(d)
      : passesLuhn(d) && isIssued(d) && !isArticle(d) && !holdsDate(w.groups)
        ? 'bank-card'
        : undefined;
  if (named || !isIssued(d) || d.length > CARD.most) return undefined;
  const fours = w.groups.slice(0, -1).every((g) => g.digits.length === 4);
  return d.length >= CARD.sure || (passesLuhn(d) && fours) ? 'bank-card' : undefined;
}

/** Bar codes of goods made here. */
const isArticle = (d: string): boolean => d.length === 13 && d.startsWith('69');

const cardOrNumber = (d: string): Kind => (isIssued(d) && d.length <= CARD.most ? 'bank-card' : 'number');

/** Which numbers a label calls by its name however they look. */
function byLabel(text: string, w: Window, label: Label): Kind | undefined {
  const d = w.digits;
  if (UNIT.test(text.slice(w.end, w.end + 8)) || /^\s*(?:开头|打头|位)/.test(text.slice(w.end, w.end + 4)))
    return undefined;
  if (label.part) return d.length >= 4 && d.length <= 8 ? label.kind : undefined;
  const phone = label.kind === 'mobile' || label.kind === 'landline';
  if ((phone && isService(d)) || /^(?:0\d{2,3})?(?:1[012]\d{1,3}|9[56]\d{3,4})$/.test(d)) return undefined;
  if (phone) return d.length >= 7 && d.length <= 14 && !holdsDate(w.groups) ? label.kind : undefined;
  const least =
    { 'bank-card': 10, 'social-insurance': 6, 'id-card': 12, number: 6 }[label.kind as string] ?? LABELLED;
  return d.length >= least && d.length <= 32 && !(d.length === 8 && !isSolid(w.groups) && holdsDate(w.groups))
    ? label.kind
    : undefined;
}

interface Found {
  kind: Kind;
  /** Where several ends are possible, the surer kind wins, then the longer number. */
  rank: number;
}

const RANK: Partial<Record<Kind, number>> = { 'id-card': 4, mobile: 3, landline: 3 };

/** Telephones and resident numbers stay what they are whatever word stands before them. */
function kindOf(text: string, w: Window, label: Label | undefined): Found | undefined {
  if (!joins(text, w, label)) return undefined;
  const shape = byShape(text, w, label);
  const rank = (shape && RANK[shape]) ?? 2;
  const insured = label?.kind === 'social-insurance' || label?.kind === 'e-voucher';
  if (shape === 'id-card' && !insured) return { kind: shape, rank };
  const phone = !label || label.kind === 'mobile' || label.kind === 'landline';
  if (shape === 'mobile' && (phone || (w.groups.length === 1 && label.kind !== 'bank-card')))
    return { kind: shape, rank };
  const called = label && !(shape === undefined && listed(w.groups)) ? byLabel(text, w, label) : undefined;
  const kind = called ?? shape;
  return kind && { kind, rank: kind === shape ? rank : 2 };
}

/** Numbers written without a gap: 18 digits of identity and 11 of telephone. */
function split(g: Group): Hit[] {
  const hits: Hit[] = [];
  let { start } = g;
  for (let d = g.digits; d.length > 0; ) {
    const [at] = [18, 15, 11].filter(
      (n) => solidKind(d.slice(0, n)) && (d.length === n || d.length - n >= 11),
    );
    const length = at ?? d.length;
    hits.push({ kind: solidKind(d.slice(0, length)) ?? 'number', start, end: start + length, from: start });
    start += length;
    d = d.slice(length);
  }
  return hits;
}

/** Chinese digits run into the words around them: 有一一三八零零一三八零零零, 一三八零零一三八零零零一直. */
function insideWords(g: Group): Hit | undefined {
  for (const n of [18, 11]) {
    const over = g.digits.length - n;
    if (over < 1 || over > 2) continue;
    for (const skip of [0, 1, 2].filter((k) => k <= over)) {
      const kind = solidKind(g.digits.slice(skip, skip + n));
      const start = g.start + skip;
      if (kind) return { kind, start, end: start + n, from: start };
    }
  }
  return undefined;
}

const solidKind = (d: string): Kind | undefined =>
  isLongId(d, false) || isShortId(d) ? 'id-card' : isMobile(d) ? 'mobile' : undefined;

export function numbersIn({ text, digits }: Folded): Hit[] {
  const hits: Hit[] = [];
  for (const run of runsOf(text, digits)) {
    const total = run.reduce((n, g) => n + g.digits.length, 0);
    if (total < 4) continue;
    // 23000元, 2024年: by far the most numbers, and no label is looked for.
    if (
      run.length === 1 &&
      total < UNLABELLED &&
      UNIT.test(text.slice(run.at(-1)?.end, (run.at(-1)?.end ?? 0) + 6))
    )
      continue;
    let label = labelBefore(text, (run[0] as Group).start);
    if (total < (label?.part ? 4 : label ? LABELLED : UNLABELLED)) continue;
    const whole = run.map((_, k) => standsAlone(text, run, k));
    for (let i = 0; i < run.length; ) {
      const found = label || total >= UNLABELLED ? numberAt(text, run, whole, i, label) : undefined;
      if (found) hits.push(...found);
      const end = found?.at(-1)?.end ?? 0;
      do i += 1;
      while (i < run.length && (run[i] as Group).start < end);
      label = found && i < run.length ? labelBefore(text, (run[i] as Group).start) : undefined;
    }
  }
  return hits;
}

/** A group that is a number by itself, and no part of one in two scripts. */
function standsAlone(text: string, run: Group[], k: number): boolean {
  const [before, g, after] = [run[k - 1], run[k] as Group, run[k + 1]];
  if (g.digits.length < 11) return false;
  if (before && g.gap === 'none' && (before.digits.length > 1 || before.gap === 'none')) return false;
  if (after?.gap === 'none' && after.digits.length > 2) return false;
  return kindOf(text, windowOf(text, [g]), undefined) !== undefined;
}

/** The best number that begins with group `i`; a group that is a number by itself is joined to no other. */
function numberAt(
  text: string,
  run: Group[],
  whole: boolean[],
  i: number,
  label: Label | undefined,
): Hit[] | undefined {
  const first = run[i] as Group;
  const most = label ? LONGEST_LABELLED : LONGEST;
  if (first.digits.length > most) return split(first);
  const inner = text.charCodeAt(first.start) > 0x7f ? insideWords(first) : undefined;
  if (inner) return [inner];
  let best: (Found & { w: Window }) | undefined;
  let length = 0;
  for (let j = i; j < run.length && (j === i || !(whole[j] || whole[i])); j++) {
    length += (run[j] as Group).digits.length;
    if (length > most) break;
    if (length < (label ? 4 : UNLABELLED)) continue;
    const w = windowOf(text, run.slice(i, j + 1));
    const found = kindOf(text, w, label);
    const goesOn = run[j + 1]?.gap === 'none' && (run[j + 1] as Group).digits.length > 2;
    if (found?.rank === 3 && goesOn) continue;
    if (found && (!best || found.rank > best.rank || (found.rank === best.rank && found.rank < 3)))
      best = { ...found, w };
  }
  if (!best) return undefined;
  const { kind, w } = best;
  const abroad =
    kind === 'mobile' ? ABROAD.exec(text.slice(Math.max(0, w.start - 7), w.start))?.[0].length : 0;
  const start = w.start - (abroad ?? 0);
  const extension = kind === 'landline' ? EXTENSION.exec(text.slice(w.end, w.end + 10))?.[0].length : 0;
  return [{ kind, start, end: w.end + (extension ?? 0), from: label?.from ?? start }];
}

/** The country's code before a telephone. */
const ABROAD = /(?:[（(]?(?:\+|00)\s?8?6?|[（(]86|(?<!\d)86)[)）\s-]*$/;
const EXTENSION = /^\s?(?:-|转|#|分机)\s?\d{1,6}(?![\d年元])/;
