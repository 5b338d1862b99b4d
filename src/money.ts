/**
 * Exact yuan and exact ratios. Money is a whole number of 分 (bigint); a ratio is a fraction of bigints.
 * Rounding is half-up to the 分, once at each payment line and nowhere else: `share`, `shares` and `roundToFen` are the
 * only places. What is added before it (the bands of one stage, an account's interest) stays a fraction until then.
 * No float exists on this path.
 */
export type Fen = bigint;
export interface Ratio {
  readonly num: bigint;
  readonly den: bigint;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Reads a decimal string as an exact fraction. Throws RangeError naming the string if it is no decimal. */
export function ratio(decimal: string): Ratio {
  const m = DECIMAL.exec(decimal);
  if (!m) throw new RangeError(`not a decimal: ${decimal.slice(0, 40)}`);
  const fraction = m[3] ?? '';
  const num = BigInt(`${m[2]}${fraction}`);
  return { num: m[1] ? -num : num, den: 10n ** BigInt(fraction.length) };
}

/** Reads yuan such as `15000.6`; more than two decimals is a RangeError, since no bill has them. */
export function yuan(decimal: string): Fen {
  const r = ratio(decimal);
  const scaled = r.num * 100n;
  if (scaled % r.den !== 0n) throw new RangeError(`more precise than a 分: ${decimal.slice(0, 40)}`);
  return scaled / r.den;
}

/** `1574400n` → `15744.00`. */
export function formatYuan(fen: Fen): string {
  const sign = fen < 0n ? '-' : '';
  const abs = fen < 0n ? -fen : fen;
  return `${sign}${abs / 100n}.${String(abs % 100n).padStart(2, '0')}`;
}

/** `15744.00` → `15744`, `647.48` stays: for sentences. */
export function plainYuan(fen: Fen): string {
  return formatYuan(fen).replace(/\.00$/, '');
}

/** Rounds the fraction num/den (of 分) half-up, away from zero at the half. */
export function roundToFen(num: bigint, den: bigint): Fen {
  const negative = num < 0n !== den < 0n;
  const n = num < 0n ? -num : num;
  const d = den < 0n ? -den : den;
  const rounded = (2n * n + d) / (2n * d);
  return negative ? -rounded : rounded;
}

/** The ratio's part of an amount, rounded half-up to the 分. */
export function share(amount: Fen, part: Ratio): Fen {
  return roundToFen(amount * part.num, part.den);
}

/** Parts of several amounts, added as fractions and rounded once: the bands of one stage are one payment. */
export function shares(parts: readonly (readonly [Fen, Ratio])[]): Fen {
  if (parts.length === 1) return share((parts[0] as [Fen, Ratio])[0], (parts[0] as [Fen, Ratio])[1]);
  const sum = parts.reduce((all, [amount, part]) => plus(all, times(whole(amount), part)), whole(0n));
  return roundToFen(sum.num, sum.den);
}

export const whole = (n: bigint): Ratio => ({ num: n, den: 1n });
export const ONE = whole(1n);
export const plus = (a: Ratio, b: Ratio): Ratio =>
  a.den === b.den
    ? { num: a.num + b.num, den: a.den }
    : { num: a.num * b.den + b.num * a.den, den: a.den * b.den };
export const minus = (a: Ratio, b: Ratio): Ratio => plus(a, { num: -b.num, den: b.den });
export const times = (a: Ratio, b: Ratio): Ratio => ({ num: a.num * b.num, den: a.den * b.den });
export const over = (a: Ratio, b: Ratio): Ratio => ({ num: a.num * b.den, den: a.den * b.num });
/** Whether a is less than b; denominators are positive. */
export const less = (a: Ratio, b: Ratio): boolean => a.num * b.den < b.num * a.den;

export const maxFen = (a: Fen, b: Fen): Fen => (a > b ? a : b);
export const minFen = (a: Fen, b: Fen): Fen => (a < b ? a : b);

/** `0.82` → `82%`, `0.005` → `0.5%`. */
export const percent = (decimal: string): string => percentOf(ratio(decimal));

/** The same for a ratio whose denominator is a power of ten, as every one read from a decimal is. */
export const percentOf = (r: Ratio): string => `${trimZeros(divide(r.num * 100n, r.den))}%`;

function divide(num: bigint, den: bigint): string {
  const sign = num < 0n ? '-' : '';
  const n = num < 0n ? -num : num;
  const places = den.toString().length - 1;
  const whole = n / den;
  const rest = (n % den) * 10n ** BigInt(places);
  return places === 0
    ? `${sign}${whole}`
    : `${sign}${whole}.${(rest / den).toString().padStart(places, '0')}`;
}

const trimZeros = (s: string): string => (s.includes('.') ? s.replace(/0+$/, '').replace(/\.$/, '') : s);

/** Canonical decimal: `15000.60` → `15000.6`, `05` → `5`. */
export function canonical(decimal: string): string {
  const trimmed = trimZeros(decimal).replace(/^(-?)0+(?=\d)/, '$1');
  return trimmed === '-0' ? '0' : trimmed;
}

/** `80000` → `8万`, `15000` → `1.5万`, `2619.6` stays: how people write a round sum. */
export function shortYuan(decimal: string): string {
  const r = ratio(decimal);
  if (r.den === 1n && r.num >= 10000n && r.num % 1000n === 0n) {
    return `${trimZeros(divide(r.num, 10000n))}万`;
  }
  return canonical(decimal);
}
