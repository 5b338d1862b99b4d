/** Builds what the program starts from: knowledge snapshot, classifier, precompiled templates. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import Handlebars from 'handlebars';
import { HELPERS } from './answer/render.js';
import { complaintsOf } from './check.js';
import { UserError } from './errors.js';
import { buildSnapshot } from './knowledge/base.js';
import { formatComplaint, type RawKnowledge, readKnowledge, readTemplates } from './knowledge/load.js';
import { soundFileSchema } from './knowledge/schema-sound.js';
import { buildSearch } from './knowledge/search.js';
import { writeBuilt } from './knowledge/snapshot.js';
import { clean } from './understanding/broken.js';
import { features } from './understanding/features.js';
import { readText } from './understanding/sound.js';
import { soundTable } from './understanding/sound-build.js';
import { loadSounds } from './understanding/sound-load.js';
import type { SoundFile, SoundTable } from './understanding/sound-table.js';
import { segment } from './understanding/stated.js';
import { type Example, trainCalibrated } from './understanding/train.js';
import { buildVocabulary, type Vocabulary } from './understanding/vocabulary.js';

/** Every single character that OpenCC simplifies, as pairs. */
export function simplifiedPairs(): string {
  const opencc = createRequire(import.meta.url)('opencc-js') as {
    Converter(o: object): (s: string) => string;
  };
  const convert = opencc.Converter({ from: 't', to: 'cn' });
  let pairs = '';
  for (let code = 0x3400; code < 0xa000; code++) {
    const from = String.fromCharCode(code);
    const to = convert(from);
    if (to !== from && to.length === 1) pairs += from + to;
  }
  return pairs;
}

export function examplesOf(
  v: Vocabulary,
  raw: RawKnowledge,
  sounds: SoundTable,
): (Example & { text: string })[] {
  const example = (text: string, label: string) => ({
    text,
    label,
    tokens: features(v, segment(v, readText(text, v.toSimplified, sounds).text)),
  });
  const written = raw.topics.flatMap(({ data }) => [
    ...data.utterances.map((u) => example(u, data.topic)),
    ...data.nearMisses.map((n) => example(n.text, n.topic)),
  ]);
  // A curator's example question teaches its topic too, so that a new matter is understood when it is written.
  const asked = raw.factFiles.flatMap(({ data }) =>
    data.examples.filter((e) => e.facts.length > 0).map((e) => example(e.ask, data.topic)),
  );
  return [...written, ...asked];
}

export function vocabularyOf(raw: RawKnowledge, simplified: string): Vocabulary {
  return buildVocabulary({
    simplified,
    terms: raw.terms?.data.terms ?? [],
    anchors: raw.terms?.data.anchors ?? [],
    regions: raw.regions?.data.regions ?? [],
    hospitals: raw.hospitals?.data.hospitals ?? [],
  });
}

/** How the words of the knowledge base sound, and which follow which in our own utterances. */
export function soundsOf(v: Vocabulary, raw: RawKnowledge): SoundFile {
  const plain = (s: string): string => clean(s, v.toSimplified).text;
  return soundTable({
    terms: raw.terms?.data.terms ?? [],
    regions: raw.regions?.data.regions ?? [],
    notes: raw.sound?.data ?? soundFileSchema.parse({}),
    utterances: raw.topics.flatMap(({ data }) =>
      [...data.utterances, ...data.nearMisses.map((n) => n.text)].map(plain),
    ),
    plain,
  });
}

function precompile(sources: Record<string, string>): string {
  const knownHelpers = Object.fromEntries(Object.keys(HELPERS).map((h) => [h, true]));
  const entries = Object.entries(sources).map(
    ([name, text]) =>
      `${JSON.stringify(name)}: ${Handlebars.precompile(text, { strict: true, noEscape: true, knownHelpers, knownHelpersOnly: true })}`,
  );
  return `export default {\n${entries.join(',\n')}\n};\n`;
}

/** Reads, checks, trains and writes. Throws UserError with every complaint where the knowledge is not clean. */
export function build(root: string, stamp: string, say: (line: string) => void): void {
  say('整理知识库、训练分类器 …');
  const raw = readKnowledge(root);
  const templates = readTemplates(root);
  const complaints = complaintsOf(raw, templates);
  if (complaints.length > 0)
    throw new UserError(`知识库有 ${complaints.length} 处错误，没有采用：`, complaints.map(formatComplaint));
  const simplified = simplifiedPairs();
  const vocabulary = vocabularyOf(raw, simplified);
  const sounds = soundsOf(vocabulary, raw);
  const { model, heldBack } = trainCalibrated(examplesOf(vocabulary, raw, loadSounds(sounds)));
  const draft = buildSnapshot(raw, '');
  const content = JSON.stringify(draft);
  const version = createHash('sha256')
    .update(content)
    .update(JSON.stringify(templates))
    .digest('hex')
    .slice(0, 12);
  writeBuilt(
    root,
    {
      knowledge: { ...draft, version },
      simplified,
      model,
      sounds,
      heldBack,
      search: buildSearch(draft.facts),
    },
    precompile(templates),
    stamp,
  );
}
