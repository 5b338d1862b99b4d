/** Every example that a fact file carries, asked of the real assistant: a file added brings its own tests. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Assistant, ask } from '../../src/assistant.js';
import { EMPTY_MEMORY } from '../../src/dialogue.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { lastDay } from '../../src/period.js';
import { ROOT, realAssistant, TODAY } from '../real.js';

const files = readKnowledge(ROOT)
  .factFiles.filter((f) => f.data.examples.length > 0)
  .map((f) => [f.file.replace(/^knowledge\/facts\//, ''), f.data.examples] as const);

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

test('most fact files carry an example', () => {
  expect(files.length).toBeGreaterThan(300);
});

describe.each(files)('%s', (_file, examples) => {
  test.each(examples.map((x) => [x.ask, x] as const))('%s', (text, x) => {
    const asOf = x.asOf ? lastDay(x.asOf) : TODAY;
    const { answer } = ask(a, { text, asOf, memory: EMPTY_MEMORY });
    const cited = [...answer.facts.map((f) => f.id), ...answer.refuted.map((r) => r.factId)];
    expect(answer.outcome).toBe(x.outcome);
    expect(cited).toEqual(expect.arrayContaining(x.facts));
    for (const words of x.includes) expect(answer.text).toContain(words);
    for (const words of x.excludes) expect(answer.text).not.toContain(words);
  });
});
