/** The learnt model: sparse scores for each topic, and a calibrated confidence. */
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
  /** Score differences are divided by this before the softmax. */
  temperature: number;
}

export interface Model {
  labels: string[];
  index: Map<string, number>;
  bias: Float64Array;
  weights: Int16Array;
  unit: number;
  temperature: number;
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
    temperature: file.temperature,
  };
}

/** Probabilities of all labels, best first. */
export function classify(model: Model, tokens: string[]): Guess[] {
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
  const exp = Array.from(scores, (s) => Math.exp((s - best) / model.temperature));
  const sum = exp.reduce((a, b) => a + b, 0);
  return model.labels
    .map((label, c) => ({ label, probability: (exp[c] as number) / sum }))
    .sort((a, b) => b.probability - a.probability);
}
