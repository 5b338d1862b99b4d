/** Whose account pays what is left: the patient's own first, then one authoriser's. */
import { type Fen, maxFen, minFen, plainYuan } from '../money.js';
import type { Figure } from './figure.js';
import { above, atMost, bill, type Line, lack, line, owed, owedLine, put, type Run } from './running.js';

/** Own account first, then one authoriser's part above the reserve, within the limit of one payment. */
export const accounts: Run = (r, { reserve, perPaymentLimit: limit }) => {
  const { ownAccount: ownBalance, authoriserAccount: other } = r.case;
  if (ownBalance === undefined && other === undefined) return r;
  const you = owed(r);
  const lines: Line[] = [owedLine(r, 'your-part')];
  const own = minFen(you, ownBalance ?? 0n);
  if (ownBalance !== undefined) lines.push(atMostOf('own-account', you, ownBalance, []));
  let mutual = 0n;
  if (other !== undefined && !reserve) return lack(r, 'assume.accounts.reserve');
  if (other !== undefined && reserve) {
    let usable = maxFen(0n, other - reserve.fen);
    lines.push(above('mutual-usable', other, reserve.fen, [reserve]));
    if (limit && usable > limit.fen) {
      lines.push(atMost('mutual-limit', usable, limit.fen, [limit]));
      usable = limit.fen;
    }
    mutual = minFen(you - own, usable);
    const rest = atMostOf('mutual-aid', you - own, usable, []);
    lines.push(own > 0n ? { ...rest, expression: `${plainYuan(you)} − ${plainYuan(own)}` } : rest);
  }
  const terms = [you, own, mutual].filter((t, i) => i === 0 || t > 0n);
  lines.push(line('cash', terms.map(plainYuan).join(' − '), you - own - mutual));
  return { ...put(r, {}, lines), accounts: { own, mutual } };
};

/** Said with its limit only where the limit holds. */
const atMostOf = (key: string, a: Fen, limit: Fen, figures: Figure[]): Line =>
  a > limit ? atMost(key, a, limit, figures) : line(key, plainYuan(a), a, figures);

/** The part of a balance above a threshold. */
export const aboveThreshold: Run = (r, { threshold }) => {
  if (!threshold) return lack(r, 'assume.accounts.reserve');
  const balance = bill(r);
  const rest = maxFen(0n, balance - threshold.fen);
  return put(r, { basic: rest }, [above('usable', balance, threshold.fen, [threshold])]);
};
