/** Sums of money in a text: which figure is the total asked about, which are balances, own shares or no money at all. */
import { canonical } from '../money.js';
import { NUMERAL_CHARS, readNumeral } from '../numerals.js';

export interface Sum {
  start: number;
  end: number;
  value: string;
  role: 'total' | 'balance' | 'self-paid' | 'deposit' | 'wage' | 'plain';
  /** A unit of money or a cost word says that this is money. */
  money: boolean;
}

const DIGIT = `[\\d${NUMERAL_CHARS}]`;
const NUMERAL = new RegExp(
  `\\d[\\d,]*(?:\\.\\d+)?\\s?[万千百wk]?(?:[\\d${NUMERAL_CHARS}]*)|[${NUMERAL_CHARS}]{1,12}`,
  'g',
);
const MONEY_UNIT = /^\s?(?:来|多|几)?\s?(?:元|块钱|块|圆|大洋)/;
const INEXACT = /^\s?(?:多|几|好几|余)/;
/** A numeral before these is a count, an age, a date, a level …, not a sum. */
const NO_MONEY =
  /^\s?(?:多|来|几)?\s?(?:岁|年|月|号|日|天|级|甲|乙|楼|层|个|人|口|家|位|名|种|类|次|成|折|%|％|周|点|分钟|小时|步|档|项|条|张|份|室|床|院|中|附|医院|公里|斤|倍|期|学|院|胎)/;
const RANGE_DIGITS = /[一二两三四五六七八九][一二三四五六七八九][十百千万]/;
const RANGE_AFTER = new RegExp(`^\\s?(?:元|块|万|千|k|w)?\\s?(?:到|至|-|~|—|、)\\s?${DIGIT}`);

const ROLE_BEFORE: [Sum['role'], RegExp][] = [
  ['deposit', /(?:押金|预交金?|预缴)[^\d，。,]{0,6}$/],
  ['self-paid', /(?:自费|目录外|不能报的?|丙类)[^\d，。,]{0,6}$/],
  ['wage', /(?:工资|月薪|基数|收入)[^\d，。,]{0,5}$/],
  ['balance', /(?:卡里|卡上|余额|账户(?:里|上)?|个账|剩|剩下|还有)[^\d，。,]{0,8}$/],
  [
    'total',
    /(?:总共|一共|合计|总费用|总额|总的|共计|总计|全部|总|共|账单(?:写的|上)?|花了?|花费|用了|费用|医药费|医疗费|住院费|门诊费|药费|开销|消费|结账|费)[^\d，。,]{0,6}$/,
  ],
  ['total', /(?:年缴|年交|每年[缴交存]|一年[缴交存]|[缴交存])[^\d，。,]{0,4}$/],
];
const CORRECTION =
  /(?:准确说|准确地说|说错|不对|更正|应该是|其实是|是我记错|记错|改成|哦不|噢不|不是)[^\d]{0,8}$/;

/** Every sum of the text, left to right. `text` is normalised. */
export function readSums(text: string): Sum[] {
  const sums: Sum[] = [];
  for (const m of text.matchAll(NUMERAL)) {
    const sum = readSum(text, m[0].trimEnd(), m.index);
    if (sum) sums.push(sum);
  }
  return sums;
}

function readSum(text: string, raw: string, start: number): Sum | undefined {
  let end = start + raw.length;
  const before = text.slice(Math.max(0, start - 12), start);
  let after = text.slice(end, end + 8);
  if (/[\d.]$/.test(before) || /^\d/.test(after) || RANGE_DIGITS.test(raw) || RANGE_AFTER.test(after))
    return undefined;
  if (/(?:到|至|-|~|—)\s?$/.test(before) && /[\d万千元块]\s?(?:到|至|-|~|—)\s?$/.test(before))
    return undefined;
  let numeral = raw.replace(/\s/g, '');
  // 三块五, 2619块6: the digit behind the unit is 角
  const jiao = /^块([\d一二三四五六七八九])(?![\d万千百十])/.exec(after);
  const whole = readNumeral(numeral);
  if (whole === undefined) return undefined;
  let value = whole;
  const hasUnit = MONEY_UNIT.test(after);
  if (jiao && !whole.includes('.')) {
    value = canonical(`${whole}.${readNumeral(jiao[1] as string)}`);
    end += 2;
    after = text.slice(end, end + 8);
  }
  if (!hasUnit && NO_MONEY.test(after)) return undefined;
  if (INEXACT.test(after) && !/^\s?来/.test(after)) return undefined;
  const role = ROLE_BEFORE.find(([, re]) => re.test(before))?.[0] ?? 'plain';
  const big = /[万千wk]/.test(numeral) || Number(whole) >= 100;
  const money =
    hasUnit ||
    jiao !== null ||
    (role !== 'plain' && big) ||
    (/[万wk]/.test(numeral) && Number(whole) >= 1000);
  if (/^(?:19|20)\d\d$/.test(numeral) && !hasUnit && role === 'plain') return undefined;
  if (Number(whole) === 0) numeral = '0';
  return { start, end, value: canonical(value), role, money };
}

export interface Amounts {
  amount?: string;
  balance?: string;
  selfPaid?: string;
}

/** The total asked about: the corrected one, else the one called total, else the only one; two rivals leave it out. */
export function readAmounts(text: string): Amounts {
  const sums = readSums(text).filter((s) => s.money);
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
