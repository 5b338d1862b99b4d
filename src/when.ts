/** The days a question asks about: a year, a month, a half or a day that it names, by the calendar or by today (去年, 上个月, 明年起). */
import { addDays, chineseDate, daySpan, firstDay, isDay, lastDay, type Span } from './period.js';

const MONTH = '(1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])';
/** What may follow a year: a month with or without its day, a half, its beginning or end. */
const WITHIN = `(?:\\s?的?\\s?(?:${MONTH}\\s?月(?:份|\\s?(3[01]|[12]\\d|0?[1-9])\\s?[日号])?|(上半年|下半年|年?初|年?[底末])))?`;
const NUMERALS = ' 一二三四五六七八九十';

const two = (n: number | string): string => String(n).padStart(2, '0');
const monthOf = (word: string): number =>
  /\d/.test(word)
    ? Number(word)
    : word.length === 2
      ? 10 + NUMERALS.indexOf(word[1] as string)
      : NUMERALS.indexOf(word);

const HALVES: Record<string, [string, string]> = {
  上: ['01-01', '06-30'],
  下: ['07-01', '12-31'],
  初: ['01-01', '01-31'],
  底: ['12-01', '12-31'],
  末: ['12-01', '12-31'],
};

function within(year: string, month?: string, day?: string, half?: string): Span {
  if (half) {
    const [from, to] = HALVES[half.replace(/(?<=.)年$|半年|^年(?=.)/g, '')] as [string, string];
    return { from: `${year}-${from}`, to: `${year}-${to}` };
  }
  if (!month) return { from: firstDay(year), to: lastDay(year) };
  const known = `${year}-${two(monthOf(month))}`;
  const named = day && `${known}-${two(day)}`;
  return named && isDay(named) ? daySpan(named) : { from: firstDay(known), to: lastDay(known) };
}

/** The year is known from the text: which part of it is named. */
function inYear(year: string, text: string): Span {
  const dashed = new RegExp(`${year}([-/.])(1[0-2]|0?[1-9])\\1(3[01]|[12]\\d|0?[1-9])(?!\\d)`).exec(text);
  if (dashed) return within(year, dashed[2], dashed[3]);
  const m = new RegExp(`(?:${year}|(?<!\\d)${year.slice(2)})\\s?年度?${WITHIN}`).exec(text);
  return before(text, m, within(year, m?.[1], m?.[2], m?.[3]));
}

/** 2024年7月以前 is the day before its first. */
function before(text: string, m: RegExpExecArray | null, span: Span): Span {
  const rest = m ? text.slice(m.index + m[0].length) : '';
  return /^(?:之前|以前)(?!退休|参保|出生|参加)/.test(rest) ? daySpan(addDays(span.from, -1)) : span;
}

/** Words for another year, each with what must not stand beside it: 退休后年限, 以前年度, 说明年限, 如今年龄. */
const YEARS: [RegExp, number][] = [
  ['大前年', -3],
  ['(?<![大以之休])前年(?![限度龄])', -2],
  ['去年度?', -1],
  ['(?<!如)今年度?(?!龄)', 0],
  ['(?<!说)明年度?(?![限龄])|来年', 1],
  ['(?<![以之休])后年(?![限度龄])', 2],
].map(([word, n]) => [new RegExp(`(?:${word})${WITHIN}`, 'g'), n as number]);
const MONTHS: [RegExp, number][] = [
  [/上上个?月/g, -2],
  [/(?<![以马上])上个?月(?!底)/g, -1],
  [/(?<!本)这个月|(?<!基)本月/g, 0],
  [/(?<!以)下个?月/g, 1],
];
const DAYS: [RegExp, number][] = [
  [/(?<!大)前天/g, -2],
  [/昨天/g, -1],
  [/今天|现在|目前|如今/g, 0],
  [/明天/g, 1],
  [/(?<!大)后天/g, 2],
];

function shiftMonth(day: string, n: number): Span {
  const [y, m] = day.split('-').map(Number) as [number, number];
  const at = y * 12 + m - 1 + n;
  const known = `${Math.floor(at / 12)}-${two((at % 12) + 1)}`;
  return { from: firstDay(known), to: lastDay(known) };
}

/** What is told and not asked: 去年忘了交, 明年五十退休, 上个月工资5800. */
const TOLD =
  /^[^，。？！]{0,3}(?:忘|没[交缴办]|断[交缴保]|停[保交缴]|漏[交缴]|离职|辞职|毕业|退休|落户|搬|工资|收入|[交缴]了|参保|入职|转[到来入]|生了|的人才)|^(?:就|要|才|刚|满|就要|就满)?[^，。？！]{0,4}(?:岁|退休|到龄)/;
/** Care that was had then is settled by the rules of then. */
const HAPPENED = /住(?:了|的|过)?院|看(?:了|的|过)?病|门诊|手术|就医|就诊/;
const ASKS =
  /[?？吗么呢多少几]|怎|咋|如何|什么|啥|哪|能不能|可不可以|是不是|有没有|能[报用绑办享]|规定|标准|限额|比例/;

interface Said {
  span: Span;
  /** Today, this year: whatever else is told, it is now that is meant. */
  now: boolean;
}

function relativeIn(text: string, asOf: string): Said[] {
  const year = Number(asOf.slice(0, 4));
  const today = daySpan(asOf);
  const all: { at: number; end: number; said: Said }[] = [];
  const note = (m: RegExpExecArray, span: Span, now: boolean): void => {
    all.push({ at: m.index, end: m.index + m[0].length, said: { span: now ? today : span, now } });
  };
  for (const [word, n] of YEARS)
    for (const m of text.matchAll(word))
      note(m, before(text, m, within(String(year + n), m[1], m[2], m[3])), n === 0 && !m[1] && !m[3]);
  for (const [word, n] of MONTHS) for (const m of text.matchAll(word)) note(m, shiftMonth(asOf, n), n === 0);
  for (const [word, n] of DAYS)
    for (const m of text.matchAll(word)) note(m, daySpan(addDays(asOf, n)), n === 0);
  const whole = !/[，。？！；,;!?]./.test(text);
  return all
    .filter(({ at, end, said }) => {
      if (said.now) return true;
      if (TOLD.test(text.slice(end))) return false;
      const start = Math.max(...[...'，。？！；,;!?'].map((c) => text.lastIndexOf(c, at))) + 1;
      const clause = /^[^，。！；,;!]*/.exec(text.slice(start))?.[0] ?? '';
      return whole || clause.length <= end - at + 2 || ASKS.test(clause) || HAPPENED.test(clause);
    })
    .map((x) => x.said);
}

/**
 * The days that a text asks about, seen from the day it is asked; undefined where it names none.
 * `year` is the year it states, where it states one. Now beside another time, or two other times, is now.
 */
export function askedSpan(text: string, year: string | undefined, asOf: string): Span | undefined {
  if (year) return inYear(year, text);
  const said = relativeIn(text, asOf);
  const now = said.find((s) => s.now);
  if (now) return now.span;
  const spans = new Set(said.map((s) => `${s.span.from}/${s.span.to}`));
  return spans.size === 1 ? said[0]?.span : spans.size > 1 ? daySpan(asOf) : undefined;
}

/** `2024年`, `2024年3月`, `2024年7月1日`, `2024年1月1日至2024年6月30日`. */
export function spanText({ from, to }: Span): string {
  if (from === to) return chineseDate(from);
  for (const known of [from.slice(0, 4), from.slice(0, 7)])
    if (firstDay(known) === from && lastDay(known) === to) return chineseDate(known);
  return `${chineseDate(from)}至${chineseDate(to)}`;
}
