/** Softmax regression on sparse binary features by stochastic gradient descent. Same input, same weights. */

export interface Encoded {
  /** Indices of the features present. */
  features: Int32Array;
  label: number;
}

export interface RegressionOptions {
  epochs: number;
  rate: number;
  decay: number;
}

/** A class whose probability is this close to what it should be is left alone: most are, most of the time. */
const SETTLED = 0.002;

/** Numerical Recipes' generator: order of the examples only, so its quality hardly matters. */
function shuffler(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Scores are divided by the root of the number of features, so that long questions are no surer than short ones. */
export const lengthNorm = (known: number): number => 1 / Math.sqrt(Math.max(known, 1));

/** Weights row after row (feature × class), and a bias for each class. */
export function fitRegression(
  examples: Encoded[],
  features: number,
  classes: number,
  o: RegressionOptions,
): { weights: Float32Array; bias: Float32Array } {
  const weights = new Float32Array(features * classes);
  const bias = new Float32Array(classes);
  const seen = new Float32Array(features);
  const order = examples.map((_, i) => i);
  const random = shuffler(7);
  const z = new Float64Array(classes);
  const wrong = new Int32Array(classes);
  for (let epoch = 0; epoch < o.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    for (const at of order) {
      const e = examples[at] as Encoded;
      const norm = lengthNorm(e.features.length);
      probabilities(e, weights, bias, norm, z);
      z[e.label] = (z[e.label] as number) - 1;
      let active = 0;
      for (let c = 0; c < classes; c++) if (Math.abs(z[c] as number) > SETTLED) wrong[active++] = c;
      if (active === 0) continue;
      for (const f of e.features) {
        const rate = o.rate / Math.sqrt(1 + 0.02 * (seen[f] as number));
        seen[f] = (seen[f] as number) + 1;
        const row = f * classes;
        for (let k = 0; k < active; k++) {
          const c = wrong[k] as number;
          const w = weights[row + c] as number;
          weights[row + c] = w - rate * ((z[c] as number) * norm + o.decay * w);
        }
      }
      for (let c = 0; c < classes; c++)
        bias[c] = (bias[c] as number) - (0.05 * (z[c] as number)) / (1 + epoch);
    }
  }
  return { weights, bias };
}

function probabilities(
  e: Encoded,
  weights: Float32Array,
  bias: Float32Array,
  norm: number,
  out: Float64Array,
): void {
  const classes = out.length;
  out.set(bias);
  for (const f of e.features) {
    const row = f * classes;
    for (let c = 0; c < classes; c++) out[c] = (out[c] as number) + (weights[row + c] as number) * norm;
  }
  const top = Math.max(...out);
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const p = Math.exp((out[c] as number) - top);
    out[c] = p;
    sum += p;
  }
  for (let c = 0; c < classes; c++) out[c] = (out[c] as number) / sum;
}
