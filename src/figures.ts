/** Re-reads the figures of a text by value, for the rule that no answer holds a figure that nothing stands behind. */
import { canonical, ratio } from './money.js';
import { NUMERAL_CHARS, ONE_DIGIT, readNumeral } from './numerals.js';

export interface Figure {
  /** As it stands in the text, unit included. */
  raw: string;
  /** A number by value (`0.82` for 82 % and for 八成二), or a date as far as it is known. */
  value: string;
  kind: 'number' | 'date' | 'time' | 'phone';
}

const N = `(?:\\d[\\d,]*(?:\\.\\d+)?(?:[万亿千百]\\d*)*|[${NUMERAL_CHARS}]+)`;
const UNITS =
  '个百分点|百分点|元|块钱|块|个月|个工作日|工作日|周岁|岁|人|口|名|位|家|个|种|类|倍|成|折|天|日|号|月|年|次|笔|档|项|步|户|岁|小时|分钟|kg|％|%';

/** Words whose numbers are names, not figures. */
const NAMES = [
  /https?:\/\/\S+/g,
  /《[^》]*》/g,
  // The agency's letters before the year hold no figure.
  new RegExp(`[^\\s\\d%％，。；：、（(${NUMERAL_CHARS}]{0,8}〔\\d{4}〕\\s*第?\\d+号`, 'g'),
  /第[〇零一二三四五六七八九十百\d]+(?:条|款|项|章|届|批|次|步|号令|号|个|档|部|位|代|类)?/g,
  new RegExp(`(?<![\\d${NUMERAL_CHARS}])[一二三123]级(?:特等|甲等|乙等|丙等|甲|乙|丙)?`, 'g'),
  /[三二一](?:甲|乙|丙)(?![类方])/g,
  new RegExp(`(?<![${NUMERAL_CHARS}])[一二三](?:类|档)(?:及以[上下])?(?:收费)?`, 'g'),
  /(?:^|\n)\s*[（(]?\d{1,2}(?:\.(?!\d)|[、）)])\s*/g,
  /[［[]\d{1,2}[］\]]/g,
  /\d{1,2}甲|\d{1,2}乙/g,
  /CT|B超|T恤/g,
];

