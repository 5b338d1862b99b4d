/** Slots and details that a text states. Nothing is guessed: two values of one slot side by side leave it out. */
import type { Details, Level, Slots, Topic } from '../contract.js';
import type { Term } from '../knowledge/schema.js';
import { NUMERAL_CHARS, readNumeral } from '../numerals.js';
import { readAmounts } from './amounts.js';
import type { Hit } from './lexicon.js';
import { readPlaces } from './places.js';
import type { TermEntry, Vocabulary } from './vocabulary.js';

export interface SlotReading {
  slots: Slots;
  details: Details;
  compare?: { slot: string; values: string[] };
}

export interface Segments {
  text: string;
  terms: Hit<Term>[];
}

export function segment(v: Vocabulary, text: string): Segments {
  const terms = v.terms.find(text).filter((h): h is Hit<Term> => (h.entry as TermEntry) !== 'nothing');
  return { text, terms };
}

const KIN_TOPICS: Topic[] = [
  'binding-limit',
  'binding-howto',
  'binding-eligibility',
  'binding-terminate',
  'mutual-aid-scope',
  'mutual-aid-rule',
];
const COST_TOPICS: Topic[] = ['estimate', 'pension-benefit', 'comparison', 'ratio'];

/** Names of policies on outpatient care: they set no care, but stand for it beside inpatient care. */
const POLICY_CARE = ['mutual-aid-outpatient', 'outpatient-pooling'];

const LEVEL =
  /([三二一321])级(特等|甲等|乙等|甲|乙)?|(?<![\d.万千百])([三二一321])(甲|乙)(?!类|等奖)|未定级/g;
const NEGATED = /(?:不是|并非|没参加|没有参加|不参加|不算)[^，。,；;]{0,3}$/;

/** Somebody spoken to (闺女你好) is no party to the question. */
const SPOKEN_TO = /^(?:，|,)?(?:你好|您好|啊|呀|同志)/;

