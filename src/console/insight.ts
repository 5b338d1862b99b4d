/** Counts of questions → sums by day, topic, place, outcome and channel, and the same as CSV. */
import { regionName } from '../answer/wording.js';
import type { Assistant } from '../assistant.js';
import type { Insight, InsightQuery } from '../contract/console.js';
import type { Topic } from '../contract.js';
import { Refusal } from '../errors.js';
import { addDays, isDay } from '../period.js';
import type { Count } from '../store/records.js';

const MOST_DAYS = 366;
const NONE = 'none';
type Sums = Insight['totals'];

/** No question of insurance was asked. */
const TALK = new Set(['smalltalk', 'handoff']);
const ANSWERED = new Set(['answer', 'no-rule', 'clarify']);

const OUTCOMES: Record<string, string> = {
  answer: '已回答',
  clarify: '已追问',
  'no-rule': '已说明没有规定',
  'no-fact': '没有查到',
  'out-of-scope': '不归我们答',
  handoff: '转人工',
  smalltalk: '寒暄',
};
const CHANNELS: Record<string, string> = {
  api: '接口',
  widget: '网页',
  telegram: 'Telegram',
  wechat: '微信',
};

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

export function sumsOf(rows: Count[]): Sums {
  const sum = (of: (c: Count) => number): number => rows.reduce((n, c) => n + of(c), 0);
  const questions = sum((c) => c.questions);
  const asked = sum((c) => (TALK.has(c.outcome) ? 0 : c.questions));
  const answered = sum((c) => (ANSWERED.has(c.outcome) ? c.questions : 0));
  const handOffs = sum((c) => (c.outcome === 'handoff' ? c.questions : 0));
  const helpful = sum((c) => c.helpful);
  const unhelpful = sum((c) => c.unhelpful);
  return {
    ...{ questions, conversations: sum((c) => c.conversations), answered, handOffs, helpful, unhelpful },
    answerRate: share(answered, asked),
    handOffRate: share(handOffs, questions),
    helpfulness: share(helpful, helpful + unhelpful),
  };
}

export function checkDays({ from, to }: InsightQuery): void {
  for (const [field, value] of Object.entries({ from, to }))
    if (!isDay(value))
      throw new Refusal('invalid-request', `${field} 应为日历上的日子，写成 YYYY-MM-DD`, field);
  if (from > to) throw new Refusal('invalid-request', 'from 应不晚于 to', 'from');
  if (addDays(from, MOST_DAYS) <= to)
    throw new Refusal('invalid-request', `一次最多看 ${MOST_DAYS} 天；请缩短`, 'from');
}

const wanted = (q: InsightQuery) => (c: Count) =>
  (!q.topic || (c.topic ?? NONE) === q.topic) &&
  (!q.region || (c.region ?? NONE) === q.region) &&
  (!q.channel || c.channel === q.channel) &&
  (!q.outcome || c.outcome === q.outcome);

function days(from: string, to: string): string[] {
  const out: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) out.push(day);
  return out;
}

export function insightOf({ kb }: Pick<Assistant, 'kb'>, counts: Count[], q: InsightQuery): Insight {
  const rows = counts.filter(wanted(q));
  const by = (keyOf: (c: Count) => string, label: (key: string) => string): Insight['days'] => {
    const groups = new Map<string, Count[]>();
    for (const c of rows) groups.set(keyOf(c), [...(groups.get(keyOf(c)) ?? []), c]);
    return [...groups]
      .map(([key, list]) => ({ key, label: label(key), ...sumsOf(list) }))
      .sort((a, b) => b.questions - a.questions || (a.key < b.key ? -1 : 1));
  };
  const byDay = new Map(
    by(
      (c) => c.day,
      (k) => k,
    ).map((d) => [d.key, d]),
  );
  return {
    ...{ from: q.from, to: q.to, totals: sumsOf(rows) },
    days: days(q.from, q.to).map((day) => byDay.get(day) ?? { key: day, label: day, ...sumsOf([]) }),
    topics: by(
      (c) => c.topic ?? NONE,
      (k) => kb.topicByName.get(k as Topic)?.title ?? '没有主题',
    ),
    regions: by(
      (c) => c.region ?? NONE,
      (k) => (k === NONE ? '没有说地方' : regionName(kb, k)),
    ),
    outcomes: by(
      (c) => c.outcome,
      (k) => OUTCOMES[k] ?? k,
    ),
    channels: by(
      (c) => c.channel,
      (k) => CHANNELS[k] ?? k,
    ),
  };
}

const HEAD = ['日期', '渠道', '主题', '结果', '参保地', '地区代码', '提问', '会话', '有帮助', '没帮助'];
/** A spreadsheet reads what begins so as a formula. */
const FORMULA = /^[=+\-@\t\r]/;
function cell(value: string | number): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** With a mark at the start by which spreadsheets know UTF-8. */
export function insightCsv({ kb }: Pick<Assistant, 'kb'>, counts: Count[], q: InsightQuery): string {
  const rows = counts
    .filter(wanted(q))
    .map((c) => [
      ...[
        c.day,
        CHANNELS[c.channel] ?? c.channel,
        c.topic ? (kb.topicByName.get(c.topic as Topic)?.title ?? c.topic) : '',
      ],
      ...[OUTCOMES[c.outcome] ?? c.outcome, c.region ? regionName(kb, c.region) : '', c.region ?? ''],
      ...[c.questions, c.conversations, c.helpful, c.unhelpful],
    ]);
  return `\ufeff${[HEAD, ...rows].map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`;
}
