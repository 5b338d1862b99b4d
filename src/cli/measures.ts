/** Measures over judged answers: F1, per-slot precision and recall, calibration, risk against coverage. Pure. */

/** One judged topic decision. */
export interface Judged {
  expected: string;
  given: string;
  confidence: number;
  right: boolean;
  /** Declined as no question of ours. */
  declined: boolean;
  stranger: boolean;
}

export interface SlotCount {
  found: number;
  expected: number;
  given: number;
}

/** Mean over the expected topics of the harmonic mean of precision and recall; 0..1. */
export function macroF1(rows: readonly Judged[]): number {
  const names = [...new Set(rows.map((r) => r.expected))];
  const scores = names.map((t) => {
    const hit = rows.filter((r) => r.expected === t && r.right).length;
    const expected = rows.filter((r) => r.expected === t).length;
    const given = rows.filter((r) => (r.right ? r.expected : r.given) === t).length;
    return hit === 0 ? 0 : (2 * hit) / (expected + given);
  });
  return scores.length === 0 ? 0 : scores.reduce((a, b) => a + b, 0) / scores.length;
}

export interface Bin {
  from: number;
  to: number;
  n: number;
  /** Mean confidence and share right, 0..1. */
  confidence: number;
  accuracy: number;
}

const EDGES = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001];

/** How often an answer of a given confidence is right. */
export function reliability(rows: readonly Judged[]): Bin[] {
  return EDGES.slice(1).flatMap((to, i) => {
    const from = EDGES[i] as number;
    const inside = rows.filter((r) => r.confidence >= from && r.confidence < to);
    if (inside.length === 0) return [];
    const mean = (f: (r: Judged) => number): number => inside.reduce((a, r) => a + f(r), 0) / inside.length;
    return [
      {
        from,
        to: Math.min(to, 1),
        n: inside.length,
        confidence: mean((r) => r.confidence),
        accuracy: mean((r) => Number(r.right)),
      },
    ];
  });
}

/** Share wrong among the surest part of the rows, for each coverage asked; 0..1. */
export function riskAt(
  rows: readonly Judged[],
  coverages: readonly number[],
): { coverage: number; risk: number }[] {
  const surest = [...rows].sort((a, b) => b.confidence - a.confidence);
  return coverages.map((coverage) => {
    const kept = surest.slice(0, Math.max(1, Math.round(coverage * surest.length)));
    return { coverage, risk: kept.filter((r) => !r.right).length / kept.length };
  });
}

/** Strangers declined, and in-scope questions not declined; 0..1, undefined where there are none. */
export function declining(rows: readonly Judged[]): { declined?: number; accepted?: number } {
  const strangers = rows.filter((r) => r.stranger);
  const ours = rows.filter((r) => !r.stranger);
  return {
    ...(strangers.length > 0 && { declined: strangers.filter((r) => r.declined).length / strangers.length }),
    ...(ours.length > 0 && { accepted: ours.filter((r) => !r.declined).length / ours.length }),
  };
}
