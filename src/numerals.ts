/** Reads one number written in digits, Chinese numerals or a mix (2万3, 3.5万, 壹万贰仟) into an exact decimal string. */
import { canonical } from './money.js';

const DIGITS: Record<string, bigint> = {
  零: 0n,
  〇: 0n,
  一: 1n,
  二: 2n,
  两: 2n,
  三: 3n,
  四: 4n,
  五: 5n,
  六: 6n,
  七: 7n,
  八: 8n,
  九: 9n,
  壹: 1n,
  贰: 2n,
  叁: 3n,
  肆: 4n,
  伍: 5n,
  陆: 6n,
  柒: 7n,
  捌: 8n,
  玖: 9n,
  俩: 2n,
  仨: 3n,
};
const UNITS: Record<string, bigint> = {
  十: 10n,
  拾: 10n,
  百: 100n,
  佰: 100n,
  千: 1000n,
  仟: 1000n,
  k: 1000n,
  K: 1000n,
};
const BIG: Record<string, bigint> = { 万: 10_000n, w: 10_000n, W: 10_000n, 亿: 100_000_000n };

export const NUMERAL_CHARS = `${Object.keys(DIGITS).join('')}十拾百佰千仟万亿`;
/** One digit, however written: for the 角 and 分 behind a unit. */
export const ONE_DIGIT = `[\\d${Object.keys(DIGITS).join('')}]`;
const SCALE = 10_000n;

function scaled(decimal: string): bigint | undefined {
  const [whole = '', fraction = ''] = decimal.replace(/,/g, '').split('.');
  if (fraction.length > 4 || whole.length > 15) return undefined;
  return BigInt(whole || '0') * SCALE + BigInt(fraction.padEnd(4, '0') || '0');
}

function unscale(n: bigint): string {
  return canonical(`${n / SCALE}.${String(n % SCALE).padStart(4, '0')}`);
}

/**
 * `两万三` → `23000`, `一千零五十` → `1050`, `12,345.67` → `12345.67`, `二〇二五` → `2025`.
 * Undefined when the text is no single number.
 */
export function readNumeral(text: string): string | undefined {
  const tokens = text.match(/\d[\d,]*(?:\.\d+)?|[^\d]/g);
  if (!tokens) return undefined;
  let total = 0n;
  let section = 0n;
  let current: bigint | undefined;
  let lastUnit = SCALE;
  let lastBig = 0n;
  let zero = false;
  let plain = false;
  let joined = false;
  for (const token of tokens) {
    if (/\d/.test(token)) {
      if (current !== undefined) return undefined;
      current = scaled(token);
      if (current === undefined) return undefined;
      zero ||= /^0\d/.test(token);
      plain = false;
    } else if (token === '半') {
      // 半万 is half of ten thousand, 一万半 half as much again.
      if (current !== undefined) return undefined;
      if (total > 0n || section > 0n) section += lastUnit / 2n;
      else current = SCALE / 2n;
    } else if (token in DIGITS) {
      const d = (DIGITS[token] as bigint) * SCALE;
      zero = d === 0n;
      joined = current !== undefined;
      if (current !== undefined && plain) current = current * 10n + d;
      else if (current !== undefined) return undefined;
      else if (!(zero && (section > 0n || total > 0n))) current = d;
      plain = current !== undefined;
    } else if (token in UNITS) {
      // 两三万 is two or three of them, not twenty-three.
      if (joined) return undefined;
      const unit = UNITS[token] as bigint;
      section += (current ?? SCALE) * unit;
      current = undefined;
      lastUnit = unit * SCALE;
      zero = false;
    } else if (token in BIG) {
      const unit = BIG[token] as bigint;
      const part = section + (current ?? 0n);
      if (joined || (part === 0n && total === 0n)) return undefined;
      // 一亿三千万 adds to what stands before, 一万亿 multiplies it.
      total = part > 0n && unit < lastBig ? total + part * unit : (total + part) * unit;
      lastBig = unit;
      section = 0n;
      current = undefined;
      lastUnit = unit * SCALE;
      zero = false;
    } else return undefined;
  }
  if (current !== undefined) {
    const tail = current < 10n * SCALE && lastUnit >= 100n * SCALE && !zero && !followsZero(tokens);
    section += tail ? (current * lastUnit) / (10n * SCALE) : current;
  }
  return unscale(total + section);
}

/** 两万零三: the last digit is three, not three thousand. */
const followsZero = (tokens: string[]): boolean => ['零', '〇'].includes(tokens.at(-2) ?? '');
