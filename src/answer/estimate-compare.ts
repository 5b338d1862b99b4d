/** The same case side by side (places, levels, schemes): one table, with the lines that differ marked. */
import type { Result } from '../calculator/calculate.js';
import { lineOf, toCalculation } from '../calculator/calculation.js';
import type { Estimation } from '../calculator/estimate.js';
import { above } from '../calculator/running.js';
import { isProblem } from '../contract/estimate.js';
import type { Calculation } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { type Fen, plainYuan } from '../money.js';
import type { Side } from './compare.js';
import { emptyView } from './compose.js';
import type { Tools } from './decide.js';
import { type Estimate, estimateOf, fieldOf } from './estimate-case.js';
import { basisOf, citeResults, followUps, notesOf, workingLine } from './estimate-view.js';
import type { Cited, Table } from './view.js';

interface Estimated {
  name: string;
  found: Estimation | undefined;
  /** The figure that is lacking, where it is one with a name. */
  lacking?: string | undefined;
}

const MARK = '※ ';
const READINGS_IN_CELL = 3;

export const payOf = (r: Result): Fen => r.pays.totalPays ?? 0n;
const youOf = (r: Result): Fen => r.pays.youPay ?? 0n;
const distinctText = (list: string[]): string => [...new Set(list)].slice(0, READINGS_IN_CELL).join(' / ');

/** All keys of lines, in the order of the longest working. */
function keysOf(sides: Estimated[]): string[] {
  const workings = sides.flatMap((s) => s.found?.results.map((r) => r.lines.map((l) => l.key)) ?? []);
  const longest = [...workings].sort((a, b) => b.length - a.length)[0] ?? [];
  return [...new Set([...longest, ...workings.flat()])];
}

function tableOf(tools: Tools, sides: Estimated[]): Table {
  const words = tools.kb.labels.working;
  const unknown = words.unknown ?? '';
  const cell = (s: Estimated, key: string): string =>
    distinctText(
      (s.found?.results ?? []).flatMap((r) =>
        r.lines
          .filter((l) => l.key === key)
          .map((l) => `${lineOf(l, words).expression} = ${plainYuan(l.amount)}`),
      ),
    );
  const row = (label: string, cells: string[]): string[] => [
    new Set(cells).size > 1 ? `${MARK}${label}` : label,
    ...cells.map((c) => c || unknown),
  ];
  const sums = (of: (r: Result) => Fen) =>
    sides.map((s) => distinctText((s.found?.results ?? []).map((r) => plainYuan(of(r)))));
  return {
    columns: ['', ...sides.map((s) => s.name)],
    rows: [
      ...keysOf(sides).map((key) =>
        row(
          words[key] ?? key,
          sides.map((s) => cell(s, key)),
        ),
      ),
      row(words.totalPays ?? '', sums(payOf)),
      row(words.youPay ?? '', sums(youOf)),
    ],
  };
}

/** Which side pays most, where every side has one result; a range against a range has no winner. */
function ranked(sides: Estimated[]): { name: string; pays: Fen }[] {
  const single = sides.flatMap((s) =>
    s.found?.results.length === 1 ? [{ name: s.name, pays: payOf(s.found.results[0] as Result) }] : [],
  );
  return single.length === sides.length ? single.sort((a, b) => (a.pays < b.pays ? 1 : -1)) : [];
}

const asCalculation = (tools: Tools, e: Estimation): Calculation =>
  toCalculation(e.case, e.results, tools.kb.labels.working);

/** One table of the same case on every side; undefined where fewer than one side can be calculated. */
export function compareEstimates(
  tools: Tools,
  s: Situation,
  list: Side[],
  cited: Cited,
): Estimate | undefined {
  const sides = list.map(({ name, situation }): Estimated => {
    const found = estimateOf(tools, situation, 'estimate');
    return isProblem(found)
      ? { name, found: undefined, lacking: tools.kb.labels.working[`lacking-${fieldOf(found)}`] }
      : { name, found };
  });
  const known = sides.flatMap((x) => (x.found ? [x.found] : []));
  const first = known[0];
  if (!first) return undefined;
  for (const e of known) citeResults(e.results, cited);
  const view = emptyView(s, 'estimate');
  view.table = tableOf(tools, sides);
  const order = ranked(sides);
  const [best, next] = [order[0], order[1]];
  const gap = best && next && best.pays > next.pays ? above('gap', best.pays, next.pays) : undefined;
  view.calculation = {
    lead: tools.renderer.render('estimate/compare', {
      basis: basisOf(
        tools,
        known.flatMap((e) => e.results),
      ),
      amount: first.case.amount === undefined ? '' : plainYuan(first.case.amount),
      best: gap && best ? best.name : '',
      same: best !== undefined && next !== undefined && best.pays === next.pays,
      gap: gap ? plainYuan(gap.amount) : '',
      sides: sides.map((x) => ({
        name: x.name,
        lacking: x.lacking ?? '',
        pays: distinctText((x.found?.results ?? []).map((r) => plainYuan(payOf(r)))),
        you: distinctText((x.found?.results ?? []).map((r) => plainYuan(youOf(r)))),
      })),
    }),
    lines: gap ? [workingLine(tools, gap)] : [],
    variants: [],
    notes: [...new Set(known.flatMap((e) => notesOf(tools, e)))],
  };
  const parts = known.map((e) => asCalculation(tools, e));
  const lines = gap ? [lineOf(gap, tools.kb.labels.working)] : [];
  return {
    view,
    calculation: {
      inputs: (parts[0] as Calculation).inputs,
      lines,
      variants: parts.flatMap(({ variants, range: _r, ...one }) => variants ?? [{ because: [], ...one }]),
    },
    suggestions: followUps(tools, first),
  };
}
