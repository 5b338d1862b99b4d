/** Values that words of the glossary state: scheme, care, status, relation, filing; negated and merely mentioned ones out. */
import type { Slots, Topic } from '../contract.js';
import type { Hospital, Region, Term } from '../knowledge/schema.js';
import { readSums, type Sum } from './amounts.js';
import type { Hit } from './lexicon.js';
import type { TermEntry, Vocabulary } from './vocabulary.js';

/** A text and what is found in it, each looked for once. */
export interface Segments {
  text: string;
  terms: Hit<Term>[];
  places: Hit<Region>[];
  hospitals: Hit<Hospital>[];
  sums: Sum[];
}

/** 晋城居民 is a place and its residents, not 城居; 普通化疗 is no place: whichever reading leaves fewer characters over. */
function placesBeforeTerms(v: Vocabulary, text: string, places: Hit<Region>[]): Map<number, number> {
  const past = new Map<number, number>();
  for (const { start, end } of places) {
    const next = v.terms.at(text, end)?.word.length ?? 0;
    for (let i = start + 1; next > 0 && i < end; i++) {
      const length = v.terms.at(text, i)?.word.length ?? 0;
      if (i + length > end && end - start + next > length) past.set(start, end);
    }
  }
  return past;
}

export function segment(v: Vocabulary, text: string): Segments {
  const places = v.places.find(text);
  const terms = v.terms
    .find(text, placesBeforeTerms(v, text, places))
    .filter((h): h is Hit<Term> => (h.entry as TermEntry) !== 'nothing');
  return { text, terms, places, hospitals: v.hospitals.find(text), sums: readSums(text) };
}

/** 不是职工, 不是城镇居民, but not the second word of 不是职工是居民. */
const NEGATED = /(?:(?<!是)不是|并非|没参加|没有参加|不参加|不算)[^，。,；;是]{0,3}$/;
export const isNegated = (text: string, at: number): boolean =>
  NEGATED.test(text.slice(Math.max(0, at - 8), at));
/** 小店区居民 is somebody who lives there; 区居民医保 is an insurance. */
const DWELLER = /(?:区|县|镇|村|乡|街道|系|本市|我市|当地|普通|的)$/;

/** Somebody spoken to (闺女你好) is no party to the question. */
const SPOKEN_TO = /^(?:，|,)?(?:你好|您好|啊|呀|同志)/;

/** Values of one slot in the order named, negated ones out. */
export function valuesOf(s: Segments, slot: string): string[] {
  const hits = s.terms.filter(
    (h) =>
      h.entry.slot === slot &&
      !(
        h.word === '居民' &&
        /^(?:$|[，。！？、；\s]|来说|咨询|反映|现)/.test(s.text.slice(h.end)) &&
        DWELLER.test(s.text.slice(0, h.start))
      ) &&
      h.entry.value &&
      !isNegated(s.text, h.start) &&
      !(h.start === 0 && SPOKEN_TO.test(s.text.slice(h.end, h.end + 3))),
  );
  const distinct = (list: typeof hits) => [...new Set(list.map((h) => h.entry.value as string))];
  // 居民交职工医保: the insurance named in full outweighs the word for a person of the place.
  const full = distinct(hits.filter((h) => h.word !== '居民'));
  const named = hits.some((h) => h.word.length > 2 && h.entry.value === full[0]);
  return slot === 'scheme' && full.length === 1 && named ? full : distinct(hits);
}

const STAY =
  /住了?(?:[\d一二三四五六七八九十几多]{1,4}天)?(?:的|个|过)?院|出了?的?院|住(?:的是|我们|在|进)\S{0,8}(?:医院|[三二一]甲|[三二一]乙|[三二一]级)/;
