/** Published worked examples: every one that the request can express comes to its exact result. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { estimateReply } from '../../src/answer/estimate-reply.js';
import type { Assistant } from '../../src/assistant.js';
import { realAssistant, TODAY } from '../real.js';
import { reference, referencePension } from './reference.js';

interface Row {
  id: string;
  text: string;
  inputs: Record<string, unknown>;
  assume: Record<string, never>;
  expected: Record<string, string>;
  expressible: boolean;
}

const file = join(process.env.GONGJI_SHARED ?? '../shared', 'worked-examples.jsonl');
const rows = existsSync(file)
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((l) => JSON.parse(l) as Row)
  : [];
if (rows.length === 0) console.log(`left out: no ${file} (set GONGJI_SHARED)`);

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

const expressible = rows.filter((r) => r.expressible);

describe.runIf(rows.length > 0)('published worked examples', () => {
  test('there are as many as there were', () => {
    expect([rows.length, expressible.length]).toEqual([101, 95]);
  });
  test.each(expressible)('$id $text', ({ inputs, assume, expected }) => {
    const reply = estimateReply(a, { ...inputs, assume }, TODAY);
    expect(reply).not.toHaveProperty('refused');
    expect(reply).toMatchObject(expected);
  });
  test.each(expressible)('$id by the second implementation', ({ inputs, assume, expected }) => {
    const second = assume.pension
      ? referencePension(assume.pension)
      : reference(inputs, { deductible: '0', ...(assume as object) });
    expect(second).toMatchObject(expected);
  });
});
