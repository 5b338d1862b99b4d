/** The shape of knowledge/sound.yaml: what hearing must not do, and what it cannot learn from our own texts. */
import { z } from 'zod';
import { text } from './schema-facts.js';

export const soundFileSchema = z.strictObject({
  /** Ordinary words that stay whatever they sound like. */
  keep: z.array(text).default([]),
  /** Words that nothing is ever turned into. */
  never: z.array(text).default([]),
  /** Groups of characters that sound alike, of which none is a slip for another. */
  distinct: z.array(text).default([]),
  /** Slips that stand in our own utterances on purpose: nothing is learnt from those. */
  slips: z.array(text).default([]),
  /** Everyday words that people write for one of ours → phrases in which they do; none: always. */
  doubtful: z.record(text, z.array(text)).default({}),
  /** Groups of characters that look alike. */
  lookalikes: z.array(text).default([]),
  /** Abbreviations in letters, and the words they stand for. */
  initials: z.record(text, text).default({}),
  /** Words that are also spelt otherwise than they sound. */
  spellings: z.record(text, text).default({}),
  /** Words of other languages that happen to split into syllables. */
  foreign: z.array(text).default([]),
});
export type SoundNotes = z.infer<typeof soundFileSchema>;
