/** The words before a number → what it is said to be. */
import type { Kind } from './kinds.js';

/** Between the word and the number: 身份证号码是：, 电话（微信同号）. */
const FILLER =
  '(?:号码?[一二1-3]?|二维码|条形?码|字第|编码|编号|数字|一共|完整的?|就是|应该|的|是|为|叫|填|写|报|打|吧|呢|在这|如下|给您?你?|第一个|[:：=＝\\s,，、“”"\'‘’()（）\\[\\]【】<>《》/\\-—_.。*#|])*';

/** The first that fits says the kind; more particular words stand before those they hold. */
const WORDS: [Kind, string][] = [
  ['e-voucher', '(?:医保)?(?:电子凭证|电子医保凭证|医保码|电子码|凭证码|医保电子卡)'],
  [
    'permit',
    '(?:往来|来往)?[湾港澳台居民内地大陆往来]{0,8}通行证|回乡证|台胞证|港澳证|居留证|永居证|居留卡|[港澳台]{1,3}(?:地区)?居民|港澳身份证',
  ],
  ['passport', '[护護]照|passport|旅行证'],
  [
    'social-insurance',
    '(?:社保|社会保障|社会保险|医保|医疗保险|医疗|医疗保障|参保|新农合|合疗|养老|职工|居民)(?:个人)?(?:卡|证|账户|凭证)?(?:卡号|编号|编码|账号|号码|识别号|号|序列号)|个人编号|参保人编号|参保编号|社保卡|社会保障卡|医保卡|合疗证|医疗证|医疗卡|社保号|电脑号',
  ],
  ['id-card', '身[份分][证證]|居民证|证件|户口本|户口薄|户口簿|居住证|id\\s*card|sfz|id|身份号'],
  [
    'medical-record',
    '住院号|病历号|病案号|就诊卡|就诊号|诊疗卡|门诊号|登记号|住院流水号|体检号|病历本|医保结算单号',
  ],
  ['number', '(?:军官|士兵|警官|残疾|驾驶|结婚|离婚|出生|退伍|学生|教师|低保)证|驾照|出生医学证明|工号|学号'],
  [
    'bank-card',
    '[工农建中交]行卡?|[银銀]行卡?|信用卡|储蓄卡|工资卡|借记卡|存折|卡号|账号|账户|帐号|帐户|农行|工行|建行|中行|农商行|邮储|信用社|开户行|card',
  ],
  ['mobile', '(?:联系)?手[机機]|移动电话|mobile|phone|cell|sj|小灵通|手机尾号'],
  [
    'landline',
    '(?:联系|家庭|家里)?[电電][话話]|座机|固话|联系方式|联系|联络|打给我|打我|拨打|致电|回电|来电|传真|tel|宅电|热线|dh|拨|call',
  ],
];

const LABELS: [Kind, RegExp][] = WORDS.map(([kind, words]) => [
  kind,
  new RegExp(`(?:(?:我|你|他|她|俺|本人)的?)?(?:${words})${FILLER}$`, 'i'),
]);

/** Only part of one is told: 身份证后六位. */
const PART = /(?:[后前末尾][四五六七八4-8]位?数?字?|尾[数号]?)$/;

const WINDOW = 26;
const TRIM = new RegExp(`${FILLER}$`);

export interface Label {
  kind: Kind;
  /** Where its words begin. */
  from: number;
  part: boolean;
}

export function labelBefore(text: string, at: number): Label | undefined {
  const lower = Math.max(0, at - WINDOW);
  const whole = text.slice(lower, at);
  const trimmed = whole.replace(TRIM, '');
  const part = PART.exec(trimmed);
  const before = part ? trimmed.slice(0, part.index) : whole;
  for (const [kind, re] of LABELS) {
    const m = re.exec(before);
    if (m) return { kind, from: lower + m.index, part: part !== null };
  }
  return part && /尾/.test(part[0]) ? { kind: 'number', from: lower + part.index, part: true } : undefined;
}
