/** Sums of money in a text: which figure is the total asked about, which are balances, own shares or no money at all. */
import { canonical } from '../money.js';
import { NUMERAL_CHARS, ONE_DIGIT, readNumeral } from '../numerals.js';

export interface Sum {
  start: number;
  value: string;
  role: 'total' | 'balance' | 'self-paid' | 'deposit' | 'threshold' | 'wage' | 'past' | 'plain';
  /** A unit of money or a cost word says that this is money. */
  money: boolean;
}

const NUMERAL = new RegExp(
  `\\d+(?:,\\d{3})*(?:\\.\\d+)?(?:e\\d{1,2})?(?:\\s?[万千百wk][\\d${NUMERAL_CHARS}]*)?|半?[${NUMERAL_CHARS}半]{1,24}`,
  'g',
);
/** 千 or 万 alone is no figure. */
const HAS_DIGIT = new RegExp(`[\\d${NUMERAL_CHARS.replace(/[十百千万亿拾佰仟]/g, '')}十半]`);
const MONEY_UNIT = /^\s?(?:来|多|几)?\s?(?:元|块钱|块|圆|大洋)/;
const MONEY_SIGN = /(?:¥|￥|rmb|人民币)\s?$/;
const INEXACT = /^\s?(?:多|几|好几|余)/;
/** A threshold or a bound is no total. */
const BOUND_AFTER = /^\s?(?:元|块钱?|圆)?(?:钱)?\s?(?:以下|以上|以内|之内|的门槛|这个门槛|起步)/;
/** Bounds, negations and prices by the day. */
const BOUND_BEFORE = /(?:每天|一天|一晚|不到|不足|超过|将近|至少|不是|好几|几|数|上)$/;
/** A number that names something: a hotline, a card, a file. */
const NAME_BEFORE = /(?:(?:号码?|热线|电话|拨打?)[是为：:]?|车牌[^，。]{0,2})$/;
const HOTLINE = /^123(?:15|29|33|45|56|93)$/;
/** A numeral before these is a count, an age, a date, a level …, not a sum. */
const NO_MONEY =
  /^\s?(?:多|来|几)?\s?(?:岁|年|月|号|日|天|级|甲|乙|楼|层|个|人|口|家|位|名|种|类|次|成|折|%|％|周|点|分钟|小时|步|项|条|张|份|室|床|院|中|附|医院|公里|斤|倍|期|学|胎)/;
const RANGE_DIGITS = /[一二两三四五六七八九][一二三四五六七八九][十百千万]/;
const RANGE_AFTER = new RegExp(`^\\s?(?:元|块|万|千|k|w)?\\s?(?:到|至|-|~|—|、)\\s?[\\d${NUMERAL_CHARS}]`);
const RANGE_BEFORE = /[\d万千元块]\s?(?:到|至|-|~|—)\s?$/;
/** 三、四千 */
const RANGE_LISTED =
  /(?:[一1]、[二两2]|[二两2]、[三3]|[三3]、[四4]|[四4]、[五5]|[五5]、[六6]|[六6]、[七7]|[七7]、[八8]|[八8]、[九9])[十百千万wk]$/;
/** 三块五, 2619块6, 元陆角, 块零六毛, 四毛五: what stands behind the unit. */
const SMALL = new RegExp(
  `^(?:元|块|圆)零?(${ONE_DIGIT})(?:(?:毛|角)(?:(${ONE_DIGIT})分?)?|(?![\\d${NUMERAL_CHARS}档年个次天月人级种类位直般共起边样趟回]))`,
);

const ROLE_BEFORE: [Sum['role'], RegExp][] = [
  ['deposit', /(?:押金|预交金?|预缴)[^\d，。,]{0,6}$/],
  ['past', /(?:去年|前年|上次|上回|以前|上个月)[^，。,]{0,8}$/],
  ['self-paid', /(?:自费|目录外|不能报的?|丙类)[^\d，。,]{0,6}$/],
  ['threshold', /(?:门槛费?|起付(?:线|标准|金|点)?)[^\d，。,]{0,4}$/],
  ['wage', /(?:工资|月薪|基数|收入)[^\d，。,]{0,5}$/],
  ['wage', /(?:退休金|养老金)[^\d，。,缴交存]{0,4}$/],
  ['balance', /(?:卡里|卡上|余额|账户(?:里|上)?|个账|剩|剩下|还有)[^\d，。,]{0,8}$/],
  [
    'total',
    /(?:总共|一共|合计|加起来|合起来|拢共|清单|总费用|总额|总的|共计|总计|全部|总|共|账单(?:写的|上)?|花了?|花费|用了|费用|医药费|医疗费|住院费|门诊费|药费|开销|消费|结账|费)[^\d，。,]{0,6}$/,
  ],
  ['total', /(?:年缴|年交|每年[缴交存]?|一年[缴交存]?|[缴交存])[^\d，。,]{0,4}$/],
];
const PAID_AFTER = /^\s?(?:元|块钱?|圆)?(?:档|标准)?[缴交存]/;
const CORRECTION =
  /(?:准确说|准确地说|说错|不对|更正|应该是|其实是|是我记错|记错|改成|哦不|噢不)[^\d]{0,8}$|(?:最后|最终|实际|结果)(?:是|花了|一共)?$/;

