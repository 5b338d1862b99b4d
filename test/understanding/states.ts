/** For tests: a text and a topic → the slots that it states, by the real knowledge. */
import { beforeAll, expect, test } from 'vitest';
import { type Slots, slotsSchema, type Topic } from '../../src/contract.js';
import { normalise } from '../../src/understanding/normalise.js';
import { readSlots, type SlotReading } from '../../src/understanding/slots.js';
import { segment } from '../../src/understanding/stated.js';
import type { Vocabulary } from '../../src/understanding/vocabulary.js';
import { realAssistant } from '../real.js';

let v: Vocabulary;
beforeAll(async () => {
  v = (await realAssistant()).reader.vocabulary;
});

export const read = (text: string, topic: Topic | null): SlotReading =>
  readSlots(v, segment(v, normalise(text, v.toSimplified).text), topic);

/** These texts state these slots and no others, under this topic. */
export function states(topic: Topic, rows: [string, Slots][]): void {
  test.each(rows)(`${topic}：%s`, (text, slots) => {
    expect(read(text, topic).slots).toEqual(slots);
    expect(() => slotsSchema.parse(slots)).not.toThrow();
  });
}
