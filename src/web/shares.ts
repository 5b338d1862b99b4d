/** Who pays what of a calculation, as the parts of one bar; for the widget and the console. */
import type { Calculation } from '../contract.js';

/** The stages of the fund, then what is left to the person, by where it comes from. */
const FUND = ['fundPays', 'largePays', 'criticalPays', 'aidPays', 'supplementPays'] as const;
const PERSON = ['accountPays', 'mutualAidPays', 'cashPays'] as const;
const REST = ['youPay'] as const;
const PENSION = ['basePension', 'accountPension'] as const;
type Payer = [...typeof FUND, ...typeof PERSON, ...typeof REST, ...typeof PENSION][number];

export type Reading = Omit<Calculation, 'variants' | 'range'>;

/** Every reading has a bar of its own; nothing is averaged. */
export const readingsOf = (c: Calculation): Reading[] => (c.variants?.length ? c.variants : [c]);

export interface Share {
  payer: Payer;
  /** The server's own text. */
  amount: string;
  /** Where it begins, and how wide it is, in hundredths of the bar. */
  x: number;
  width: number;
}

export function sharesOf(c: Reading): Share[] {
  const paid = (list: readonly Payer[]) =>
    list.flatMap((payer) => {
      const amount = c[payer];
      return amount !== undefined && Number(amount) > 0 ? [{ payer, amount }] : [];
    });
  const person = paid(PERSON);
  const shares =
    c.monthlyPension === undefined
      ? [...paid(FUND), ...(person.length > 0 ? person : paid(REST))]
      : paid(PENSION);
  const total = shares.reduce((sum, s) => sum + Number(s.amount), 0);
  let at = 0;
  return shares.map((s) => {
    const width = (100 * Number(s.amount)) / total;
    at += width;
    return { ...s, x: at - width, width };
  });
}
