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

/** Values of one slot in the order named, negated ones out. */
function valuesOf(s: Segments, slot: string): string[] {
  const out: string[] = [];
  for (const h of s.terms) {
    if (h.entry.slot !== slot || !h.entry.value) continue;
    if (NEGATED.test(s.text.slice(Math.max(0, h.start - 8), h.start))) continue;
    if (!out.includes(h.entry.value)) out.push(h.entry.value);
  }
  return out;
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
  for (const m of text.matchAll(/(?<!\d)(20[0-3]\d)(?!\d|\.\d|元|块|\s?元)/g)) years.add(m[1] as string);
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
  const places = readPlaces(v, s.text, topic === 'transfer');
  if (places.regions) slots.regions = places.regions;
  else if (places.region) slots.region = places.region;
  set('scheme', valuesOf(s, 'scheme'));
  set('status', valuesOf(s, 'status'));
  set('care', valuesOf(s, 'care'));
  const policy = s.terms.some((h) => POLICY_CARE.includes(h.entry.concept));
  if (topic === 'comparison' && policy && slots.care === 'inpatient') {
    compare = { slot: 'care', values: ['outpatient', 'inpatient'] };
    delete slots.care;
  }
  const hospital = v.hospitals.find(s.text)[0]?.entry;
  const levels = [...new Set([...readLevels(s.text), ...valuesOf(s, 'hospitalLevel')])];
  set('hospitalLevel', levels);
  if (hospital) {
    if (!slots.region && !slots.regions) slots.region = hospital.place;
    if (levels.length === 0 && hospital.level && topic !== 'reimbursement-scope')
      slots.hospitalLevel = hospital.level;
  }
  set('remote', valuesOf(s, 'remote'));
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
  if (s.terms.some((h) => h.entry.concept === 'how-many-hospitals')) return 'hospitals';
  const people = s.terms.some(
    (h) => h.entry.concept === 'how-many-people' || h.entry.concept.startsWith('kin'),
  );
  if (/医院|社区站|机构|诊所/.test(s.text) && !people) return 'hospitals';
  if (/几个账户|几个号|几张卡|多少个账户/.test(s.text)) return 'accounts';
  return 'members';
}
