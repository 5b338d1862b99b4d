/** Questions of one group → an issue for the curators, with each wording as a labelled row. Nothing personal goes along. */
import { regionName } from '../answer/wording.js';
import type { Assistant } from '../assistant.js';
import type { IssueText } from '../contract/console.js';
import type { Answer } from '../contract.js';
import { maskPersonal } from '../privacy.js';
import type { AnswerRecord } from '../store/records.js';

const TITLE = 60;
const OUTCOME: Partial<Record<string, string>> = {
  answer: '回答了但不满意或把握不大',
  'no-fact': '没有查到资料',
  'out-of-scope': '当作不归我们答',
};

const oneLine = (text: string): string => maskPersonal(text).replace(/\s+/g, ' ').trim();
const questionOf = (r: AnswerRecord): string => oneLine((JSON.parse(r.request) as { text: string }).text);
const unique = <T>(list: T[]): T[] => [...new Set(list)];

/** Longer than any run of backticks inside, so that nothing a citizen wrote gets out of it. */
const fenceFor = (text: string): string =>
  '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));

function rowOf(r: AnswerRecord, no: number): string {
  const { topic, slots, asOf, outcome } = JSON.parse(r.body) as Answer;
  const text = questionOf(r);
  return JSON.stringify({ id: `u${no + 1}`, text, topic: topic ?? 'out-of-scope', slots, outcome, asOf });
}

/** Answers, oldest first or not; the same wording stands once. */
export function issueText(a: Assistant, answers: AnswerRecord[]): IssueText {
  const sorted = [...answers].sort((x, y) => (x.at < y.at ? -1 : 1));
  const wordings = [...new Map(sorted.map((r) => [questionOf(r), r])).entries()];
  const texts = wordings.map(([text]) => text).join('\n');
  const rows = wordings.map(([, r], i) => rowOf(r, i)).join('\n');
  const text = a.renderer.render('console/issue', {
    questions: sorted.length,
    people: unique(sorted.map((r) => r.conversationId)).length,
    first: sorted[0]?.at.slice(0, 10) ?? '',
    last: sorted.at(-1)?.at.slice(0, 10) ?? '',
    reasons: unique(sorted.map((r) => OUTCOME[r.outcome] ?? r.outcome)).join('、'),
    regions: unique(sorted.flatMap((r) => (r.region ? [regionName(a.kb, r.region)] : []))).join('、'),
    fence: fenceFor(texts + rows),
    texts,
    rows,
  });
  return { title: `没有答好：${[...(wordings[0]?.[0] ?? '')].slice(0, TITLE).join('')}`, text };
}
