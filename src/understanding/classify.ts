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

const isHan = (code: number): boolean => code >= 0x3400 && code <= 0x9fff;
const isPair = (t: string): boolean => t.length === 2 && isHan(t.charCodeAt(0)) && isHan(t.charCodeAt(1));

/** How much of a text is made of character pairs that questions of ours never have, in five steps. */
export function rarity(tokens: readonly string[], familiar: (token: string, i: number) => boolean): string[] {
  let pairs = 0;
  let known = 0;
  for (const [i, t] of tokens.entries()) {
    if (!isPair(t)) continue;
    pairs += 1;
    if (familiar(t, i)) known += 1;
  }
  const strange = pairs === 0 ? 1 : 1 - known / pairs;
  const step = STEPS.filter((s) => strange >= s).length;
  const anchor = tokens.find((t) => t.startsWith('#anchors')) ?? '';
  return [`#rare${step}`, `#rare${step}${anchor}`];
}
const STEPS = [0.05, 0.15, 0.3, 0.5];

const bit = (flags: Uint8Array, i: number): boolean => (((flags[i >> 3] as number) >> (i & 7)) & 1) === 1;

/** Adds one row of the weights to the scores. */
function addRow(scores: Float64Array, weights: Int16Array, row: number): void {
  const k = scores.length;
  for (let c = 0, at = row * k; c < k; c++, at++) scores[c] = (scores[c] as number) + (weights[at] as number);
}

/** Probabilities of all labels, best first. */
export function classify(model: Model, read: readonly string[]): Guess[] {
  const { index, weights } = model;
  const k = model.labels.length;
  const scores = new Float64Array(k);
  const rows = read.map((t) => index.get(t) ?? -1);
  const rare = rarity(read, (_, i) => rows[i] !== -1 && bit(model.familiar, rows[i] as number));
  for (const t of rare) rows.push(index.get(t) ?? -1);
  let known = 0;
  for (const row of rows) {
    if (row === -1) continue;
    known += 1;
    addRow(scores, weights, row);
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
