/** Instants, periods and shares as people read them; the zone is the one that the hotline lives in. */
import { fill, words } from './words.js';

const ZONE = { timeZone: 'Asia/Shanghai' } as const;
const minute = new Intl.DateTimeFormat('zh-CN', {
  ...ZONE,
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const whole = new Intl.DateTimeFormat('zh-CN', {
  ...ZONE,
  dateStyle: 'medium',
  timeStyle: 'short',
  hour12: false,
});
const iso = new Intl.DateTimeFormat('sv-SE', { ...ZONE, dateStyle: 'short' });

export const timeOf = (at: string | null): string => (at ? minute.format(new Date(at)) : '');
export const instantOf = (at: string): string => whole.format(new Date(at));
/** The day of an instant, as the API writes days. */
export const dayOf = (at: string): string => iso.format(new Date(at));

export function daysBefore(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - days);
  return at.toISOString().slice(0, 10);
}

/** How long ago, to the minute. */
export function sinceOf(at: string, now: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(at)) / 60_000));
  if (minutes < 1) return words.time.justNow;
  if (minutes < 60) return fill(words.time.minutes, { n: minutes });
  if (minutes < 48 * 60) return fill(words.time.hours, { n: Math.floor(minutes / 60) });
  return fill(words.time.days, { n: Math.floor(minutes / 1440) });
}

export const percentOf = (share: number | null): string =>
  share === null ? words.ui.none : `${(share * 100).toFixed(1).replace(/\.0$/, '')}%`;

/** `null` on a side leaves it open. */
export function periodOf(from: string | null, to: string | null): string {
  if (from && to) return `${from} — ${to}`;
  if (from) return fill(words.time.from, { from });
  if (to) return fill(words.time.until, { to });
  return words.time.unknown;
}
