/** Days as `YYYY-MM-DD` strings, and what a date of unknown day (`2024`, `2024-07`) covers. Both ends are included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}
export const FIRST_DAY = '0000-01-01';
export const LAST_DAY = '9999-12-31';

export type DatePrecision = 'day' | 'month' | 'year';

export function precisionOf(known: string): DatePrecision {
  return known.length === 4 ? 'year' : known.length === 7 ? 'month' : 'day';
}

export function firstDay(known: string): string {
  return `${known}${'-01-01'.slice(known.length === 4 ? 0 : known.length === 7 ? 3 : 6)}`;
}

export function lastDay(known: string): string {
  if (known.length === 4) return `${known}-12-31`;
  if (known.length === 10) return known;
  const [y, m] = known.split('-').map(Number) as [number, number];
  return `${known}-${String(new Date(Date.UTC(y, m, 0)).getUTCDate()).padStart(2, '0')}`;
}

/** Whether the string is a real day of the calendar. */
export function isDay(s: string): boolean {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(s);
  if (!m) return false;
  const d = new Date(`${s}T00:00:00Z`);
  return !Number.isNaN(d.getTime()) && d.toISOString().slice(0, 10) === s;
}

export const overlaps = (a: Span, b: Span): boolean => a.from <= b.to && b.from <= a.to;
export const sameSpan = (a: Span, b: Span): boolean => a.from === b.from && a.to === b.to;
export const covers = (span: Span, day: string): boolean => span.from <= day && day <= span.to;
export const daySpan = (day: string): Span => ({ from: day, to: day });

export function addDays(day: string, n: number): string {
  const d = new Date(`${day}T00:00:00Z`);
  d.setUTCDate(d.getUTCDate() + n);
  return d.toISOString().slice(0, 10);
}

/** `2024-07-01` → `2024年7月1日`, `2024-07` → `2024年7月`, `2024` → `2024年`. */
export function chineseDate(known: string): string {
  const [y, m, d] = known.split('-').map(Number);
  return `${y}年${m ? `${m}月` : ''}${d ? `${d}日` : ''}`;
}

/** Today in Asia/Shanghai for the given instant. */
export function shanghaiDay(now: Date): string {
  return new Date(now.getTime() + 8 * 3600_000).toISOString().slice(0, 10);
}