/** Values of one slot in the order named, negated ones out. */
function valuesOf(s: Segments, slot: string): string[] {
  const hits = s.terms.filter(
    (h) =>
      h.entry.slot === slot &&
      h.entry.value &&
      !NEGATED.test(s.text.slice(Math.max(0, h.start - 8), h.start)) &&
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
  ['filed', /(?:办|做|备)(?:了|过|好)[^，。]{0,6}(?:备案|异地就医手续)/],
];

function readCare(s: Segments): string[] {
  const named = valuesOf(s, 'care');
  // 特病 names its own kind of care, wherever it is treated.
  if (named.includes('chronic')) return ['chronic'];
  return named.length === 0 && STAY.test(s.text) ? ['inpatient'] : named;
}

function readRemote(s: Segments): string[] {
  if (/备没备案|有没有备案|要不要备案|没备案(?:过)?吗/.test(s.text)) return [];
  const named = valuesOf(s, 'remote');
  const worded = REMOTE_WORDS.find(([, re]) => re.test(s.text))?.[0];
  return named.length === 0 && worded ? [worded] : named;
}

/** Topics of paying in: 给娃交医保 is about a child. */
const CHILD_TOPICS: Topic[] = ['enrolment', 'contribution', 'backpay', 'waiting-period'];
/** 退休 there is when a pension begins, no status. */
const PENSION_TOPICS: Topic[] = ['pension', 'pension-benefit'];

function readStatus(s: Segments, topic: Topic | null): string[] {
  const named = valuesOf(s, 'status');
  if (topic && PENSION_TOPICS.includes(topic)) return named.filter((x) => x === 'poor');
  const child = topic !== null && CHILD_TOPICS.includes(topic) && valuesOf(s, 'relation').includes('child');
  return named.length === 0 && child && /娃|宝宝|新生|婴儿|出生|宝贝|小孩/.test(s.text) ? ['child'] : named;
}

export function readLevels(text: string): Level[] {
  const out = new Set<string>();
  for (const m of text.matchAll(LEVEL)) {
    if (m[0] === '未定级') out.add('primary');
    else {
      const n = readNumeral(m[1] ?? m[3] ?? '');
      const grade = (m[2] ?? m[4] ?? '')[0];
      const level = `${n}${grade === '甲' ? 'A' : grade === '乙' ? 'B' : ''}`;
      out.add(level === '1B' ? '1' : level);
    }
  }
  return [...out] as Level[];
}

function readYear(text: string): string | undefined {
  const years = new Set<string>();
  for (const m of text.matchAll(
    /(?:(?<!\d)(20[0-3]\d)(?=\s?年)|(?<![\d金了费额共花交缴存付款])(20[0-3]\d)(?!\d|\.\d|元|块|\s?[元年]))/g,
  ))
    years.add((m[1] ?? m[2]) as string);
  for (const m of text.matchAll(/(二[〇零]二[〇零一二三四五六七八九])年/g))
    years.add(readNumeral(m[1] as string) ?? '');
  for (const m of text.matchAll(/(?<!\d)(2[0-9])年(?!前|后|多|了|内|的工龄)/g)) years.add(`20${m[1]}`);
  return years.size === 1 ? [...years][0] : undefined;
}

function readDetails(text: string, amounts: ReturnType<typeof readAmounts>): Details {
  const details: Details = {};
  const num = `(\\d+|[${NUMERAL_CHARS}]{1,4})`;
  const grab = (re: string): string | undefined => {
    const m = new RegExp(re).exec(text);
    return m ? readNumeral(m[1] as string) : undefined;
  };
  const age = grab(`${num}\\s?(?:周岁|岁)`);
  const years =
    grab(`(?:[交缴]|缴费|[交缴]了|工龄|[交缴]够|[交缴]满)${num}\\s?年`) ??
    grab(`${num}年(?:的)?(?:缴费|工龄)`);
  const admission = grab(`第${num}次住院`);
  if (age) details.age = age;
  if (years) details.years = years;
  if (admission) details.admission = admission;
  if (amounts.balance) details.balance = amounts.balance;
  if (amounts.selfPaid) details.selfPaid = amounts.selfPaid;
  if (/亲情账[户号]/.test(text)) details.account = 'qinqing';
  return details;
}

/** In-law words are a relation of their own; several relations in one question leave the slot out. */
export function readSlots(v: Vocabulary, s: Segments, topic: Topic | null): SlotReading {
  const slots: Slots = {};
  let compare: SlotReading['compare'];
  const set = (slot: keyof Slots & string, values: string[]) => {
    if (values.length === 1) Object.assign(slots, { [slot]: values[0] });
    else if (values.length > 1 && !compare && slot !== 'relation') compare = { slot, values };
  };
  const places = readPlaces(v, s.text, {
    transfer: topic === 'transfer',
    binding: topic !== null && KIN_TOPICS.includes(topic),
    remote: topic === 'remote-settlement',
    terms: s.terms,
  });
  if (places.regions) slots.regions = places.regions;
  else if (places.region) slots.region = places.region;
  set('scheme', valuesOf(s, 'scheme'));
  set('status', readStatus(s, topic));
  set('care', readCare(s));
  const policy = s.terms.some((h) => POLICY_CARE.includes(h.entry.concept));
  if (topic === 'comparison' && policy && slots.care === 'inpatient') {
    compare = { slot: 'care', values: ['outpatient', 'inpatient'] };
    delete slots.care;
  }
  const hospital = v.hospitals.find(s.text)[0]?.entry;
  const graded = readLevels(s.text);
  // Which hospitals may be bound is no question of levels.
  const levels =
    topic === 'binding-limit' ? graded : [...new Set([...graded, ...valuesOf(s, 'hospitalLevel')])];
  set('hospitalLevel', levels);
  if (hospital) {
    if (!slots.region && !slots.regions) slots.region = hospital.place;
    if (levels.length === 0 && hospital.level && topic !== 'reimbursement-scope')
      slots.hospitalLevel = hospital.level;
  }
  set('remote', readRemote(s));
  if (topic && KIN_TOPICS.includes(topic)) set('relation', valuesOf(s, 'relation'));
  const amounts = readAmounts(s.text);
  const cost = /花|费用|账单|一共|总共|住院费|医药费/.test(s.text);
  if (amounts.amount && (topic === null || COST_TOPICS.includes(topic) || cost))
    slots.amount = amounts.amount;
  const year = readYear(s.text);
  if (year) slots.year = year;
  if (topic === 'binding-limit') slots.limitOf = readLimitOf(s);
  const details = readDetails(s.text, amounts);
  if (places.treated) details.place = places.treated;
  return { slots, details, ...(compare && { compare }) };
}

function readLimitOf(s: Segments): 'members' | 'hospitals' | 'accounts' {
  if (
    /(?:几|多少|两|三|一)(?:个|家|间|所)?[^，。]{0,4}(?:医院|机构|诊所|社区站)|绑[^，。人]{0,4}(?:医院|机构)|医院[^，。]{0,6}(?:数量|上限|个数|几[家个间])/.test(
      s.text,
    )
  ) {
    return 'hospitals';
  }
  if (/几个账户|几个号|几张卡|多少个账户/.test(s.text)) return 'accounts';
  return 'members';
}
