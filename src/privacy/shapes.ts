/** Digits alone → the kind of number their shape makes them: dates inside, area codes, issuers, check digits. */
import { DAY, MONTH } from './runs.js';

/** The first two digits of a resident number: provinces, and what residence permits of Hong Kong, Macao and Taiwan begin with. */
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|9[01])/;

const isDate = (month: string, day: string): boolean => MONTH.test(month) && DAY.test(day);

/** By shape and date; the check digit may be wrong. 17 digits where the last is an X. */
export const isLongId = (d: string, x: boolean): boolean =>
  d.length === (x ? 17 : 18) &&
  PROVINCE.test(d) &&
  /^(?:18|19|20)/.test(d.slice(6)) &&
  isDate(d.slice(10, 12), d.slice(12, 14));

export const isShortId = (d: string): boolean =>
  d.length === 15 && PROVINCE.test(d) && isDate(d.slice(8, 10), d.slice(10, 12));

/** 13800138000, 013800138000, 86 or 0086 before it. */
export const isMobile = (d: string): boolean => /^(?:0086|86|0)?1[3-9]\d{9}$/.test(d);

/** Area code and seven or eight digits. */
export const isLandline = (d: string): boolean => /^(?:0086|86)?0(?:10|2\d|[3-9]\d\d)[1-9]\d{6,7}$/.test(d);

/** 400 and 800 lines belong to whoever runs them. */
export const isService = (d: string): boolean => /^[48]00\d{7}$/.test(d);

/** What cards of the world's issuers begin with. */
export const isIssued = (d: string): boolean => /^(?:6[0-9]|4\d|5[0-9]|3[0-9]|9\d|2[2-7]|8[1-9])/.test(d);

export function passesLuhn(d: string): boolean {
  let sum = 0;
  for (let i = 0; i < d.length; i++) {
    const n = d.charCodeAt(d.length - 1 - i) - 48;
    const twice = i % 2 === 1 ? n * 2 : n;
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}