const DATE = /(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?|(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)/g;
const TIME = /\d{1,2}[:：]\d{2}/g;
const PHONE = new RegExp(
  `\\d{3,4}-\\d{5,8}|(?<!\\d)(?:12\\d{3}|120|110|1\\d{10})(?![\\d.,万千百亿]|\\s*(?:${UNITS}))`,
  'g',
);

const pad = (s: string | undefined): string => (s ?? '').padStart(2, '0');

/** Cuts out, in this order: set phrases, names; what is left and has digits or numerals with a unit is a figure. */
export function readFigures(
  text: string,
  phrases: readonly string[] = [],
  names: readonly string[] = [],
): Figure[] {
  let rest = text.replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  const cut = (re: RegExp | string) => {
    rest = typeof re === 'string' ? rest.split(re).join('\u0000') : rest.replace(re, '\u0000');
  };
  for (const re of NAMES.slice(0, 3)) cut(re);
  for (const name of names) cut(name);
  for (const phrase of phrases) cut(phrase);
  const figures: Figure[] = [];
  const take = (re: RegExp, read: (m: RegExpMatchArray) => Figure | undefined) => {
    rest = rest.replace(re, (...args) => {
      const groups = args.filter(
        (a): a is string | undefined => typeof a !== 'number' && typeof a !== 'object',
      );
      const figure = read(groups as unknown as RegExpMatchArray);
      if (!figure) return args[0] as string;
      figures.push(figure);
      return '\u0000';
    });
  };
  take(DATE, (m) => ({ raw: m[0], value: dateOf(m), kind: 'date' }));
  take(TIME, (m) => ({ raw: m[0], value: m[0].replace('：', ':').padStart(5, '0'), kind: 'time' }));
  take(PHONE, (m) => ({ raw: m[0], value: m[0], kind: 'phone' }));
  for (const re of NAMES.slice(3)) cut(re);
  take(new RegExp(`百分之(${N})`, 'g'), (m) => number(m[0], m[1], 2));
  take(new RegExp(`([${NUMERAL_CHARS}])成([${NUMERAL_CHARS}])`, 'g'), (m) => tenths(m[0], m[1], m[2]));
  take(new RegExp(`(${N})\\s*(${UNITS})`, 'g'), (m) => withUnit(m[0], m[1], m[2]));
  take(/\d[\d,]*(?:\.\d+)?(?:[万亿千百]\d*)*/g, (m) => number(m[0], m[0], 0));
  take(new RegExp(`${ONE_DIGIT}[百千万亿][${NUMERAL_CHARS}]*`, 'g'), (m) => number(m[0], m[0], 0));
  return figures;
}

function dateOf(m: RegExpMatchArray): string {
  const [, y1, mo1, d1, y2, mo2, d2] = m;
  const [y, mo, d] = y1 ? [y1, mo1, d1] : [y2, mo2, d2];
  return `${y}${mo ? `-${pad(mo)}` : ''}${d ? `-${pad(d)}` : ''}`;
}

function number(raw: string, numeral: string | undefined, shift: 0 | 1 | 2): Figure | undefined {
  const value = numeral === undefined ? undefined : readNumeral(numeral);
  if (value === undefined) return undefined;
  return { raw, value: shift === 0 ? value : scale(value, shift), kind: 'number' };
}

function tenths(raw: string, whole: string | undefined, part: string | undefined): Figure | undefined {
  const [a, b] = [readNumeral(whole ?? ''), readNumeral(part ?? '')];
  return a && b ? { raw, value: scale(`${a}${b}`, 2), kind: 'number' } : undefined;
}

function withUnit(raw: string, numeral: string | undefined, unit: string | undefined): Figure | undefined {
  if (/^[%％]$|百分点$/.test(unit ?? '')) return number(raw, numeral, 2);
  return number(raw, numeral, unit === '成' || unit === '折' ? 1 : 0);
}

/** Divides a decimal by ten or a hundred, exactly. */
function scale(decimal: string, places: number): string {
  const r = ratio(decimal);
  const digits = r.den.toString().length - 1 + places;
  const s = r.num.toString().padStart(digits + 1, '0');
  return canonical(`${s.slice(0, -digits)}.${s.slice(-digits)}`);
}

/** What a set of data stands behind: numbers by value, dates with their coarser forms, phones and times as written. */
export class Ground {
  private readonly numbers = new Set<string>();
  private readonly exact = new Set<string>();
  /** Months and days of dates: they stand behind 7月 and 1日, not behind 7人. */
  private readonly parts = new Set<string>();

  addNumber(decimal: string): void {
    this.numbers.add(canonical(decimal.replace(/^-/, '')));
  }
  addDate(known: string | null | undefined): void {
    if (!known) return;
    const [y, m, d] = known.split('-');
    if (y) this.exact.add(y).add(`${y}-${m}`).add(known);
    if (y) this.numbers.add(y);
    for (const part of [m, d]) if (part) this.parts.add(canonical(part));
  }
  /** All figures of a text that is itself ground: the question, a step, a citation. */
  addText(text: string): void {
    for (const f of readFigures(text)) {
      if (f.kind === 'date') this.addDate(f.value);
      else if (f.kind === 'number') this.addNumber(f.value);
      else this.exact.add(f.value);
      if (f.kind === 'phone') this.numbers.add(f.value);
    }
    for (const m of text.replace(DATE, ' ').matchAll(/\d+(?:\.\d+)?/g)) this.numbers.add(canonical(m[0]));
  }
  holds(f: Figure): boolean {
    return f.kind === 'number'
      ? this.numbers.has(f.value) || (/(?<!个)[月日号]$/.test(f.raw) && this.parts.has(f.value))
      : this.exact.has(f.value) || this.numbers.has(f.value);
  }
}
