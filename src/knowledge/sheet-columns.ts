/** The columns of a curators' spreadsheet: one row a field of the fact file, with its Chinese heading. */
import {
  AUTHORITIES,
  CARES,
  FACT_TOPICS,
  LEVELS,
  LIMITS_OF,
  RELATIONS,
  REMOTES,
  SCHEMES,
  STATUSES,
} from '../contract.js';
import { RATIO_BASES, UNITS } from './schema.js';
import { band, type Codec, ids, list, oneOrMore, orNone, text, value, yes } from './sheet-cells.js';

export interface Column {
  title: string;
  path: string[];
  codec: Codec;
  /** Written even where no row has a value. */
  always: boolean;
  choices?: readonly string[];
}

const column = (title: string, path: string, codec: Codec, rest: Partial<Column> = {}): Column => ({
  title,
  path: path.split('.'),
  codec,
  always: false,
  ...rest,
});
const always = { always: true };
const condition = (title: string, key: string, codec: Codec = text, choices?: readonly string[]): Column =>
  column(title, `conditions.${key}`, codec, choices ? { choices } : {});

/** Which file a row belongs to, from the folder of facts on. */
export const FILE = column('文件', 'file', text, always);

export const HEAD_COLUMNS: Column[] = [
  FILE,
  column('地区', 'place', text, always),
  column('主题', 'topic', text, { ...always, choices: FACT_TOPICS }),
  column('事项', 'matter', text, always),
  column('险种', 'scheme', orNone, { ...always, choices: SCHEMES }),
  column('名称', 'title', text, always),
  column('指向词', 'asks', list, always),
];

export const FACT_COLUMNS: Column[] = [
  FILE,
  column('编号', 'id', text, always),
  column('本条险种', 'scheme', orNone, { choices: [...SCHEMES, '无'] }),
  column('统筹区', 'pool', text),
  condition('就医', 'care', oneOrMore, CARES),
  condition('医院等级', 'hospitalLevel', oneOrMore, LEVELS),
  condition('人员', 'status', oneOrMore, STATUSES),
  condition('异地', 'remote', oneOrMore, REMOTES),
  condition('限制对象', 'limitOf', text, LIMITS_OF),
  condition('收费类别', 'priceClass', oneOrMore, ['1', '2', '3']),
  condition('医院归属', 'hospitalOwner'),
  condition('医院称号', 'hospitalGrade'),
  condition('年龄', 'age'),
  condition('性别', 'sex', text, ['male', 'female']),
  condition('就医地区', 'area', text, ['in-province', 'out-of-province', 'out-of-city']),
  condition('转诊', 'referral', text, ['none', 'referred']),
  condition('备案', 'filing', text, ['long-term', 'temporary']),
  condition('第几次住院', 'admission'),
  condition('费用段', 'costBand', band),
  condition('谁缴', 'payer', text, ['own', 'subsidy', 'employer', 'total']),
  condition('渠道', 'channel'),
  condition('药品类别', 'drugClass', text, ['A', 'B', 'C']),
  condition('档次', 'planTier'),
  condition('缴费档', 'contributionTier'),
  condition('账户', 'account', text, ['qinqing', 'wallet']),
  condition('退休早于', 'retiredBefore'),
  condition('退休始于', 'retiredFrom'),
  condition('人群', 'group'),
  condition('病种', 'disease', oneOrMore),
  condition('机构', 'facility'),
  condition('药品', 'medicine'),
  condition('原因', 'reason'),
  column('数值', 'value', value, always),
  column('单位', 'unit', text, { ...always, choices: UNITS }),
  column('什么的比例', 'base', text, { choices: RATIO_BASES }),
  column('起', 'from', text, always),
  column('止', 'to', text, always),
  column('起为推算', 'fromEstimated', yes),
  column('止为推算', 'toEstimated', yes),
  column('年份不详', 'yearUnknown', yes),
  column('正文', 'statement', text, always),
  column('步骤', 'steps', list),
  column('无规定', 'noRule', yes),
  column('答是的词', 'says.yes', list),
  column('答否的词', 'says.no', list),
  column('亲属', 'relations', ids, { choices: RELATIONS }),
  column('判错的理由', 'refuted.why', text),
  column('更正它的', 'refuted.correctedBy', ids),
  column('提示', 'notice', text),
  column('并存的上级规定', 'holdsBeside', ids),
  column('来源', 'sources', ids, always),
  column('核对日', 'checked', text),
  column('不入计算', 'noCalculation', yes),
  column('分段起算', 'bandsOn', text, { choices: ['eligible', 'afterDeductible'] }),
];

export const EXAMPLE_COLUMNS: Column[] = [
  FILE,
  column('问', 'ask', text, always),
  column('按哪天', 'asOf', text),
  column('结局', 'outcome', text, { ...always, choices: ['answer', 'no-rule', 'no-fact', 'clarify'] }),
  column('应引用', 'facts', ids, always),
  column('应有', 'includes', list, always),
  column('不应有', 'excludes', list),
];

export const CONFLICT_COLUMNS: Column[] = [
  FILE,
  column('各方', 'facts', ids, always),
  column('说明', 'reason', text, always),
];

export const SOURCE_COLUMNS: Column[] = [
  column('文件', 'file', text, always),
  column('编号', 'id', text, always),
  column('标题', 'title', text, always),
  column('发布者', 'publisher', text, always),
  column('文号', 'docNo', text),
  column('网址', 'url', text, always),
  column('发布日', 'published', text, always),
  column('权威', 'authority', text, { ...always, choices: AUTHORITIES }),
  column('核对日', 'checked', text, always),
  column('被谁取代', 'supersededBy', text),
  column('镜像', 'mirror', yes),
  column('转载', 'republished', yes),
];

/** The sheets by name, in the order they stand in a workbook. */
export const SHEETS = {
  事实: FACT_COLUMNS,
  文件: HEAD_COLUMNS,
  例问: EXAMPLE_COLUMNS,
  分歧: CONFLICT_COLUMNS,
  来源: SOURCE_COLUMNS,
} as const;
export type SheetName = keyof typeof SHEETS;
export const SHEET_NAMES = Object.keys(SHEETS) as SheetName[];
/** Says what each column may hold; nothing is read from it. */
export const GUIDE = '说明';
