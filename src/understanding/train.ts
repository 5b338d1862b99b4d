/** Build time only: `natural` counts tokens by topic, a regression weighs them; both are folded into one sparse matrix. */
import { createRequire } from 'node:module';
import type { ModelFile } from './classify.js';
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
/** Smoothing of the counts, in examples. */
const PRIOR = 0.1;
/** Share of the naive Bayes member in the sum. */
const BAYES_SHARE = 0.12;
const REGRESSION = { epochs: 14, rate: 0.5, decay: 1e-5 };

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

/** Same examples in the same order give the same bytes. */
export function train(examples: Example[], temperature = 1): ModelFile {
  const s = space(examples);
  const bayes = bayesWeights(examples, s);
  const { weights, bias } = fitRegression(
    encode(examples, s),
    s.vocabulary.length,
    s.labels.length,
    REGRESSION,
  );
  const folded = Int16Array.from(weights, (w, i) => {
    const sum = w + BAYES_SHARE * (bayes[i] as number);
    return Math.round(Math.max(-31, Math.min(31, sum)) * UNIT);
  });
  return {
    labels: s.labels,
    vocabulary: s.vocabulary.join('\n'),
    bias: [...bias].map((b) => Math.round(b * 1e6) / 1e6),
    weights: Buffer.from(folded.buffer).toString('base64'),
    unit: UNIT,
    temperature,
  };
}
