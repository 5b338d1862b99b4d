/** Build time only: `natural` counts tokens by topic, a regression weighs them; both are folded into one sparse matrix. */
import { createRequire } from 'node:module';
import { calibrate, type HeldBack, type Thresholds } from './calibrate.js';
import { loadModel, type ModelFile, rarity } from './classify.js';
import { type Encoded, fitRegression } from './regression.js';

interface Bayes {
  classifier: { classFeatures: Record<string, Record<number, number>> };
  addDocument(tokens: string[], label: string): void;
  textToFeatures(tokens: string[]): unknown;
  train(): void;
}

const require = createRequire(import.meta.url);
/** The package root takes a second and pulls in database clients; this part of it takes milliseconds. */
const BayesClassifier = require('natural/lib/natural/classifiers/bayes_classifier') as new () => Bayes;

export interface Example {
  tokens: string[];
  label: string;
}

/** A weight of one as an integer. */
const UNIT = 1024;
const MIN_EXAMPLES = 2;
/** A feature whose weights are all smaller than this tells no topic from another; dropping it costs no accuracy. */
const TELLING = 0.7;
/** Smoothing of the counts, in examples. */
const PRIOR = 0.1;
/** Share of the naive Bayes member in the sum. */
const BAYES_SHARE = 0.12;
const REGRESSION = { epochs: 10, rate: 0.5, decay: 1e-5 };

interface Space {
  labels: string[];
  vocabulary: string[];
  index: Map<string, number>;
}

function space(examples: Example[]): Space {
  const frequency = new Map<string, number>();
  for (const e of examples) for (const t of e.tokens) frequency.set(t, (frequency.get(t) ?? 0) + 1);
  const vocabulary = [...frequency]
    .filter(([t, n]) => n >= MIN_EXAMPLES && !t.includes('\n'))
    .map(([t]) => t)
    .sort();
  return {
    labels: [...new Set(examples.map((e) => e.label))].sort(),
    vocabulary,
    index: new Map(vocabulary.map((t, i) => [t, i])),
  };
}

/** natural's own observation is a dense vector over all features; the sparse one counts the same in 1/400 of the time. */
function bayesWeights(examples: Example[], s: Space): Float32Array {
  const bayes = new BayesClassifier();
  bayes.textToFeatures = (tokens) =>
    Object.fromEntries(tokens.flatMap((t, i) => (s.index.has(t) ? [[i, s.index.get(t)]] : [])));
  for (const e of examples) bayes.addDocument(e.tokens, e.label);
  bayes.train();
  const counts = bayes.classifier.classFeatures;
  const k = s.labels.length;
  const size = s.labels.map((l) => examples.filter((e) => e.label === l).length);
  const weights = new Float32Array(s.vocabulary.length * k);
  for (let f = 0; f < s.vocabulary.length; f++) {
    // natural starts each count at one more than was seen.
    const own = s.labels.map((l) => Math.max(0, (counts[l]?.[f] ?? 1) - 1));
    const total = own.reduce((a, b) => a + b, 0);
    for (let c = 0; c < k; c++) {
      const inside = ((own[c] as number) + PRIOR) / ((size[c] as number) + 2);
      const outside = (total - (own[c] as number) + PRIOR) / (examples.length - (size[c] as number) + 2);
      weights[f * k + c] = Math.log(inside / outside);
    }
  }
  return weights;
}

function encode(examples: Example[], s: Space): Encoded[] {
  const labelIndex = new Map(s.labels.map((l, i) => [l, i]));
  return examples.map((e) => ({
    features: Int32Array.from(e.tokens.flatMap((t) => s.index.get(t) ?? [])),
    label: labelIndex.get(e.label) as number,
  }));
}

/** Pairs of characters that several questions of ours have. */
function familiarPairs(examples: Example[]): Set<string> {
  const count = new Map<string, number>();
  for (const e of examples.filter((x) => x.label !== 'out-of-scope'))
    for (const t of e.tokens) if (t.length === 2) count.set(t, (count.get(t) ?? 0) + 1);
  return new Set([...count].filter(([, n]) => n >= MIN_EXAMPLES).map(([t]) => t));
}

function bits(flags: boolean[]): string {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  for (const [i, on] of flags.entries()) if (on) bytes[i >> 3] = (bytes[i >> 3] as number) | (1 << (i & 7));
  return Buffer.from(bytes).toString('base64');
}

const UNCALIBRATED: Thresholds = { temperature: 1, decline: 0.5, offer: 0 };
/** One example in so many is held back to calibrate. */
const FOLDS = 5;

/** Which part an example belongs to depends on its text alone, so that adding one moves no other. */
function foldOf(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619) >>> 0;
  return h % FOLDS;
}

/** Trains on all; temperature and thresholds come from a fifth that a first training did not see. */
export function trainCalibrated(examples: (Example & { text: string })[]): {
  model: ModelFile;
  heldBack: HeldBack;
} {
  const seen = examples.filter((e) => foldOf(e.text) !== 0);
  const heldBack = calibrate(
    loadModel(train(seen)),
    examples.filter((e) => foldOf(e.text) === 0),
  );
  const { temperature, decline, offer } = heldBack;
  return { model: train(examples, { temperature, decline, offer }), heldBack };
}

/** Same examples in the same order give the same bytes. */
export function train(read: Example[], thresholds: Thresholds = UNCALIBRATED): ModelFile {
  const pairs = familiarPairs(read);
  const examples = read.map((e) => ({
    ...e,
    tokens: [...e.tokens, ...rarity(e.tokens, (t) => pairs.has(t))],
  }));
  const s = space(examples);
  const bayes = bayesWeights(examples, s);
  const { weights, bias } = fitRegression(
    encode(examples, s),
    s.vocabulary.length,
    s.labels.length,
    REGRESSION,
  );
  const k = s.labels.length;
  const summed = weights.map((w, i) => w + BAYES_SHARE * (bayes[i] as number));
  const kept = s.vocabulary
    .map((name, row) => ({ name, row: summed.subarray(row * k, (row + 1) * k) }))
    .filter(({ name, row }) => pairs.has(name) || row.some((w) => Math.abs(w) >= TELLING));
  const folded = Int16Array.from(
    kept.flatMap(({ row }) => [...row]),
    (w) => Math.round(Math.max(-31, Math.min(31, w)) * UNIT),
  );
  return {
    labels: s.labels,
    vocabulary: kept.map((f) => f.name).join('\n'),
    bias: [...bias].map((b) => Math.round(b * 1e6) / 1e6),
    weights: Buffer.from(folded.buffer).toString('base64'),
    unit: UNIT,
    familiar: bits(kept.map((f) => pairs.has(f.name))),
    thresholds,
  };
}
