/** An estimation → the part of an answer that shows it: the amount first, then the working line by line with its sources. */
import { because, type Result } from '../calculator/calculate.js';
import { lineOf, toCalculation } from '../calculator/calculation.js';
import { type Estimation, onlyLevels } from '../calculator/estimate.js';
import type { Line, Note } from '../calculator/running.js';
import type { Calculation } from '../contract.js';
import type { Fact } from '../knowledge/base.js';
import { type Fen, plainYuan } from '../money.js';
import type { Tools } from './decide.js';
import { attribution } from './support.js';
import type { CalculationView, Cited, WorkingLine } from './view.js';
import { conditionText } from './wording.js';

/** Conditions that the question or the assumptions have already said. */
const SAID = new Set(['care', 'status', 'payer']);
const STAGES = ['fundPays', 'largePays', 'criticalPays', 'aidPays', 'supplementPays'] as const;

type Kit = Pick<Tools, 'kb' | 'renderer'>;

const sentenceOf = (f: Fact): string => f.statement.replace(/。$/, '');
const factsOf = (lines: readonly Line[]): Fact[] =>
  lines.flatMap((l) => l.figures.flatMap((f) => (f.fact ? [f.fact] : [])));

/** The facts that the lines stand on; where readings differ, all that make the difference; then what notes name. */
export function citeResults(results: readonly Result[], cited: Cited): void {
  for (const r of results) {
    const differing = results.length > 1 ? because(r, results) : [];
    cited.facts.push(...factsOf(r.lines), ...differing, ...r.notes.flatMap(noteFacts));
  }
}

const noteFacts = (n: Note): Fact[] => n.figures.flatMap((f) => (f.fact ? [f.fact] : []));

export function workingLine(tools: Kit, l: Line): WorkingLine {
  const { label, expression } = lineOf(l, tools.kb.labels.working);
  const sources = [...new Set(factsOf([l]).map((f) => attribution(tools.kb, f)))].filter(Boolean);
  return { label, expression, amount: plainYuan(l.amount), source: sources.slice(0, 2).join('；') };
}

const sameLine = (a: Line, b: Line): boolean =>
  a.key === b.key && a.name === b.name && a.expression === b.expression && a.amount === b.amount;

/** What sets a result apart, in words: conditions, else what its facts state; from where bands count. */
export function labelsOf(tools: Kit, results: readonly Result[]): string[] {
  const said = results.map((r) => {
    const list = because(r, results).map((f) => conditionText(f, tools.kb.labels, SAID) || sentenceOf(f));
    return [...new Set(list.filter(Boolean))];
  });
  // What all of them share tells none of them apart.
  const words = said.map((list) => list.filter((w) => !said.every((other) => other.includes(w))).join('，'));
  return results.map((r, i) => {
    const label = words[i] ?? '';
    const twins = words.filter((w) => w === label).length > 1;
    if (!twins) return label;
    const reading = r.reading.flatMap((f) => Object.values(f)).find((f) => f?.bands && f.fact)?.bandsOn;
    const differing = because(r, results)[0];
    const more = differing
      ? attribution(tools.kb, differing)
      : reading
        ? tools.renderer.render(`estimate/bands-${reading}`, {})
        : '';
    return [label, more].filter(Boolean).join('，');
  });
}

/** What the figures are taken from: facts, somebody's page, or the caller. */
export function basisOf(tools: Kit, results: readonly Result[]): string {
  const figures = results.flatMap((r) => r.lines.flatMap((l) => l.figures));
  const facts = figures.flatMap((f) => f.fact ?? []);
  const kind = facts.some((f) => f.authority === 'aggregator')
    ? 'basis-unofficial'
    : facts.length === 0 && figures.some((f) => f.assumed)
      ? 'basis-assumed'
      : 'basis';
  const pension = results.some((r) => r.running.pension !== undefined);
  return tools.renderer.render(`estimate/${kind}`, { pension });
}

export const extremes = (values: Fen[]): [string, string] => {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return [plainYuan(sorted[0] ?? 0n), plainYuan(sorted.at(-1) ?? 0n)];
};

