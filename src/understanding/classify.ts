/** The learnt model: sparse scores for each topic, and a calibrated confidence. */
import type { Thresholds } from './calibrate.js';
import { lengthNorm } from './regression.js';

export interface ModelFile {
  labels: string[];
  /** Feature names, joined by line feeds; row i of the weights belongs to feature i. */
  vocabulary: string;
  bias: number[];
  /** Int16 weights, row after row, base64. */
  weights: string;
  /** A weight of one is this integer. */
  unit: number;
  /** One bit a feature: seen in questions of ours; base64. */
  familiar: string;
  thresholds: Thresholds;
}

export interface Model {
  labels: string[];
  index: Map<string, number>;
  bias: Float64Array;
  weights: Int16Array;
  unit: number;
  familiar: Uint8Array;
  thresholds: Thresholds;
}

export interface Guess {
  label: string;
  probability: number;
}

export function loadModel(file: ModelFile): Model {
  const bytes = Uint8Array.from(Buffer.from(file.weights, 'base64'));
  const index = new Map<string, number>();
  for (const [i, f] of file.vocabulary.split('\n').entries()) index.set(f, i);
  return {
    labels: file.labels,
    index,
    bias: Float64Array.from(file.bias),
    weights: new Int16Array(bytes.buffer),
    unit: file.unit,
    familiar: Uint8Array.from(Buffer.from(file.familiar, 'base64')),
    thresholds: file.thresholds,
  };
}

const PAIR = /^[\u3400-\u9fff]{2}$/;

/** How much of a text is made of character pairs that questions of ours never have, in five steps. */
export function rarity(tokens: readonly string[], familiar: (token: string) => boolean): string[] {
  const pairs = tokens.filter((t) => PAIR.test(t));
  const known = pairs.filter(familiar).length;
  const strange = pairs.length === 0 ? 1 : 1 - known / pairs.length;
  const step = STEPS.filter((s) => strange >= s).length;
  const anchor = tokens.find((t) => t.startsWith('#anchors')) ?? '';
  return [`#rare${step}`, `#rare${step}${anchor}`];
}
const STEPS = [0.05, 0.15, 0.3, 0.5];

const isFamiliar =
  (model: Model) =>
  (token: string): boolean => {
    const row = model.index.get(token);
    return row !== undefined && (((model.familiar[row >> 3] as number) >> (row & 7)) & 1) === 1;
  };

/** Probabilities of all labels, best first. */
export function classify(model: Model, read: readonly string[]): Guess[] {
  const tokens = [...read, ...rarity(read, isFamiliar(model))];
  const k = model.labels.length;
  const scores = new Float64Array(k);
  let known = 0;
  for (const t of tokens) {
    const row = model.index.get(t);
    if (row === undefined) continue;
    known += 1;
    for (let c = 0; c < k; c++) scores[c] = (scores[c] as number) + (model.weights[row * k + c] as number);
  }
  const norm = lengthNorm(known) / model.unit;
  for (let c = 0; c < k; c++) scores[c] = (scores[c] as number) * norm + (model.bias[c] as number);
  const best = Math.max(...scores);
  const exp = Array.from(scores, (s) => Math.exp((s - best) / model.thresholds.temperature));
  const sum = exp.reduce((a, b) => a + b, 0);
  return model.labels
    .map((label, c) => ({ label, probability: (exp[c] as number) / sum }))
    .sort((a, b) => b.probability - a.probability);
}
