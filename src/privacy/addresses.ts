/** Where somebody lives, down to the door: 阳光小区3号楼2单元501. Provinces, cities and counties stay, since rules differ by them. */
import type { Folded } from './fold.js';
import type { Hit } from './kinds.js';

/** A digit as it stands in `digits`, where Chinese ones are digits too; 十 is none there. */
const N = '[\\d十]{1,4}(?:[-—之]\\d{1,4}){0,3}[a-zA-Z]?';
/** Two of these make a door. */
const PART = `(?:${N}\\s?(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|弄|门洞?|排|组|户|院)|[a-zA-Z甲乙丙丁东西南北]\\s?(?:座|栋|区|单元))[\\s,，-]?`;
const STREET =
  '(?:路|街|大道|巷|胡同|弄|里|村|庄|屯|社区|小区|花园|家园|苑|公寓|大厦|新村|坊|院|城|府|园|湾|庭|郡|居|寨|堡|营|队|镇|乡)';
/** 5-2-301 right behind the name of an estate. */
const SHORT = '(?<=小区|花园|家园|新村|公寓|[苑园府城庭郡])\\d{1,3}[-—]\\d{1,2}[-—]\\d{3,4}';
/** From the first part of the door to the last. */
const DOOR = new RegExp(
  `${PART}(?:${PART}|${N}(?![\\d年月日元万千%岁个人天次级])|\\p{Script=Han}{1,6}${STREET}\\s?|\\p{Script=Han}{1,8}(?=${N}(?:号楼|栋|幢|单元|室))){0,6}|${SHORT}`,
  'gu',
);
const COUNT = new RegExp(PART, 'gu');

const CUE =
  /(?:家住|住址|我?住在|住的是?|家在|家庭(?:住址|地址)|地址|居住地?|现居|户籍地?址?|户口(?:所在地|在|地)|寄到|寄给|邮寄|送到|快递到|老家|租住|搬到|租在|收货|收件|定居|上门|住|寄)(?:在|到|是|为|于|址|[\s:：,，])*$/u;
const INSTITUTION =
  /医院|卫生院|住院部|门诊|病房|病区|病床|医保局|医保中心|大厅|社保|窗口|政务|服务中心|药店|银行|单位|公司|学校|办事处|机构|政府|几|哪/;
/** What an address does not hold: words of the sentence it stands in. */
const BEFORE =
  /[\s,，。；;：:!！?？、(（"“]|(?:家住|住在|住址|地址|我住|家在|寄到|送到|现居|租住|搬到|老家|收货|我家|他家|俺家|住|在|到|是|的|我|你|他|她|妈|爸|给)(?:在|是|为|于)?/gu;
const LEVEL = new RegExp(`(?:[省市区县旗]|${STREET})$`, 'u');
const STREET_END = new RegExp(`${STREET}[\\s,，的]?$`, 'u');
/** Words that make it somebody's home whatever stands near. */
const HOME = /家住|住址|家庭地址|收货|我家|户籍|租住|家属[院区楼]|宿舍/;
/** The last place that rules may differ by. */
const PLACE = /(?:省|自治区|自治州|地区|盟|市|[^小社片校园]区|[^州]县|旗|镇|乡)(?!场|民|长|级|里)/gu;
const REACH = 34;

/** Where the address begins that ends with a door at `at`; the index after the last place, or after the sentence's own words. */
function beginning(
  text: string,
  at: number,
): { start: number; cue: boolean; street: boolean; public: boolean } {
  const lower = Math.max(0, at - REACH);
  const before = text.slice(lower, at);
  const clause =
    Math.max(...['。', '；', ';', '!', '！', '?', '？', '\n'].map((c) => before.lastIndexOf(c))) + 1;
  const within = before.slice(clause);
  let start = 0;
  for (const m of within.matchAll(BEFORE)) {
    // 五一路 胜利小区: the gap is within the address; 住宅里: no word of the sentence.
    const inside = /[\s,，]/.test(m[0]) && LEVEL.test(within.slice(start, m.index));
    if (!inside && !/^[里村]/.test(within.slice(m.index + m[0].length))) start = m.index + m[0].length;
  }
  const cue = CUE.test(within.slice(0, start));
  const rest = within.slice(start);
  let place = 0;
  for (const m of rest.matchAll(PLACE)) place = m.index + m[0].length;
  const street = STREET_END.test(rest);
  const near = within.slice(Math.max(start - 8, commaBefore(within, start)));
  return {
    start: lower + clause + start + place,
    cue,
    street,
    public: INSTITUTION.test(near) && !HOME.test(near),
  };
}

const commaBefore = (text: string, at: number): number =>
  Math.max(text.lastIndexOf(',', at - 2), text.lastIndexOf(' ', at - 2)) + 1;

const CUES_ANYWHERE = /[号楼栋幢座单元室弄排组]|\d[-—]\d/u;

export function addressesIn({ text, digits }: Folded): Hit[] {
  if (!CUES_ANYWHERE.test(text)) return [];
  const hits: Hit[] = [];
  for (const m of digits.matchAll(DOOR)) {
    const parts = m[0].match(COUNT)?.length ?? 0;
    const door = m[0].trimEnd().replace(/[,，-]+$/, '');
    const b = beginning(text, m.index);
    const certain = parts >= 2 && /栋|幢|单元|号楼|室|座/.test(door);
    const short = parts === 0;
    const told = b.cue && (b.street || certain || /室|单元|栋|幢/.test(door));
    if (b.public || !(short || told || (certain && (b.street || parts >= 3 || /单元/.test(door))))) continue;
    hits.push({ kind: 'address', start: b.start, end: m.index + door.length, from: b.start });
  }
  return hits;
}
