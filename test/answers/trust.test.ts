/** What an answer owes its reader: it says when only pages that are nobody's official word stand behind it, and shows no mirror. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Assistant, ask } from '../../src/assistant.js';
import { EMPTY_MEMORY } from '../../src/dialogue.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { lastDay } from '../../src/period.js';
import { ROOT, realAssistant, TODAY } from '../real.js';

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

const questions = readKnowledge(ROOT).factFiles.flatMap((f) =>
  f.data.examples.map((x) => ({ text: x.ask, asOf: x.asOf ? lastDay(x.asOf) : TODAY })),
);
const answers = () => questions.map((q) => ask(a, { ...q, memory: EMPTY_MEMORY }).answer);
const UNOFFICIAL = '非官方网页';

describe('over every golden question', () => {
  test('an answer that rests on aggregators alone says so', () => {
    const alone = answers().filter(
      (x) => x.facts.length > 0 && x.facts.every((f) => f.sources.every((s) => s.authority === 'aggregator')),
    );
    expect(alone.length).toBeGreaterThan(50);
    expect(alone.filter((x) => !x.text.includes(UNOFFICIAL)).map((x) => x.text)).toEqual([]);
  });

  test('no address of a mirror is in anything that is sent', () => {
    const mirrors = a.kb.sources.filter((s) => s.mirror && s.url);
    expect(mirrors.length).toBeGreaterThan(10);
    const cited = new Set<string>();
    for (const x of answers()) {
      const sent = JSON.stringify(x);
      for (const m of mirrors) expect(sent).not.toContain(m.url);
      for (const s of x.facts.flatMap((f) => f.sources)) cited.add(s.id);
    }
    // They are cited, by title and publisher.
    expect(mirrors.filter((m) => cited.has(m.id)).length).toBeGreaterThan(0);
  });

  test('no answer cites a refuted fact as a fact', () => {
    for (const x of answers())
      for (const f of x.facts) expect(a.kb.factById.get(f.id)?.refuted).toBeUndefined();
  });
});

test('the last known figure that is offered where nothing is known says so too', () => {
  const ended = a.kb.facts.filter(
    (f) =>
      f.authority === 'aggregator' &&
      !f.refuted &&
      f.value !== null &&
      f.speaks.to < '2026-01-01' &&
      f.topic === 'contribution',
  );
  const offered = ended
    .map(
      (f) =>
        ask(a, {
          text: `${a.kb.regionByCode.get(f.place)?.name}${f.title}2031年是多少`,
          asOf: TODAY,
          memory: EMPTY_MEMORY,
        }).answer,
    )
    .filter(
      (x) =>
        x.outcome === 'no-fact' &&
        x.facts.length > 0 &&
        x.facts.every((f) => f.sources.every((s) => s.authority === 'aggregator')),
    );
  expect(offered.length).toBeGreaterThan(0);
  for (const x of offered) expect(x.text).toContain(UNOFFICIAL);
});
