/** Results → the calculation as the contract writes it: words for the lines, strings for the amounts, a range for readings. */
import { type Calculation, type CalculationLine, PAYS, type Pay } from '../contract/calculation.js';
import { type Fen, formatYuan } from '../money.js';
import { because, type Result } from './calculate.js';
import type { Case } from './case.js';
import { factIdsOf } from './figure.js';
import type { Line } from './running.js';

export type Words = Readonly<Record<string, string>>;

/** Words for a line: its key's, the caller's own name for it, and a mark where it stands on the caller's figures. */
export function lineOf(l: Line, words: Words): CalculationLine {
  const assumed = [...new Set(l.figures.flatMap((f) => f.assumed ?? []))];
  const word = words[l.key] ?? l.key;
  const label = `${l.name ? word.replace('{name}', l.name) : word}${assumed.length > 0 ? (words.assumed ?? '') : ''}`;
  const limit = l.limit === undefined ? '' : `${words['at-most'] ?? ' ≤ '}${l.limit}`;
  return {
    label,
    expression: `${l.expression}${limit}${l.below ? (words.below ?? '') : ''}`,
    amount: formatYuan(l.amount),
    factIds: factIdsOf(l.figures),
    ...(assumed.length > 0 && { assumed }),
  };
}

function inputsOf(c: Case): Record<string, string> {
  const { assume: _a, items, ...rest } = c.request;
  const said = Object.entries({ ...rest, scheme: c.scheme, care: c.care, status: c.status });
  const out = Object.fromEntries(said.flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : [])));
  if (items)
    out.items = items
      .map((i) => `${i.name} ${i.amount} ${i.firstPayRatio}${i.restInFull ? ' restInFull' : ''}`)
      .join('；');
  return out;
}

const amountsOf = (r: Result): Partial<Record<Pay, string>> =>
  Object.fromEntries(
    PAYS.flatMap((p) => (r.pays[p] === undefined ? [] : [[p, formatYuan(r.pays[p] as Fen)]])),
  );

/** Lowest and highest of each amount that the readings do not agree on. */
function rangeOf(results: Result[]): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const p of PAYS) {
    const values = results.flatMap((r) => (r.pays[p] === undefined ? [] : [r.pays[p] as Fen]));
    const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (low !== undefined && high !== undefined && low !== high) out[p] = [formatYuan(low), formatYuan(high)];
  }
  return out;
}

export function toCalculation(c: Case, results: Result[], words: Words): Calculation {
  const inputs = inputsOf(c);
  const one = (r: Result) => ({ inputs, lines: r.lines.map((l) => lineOf(l, words)), ...amountsOf(r) });
  const first = one(results[0] as Result);
  if (results.length === 1) return first;
  return {
    ...first,
    variants: results.map((r) => ({ because: because(r, results).map((f) => f.id), ...one(r) })),
    range: rangeOf(results),
  };
}
