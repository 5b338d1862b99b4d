/** Groups side by side, read as one number: whether they may be one at all, and what speaks against it. */
import type { Label } from './labels.js';
import { DAY, type Group, MONTH, YEAR } from './runs.js';

/** So many digits in a row of groups are no list of sums. */
const LONG = 15;
/** Words for money before numbers that only together look like one. */
const MONEY =
  /(?:(?<!\d)元|钱|(?<!\d)块|费用?|花了?|[金余限总数]额|基数|[缴交]了|报销了?|自付|合计|总共|共计|分别|依次|比例|标准|收入|工资|养老金|[¥￥$])[^\d,，。;；]{0,6}$/;

export interface Window {
  digits: string;
  groups: Group[];
  start: number;
  end: number;
  /** An X follows as check digit. */
  x: boolean;
}

const X = /^[\s\-—_.·/,，、]{0,3}(?:[xX×✕✖叉*](?![\da-zA-Z]))/;

export function windowOf(text: string, groups: Group[]): Window {
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
export const isSolid = (groups: Group[]): boolean => groups.every((g, i) => i === 0 || g.gap === 'none');

/** Whether groups may be parts of one number at all. */
export function joins(text: string, w: Window, label: Label | undefined): boolean {
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
      w.digits.length >= LONG ||
      !MONEY.test(text.slice(Math.max(0, w.start - 14), w.start)))
  );
}

/** The groups that are a date (2024-07-01, 20240701) belong to no telephone or card. */
export function holdsDate(groups: Group[]): boolean {
  return groups.some((g, i) => {
    const [m, d] = [groups[i + 1], groups[i + 2]];
    const apart = YEAR.test(g.digits) && m && d && MONTH.test(m.digits) && DAY.test(d.digits);
    const whole = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{6})?$/.test(g.digits);
    return apart || whole;
  });
}

export const listed = (groups: Group[]): boolean =>
  groups.some((g, i) => i > 0 && g.gap === 'list') && groups.some((g) => g.digits.length > 2);