/** Every sum of the text, left to right. `text` is normalised. */
export function readSums(text: string): Sum[] {
  const sums: Sum[] = [];
  for (const m of text.matchAll(NUMERAL)) {
    const sum = readSum(text, withoutCounter(m[0].trimEnd(), text.slice(m.index + m[0].length)), m.index);
    if (sum) sums.push(sum);
  }
  return sums;
}

/** 1.23e4 as some bills print it. */
function expand(numeral: string): string {
  const m = /^(\d+)(?:\.(\d+))?e(\d{1,2})$/.exec(numeral);
  if (!m) return numeral;
  const [, whole = '', fraction = '', exponent = '0'] = m;
  const digits = fraction.padEnd(Number(exponent), '0');
  return `${whole}${digits.slice(0, Number(exponent))}${digits.length > Number(exponent) ? `.${digits.slice(Number(exponent))}` : ''}`;
}

/** 两千一年 is two thousand a year, not 2,100 years. */
function withoutCounter(numeral: string, after: string): string {
  return /[千百万]一$/.test(numeral) && /^(?:年|个月|月|天|次|趟|回|人|个人|口)/.test(after)
    ? numeral.slice(0, -1)
    : numeral;
}

function readSum(text: string, raw: string, start: number): Sum | undefined {
  const before = text.slice(Math.max(0, start - 12), start);
  const after = text.slice(start + raw.length, start + raw.length + 10);
  if (/[\d.]$/.test(before) || /^\d/.test(after) || !HAS_DIGIT.test(raw)) return undefined;
  if (RANGE_LISTED.test(before.slice(-2) + raw.slice(0, 2))) return undefined;
  if (RANGE_DIGITS.test(raw) || RANGE_AFTER.test(after) || RANGE_BEFORE.test(before)) return undefined;
  // A bill has no nine digits before the point; a telephone, an identity card and a bank card have.
  if (/^\d{9}/.test(raw)) return undefined;
  if (BOUND_AFTER.test(after) || BOUND_BEFORE.test(before) || NAME_BEFORE.test(before)) return undefined;
  const whole = readNumeral(expand(raw.replace(/\s/g, '')));
  if (whole === undefined) return undefined;
  const hasUnit = MONEY_UNIT.test(after) || MONEY_SIGN.test(before);
  if (!hasUnit && NO_MONEY.test(after)) return undefined;
  if (INEXACT.test(after)) return undefined;
  const role = PAID_AFTER.test(after)
    ? 'total'
    : (ROLE_BEFORE.find(([, re]) => re.test(before))?.[0] ?? 'plain');
  if ((/^(?:19\d|20[1-3])\d$/.test(raw) || HOTLINE.test(raw)) && !hasUnit && role === 'plain')
    return undefined;
  const big = Number(whole) >= 100;
  const small = SMALL.exec(after);
  const corrects = CORRECTION.test(before);
  const money =
    hasUnit || ((role !== 'plain' || corrects) && big) || (/[万wk]/.test(raw) && Number(whole) >= 1000);
  return {
    start,
    value: small && !whole.includes('.') ? withSmall(whole, small) : canonical(whole),
    role,
    money,
  };
}

function withSmall(whole: string, m: RegExpExecArray): string {
  const digit = (s: string | undefined): string => (s === undefined ? '' : (readNumeral(s) ?? ''));
  return canonical(`${whole}.${digit(m[1])}${digit(m[2])}`);
}

export interface Amounts {
  amount?: string;
  balance?: string;
  selfPaid?: string;
}

/** The total asked about: the corrected one, else the one called total, else the only one; two rivals leave it out. */
export function readAmounts(text: string, all: readonly Sum[] = readSums(text)): Amounts {
  const named = all.filter((s) => s.money);
  // With no money word at all, a bare figure of three digits or more is what is meant.
  const sums = named.length > 0 ? named : all.filter((s) => Number(s.value) >= 100);
  const out: Amounts = {};
  const balance = sums.find((s) => s.role === 'balance');
  const own = sums.find((s) => s.role === 'self-paid');
  if (balance) out.balance = balance.value;
  if (own) out.selfPaid = own.value;
  const open = sums.filter((s) => s.role === 'total' || s.role === 'plain');
  const corrected = open
    .filter((s) => CORRECTION.test(text.slice(Math.max(0, s.start - 14), s.start)))
    .at(-1);
  const totals = open.filter((s) => s.role === 'total');
  const distinct = (list: Sum[]) => [...new Set(list.map((s) => s.value))];
  if (corrected) out.amount = corrected.value;
  else if (distinct(totals).length === 1) out.amount = totals[0]?.value as string;
  else if (totals.length === 0 && distinct(open).length === 1) out.amount = open[0]?.value as string;
  return out;
}
