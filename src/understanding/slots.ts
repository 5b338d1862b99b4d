/** Slots and details that a text states. Nothing is guessed: two values of one slot side by side leave it out. */
import type { Details, Level, Slots, Topic } from '../contract.js';
import { NUMERAL_CHARS, readNumeral } from '../numerals.js';
import { readAmounts } from './amounts.js';
import { readPlaces } from './places.js';
import {
  isNegated,
  readCare,
  readRelation,
  readRemote,
  readStatus,
  type Segments,
  valuesOf,
} from './stated.js';
import type { Vocabulary } from './vocabulary.js';

export interface SlotReading {
  slots: Slots;
  details: Details;
  compare?: { slot: string; values: string[] };
}

const KIN_TOPICS: Topic[] = [
  'binding-limit',
  'binding-howto',
  'binding-eligibility',
  'binding-terminate',
  'mutual-aid-scope',
  'mutual-aid-rule',
];
/** There a relation counts where mutual aid is named. */
const KIN_IF_SHARED: Topic[] = ['records-lookup', 'mutual-aid-violation'];
const SHARING = ['mutual-aid', 'mutual-aid-money', 'family-account'];
const COST_TOPICS: Topic[] = ['estimate', 'pension', 'pension-benefit', 'comparison', 'ratio'];
/** There the community or the village names a kind of hospital. */
const RATE_TOPICS: Topic[] = ['ratio', 'deductible', 'cap', 'estimate', 'comparison'];
const NEARBY = /(?:社区|乡镇|村里|村卫生|基层)(?:的|呢|看|住|门诊|医|报|$)/;
/** There a bill may be told that is not asked about. */
const NO_COST: Topic[] = ['mutual-aid-rule', 'mutual-aid-scope', 'contribution', 'records-lookup'];

/** Names of policies on outpatient care: they set no care, but stand for it beside inpatient care. */
const POLICY_CARE = ['mutual-aid-outpatient', 'outpatient-pooling'];

const LEVEL =
  /([三二一321])级(特等|甲等|乙等|甲|乙)?|(?<![\d.万千百])([三二一321])(甲|乙)(?!类|等奖)|未定级/g;
