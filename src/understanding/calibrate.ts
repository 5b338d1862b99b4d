/** Build time only: what a probability is worth, measured on examples that the model has not seen. */
import { classify, type Model } from './classify.js';

export interface Thresholds {
  /** Score differences are divided by this before the softmax. */
  temperature: number;
  /** A question is a stranger's from this probability on. */
  decline: number;
  /** Below this the best guess is wrong in most cases, so the best two are offered. */
  offer: number;
}

export interface HeldBack extends Thresholds {
  n: number;
  /** Share of unseen examples whose best label is right, 0..1. */
  accuracy: number;
}

interface Example {
  tokens: string[];
  label: string;
}

const STRANGER = 'out-of-scope';
const TEMPERATURES = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2];
const SHARES = Array.from({ length: 17 }, (_, i) => 0.1 + i * 0.05);
/** Our own unseen utterances are harder than citizens' questions, so this many accepted here are more there. */
const ACCEPTED = 0.95;
/** Below the threshold so few best guesses are right. */
const MOSTLY_WRONG = 0.4;

/** Mean negative log-likelihood of the right labels. */
function loss(model: Model, examples: readonly Example[]): number {
  let sum = 0;
  for (const e of examples) {
    const p = classify(model, e.tokens).find((g) => g.label === e.label)?.probability ?? 0;
    sum -= Math.log(Math.max(p, 1e-9));
  }
  return sum / examples.length;
}

const tempered = (model: Model, temperature: number): Model => ({
  ...model,
  thresholds: { ...model.thresholds, temperature },
});

/** The temperature that makes the unseen likeliest, and thresholds read off the same examples. */
export function calibrate(model: Model, unseen: readonly Example[]): HeldBack {
  const losses = TEMPERATURES.map((temperature) => ({
    temperature,
    loss: loss(tempered(model, temperature), unseen),
  }));
  const { temperature } = losses.reduce((a, b) => (b.loss < a.loss ? b : a));
  const sharpened = tempered(model, temperature);
  const seen = unseen.map((e) => {
    const ranking = classify(sharpened, e.tokens);
    return {
      stranger: e.label === STRANGER,
      right: ranking[0]?.label === e.label,
      top: ranking[0]?.probability ?? 0,
      strange: ranking.find((g) => g.label === STRANGER)?.probability ?? 0,
    };
  });
  const share = (list: typeof seen, f: (x: (typeof seen)[number]) => boolean): number =>
    list.length === 0 ? 1 : list.filter(f).length / list.length;
  const ours = seen.filter((x) => !x.stranger);
  const decline = SHARES.find((t) => share(ours, (x) => x.strange < t) >= ACCEPTED) ?? 0.5;
  const below = (t: number) => seen.filter((x) => x.top < t);
  const unsure = SHARES.filter(
    (t) => below(t).length >= 10 && share(below(t), (x) => x.right) <= MOSTLY_WRONG,
  );
  return {
    temperature,
    decline,
    offer: unsure.at(-1) ?? 0,
    n: unseen.length,
    accuracy: share(seen, (x) => x.right),
  };
}
