/** What every later stage does: starts from what is left, and pays no more than its cap and what is still owed. */
import { type Fen, plainYuan } from '../money.js';
import type { Figure } from './figure.js';
import { atMost, type Line, line, owed, owedLine, type Running } from './running.js';

export interface Paid {
  amount: Fen;
  lines: Line[];
}

/** Holds a payment down to a cap, then to what is still owed. */
export function held(r: Running, key: string, amount: Fen, cap: Figure | undefined): Paid {
  const lines: Line[] = [];
  let pays = amount;
  if (cap && pays > cap.fen) {
    lines.push(atMost(`${key}-cap`, pays, cap.fen, [cap]));
    pays = cap.fen;
  }
  const left = owed(r);
  if (pays > left) {
    lines.push(owedLine(r, 'still-owed'), atMost(`${key}-owed`, pays, left));
    pays = left;
  }
  return { amount: pays, lines };
}

/** What the stages so far have left of the eligible cost. */
export function leftLine(r: Running, key: string, left: Fen): Line {
  const { eligible, basic, large: l, critical: c } = r.amounts;
  const terms = [eligible, ...[basic, l, c].filter((t) => t > 0n)];
  const out = line(key, terms.map(plainYuan).join(' − '), left);
  return left === 0n && terms.length > 1 ? { ...out, below: true } : out;
}
