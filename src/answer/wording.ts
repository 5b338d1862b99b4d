/** Facts → the short words of a line: values with units, the conditions that still tell lines apart, periods. */
import type { Level } from '../contract.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import type { Conditions, Labels } from '../knowledge/schema.js';
import { canonical, percent, ratio, shortYuan } from '../money.js';
import { chineseDate } from '../period.js';

const list = <T>(v: T | T[]): T[] => (Array.isArray(v) ? v : [v]);
const absolute = (d: string): string => d.replace(/^-/, '');

/** Whole points where they are whole: `-0.15` → `15`. */
const points = (d: string): string => percent(absolute(d)).replace('%', '');

function amountText(value: string, unit: string, labels: Labels): string {
  if (unit === 'ratio') return percent(value);
  if (unit === 'ratio-delta') return `${ratio(value).num < 0n ? '降低' : '提高'}${points(value)}个百分点`;
  const pattern = labels.unit[unit as keyof typeof labels.unit] ?? '{n}';
  if (unit.endsWith('-delta')) {
    return `${ratio(value).num < 0n ? '减少' : '增加'}${pattern.replace('{n}', shortYuan(absolute(value)))}`;
  }
  return pattern.replace('{n}', unit.startsWith('CNY') ? shortYuan(value) : canonical(value));
}

function bandsText(bands: { upTo: string | null; ratio: string }[]): string {
  let below = '';
  return bands
    .map((b) => {
      const range = b.upTo
        ? below
          ? `${below}至${shortYuan(b.upTo)}元`
          : `${shortYuan(b.upTo)}元以内`
        : below
          ? `${below}以上`
          : '全部';
      below = b.upTo ? `${shortYuan(b.upTo)}元` : below;
      return `${range}${percent(b.ratio)}`;
    })
    .join('，');
}

/** The value in words; empty for a rule that has none. */
export function valueText(fact: Fact, labels: Labels): string {
  const { value, unit } = fact;
  if (value === null) return '';
  if (Array.isArray(value)) return value.join('、');
  if (typeof value === 'string') return amountText(value, unit ?? '', labels);
  if ('bands' in value) return bandsText(value.bands);
  return `${amountText(value.from, unit ?? '', labels)}至${amountText(value.to, unit ?? '', labels)}`;
}

const ageText = (age: string): string =>
  age.startsWith('<')
    ? `${age.slice(1)}岁以下`
    : age.endsWith('+')
      ? `${age.slice(0, -1)}岁及以上`
      : `${age.replace('-', '至')}岁`;

const admissionText = (a: string): string =>
  a.endsWith('+') ? `第${a.slice(0, -1)}次及以后住院` : `第${a}次住院`;

function bandText(b: NonNullable<Conditions['costBand']>): string {
  if (b.from && b.to) return `${shortYuan(b.from)}元至${shortYuan(b.to)}元的部分`;
  return b.from ? `${shortYuan(b.from)}元以上的部分` : b.to ? `${shortYuan(b.to)}元以内的部分` : '';
}

const LEVEL_ORDER: Level[] = ['3', '3A', '3B', '2', '2A', '2B', '1', '1A', 'primary'];
/** From the top down, as grades are given; the plain 三级 and 二级 stand for both of their grades. */
const GRADES: Level[] = ['3A', '3B', '2A', '2B', '1A', '1', 'primary'];

/** A set that reaches down to the bottom is said as 二级乙等及以下. */
function levelsText(fact: Fact, labels: Labels): string {
  const levels = [...(fact.levels ?? [])].sort((a, b) => LEVEL_ORDER.indexOf(a) - LEVEL_ORDER.indexOf(b));
  const top = GRADES.find((g) => levels.includes(g));
  const below = top
    ? GRADES.slice(GRADES.indexOf(top)).filter((g) => g !== '1A' || levels.includes('1A'))
    : [];
  if (top && below.length > 1 && below.length === levels.length && below.every((g) => levels.includes(g))) {
    return `${labels.hospitalLevel[top]}及以下`;
  }
  return levels.map((l) => labels.hospitalLevel[l]).join('、');
}

/** One condition in words, by key: the only place that knows how each is said. */
const SAY: { [K in keyof Conditions]-?: (v: NonNullable<Conditions[K]>, l: Labels, fact: Fact) => string } = {
  care: (v, l) =>
    list(v)
      .map((x) => l.care[x])
      .join('、'),
  hospitalLevel: (_v, l, fact) => levelsText(fact, l),
  priceClass: (v, l, fact) => {
    const name = list(v)
      .map((x) => l.priceClass[x] ?? x)
      .join('、');
    const levels = levelsText(fact, l);
    return levels ? `${levels}（${name}）` : name;
  },
  status: (v, l) =>
    list(v)
      .map((x) => l.status[x])
      .join('、'),
  // At home is what a question means that says nothing of another place.
  remote: (v, l) => (list(v).includes('local') ? [] : list(v)).map((x) => l.remote[x]).join('、'),
  limitOf: (v, l) => l.limitOf[v],
  hospitalOwner: (v) => `${v}医院`,
  hospitalGrade: (v) => `${v}医院`,
  age: ageText,
  sex: (v, l) => l.sex[v] ?? v,
  area: (v, l) => l.area[v] ?? v,
  referral: (v, l) => l.referral[v] ?? v,
  filing: (v, l) => l.filing[v] ?? v,
  admission: admissionText,
  costBand: bandText,
  payer: (v, l) => l.payer[v] ?? v,
  channel: (v, l) => l.channel[v] ?? v,
  drugClass: (v, l) => l.drugClass[v] ?? v,
  planTier: (v) => v,
  contributionTier: (v) => `每年缴${shortYuan(v)}元`,
  account: (v, l) => l.account[v] ?? v,
  retiredBefore: (v) => `${chineseDate(v)}前退休`,
  retiredFrom: (v) => `${chineseDate(v)}起退休`,
  group: (v) => v,
  disease: (v) => list(v).join('、'),
  facility: (v) => v,
  medicine: (v) => v,
  reason: (v) => v,
};

/** The conditions of a fact in words, without those whose keys are left out (already said by the question). */
export function conditionText(fact: Fact, labels: Labels, without: ReadonlySet<string> = new Set()): string {
  const keys = (Object.keys(fact.conditions) as (keyof Conditions)[]).filter(
    (k) =>
      fact.conditions[k] !== undefined &&
      !without.has(k) &&
      !(k === 'priceClass' && fact.conditions.hospitalLevel),
  );
  const say = (k: keyof Conditions): string =>
    (SAY[k] as (v: never, l: Labels, f: Fact) => string)(fact.conditions[k] as never, labels, fact);
  return keys.map(say).filter(Boolean).join('，');
}

/** `2024年7月1日起`, `2024年1月1日至2024年6月30日`, with 约 where a day is estimated. */
export function periodText(fact: Fact): string {
  const from = fact.from ? `${fact.fromEstimated ? '约' : ''}${chineseDate(fact.from)}` : '';
  const to = fact.to ? `${fact.toEstimated ? '约' : ''}${chineseDate(fact.to)}` : '';
  if (from && to) return fact.from === fact.to ? from : `${from}至${to}`;
  if (from) return `${from}起`;
  return to ? `到${to}为止` : '';
}

export function regionName(kb: KnowledgeBase, code: string): string {
  return kb.regionByCode.get(code)?.name ?? code;
}
