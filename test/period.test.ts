/** Days and spans: the calendar worked by hand, both ends included, today in Shanghai. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  chineseDate,
  covers,
  daySpan,
  firstDay,
  isDay,
  lastDay,
  overlaps,
  precisionOf,
  type Span,
  shanghaiDay,
} from '../src/period.js';

describe('days', () => {
  it.each([
    ['2024', 'year', '2024-01-01', '2024-12-31', '2024年'],
    ['2024-07', 'month', '2024-07-01', '2024-07-31', '2024年7月'],
    ['2024-02', 'month', '2024-02-01', '2024-02-29', '2024年2月'],
    ['2023-02', 'month', '2023-02-01', '2023-02-28', '2023年2月'],
    ['2024-12', 'month', '2024-12-01', '2024-12-31', '2024年12月'],
    ['2024-07-01', 'day', '2024-07-01', '2024-07-01', '2024年7月1日'],
  ])('%s is known to the %s: %s to %s, %s', (known, precision, from, to, words) => {
    expect([precisionOf(known), firstDay(known), lastDay(known), chineseDate(known)]).toEqual([
      precision,
      from,
      to,
      words,
    ]);
  });

  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2024-02-30', false],
    ['2024-13-01', false],
    ['2024-00-10', false],
    ['2024-01-00', false],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2024-1-1', false],
    ['2024-01', false],
    ['', false],
    ['2024-01-01T00:00', false],
  ])('%j is a day of the calendar: %j', (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });

  it('both ends of a span belong to it', () => {
    const span = { from: '2024-01-01', to: '2024-06-30' };
    expect(['2023-12-31', '2024-01-01', '2024-06-30', '2024-07-01'].map((d) => covers(span, d))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(overlaps(span, daySpan('2024-06-30'))).toBe(true);
    expect(overlaps(daySpan('2024-01-01'), span)).toBe(true);
    expect(overlaps(span, { from: '2024-07-01', to: '2024-12-31' })).toBe(false);
  });

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-12-31', 1, '2025-01-01'],
    ['2025-01-01', -1, '2024-12-31'],
    ['2024-07-01', 0, '2024-07-01'],
  ])('%s plus %i is %s', (day, n, expected) => {
    expect(addDays(day, n)).toBe(expected);
  });

  it.each([
    ['2025-12-01T15:59:59Z', '2025-12-01'],
    ['2025-12-01T16:00:00Z', '2025-12-02'],
    ['2025-12-31T16:00:00Z', '2026-01-01'],
  ])('at %s it is %s in Shanghai', (instant, expected) => {
    expect(shanghaiDay(new Date(instant))).toBe(expected);
  });

  it('days added and taken away again, and two overlapping spans from either side', () => {
    const day = fc.integer({ min: 0, max: 36_500 }).map((n) => addDays('1990-01-01', n));
    fc.assert(
      fc.property(day, fc.integer({ min: -5000, max: 5000 }), (d, n) => {
        expect(isDay(addDays(d, n))).toBe(true);
        expect(addDays(addDays(d, n), -n)).toBe(d);
        expect(addDays(d, n) > d).toBe(n > 0);
      }),
    );
    fc.assert(
      fc.property(day, day, day, day, (a, b, c, d) => {
        const span = (...days: [string, string]): Span => {
          const [from, to] = days.sort();
          return { from, to };
        };
        const [x, y] = [span(a, b), span(c, d)];
        expect(overlaps(x, y)).toBe(overlaps(y, x));
        expect(overlaps(x, y)).toBe(covers(x, y.from) || covers(y, x.from));
      }),
    );
  });
});
