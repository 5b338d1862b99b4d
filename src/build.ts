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
import { shardsOf } from './knowledge/shards.js';
import { digestOf, type Manifest, readManifest, readPart, writeBuilt } from './knowledge/snapshot.js';
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

function soundInputs(v: Vocabulary, raw: RawKnowledge) {
  const plain = (s: string): string => clean(s, v.toSimplified).text;
  return {
    terms: raw.terms?.data.terms ?? [],
    regions: raw.regions?.data.regions ?? [],
    notes: raw.sound?.data ?? soundFileSchema.parse({}),
    utterances: raw.topics.flatMap(({ data }) =>
      [...data.utterances, ...data.nearMisses.map((n) => n.text)].map(plain),
    ),
    plain,
  };
}

/** How the words of the knowledge base sound, and which follow which in our own utterances. */
export const soundsOf = (v: Vocabulary, raw: RawKnowledge): SoundFile => soundTable(soundInputs(v, raw));

/** All that the model is learnt from, as it is written: where none of it changed, nor did the model. */
function modelInputs(raw: RawKnowledge): unknown {
  return [
    raw.terms?.data,
    raw.regions?.data.regions,
    raw.hospitals?.data,
    raw.topics.map(({ data }) => [data.topic, data.utterances, data.nearMisses]),
    raw.factFiles.map(({ data }) => [
      data.topic,
      data.examples.filter((e) => e.facts.length > 0).map((e) => e.ask),
    ]),
  ];
}

function precompile(sources: Record<string, string>): string {
  const knownHelpers = Object.fromEntries(Object.keys(HELPERS).map((h) => [h, true]));
  const entries = Object.entries(sources).map(
    ([name, text]) =>
      `${JSON.stringify(name)}: ${Handlebars.precompile(text, { strict: true, noEscape: true, knownHelpers, knownHelpersOnly: true })}`,
  );
  return `export default {\n${entries.join(',\n')}\n};\n`;
}

/** The costly parts as they were made before, where they would be made the same. */
function learn(root: string, raw: RawKnowledge, program: string) {
  const simplified = simplifiedPairs();
  const vocabulary = vocabularyOf(raw, simplified);
  const before = readManifest(root);
  const again = (name: 'model' | 'sounds', from: string): string | undefined =>
    before?.madeFrom[name] === from ? readPart(root, name, before.parts[name]) : undefined;
  const inputs = soundInputs(vocabulary, raw);
  const fromSounds = digestOf(program, simplified, JSON.stringify(inputs));
  const sounds = again('sounds', fromSounds) ?? JSON.stringify(soundTable(inputs));
  const fromModel = digestOf(program, simplified, sounds, JSON.stringify(modelInputs(raw)));
  const known = again('model', fromModel);
  const trained =
    known === undefined
      ? trainCalibrated(examplesOf(vocabulary, raw, loadSounds(JSON.parse(sounds) as SoundFile)))
      : undefined;
  return {
    simplified: JSON.stringify(simplified),
    sounds,
    model: known ?? JSON.stringify(trained?.model),
    heldBack: trained?.heldBack ?? (before as Manifest).heldBack,
    madeFrom: { model: fromModel, sounds: fromSounds },
  };
}

/**
 * Reads, checks, trains and writes. `program` names the code: another one learns anew.
 * Throws UserError with every complaint where the knowledge is not clean.
 */
export function build(root: string, stamp: string, program: string, say: (line: string) => void): void {
  say('整理知识库、训练分类器 …');
  const raw = readKnowledge(root);
  const sources = readTemplates(root);
  const complaints = complaintsOf(raw, sources);
  if (complaints.length > 0)
    throw new UserError(`知识库有 ${complaints.length} 处错误，没有采用：`, complaints.map(formatComplaint));
  const { heldBack, madeFrom, ...learnt } = learn(root, raw, program);
  const draft = buildSnapshot(raw, '');
  const version = createHash('sha256')
    .update(JSON.stringify(draft))
    .update(JSON.stringify(sources))
    .digest('hex')
    .slice(0, 12);
  const { facts, ...rest } = draft;
  const shards = shardsOf(facts, buildSearch(facts));
  const texts = {
    ...learnt,
    knowledge: JSON.stringify({ ...rest, version }),
    shards: JSON.stringify(shards.index),
    facts: shards.data,
    templates: precompile(sources),
  };
  writeBuilt(root, texts, { version, program, heldBack, madeFrom }, stamp);
}