const REMOTE_WORDS: [Slots['remote'], RegExp][] = [
  ['unfiled', /没有?(?:办|做|去|来得及)?[^，。备]{0,6}备案(?!表)/],
  ['referred', /(?<![没不未需办个开能要])转(?:诊|院)(?:到|去|上|证明(?:也|都)?(?:开|办)|(?:以|之)?后|过)/],
  ['local', /在(?:本地|本市|市内|参保地)[^，。]{0,4}(?:住院|看病|就医|门诊|医院|治)/],
  [
    'filed',
    /(?:办|做|备)(?:了|过|好|完)[^，。]{0,6}(?:备案|异地就医手续)|(?:^|[，。])(?:都|已经?)?备(?:完案?|好案?|过案)|(?<![没未不需要怎咋么样何])备案(?:了|好|过)?(?:去|到)(?![哪那啥什期时底])/,
  ],
];

/** 含大病不 asks what a figure includes; it names no other care. */
const INCLUDING = /(?:含|包括|包含|算上|加上|连同)$/;

const isIncluded = (s: Segments, care: string): boolean =>
  s.terms.some(
    (h) => h.entry.value === care && INCLUDING.test(s.text.slice(Math.max(0, h.start - 2), h.start)),
  );

export function readCare(s: Segments): string[] {
  const named = valuesOf(s, 'care').filter((x) => !isIncluded(s, x));
  // 特病 names its own kind of care, wherever it is treated.
  if (named.includes('chronic')) return ['chronic'];
  return named.length === 0 && STAY.test(s.text) ? ['inpatient'] : named;
}

export function readRemote(s: Segments): string[] {
  if (/备没备案|有没有备案|要不要备案|没备案(?:过)?吗|备案(?:与|和|跟|还是|或)[不没]/.test(s.text)) return [];
  const named = valuesOf(s, 'remote');
  const away = s.terms.some((h) => h.entry.concept === 'remote');
  const worded = REMOTE_WORDS.find(([value, re]) => re.test(s.text) && !(value === 'local' && away))?.[0];
  return named.length === 0 && worded ? [worded] : named;
}

/** Some day somebody will retire: no status of today. */
const YEARS_TOPICS: Topic[] = ['contribution-years', 'contribution', 'backpay', 'transfer'];
const WHEN_RETIRED = /退休(?:时|前|的时候|就|才|还|年龄|之前|以前)/;

/** Topics of paying in: 给娃交医保 is about a child. */
const CHILD_TOPICS: Topic[] = ['enrolment', 'contribution', 'backpay', 'waiting-period'];
/** 退休 there is when a pension begins, no status. */
const PENSION_TOPICS: Topic[] = ['pension', 'pension-benefit'];

/** Somebody who is only mentioned (小区的朋友帮帮忙, 同事来问) shares no account. */
const SHARES =
  /(?:给|让|绑|授权|加|借|为|和|跟|与|填成|写成|当成)[^，。]{0,4}$|^[^，。]{0,3}(?:能|可|用|刷|绑|行|算|的?卡|呢|看病|住院)/;

export function readRelation(s: Segments): string[] {
  const named = valuesOf(s, 'relation');
  if (!named.includes('friend')) return named;
  const meant =
    s.text.length <= 8 ||
    s.terms.some(
      (h) =>
        h.entry.value === 'friend' &&
        (SHARES.test(s.text.slice(h.end)) || SHARES.test(s.text.slice(Math.max(0, h.start - 8), h.start))),
    );
  return meant ? named : named.filter((x) => x !== 'friend');
}

export function readStatus(s: Segments, topic: Topic | null): string[] {
  const named = valuesOf(s, 'status').filter(
    (x) => !(x === 'retired' && topic !== null && YEARS_TOPICS.includes(topic) && WHEN_RETIRED.test(s.text)),
  );
  if (topic && PENSION_TOPICS.includes(topic)) return named.filter((x) => x === 'poor');
  const child = topic !== null && CHILD_TOPICS.includes(topic) && valuesOf(s, 'relation').includes('child');
  return named.length === 0 && child && /娃|宝宝|新生|婴儿|出生|宝贝|小孩/.test(s.text) ? ['child'] : named;
}