export function readLevels(text: string): Level[] {
  const out = new Set<string>();
  for (const m of text.matchAll(LEVEL)) {
    if (isNegated(text, m.index)) continue;
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

const COUNTS_YEARS: Topic[] = ['contribution-years', 'backpay', 'transfer', 'pension', 'pension-benefit'];

function readYear(text: string, topic: Topic | null): string | undefined {
  const years = new Set<string>();
  for (const m of text.matchAll(
    /(?:(?<!\d)(20[0-3]\d)(?=\s?年(?!\s?(?:前|后|多)))|(?<![\d金了费额共花交缴存付款])(20[1-3]\d)(?!\d|\.\d|元|块|\s?[元年]))/g,
  ))
    years.add((m[1] ?? m[2]) as string);
  for (const m of text.matchAll(/(二[〇零]二[〇零一二三四五六七八九])年/g))
    years.add(readNumeral(m[1] as string) ?? '');
  // 25年 counts years of paying there.
  if (topic && COUNTS_YEARS.includes(topic)) return years.size === 1 ? [...years][0] : undefined;
  for (const m of text.matchAll(
    /(?<![\d交缴满够了干保差的限龄\-到至~])(2[0-9])年(?!前|后|多|了|内|的工龄|工龄|龄|就|才|还|是|每|领|退)/g,
  ))
    years.add(`20${m[1]}`);
  return years.size === 1 ? [...years][0] : undefined;
}

const COUNT = `(\\d+|[${NUMERAL_CHARS}]{1,4})`;
const AGE = new RegExp(`${COUNT}\\s?(?:周岁|岁)`);
const YEARS_PAID = new RegExp(`(?:[交缴]|缴费|[交缴]了|工龄|[交缴]够|[交缴]满)${COUNT}\\s?年`);
const YEARS_OF_PAYING = new RegExp(`${COUNT}年(?:的)?(?:缴费|工龄)`);
const ADMISSION = new RegExp(`第${COUNT}次住院`);

function readDetails(s: Segments, amounts: ReturnType<typeof readAmounts>): Details {
  const { text } = s;
  const details: Details = {};
  const grab = (re: RegExp): string | undefined => {
    const m = re.exec(text);
    return m ? readNumeral(m[1] as string) : undefined;
  };
  const age = grab(AGE);
  const years = grab(YEARS_PAID) ?? grab(YEARS_OF_PAYING);
  const admission = grab(ADMISSION);
  if (age) details.age = age;
  if (years) details.years = years;
  if (admission) details.admission = admission;
  if (amounts.balance) details.balance = amounts.balance;
  if (amounts.selfPaid) details.selfPaid = amounts.selfPaid;
  if (/亲情账[户号]/.test(text)) details.account = 'qinqing';
  const disease = s.terms.find((h) => h.entry.concept === 'disease')?.entry.term;
  if (disease) details.disease = disease;
  const tier = /[一二三四甲乙丙]档/.exec(text)?.[0];
  if (tier) details.planTier = tier;
  return details;
}

/** In-law words are a relation of their own; several relations in one question leave the slot out. */
export function readSlots(
  v: Vocabulary,
  s: Segments,
  topic: Topic | null,
  insured?: string | undefined,
): SlotReading {
  const slots: Slots = {};
  let compare: SlotReading['compare'];
  const set = (slot: keyof Slots & string, values: string[]) => {
    if (values.length === 1) Object.assign(slots, { [slot]: values[0] });
    else if (values.length > 1 && !compare && slot !== 'relation') compare = { slot, values };
  };
  const places = readPlaces(v, s.text, {
    transfer: topic === 'transfer',
    comparison: topic === 'comparison',
    binding: topic !== null && KIN_TOPICS.includes(topic),
    remote: topic === 'remote-settlement',
    insured,
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
  const hospital = s.hospitals[0]?.entry;
  const graded = readLevels(s.text);
  // Which hospitals may be bound is no question of levels.
  const levels =
    topic === 'binding-limit'
      ? graded
      : [
          ...new Set([
            ...graded,
            ...valuesOf(s, 'hospitalLevel'),
            ...(topic && RATE_TOPICS.includes(topic) && NEARBY.test(s.text) ? ['primary'] : []),
          ]),
        ];
  set('hospitalLevel', levels);
  if (hospital) {
    if (!slots.region && !slots.regions) slots.region = hospital.place;
    if (levels.length === 0 && hospital.level && topic !== 'reimbursement-scope')
      slots.hospitalLevel = hospital.level;
  }
  set('remote', readRemote(s));
  const sharing = s.terms.some((h) => SHARING.includes(h.entry.concept));
  if (topic && (KIN_TOPICS.includes(topic) || (sharing && KIN_IF_SHARED.includes(topic))))
    set('relation', readRelation(s));
  const amounts = readAmounts(s.text, s.sums);
  const cost = /花|费用|账单|一共|总共|住院费|医药费/.test(s.text);
  const counts = topic === null || COST_TOPICS.includes(topic) || (cost && !NO_COST.includes(topic));
  if (amounts.amount && counts) slots.amount = amounts.amount;
  const year = readYear(s.text, topic);
  if (year) slots.year = year;
  const limitOf = topic === 'binding-limit' ? readLimitOf(s) : undefined;
  if (limitOf) slots.limitOf = limitOf;
  const details = readDetails(s, amounts);
  if (places.treated) details.place = places.treated;
  return { slots, details, ...(compare && { compare }) };
}

/** Asked from the user's side: how many accounts may pay for one person. */
const PAYERS =
  /(?:几|多少|两|俩|三)(?:个|张)(?:人的?)?(?:医保)?(?:账户|账号|个账|号|医保卡|卡)|被(?:几|多少|两|俩|三)个?人?[^，。]{0,6}(?:绑|授权|加)|(?:挂在|用)(?:几|多少|两|俩|三)个?人的?/;

function readLimitOf(s: Segments): Slots['limitOf'] {
  if (
    /(?:几|多少|两|三|一)(?:个|家|间|所)?[^，。]{0,4}(?:医院|机构|诊所|社区站)|绑[^，。人]{0,4}(?:医院|机构)|定点[^，。]{0,8}(?:几|多少)|绑定?(?:几|多少|[两二三]|一)(?:家|所|间)|医院[^，。]{0,6}(?:数量|上限|个数|几[家个间])/.test(
      s.text,
    )
  ) {
    return 'hospitals';
  }
  if (PAYERS.test(s.text)) return 'accounts';
  return undefined;
}