export const totalOf = (r: Result): Fen => r.pays.totalPays ?? 0n;
export const youOf = (r: Result): Fen => r.pays.youPay ?? 0n;

function amounts(
  tools: Kit,
  r: Result,
): { pays: string; you: string; stages: { label: string; amount: string }[] } {
  const paid = STAGES.flatMap((p) => {
    const amount = r.pays[p];
    const label = tools.kb.labels.working[p] ?? p;
    return amount !== undefined && (amount > 0n || p === 'fundPays')
      ? [{ label, amount: plainYuan(amount) }]
      : [];
  });
  return { pays: plainYuan(totalOf(r)), you: plainYuan(youOf(r)), stages: paid.length > 1 ? paid : [] };
}

function leadOf(tools: Kit, results: readonly Result[], basis: string): string {
  const first = results[0] as Result;
  if (results.length === 1)
    return tools.renderer.render('estimate/lead', { basis, ...amounts(tools, first) });
  const [low, high] = extremes(results.map(totalOf));
  const [youLow, youHigh] = extremes(results.map(youOf));
  return tools.renderer.render('estimate/range', { basis, low, high, youLow, youHigh, same: low === high });
}

function noteText(tools: Kit, n: Note): string {
  const figures = n.figures.filter((f) => f.unit === 'CNY/year' && f.fact?.topic === 'cap');
  const ceiling = figures.find((f) => f.fact?.matter.endsWith('total-cap'));
  const own = figures.find((f) => f !== ceiling);
  return tools.renderer.render(`estimate/note-${n.key}`, {
    rules: noteFacts(n).map(sentenceOf),
    ceiling: ceiling ? plainYuan(ceiling.fen) : '',
    cap: own && !ceiling ? plainYuan(own.fen) : '',
  });
}

/** What was left out of the working, and what was taken for granted. */
export function notesOf(tools: Kit, e: Estimation): string[] {
  const left = [...new Set(e.results.flatMap((r) => r.notes.map((n) => noteText(tools, n))))];
  const levels = onlyLevels(e.case, e.results).map((l) => tools.kb.labels.hospitalLevel[l]);
  const list = e.assumptions.map((a) => tools.renderer.render(`assumption/${a}`, { levels }));
  return list.length === 0 ? left : [...left, tools.renderer.render('estimate/assumptions', { list })];
}

export function calculationView(
  tools: Kit,
  e: Estimation,
  cited: Cited,
): { view: CalculationView; calculation: Calculation } {
  const { results } = e;
  citeResults(results, cited);
  const calculation = toCalculation(e.case, results, tools.kb.labels.working);
  const first = results[0] as Result;
  const shared = first.lines.filter((l) => results.every((r) => r.lines.some((o) => sameLine(l, o))));
  const labels = labelsOf(tools, results);
  const variants = results.map((r, i) => ({
    lead: tools.renderer.render('estimate/variant', { label: labels[i], ...amounts(tools, r) }),
    lines: r.lines.filter((l) => !shared.some((o) => sameLine(l, o))).map((l) => workingLine(tools, l)),
  }));
  return {
    calculation,
    view: {
      lead: leadOf(tools, results, basisOf(tools, results)),
      lines: shared.map((l) => workingLine(tools, l)),
      variants: results.length > 1 ? variants : [],
      notes: notesOf(tools, e),
    },
  };
}

/** Changes worth one tap, each of which would come to another result. */
export function followUps(tools: Kit, e: Estimation): string[] {
  const { case: c, assumptions } = e;
  const ask: string[] = [];
  if (assumptions.includes('active')) ask.push('retired');
  if (c.amount !== undefined && c.hospitalLevel?.startsWith('3')) ask.push('lower-level');
  else if (c.amount !== undefined && c.hospitalLevel) ask.push('higher-level');
  if (c.care === 'inpatient' && c.remote === undefined) ask.push('elsewhere');
  ask.push('cap-distance');
  return ask.slice(0, 3).map((a) => tools.renderer.render(`follow-up/${a}`, {}));
}
