/** One table: what each condition of a fact asks of a case, and whether an unanswered one is a variant or an exception. */
import type { Care, Level, Slots } from '../contract.js';
import { ratio } from '../money.js';
import type { Fact } from './base.js';
import type { Conditions } from './schema.js';

/** What is known of the asker's case. `mentions` says whether the question names a word or a synonym of it. */
export interface Case {
  slots: Slots;
  age?: number | bigint | undefined;
  admission?: string | undefined;
  /** Where the treatment is, when it is not where the person is insured. */
  treated?: string | undefined;
  /** Where it is known apart from the question's words. */
  referral?: 'none' | 'referred' | undefined;
  mentions(word: string): boolean;
}

type Verdict = 'met' | 'no' | 'open' | 'exception';
type Rule<K extends keyof Conditions> = (wanted: NonNullable<Conditions[K]>, c: Case, fact: Fact) => Verdict;

const list = <T>(v: T | T[]): T[] => (Array.isArray(v) ? v : [v]);

/** A slot the contract knows: met, contradicted, or open (`unasked` then says which kind of open). */
const slot =
  <T extends string>(read: (c: Case) => T | undefined, unasked: (wanted: T[]) => Verdict) =>
  (wanted: T | T[], c: Case): Verdict => {
    const values = list(wanted);
    const asked = read(c);
    if (asked === undefined) return unasked(values);
    return values.includes(asked) ? 'met' : 'no';
  };

const mentioned =
  (unmentioned: Verdict) =>
  (wanted: string | string[], c: Case): Verdict =>
    list(wanted).some((w) => c.mentions(w)) ? 'met' : unmentioned;

/** Words by which a question names one of a closed set; another of the set named means no. */
const choice =
  (words: Record<string, string[]>, unmentioned: (value: string) => Verdict) =>
  (wanted: string, c: Case): Verdict => {
    const named = Object.keys(words).filter((v) => words[v]?.some((w) => c.mentions(w)));
    if (named.length === 0) return unmentioned(wanted);
    return named.includes(wanted) ? 'met' : 'no';
  };

const isVariantStatus = (s: string): boolean => s === 'active' || s === 'retired';

/** How a fact's levels stand to the level asked: 三级 covers 三甲; asked 三级, a fact for 三甲 is one of its parts. */
export function levelVerdict(levels: Level[], asked: Level | undefined): Verdict {
  if (asked === undefined) return 'open';
  if (levels.some((l) => asked.startsWith(l))) return 'met';
  return levels.some((l) => l.startsWith(asked)) ? 'open' : 'no';
}

const levelRule = (_w: unknown, c: Case, fact: Fact): Verdict =>
  fact.levels ? levelVerdict(fact.levels, c.slots.hospitalLevel) : 'open';

function ageRule(wanted: string, c: Case): Verdict {
  if (c.age === undefined) return 'open';
  const below = /^<(\d+)$/.exec(wanted);
  if (below) return c.age < Number(below[1]) ? 'met' : 'no';
  const [from, to] = wanted.replace('+', '').split('-').map(Number) as [number, number | undefined];
  return c.age >= from && (to === undefined || c.age <= to) ? 'met' : 'no';
}

function admissionRule(wanted: string, c: Case): Verdict {
  if (c.admission === undefined) return wanted === '1' ? 'met' : 'exception';
  const n = Number(c.admission);
  const from = Number(wanted.replace('+', ''));
  return (wanted.endsWith('+') ? n >= from : n === from) ? 'met' : 'no';
}

function tierRule(wanted: string, c: Case): Verdict {
  if (c.mentions(`${wanted}元`) || c.mentions(`${wanted}档`)) return 'met';
  if (c.slots.amount === undefined) return 'open';
  const a = ratio(c.slots.amount);
  const b = ratio(wanted);
  return a.num * b.den === b.num * a.den ? 'met' : 'no';
}

/** 没转诊 says 转诊 too: these are looked for first. */
const NOT_REFERRED = ['没转诊', '未转诊', '未经转诊', '不转诊', '没有转诊', '没办转诊', '没转院', '自己去'];

const CHANNEL_WORDS: Record<string, string[]> = {
  wechat: ['公众号', '微信', '手机', '网上'],
  'mini-program': ['小程序', '微信', '手机', '网上'],
  app: ['APP', '手机', '网上'],
  web: ['网站', '网页', '电脑', '网厅', '网上'],
  counter: ['窗口', '柜台', '线下', '大厅'],
  phone: ['电话'],
  alipay: ['支付宝', '手机', '网上'],
  'self-service': ['自助机'],
};

const PAYER_WORDS = choice(
  { own: ['个人', '自己'], subsidy: ['补助', '补贴', '财政'], employer: ['单位'] },
  () => 'open',
);

const CARE_OF_PHARMACY: Care[] = ['pharmacy', 'outpatient'];

const AREA_WORDS = choice(
  {
    'in-province': ['省内'],
    'out-of-province': ['跨省', '外省', '省外'],
    'out-of-city': ['市外', '外市'],
  },
  () => 'open',
);

/** Two places named: the first two digits of a code are its province. */
function areaOf(c: Case): 'in-province' | 'out-of-province' | undefined {
  if (!c.treated || !c.slots.region || c.treated === c.slots.region) return undefined;
  return c.treated.slice(0, 2) === c.slots.region.slice(0, 2) ? 'in-province' : 'out-of-province';
}

