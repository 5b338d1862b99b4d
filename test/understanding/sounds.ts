/** The real sound table for tests, built once a run from knowledge as the build does it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { simplifiedPairs } from '../../src/build.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { soundFileSchema } from '../../src/knowledge/schema-sound.js';
import { clean } from '../../src/understanding/broken.js';
import { type CharMap, charMap } from '../../src/understanding/normalise.js';
import { type SoundSources, soundTable } from '../../src/understanding/sound-build.js';
import { loadSounds } from '../../src/understanding/sound-load.js';
import type { SoundFile, SoundTable } from '../../src/understanding/sound-table.js';
import { ROOT } from '../real.js';

export interface Sounds {
  sources: SoundSources;
  file: SoundFile;
  table: SoundTable;
  toSimplified: CharMap;
  /** Ours, normalised. */
  utterances: string[];
}

export function realSounds(): Sounds {
  const raw = readKnowledge(ROOT);
  const toSimplified = charMap(simplifiedPairs());
  const plain = (text: string): string => clean(text, toSimplified).text;
  const utterances = raw.topics.flatMap(({ data }) =>
    [...data.utterances, ...data.nearMisses.map((n) => n.text)].map(plain),
  );
  const sources: SoundSources = {
    terms: raw.terms?.data.terms ?? [],
    regions: raw.regions?.data.regions ?? [],
    notes: soundFileSchema.parse(parse(readFileSync(join(ROOT, 'knowledge', 'sound.yaml'), 'utf8'))),
    utterances,
    plain,
  };
  const file = soundTable(sources);
  return { sources, file, table: loadSounds(file), toSimplified, utterances };
}
