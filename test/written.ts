/** Numbers as people write them, for tests that read them back: decimals, and Chinese numerals by the schoolbook. */
import fc from 'fast-check';

/** A decimal as people write one: up to nine digits before the point and four behind. */
export const decimal = fc
  .tuple(fc.nat(999_999_999), fc.stringMatching(/^\d{0,4}$/))
  .map(([whole, rest]) => (rest ? `${whole}.${rest}` : String(whole)));

/** Writes a whole number below 10^12 in Chinese, by the schoolbook: 10305 → 一万零三百零五. */
export function chinese(n: number, digits = '零一二三四五六七八九', units = ['千', '百', '十', '']): string {
  const section = (s: number): string => {
    let out = '';
    for (const [i, unit] of units.entries()) {
      const d = Math.floor(s / 10 ** (3 - i)) % 10;
      if (d > 0) out += `${digits[d]}${unit}`;
      else if (out && !out.endsWith('零') && s % 10 ** (3 - i) > 0) out += '零';
    }
    return out;
  };
  const parts: [number, string][] = [
    [Math.floor(n / 1e8), '亿'],
    [Math.floor(n / 1e4) % 1e4, '万'],
    [n % 1e4, ''],
  ];
  let out = '';
  for (const [value, unit] of parts) {
    if (value === 0) continue;
    out += (out && value < 1000 ? '零' : '') + section(value) + unit;
  }
  return out || '零';
}