/** The question is about care in another place, without saying more of it: filed or not, referred or not are variants. */
const elsewhere = (c: Case): boolean =>
  c.mentions('异地') ||
  areaOf(c) !== undefined ||
  (c.slots.remote !== undefined && c.slots.remote !== 'local');

const RULES: { [K in keyof Conditions]-?: Rule<K> } = {
  care: (wanted, c) => {
    const asked = c.slots.care;
    if (asked === undefined) return 'open';
    const fits = asked === 'pharmacy' ? CARE_OF_PHARMACY : [asked];
    return list(wanted).some((w) => fits.includes(w)) ? 'met' : 'no';
  },
  hospitalLevel: levelRule,
  priceClass: levelRule,
  status: slot(
    (c) => c.slots.status,
    (values) => (values.some(isVariantStatus) ? 'open' : 'exception'),
  ),
  remote: (wanted, c) => {
    const asked = c.slots.remote;
    if (asked !== undefined) return list(wanted).includes(asked) ? 'met' : 'no';
    if (elsewhere(c)) return list(wanted).every((w) => w === 'local') ? 'no' : 'open';
    return list(wanted).includes('local') ? 'met' : 'exception';
  },
  limitOf: slot(
    (c) => c.slots.limitOf,
    () => 'open',
  ),
  hospitalOwner: mentioned('open'),
  hospitalGrade: mentioned('exception'),
  age: ageRule,
  sex: choice({ male: ['男'], female: ['女'] }, () => 'open'),
  area: (wanted, c) => {
    const known = areaOf(c);
    const outOfCity = wanted === 'out-of-city' && c.treated?.slice(0, 4) !== c.slots.region?.slice(0, 4);
    if (known) return known === wanted || outOfCity ? 'met' : 'no';
    const verdict = AREA_WORDS(wanted, c);
    // Of another place at all, without saying which: all of them are variants of the question.
    return verdict === 'open' && !elsewhere(c) ? 'exception' : verdict;
  },
  referral: (wanted, c) => {
    if (c.referral !== undefined) return c.referral === wanted ? 'met' : 'no';
    const referred = c.slots.remote === 'referred' || c.mentions('转诊');
    const named = NOT_REFERRED.some((w) => c.mentions(w)) ? 'none' : referred ? 'referred' : undefined;
    if (named === undefined) return elsewhere(c) ? 'open' : 'exception';
    return named === wanted ? 'met' : 'no';
  },
  filing: choice({ 'long-term': ['长期', '安置', '常住', '定居'], temporary: ['临时'] }, () => 'open'),
  admission: admissionRule,
  costBand: () => 'open',
  payer: (wanted, c) => {
    const asked = PAYER_WORDS(wanted, c);
    if (asked !== 'open') return asked;
    return wanted === 'own' ? 'met' : wanted === 'employer' ? 'open' : 'exception';
  },
  // Where the channel asked for is not known, the others are still worth telling.
  channel: (wanted, c) => (CHANNEL_WORDS[wanted]?.some((w) => c.mentions(w)) ? 'met' : 'open'),
  drugClass: choice({ A: ['甲类'], B: ['乙类'], C: ['丙类'] }, () => 'open'),
  planTier: mentioned('open'),
  contributionTier: tierRule,
  account: choice({ qinqing: ['亲情账户', '亲情账号'], wallet: ['医保钱包', '钱包'] }, () => 'exception'),
  retiredBefore: () => 'open',
  retiredFrom: () => 'open',
  // Which of the poor: said by group, or all of them side by side.
  group: (wanted, c, fact) =>
    mentioned(c.slots.status === 'poor' && fact.conditions.status === 'poor' ? 'open' : 'exception')(
      wanted,
      c,
    ),
  disease: mentioned('exception'),
  facility: mentioned('exception'),
  medicine: mentioned('exception'),
  reason: mentioned('open'),
};

export interface Fit {
  met: (keyof Conditions)[];
  open: (keyof Conditions)[];
  exceptions: (keyof Conditions)[];
}

/** How a fact's conditions stand to a case; undefined when the case contradicts one of them. */
export function fitOf(fact: Fact, c: Case): Fit | undefined {
  const out: Fit = { met: [], open: [], exceptions: [] };
  for (const key of Object.keys(fact.conditions) as (keyof Conditions)[]) {
    const wanted = fact.conditions[key];
    if (wanted === undefined) continue;
    const verdict = (RULES[key] as Rule<typeof key>)(wanted as never, c, fact);
    if (verdict === 'no') return undefined;
    if (verdict === 'met') out.met.push(key);
    else if (verdict === 'open') out.open.push(key);
    else out.exceptions.push(key);
  }
  return out;
}

const signatures = new WeakMap<Fact, string>();

/** Same conditions, whatever the order of keys. */
export function signature(fact: Fact): string {
  const known = signatures.get(fact) ?? written(fact);
  signatures.set(fact, known);
  return known;
}

function written(fact: Fact): string {
  const c = fact.conditions;
  const entries = Object.keys(c)
    .sort()
    .filter((k) => c[k as keyof Conditions] !== undefined && k !== 'priceClass' && k !== 'hospitalLevel')
    .map((k) => `${k}=${JSON.stringify(c[k as keyof Conditions])}`);
  if (fact.levels) entries.push(`levels=${[...fact.levels].sort().join(',')}`);
  return entries.join(';');
}
