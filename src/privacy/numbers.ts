/** Runs of digit groups → the personal numbers in them, by shape, by the words around them, and by what they are not. */
import type { Folded } from './fold.js';
import type { Hit, Kind } from './kinds.js';
import { type Label, labelBefore } from './labels.js';
import { DAY, type Group, MONTH, runsOf, YEAR } from './runs.js';
import { isIssued, isLandline, isLongId, isMobile, isService, isShortId, passesLuhn } from './shapes.js';

/** What follows an amount or a count, and never a personal number. */
const UNIT =
  /^\s*(?:元|块|万|亿|千|百|圆|人民币|美元|角|分钱|rmb|cny|%|％|‰|个|人次|人|户|次|天|日|岁|周岁|年|月|号文|号令|件|例|吨|公里|平|米|毫|mg|ml|kg|u\/|mmol|×|x10|\*10)/i;
const SUM = /^(?:\.\d{1,2})?\s*(?:元|块钱|块|[万亿]元|圆|人民币|美元|rmb|cny|[%％‰])/i;
/** Words for money before numbers that only together look like one. */
const MONEY =
  /(?:元|钱|块|费用?|花了?|[金余限总数]额|基数|[缴交]了|报销了?|自付|合计|总共|共计|分别|依次|比例|标准|收入|工资|养老金|[¥￥$])[^\d,，。;；]{0,6}$/;

const CARD = { least: 12, most: 19, sure: 15 };
/** No sum of money has so many digits. */
const NO_SUM = 15;
const LONGEST = 22;
const LABELLED = 5;
const UNLABELLED = 10;
const LONGEST_LABELLED = 32;

interface Window {
  digits: string;
  groups: Group[];
  start: number;
  end: number;
  /** An X follows as check digit. */
  x: boolean;
}

const X = /^[\s\-—_.·/,，、]{0,3}(?:[xX×✕✖叉*](?![\da-zA-Z]))/;

function windowOf(text: string, groups: Group[]): Window {
  const [first, last] = [groups[0] as Group, groups.at(-1) as Group];
  const digits = groups.length === 1 ? first.digits : groups.map((g) => g.digits).join('');
  const x = digits.length === 17 ? X.exec(text.slice(last.end, last.end + 5)) : null;
  return { digits, groups, start: first.start, end: last.end + (x?.[0].length ?? 0), x: x !== null };
}

/** Amounts and years in a row: none begins with zero, all are round or all are years. */
const amountLike = (groups: Group[]): boolean =>
  groups.every((g) => !g.digits.startsWith('0') && g.digits.length > 1) &&
  (groups.every((g) => /00$/.test(g.digits)) || groups.every((g) => YEAR.test(g.digits)));

const isAddress = (groups: Group[]): boolean =>
  groups.length === 4 && groups.every((g) => g.digits.length <= 3 && Number(g.digits) < 256);

/** Nothing stands between the digits, though they may be of two scripts. */
const isSolid = (groups: Group[]): boolean => groups.every((g, i) => i === 0 || g.gap === 'none');

/** Whether groups may be parts of one number at all. */
function joins(text: string, w: Window, label: Label | undefined): boolean {
  const { groups } = w;
  if (isSolid(groups)) return true;
  const gaps = groups.slice(1).map((g) => g.gap);
  const short = groups.every((g) => g.digits.length <= 2);
  const mostlyOne = groups.filter((g) => g.digits.length === 1).length * 2 > groups.length;
  const single = short || mostlyOne;
  const lengths = groups.map((g) => g.digits.length).join('-');
  const usual = /^(?:3-4-4|6-8-4|6-4-4-4|6-4-2-2-4|3-8|[34]-[78]|4-4-4-4(?:-[123])?)$/.test(lengths);
  if (gaps.includes('list') && !mostlyOne && !(usual && gaps.every((g) => g === 'list'))) return false;
  if (gaps.includes('dot') && gaps.includes('plain') && !usual && !label) return false;
  if (gaps.includes('dot') && isAddress(groups)) return false;
  if (label) return true;
  return (
    !amountLike(groups) &&
    (usual ||
      single ||
      w.digits.length >= CARD.sure ||
      !MONEY.test(text.slice(Math.max(0, w.start - 14), w.start)))
  );
}

/** A letter right before digits makes them part of a code (H14010000001), a word does not (tel138…). */
const inCode = (text: string, start: number): boolean => {
  const letters = /[a-z0-9]*$/i.exec(text.slice(Math.max(0, start - 8), start))?.[0] ?? '';
  return (
    letters !== '' &&
    (letters.length < 2 || /\d/.test(letters) || letters === letters.toUpperCase()) &&
    !/^(?:tel|id|phone|no|sfz|wx)$/i.test(letters)
  );
};

/** The groups that are a date (2024-07-01, 20240701) belong to no telephone or card. */
function holdsDate(groups: Group[]): boolean {
  return groups.some((g, i) => {
    const [m, d] = [groups[i + 1], groups[i + 2]];
    const apart = YEAR.test(g.digits) && m && d && MONTH.test(m.digits) && DAY.test(d.digits);
    const whole = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{6})?$/.test(g.digits);
    return apart || whole;
  });
}

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
  if (isService(d) || /^(?:0\d{2,3})?(?:1[012]\d{1,3}|9[56]\d{3,4})$/.test(d)) return undefined;
  if (phone) return d.length >= 7 && d.length <= 14 && !holdsDate(w.groups) ? label.kind : undefined;
  const least = { 'bank-card': 10, 'social-insurance': 6, 'id-card': 12 }[label.kind as string] ?? LABELLED;
  return d.length >= least && d.length <= 32 && !(d.length === 8 && holdsDate(w.groups))
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

const listed = (groups: Group[]): boolean =>
  groups.some((g, i) => i > 0 && g.gap === 'list') && groups.some((g) => g.digits.length > 2);

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

const solidKind = (d: string): Kind | undefined =>
  isLongId(d, false) || isShortId(d) ? 'id-card' : isMobile(d) ? 'mobile' : undefined;

export function numbersIn({ text, digits }: Folded): Hit[] {
  const hits: Hit[] = [];
  for (const run of runsOf(text, digits)) {
    const total = run.reduce((n, g) => n + g.digits.length, 0);
    if (total < 4) continue;
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
const EXTENSION = /^\s?(?:-|转|#|分机)\s?\d{1,6}(?!\d)/;
