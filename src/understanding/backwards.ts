/** "How much would it have to cost": what a message asks of an estimate the other way round, and for which sum. */
import type { Backwards } from '../dialogue.js';
import { readSums } from './amounts.js';

const THRESHOLD = '(?:起付(?:线|标准|金)?|门槛费?)';
const LIMIT = '(?:封顶|上限|顶格|(?:年度)?限额)线?';
const HOW_MUCH = '(?:花|用|够)?(?:了|到)?多少(?:钱|费用)?';
const SHORT = '还?(?:差|缺)(?:了)?(?:多少|几|多远)';
const REACHES = '(?:才|能|就|会|要|可以|算)*(?:够|到|达到|过|超过|满)(?:得?了|得?上)?(?:这个|那个)?';

const either = (...parts: string[]): RegExp => new RegExp(parts.join('|'));

const START_TOTAL = either(`${HOW_MUCH}${REACHES}${THRESHOLD}`, `${THRESHOLD}要花多少`);
const START = either(`(?:离|距离?|到)${THRESHOLD}${SHORT}`, `${SHORT}(?:钱)?${REACHES}${THRESHOLD}`);
const CAP_TOTAL = either(`${HOW_MUCH}${REACHES}${LIMIT}`, `${LIMIT}要花多少`);
const CAP = either(
  `(?:离|距离?|到)${LIMIT}(?:${SHORT}|还(?:有|剩)(?:多少|多远))`,
  `${SHORT}(?:钱)?${REACHES}${LIMIT}`,
);
/** 要花多少, 总费用是多少, 一共花了多少: the total is what is not known. */
const ASKS_TOTAL =
  /(?:(?:得|要|需要?|该|应该|必须|起码|至少)花|花(?:到|够)|总(?:费用|共|额)?(?:得|要|应该|是|花)*了?|一共(?:得|要|应该|是|花)*了?|账单(?:是|得)?)多少/;
const PAID = /(?:报|拿|领)(?:销|回|下|得|来|到|够|满|了|掉)*$/;
const OWN = /自[己个]?(?:只|就|才|要|得|先|已经)*(?:付|掏|出|花|负担|承担)(?:了|到|够)*$/;

/** What is asked backwards, if anything is. `text` is normalised. */
export function readBackwards(text: string): Backwards | undefined {
  for (const [kind, re, total] of [
    ['start', START_TOTAL, true],
    ['cap', CAP_TOTAL, true],
    ['start', START, false],
    ['cap', CAP, false],
  ] as const)
    if (re.test(text)) return { kind, total };
  if (!ASKS_TOTAL.test(text)) return undefined;
  for (const sum of readSums(text)) {
    const before = text.slice(0, sum.start);
    const kind = OWN.test(before) ? 'you' : PAID.test(before) ? 'pays' : undefined;
    if (kind) return { kind, amount: sum.value, total: true };
  }
  return undefined;
}
