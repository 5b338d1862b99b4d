/** What a curator should look at next: stale facts, open disagreements, coverage; the order is worked out by hand. */
import { describe, expect, test } from 'vitest';
import { buildSnapshot } from '../../src/knowledge/base.js';
import { openDisputes } from '../../src/knowledge/disputes.js';
import { staleFacts } from '../../src/knowledge/stale.js';
import { monthsBetween, statsOf } from '../../src/knowledge/stats.js';
import { factFile, rawOf } from './fixtures.js';

const SOURCES = `
sources:
  - { id: old, title: 旧文件, publisher: 局, published: '2020-01-01', authority: official, checked: '2025-10-01', supersededBy: middle }
  - { id: middle, title: 中间的, publisher: 局, published: '2022-01-01', authority: official, checked: '2025-10-01', supersededBy: new }
  - { id: new, title: 新文件, publisher: 局, published: '2024-01-01', authority: official, checked: '2025-10-01' }
  - { id: long-ago, title: 报道, publisher: 报, published: '2024-01-01', authority: media, checked: '2024-02-15' }
  - { id: longer-ago, title: 网页, publisher: 站, authority: aggregator, published: '2024-01-01', checked: '2023-12-31' }`;
const fact = (id: string, source: string, rest = ''): string =>
  `  - { id: ${id}, value: '600', unit: CNY, from: '2024-01-01', statement: 每年最多报600元。, sources: [${source}]${rest} }`;
const snapshot = (...facts: string[]) =>
  buildSnapshot(
    rawOf({
      'knowledge/sources/all.yaml': SOURCES,
      'knowledge/facts/x.yaml': factFile({}, facts.join('\n')),
    }),
    '',
  );
const AS_OF = '2025-12-01';

test.each([
  ['2025-06-01', '2025-12-01', 6],
  ['2025-06-02', '2025-12-01', 5],
  ['2024-12-31', '2025-01-31', 1],
  ['2025-12-01', '2025-12-01', 0],
])('%s to %s is %i whole months', (from, to, months) => {
  expect(monthsBetween(from, to)).toBe(months);
});

describe('stale', () => {
  const s = snapshot(
    fact('fresh', 'new'),
    fact('seldom', 'longer-ago'),
    fact('often', 'long-ago'),
    fact('ended', 'longer-ago', ", to: '2024-12-31'"),
    fact('superseded', 'old'),
    fact('re-read', 'old, new'),
  );
  const found = staleFacts(
    s,
    new Map([
      ['often', 9],
      ['seldom', 1],
    ]),
    AS_OF,
    6,
  );
  test('a known successor first, then what is asked most, then the longest ago; nothing fresh, nothing ended', () => {
    expect(found.map((x) => [x.fact.id, x.asked, x.months])).toEqual([
      ['superseded', 0, 2],
      ['often', 9, 21],
      ['seldom', 1, 23],
    ]);
  });
  test('the successor is the last of its chain', () => {
    expect(found[0]?.successors.map((x) => x.id)).toEqual(['new']);
  });
  test('the number of months is the bar', () => {
    expect(staleFacts(s, new Map(), AS_OF, 22).map((x) => x.fact.id)).toEqual(['superseded', 'seldom']);
  });
});

describe('conflicts', () => {
  const s = {
    ...snapshot(
      fact('a', 'new'),
      fact('b', 'new'),
      fact('c', 'long-ago'),
      fact('d', 'longer-ago'),
      fact('e', 'longer-ago', ", to: '2024-12-31'"),
    ),
    conflicts: [
      { facts: ['a', 'c'], reason: '一高一低' },
      { facts: ['a', 'b'], reason: '一样高' },
      { facts: ['c', 'd'], reason: '问得多' },
      { facts: ['a', 'e'], reason: '已经过去' },
    ],
  };
  test('what is asked most first, then where nobody leads; one that time settled is none', () => {
    const found = openDisputes(s, new Map([['d', 3]]), AS_OF);
    expect(found.map((d) => d.reason)).toEqual(['问得多', '一样高', '一高一低']);
    expect(found[1]).toMatchObject({ even: true, best: 'official' });
    expect(found[2]?.sides.map((f) => f.id)).toEqual(['a', 'c']);
    expect(openDisputes(s, new Map(), AS_OF, true)).toHaveLength(4);
  });
});

test('stats: best authority among those in force, freshness, what has only ended', () => {
  const s = snapshot(fact('a', 'long-ago'), fact('b', 'new', ", to: '2024-12-31'"));
  const stats = statsOf(s, AS_OF);
  expect(stats).toMatchObject({ facts: 2, places: 1, ended: 1, authorities: { official: 1, media: 1 } });
  expect(stats.coverage[0]?.cells.cap).toMatchObject({
    facts: 2,
    inForce: 1,
    authority: 'media',
    checked: '2024-02-15',
    months: 21,
  });
  expect(statsOf(s, '2024-06-01').coverage[0]?.cells.cap).toMatchObject({
    inForce: 2,
    authority: 'official',
  });
  expect(stats.freshness).toContainEqual({ months: 3, facts: 1 });
  expect(stats.blank).toEqual([{ place: '150000', name: '乙省' }]);
});
