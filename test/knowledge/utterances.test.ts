/** What the classifier learns from: enough of it, each line for one topic, and none of it a question that measures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKnowledge } from '../../src/knowledge/load.js';
import { ROOT } from '../real.js';

/** Shorter ones are what everybody says (报销比例), and prove nothing. */
const SHORTEST = 8;
const ENOUGH = 40;

/** Width, case and whatever is no letter, digit or Chinese character make no other question; nothing but such stays. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '') || text;

interface Line {
  text: string;
  where: string;
}
/** Lines of ours that are, bare, one of the measuring questions. */
const copied = (ours: Line[], questions: string[]): string[] => {
  const measuring = new Set(questions.map(bare).filter((q) => q.length >= SHORTEST));
  return ours.filter((l) => measuring.has(bare(l.text))).map((l) => `${l.where}: ${l.text}`);
};

/** Lines that stand in two places, bare. */
const twice = (ours: Line[]): string[] => {
  const first = new Map<string, string>();
  return ours.flatMap(({ text, where }) => {
    const before = first.get(bare(text));
    if (before === undefined) first.set(bare(text), where);
    return before === undefined || before === where ? [] : [`${text}: ${before}, ${where}`];
  });
};

const raw = readKnowledge(ROOT);
const utterances: Line[] = raw.topics.flatMap(({ data }) =>
  data.utterances.map((text) => ({ text, where: data.topic })),
);
const nearMisses: Line[] = raw.topics.flatMap(({ data }) =>
  data.nearMisses.map(({ text, topic }) => ({ text, where: topic })),
);
/** A curator's example teaches its topic too. */
const examples: Line[] = raw.factFiles.flatMap(({ file, data }) =>
  data.examples.map((e) => ({ text: e.ask, where: file })),
);
const terms: Line[] = (raw.terms?.data.terms ?? []).flatMap((t) =>
  [t.term, ...t.aliases, ...t.notIn].map((text) => ({ text, where: `terms: ${t.term}` })),
);

describe('utterances', () => {
  test.each(raw.topics.map((t) => [t.data.topic, new Set(t.data.utterances.map(bare)).size] as const))(
    `%s has at least ${ENOUGH} different ones`,
    (_topic, n) => {
      expect(n).toBeGreaterThanOrEqual(ENOUGH);
    },
  );

  test('none belongs to two topics, near misses counted where they belong', () => {
    expect(twice([...utterances, ...nearMisses])).toEqual([]);
  });

  test('one that belongs to two topics is caught, however it is punctuated', () => {
    const planted = { text: `${utterances[0]?.text.split('').join(' ')}？！`, where: 'elsewhere' };
    expect(twice([...utterances, planted])).toHaveLength(1 + twice(utterances).length);
  });
});

interface Row {
  text?: string;
  clean?: string;
  noisy?: string;
  turns?: { user: string }[];
}
const asked = (line: string): string[] => {
  const { text, clean, noisy, turns = [] } = JSON.parse(line) as Row;
  return [text, clean, noisy, ...turns.map((t) => t.user)].filter((q) => q !== undefined);
};

describe('nothing is learnt from a measuring question', () => {
  const folder = join(process.env.GONGJI_SHARED ?? join(ROOT, '..', 'shared'), 'questions');
  const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.jsonl')) : [];
  if (files.length === 0) console.log(`utterances: left out, no question files in ${folder} (GONGJI_SHARED)`);

  test.skipIf(files.length === 0).each(files.map((f) => [f]))('%s', (file) => {
    const questions = readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean).flatMap(asked);
    expect(questions.length).toBeGreaterThan(0);
    expect(copied([...utterances, ...nearMisses, ...terms, ...examples], questions)).toEqual([]);
  });

  test('a copy is caught, whatever its width, case and punctuation; a short one is not', () => {
    const questions = asked('{"turns":[{"user":"Ａ市职工，住院报几成？"}],"text":"报销比例"}');
    const ours = ['a市 职工住院报几成', '报销比例', '职工住院报几成'].map((text) => ({
      text,
      where: 'ratio',
    }));
    expect(copied(ours, questions)).toEqual(['ratio: a市 职工住院报几成']);
  });
});
