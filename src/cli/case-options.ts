/** The calculator's case as command-line options: one row each, and what they come to as the contract's request. */
import { Command, InvalidArgumentError } from 'commander';
import { CARES, LEVELS, REMOTES, SCHEMES, STATUSES } from '../contract.js';
import type { KnowledgeBase } from '../knowledge/base.js';

type Regions = KnowledgeBase['regions'];

/** Option, field of the request, what it says. */
const ROWS: [option: string, field: string, says: string][] = [
  ['--region <place>', 'region', '参保地：地名或六位行政区划代码'],
  ['--scheme <scheme>', 'scheme', `险种：${SCHEMES.join('、')}`],
  ['--care <care>', 'care', `${CARES.join('、')}（不写按住院）`],
  ['--level <level>', 'hospitalLevel', `医院级别：${LEVELS.join('、')}`],
  ['--status <status>', 'status', STATUSES.join('、')],
  ['--remote <remote>', 'remote', `异地：${REMOTES.join('、')}`],
  ['--age <years>', 'age', '年龄'],
  ['--amount <yuan>', 'amount', '总费用'],
  ['--self-paid <yuan>', 'selfPaid', '目录外自费'],
  ['--category-b-self-pay <yuan>', 'categoryBSelfPay', '乙类先行自付的金额'],
  ['--category-b <yuan>', 'categoryB', '乙类总额（按 categoryBRatio 先行自付）'],
  ['--compliant-self-pay <yuan>', 'compliantSelfPay', '基本医保结算后的政策范围内个人自付，只算后面几层'],
  ['--admission <n>', 'admission', '今年第几次住院'],
  ['--deductible-paid <yuan>', 'deductiblePaidThisYear', '今年已付的起付线'],
  ['--paid <yuan>', 'paidThisYear', '今年基金已付'],
  ['--own-account <yuan>', 'ownAccount', '本人个人账户余额'],
  ['--authoriser-account <yuan>', 'authoriserAccount', '授权人个人账户余额'],
  ['--annual-contribution <yuan>', 'annualContribution', '居民养老：每年缴多少'],
  ['--years <n>', 'years', '居民养老：缴多少年'],
  ['--balance <yuan>', 'balance', '居民养老：账户里已有多少'],
  ['--retire-age <years>', 'retireAge', '居民养老：多大年纪领'],
];

export interface CaseOptions {
  item?: { name: string; amount: string; firstPayRatio: string; restInFull?: boolean }[];
  assume?: Record<string, unknown>;
  [option: string]: unknown;
}

const camel = (option: string): string =>
  option
    .split(' ')[0]
    ?.slice(2)
    .replace(/-(\w)/g, (_m, c: string) => c.toUpperCase()) ?? option;

/** `名称=金额@先付比例`; without a ratio it is all eligible; `@0.5@full` has the rest paid in full. */
function item(text: string, before: CaseOptions['item'] = []): CaseOptions['item'] {
  const m = /^([^=]+)=([^@]+)(?:@(.+?)(@full)?)?$/.exec(text);
  if (!m)
    throw new InvalidArgumentError(
      '写成 名称=金额@先付比例，例如 乙类=2000@0.1；先付后其余全报的加 @full，例如 肾源=100000@0.5@full。',
    );
  const one = { name: m[1] as string, amount: m[2] as string, firstPayRatio: m[3] ?? '0' };
  return [...before, { ...one, ...(m[4] && { restInFull: true }) }];
}

/** `ratio=0.82`, `critical.deductible=20000`, `bands=[{"upTo":null,"ratio":"0.8"}]`. */
function assume(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(at, 0)).split('.');
  if (at < 1 || path.some((p) => !/^[a-zA-Z]\w*$/.test(p) || p === '__proto__'))
    throw new InvalidArgumentError('写成 名称=数值，例如 ratio=0.82 或 critical.deductible=20000。');
  const value = text.slice(at + 1);
  const out = structuredClone(before);
  let into = out;
  for (const key of path.slice(0, -1)) {
    into[key] = (into[key] as Record<string, unknown> | undefined) ?? {};
    into = into[key] as Record<string, unknown>;
  }
  into[path.at(-1) as string] = /^[[{]/.test(value) ? json(value) : value;
  return out;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('方括号或花括号里不是合法的 JSON。');
  }
}

export function withCase(c: Command): Command {
  for (const [option, , says] of ROWS) c.option(option, says);
  return c
    .option('--item <name=amount@ratio>', '逐项费用和先付比例（其余全报的加 @full），可写多次', item)
    .option('--assume <name=value>', '自己给的数（代替规定，标“假设”），可写多次', assume);
}

/** A place by code or by name; what is neither goes on as it is, and is refused with its field. */
export function placeCode(text: string, regions: Regions): string {
  const named = regions.filter((r) => [r.name, ...r.short, ...r.aliases].includes(text));
  return named.length === 1 ? (named[0]?.code as string) : text;
}

/** Options → the request; only what was said is in it. */
export function requestFrom(options: CaseOptions, regions: Regions): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [option, field] of ROWS) {
    const value = options[camel(option)];
    if (typeof value === 'string') out[field] = field === 'region' ? placeCode(value, regions) : value;
  }
  if (options.item) out.items = options.item;
  if (options.assume) out.assume = options.assume;
  return out;
}

/** The same from words as they are typed, without running anything. */
export function requestFromArguments(argv: string[], regions: Regions): Record<string, unknown> {
  const command = withCase(new Command('estimate')).exitOverride();
  command.parse(argv, { from: 'user' });
  return requestFrom(command.opts(), regions);
}
