/** Personal numbers with letters in them: e-mail, passports, permits, insurance cards, chat accounts. */
import type { Folded } from './fold.js';
import type { Hit, Kind } from './kinds.js';
import { labelBefore } from './labels.js';

const GAP = '[-—_\\s.·/,，、]{0,3}';
/** Letters and digits, with the gaps people leave in them. */
const TOKEN = new RegExp(
  `(?<![A-Za-z0-9])(?:[A-Za-z]{1,3}${GAP}\\d(?:${GAP}[A-Za-z0-9]){4,30}|\\d{2,}[A-Za-z][A-Za-z0-9]{3,30})`,
  'g',
);

/** By their own shape, without a word that says so. */
const SHAPES: [Kind, RegExp][] = [
  ['passport', /^(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})$/i],
  ['passport', /^(?:[DSP]\d{7,8}|[DSP]E\d{7}|14\d{7}|15\d{7})$/i],
  ['permit', /^(?:[CW]\d{8}|C[A-Z]\d{7}|[HM]\d{8}|[HM]\d{10}|[A-Z]{3}\d{12})$/i],
];
const UNLABELLED_SHAPES = 1;
/** 国药准字H20041234 is a medicine. */
const APPROVAL =
  /(?:准字|批准|注册|备案|进口|医保码|药|编码|代码|型号|版本|批号|航班|车次|高铁|列车)[^,，。;；\s]{0,4}$/;

/** Whose numbers may be of letters and digits. */
const LETTERED: Kind[] = [
  'e-voucher',
  'permit',
  'passport',
  'social-insurance',
  'id-card',
  'medical-record',
  'bank-card',
];

/** A gap may be the end of the token: E12345678 2024 is a passport and a year. Longest first. */
function readings(token: string): string[] {
  const ends = [...token.matchAll(/[^A-Za-z0-9]+/g)].map((m) => m.index).filter((at) => at > 5);
  return [token, ...ends.reverse().map((at) => token.slice(0, at))];
}

const bare = (token: string): string => token.replace(/[^A-Za-z0-9]/g, '');

/** Where a list goes on behind a number that is not told digit by digit. */
function firstItem(token: string): string {
  const told = /[A-Za-z0-9]{3}/.test(token.slice(3));
  const at = told ? token.search(/(?<=[A-Za-z0-9]{5}.*)[,，、]/) : -1;
  return at < 0 ? token : token.slice(0, at);
}

/** M12345678 2024年 */
const COUNTED = /^\s?[年元块万月日]/;

function codeAt(text: string, start: number, token: string): Hit | undefined {
  const label = labelBefore(text, start);
  const before = text.slice(Math.max(0, start - 12), start);
  if (!label && APPROVAL.test(before)) return undefined;
  const shapes = label ? SHAPES : SHAPES.slice(0, UNLABELLED_SHAPES);
  for (const reading of readings(token)) {
    const kind = shapes.find(([, re]) => re.test(bare(reading)))?.[0];
    if (kind && (!label || !LETTERED.includes(label.kind) || label.kind === kind))
      return { kind, start, end: start + reading.length, from: label?.from ?? start };
  }
  const whole = readings(firstItem(token));
  const item = whole.find((r) => !COUNTED.test(text.slice(start + r.length, start + r.length + 3))) ?? token;
  return label && LETTERED.includes(label.kind) && bare(item).replace(/\D/g, '').length >= 5
    ? { kind: label.kind, start, end: start + item.length, from: label.from }
    : undefined;
}

const ACCOUNT =
  /(?:微信号?|加[v微]|v信|[威薇]信|wx|vx|weixin|wechat|企鹅号?|qq号?|扣扣号?|抖音号|支付宝账?号?)\s*(?:号码?|同号|账号|id|[:是为：\s])*[:是为：\s]*([a-z][-_a-z0-9]{5,19}|[1-9]\d{4,11})(?![a-z0-9])/gi;

function accounts({ text }: Folded): Hit[] {
  return [...text.matchAll(ACCOUNT)].flatMap((m): Hit[] => {
    const value = m[1] as string;
    if (!/[\d_]/.test(value) || /^1[12]\d{3}$/.test(value)) return [];
    const end = m.index + m[0].length;
    if (/^\s*[元块万]/.test(text.slice(end, end + 3))) return [];
    return [{ kind: 'account', start: end - value.length, end, from: m.index }];
  });
}

/** An at-sign, also spelled out, and a dot, also spelled out; every part is bounded, so that time stays linear. */
const AT = /\s?(?:@|艾特|[([（【]\s?at\s?[)\]）】]|#at#)\s?| at (?=[a-z0-9-]{1,30}\s?(?:\.|dot))/gi;
const LOCAL = /[a-z0-9](?:[a-z0-9_+%-]|[.](?=[a-z0-9])|\s?(?:点|dot)\s?(?=[a-z0-9])){0,63}$/i;
const HAN_LOCAL = /\p{Script=Han}{2,4}$/u;
const DOT = '\\s?(?:[.。]|点|\\(dot\\)|\\sdot\\s)\\s?';
const DOMAIN = new RegExp(`^[a-z0-9-]{1,63}(?:${DOT}[a-z0-9-]{2,24}){0,3}${DOT}[a-z]{2,24}`, 'i');

function emails({ text }: Folded): Hit[] {
  const hits: Hit[] = [];
  for (const m of text.matchAll(AT)) {
    const before = text.slice(Math.max(0, m.index - 64), m.index);
    const local = LOCAL.exec(before) ?? HAN_LOCAL.exec(before);
    const after = m.index + m[0].length;
    const domain = DOMAIN.exec(text.slice(after, after + 120));
    if (!local || !domain) continue;
    const start = m.index - local[0].length;
    const words =
      /(?:我|俺)?的?(?:电子)?(?:邮箱|邮件|email|mail|e-mail)(?:地址|账?号)?(?:是|为|到|[:：\s])*$/i;
    const from = start - (words.exec(text.slice(Math.max(0, start - 16), start))?.[0].length ?? 0);
    hits.push({ kind: 'email', start, end: after + domain[0].length, from });
  }
  return hits;
}

/** Hong Kong's: the check digit stands in brackets. */
const BRACKETED = /(?<![A-Za-z0-9])[A-Z]{1,2}\d{6}\s?[(（][\dA][)）]/g;

export function codesIn(f: Folded): Hit[] {
  const hits: Hit[] = emails(f);
  hits.push(...accounts(f));
  for (const m of f.text.matchAll(BRACKETED))
    hits.push({ kind: 'id-card', start: m.index, end: m.index + m[0].length, from: m.index });
  TOKEN.lastIndex = 0;
  for (let m = TOKEN.exec(f.digits); m; m = TOKEN.exec(f.digits)) {
    const found = codeAt(f.text, m.index, m[0]);
    if (found) hits.push(found);
    // What the token ran on into may be the next number.
    TOKEN.lastIndex = found?.end ?? m.index + (/^[A-Za-z0-9]+/.exec(m[0])?.[0].length ?? 1);
  }
  return hits;
}
