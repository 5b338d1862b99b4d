/** "What would it have to cost": the solved totals as a view, one a reading, each with the working at that very total. */
import { type Goal, type Solution, solveBackwards } from '../calculator/backwards.js';
import { paysOf } from '../calculator/calculate.js';
import { lineOf, toCalculation } from '../calculator/calculation.js';
import { type Estimation, estimate } from '../calculator/estimate.js';
import { above, type Line, line } from '../calculator/running.js';
import { totalPays, youPay } from '../calculator/solve.js';
import { isProblem } from '../contract/estimate.js';
import type { Backwards, Situation } from '../dialogue.js';
import { plainYuan, yuan } from '../money.js';
import { emptyView } from './compose.js';
import type { Tools } from './decide.js';
import { type Estimate, inquiryOf, PROBE, requestOf } from './estimate-case.js';
import { lackingView } from './estimate-lacking.js';
import { basisOf, citeResults, labelsOf, notesOf, workingLine } from './estimate-view.js';
import type { Cited } from './view.js';

/** The lines that lead to the answer: how far it is, or the working that shows the sum is reached. */
function linesOf(x: Solution, goal: Goal, e: Estimation): Line[] {
  const bill = e.case.amount ?? 0n;
  if (goal.kind === 'pays' || goal.kind === 'you') return x.total === undefined ? [] : x.running.lines;
  if (goal.kind === 'start') {
    const threshold = line(
      'solve-start',
      plainYuan(x.total ?? 0n),
      x.total ?? 0n,
      x.running.lines.flatMap((l) => l.figures).slice(0, 1),
    );
    return bill > 0n && x.total !== undefined && bill < x.total
      ? [threshold, above('solve-more', x.total, bill)]
      : [threshold];
  }
  const capFigures = x.result.reading.flatMap((f) => (f.cap ? [f.cap] : [])).slice(0, 1);
  const cap = x.cap ?? { room: 0n, now: 0n, left: 0n };
  const room = line('solve-cap', plainYuan(cap.room), cap.room, capFigures);
  return bill > 0n ? [room, above('solve-left', cap.room, cap.now)] : [room];
}

function sentenceOf(
  tools: Tools,
  x: Solution,
  goal: Goal,
  e: Estimation,
  basis: string,
  label: string,
): string {
  const bill = e.case.amount ?? 0n;
  const total = x.total === undefined ? '' : plainYuan(x.total);
  const more = x.total !== undefined && bill > 0n && bill < x.total ? plainYuan(x.total - bill) : '';
  return tools.renderer.render(`estimate/solve-${goal.kind}`, {
    basis: label ? `${basis}（${label}）` : basis,
    total: x.total === 0n ? '' : total,
    never: x.total === undefined,
    amount: bill > 0n ? plainYuan(bill) : '',
    more,
    target: 'amount' in goal ? plainYuan(goal.amount) : '',
    most: plainYuan(totalPays(x.running)),
    pays: plainYuan(totalPays(x.running)),
    you: plainYuan(youPay(x.running)),
    cap: x.cap ? plainYuan(x.cap.room) : '',
    now: x.cap ? plainYuan(x.cap.now) : '',
    left: x.cap ? plainYuan(x.cap.left) : '',
  });
}

const goalOf = (b: Backwards): Goal =>
  b.kind === 'start' || b.kind === 'cap' ? { kind: b.kind } : { kind: b.kind, amount: yuan(b.amount ?? '0') };

/** Filed and unfiled are two schedules where it was not said which. */
function solvedFor(tools: Tools, s: Situation, e: Estimation, goal: Goal): Solution[] {
  if (!e.assumptions.includes('filing-unsaid')) return solveBackwards(e, goal);
  const ways = (['filed', 'unfiled'] as const).map((remote) =>
    estimate(inquiryOf(tools, s), { ...e.case.request, amount: PROBE, remote }),
  );
  return ways.flatMap((way) =>
    isProblem(way) ? [] : solveBackwards(asked(way, e.case.request.amount), goal),
  );
}

/** The same at the bill that was said, or at none. */
function asked(e: Estimation, amount: string | undefined): Estimation {
  const { amount: _probe, ...request } = e.case.request;
  const said = amount === undefined ? request : { ...request, amount };
  return { ...e, case: { ...e.case, amount: yuan(amount ?? '0'), request: said } };
}

/** 花多少才够起付线, 离封顶还差多少, 要报到一万得花多少: solved for the situation at hand. */
export function backwardsView(
  tools: Tools,
  s: Situation,
  backwards: Backwards,
  cited: Cited,
): Estimate | undefined {
  const goal = goalOf(backwards);
  const request = requestOf(tools, s, 'estimate');
  const tried = estimate(inquiryOf(tools, s), { ...request, amount: request.amount ?? PROBE });
  if (isProblem(tried)) return lackingView(tools, s, tried, cited);
  const e = asked(tried, request.amount);
  const solutions = solvedFor(tools, s, e, goal);
  const first = solutions[0];
  if (!first) return undefined;
  const results = solutions.map((x) => ({ ...x.result, lines: linesOf(x, goal, e) }));
  citeResults(results, cited);
  const basis = basisOf(tools, results);
  const labels = labelsOf(tools, results);
  const lead = solutions.map((x, i) => sentenceOf(tools, x, goal, e, basis, labels[i] ?? ''));
  const view = emptyView(s, 'estimate');
  view.calculation = {
    lead: lead.join('\n'),
    lines: results.flatMap((r) => r.lines.map((l) => workingLine(tools, l))),
    variants: [],
    notes: notesOf(tools, { ...e, results }),
  };
  const bySum = 'amount' in goal;
  const solved = results.map((r, i) => {
    const { running } = solutions[i] as Solution;
    return bySum ? { ...r, running, pays: paysOf(running) } : r;
  });
  const calculation = toCalculation(
    bySum ? asked(e, undefined).case : e.case,
    solved,
    tools.kb.labels.working,
  );
  const totals = solutions.flatMap((x) =>
    x.total === undefined ? [] : [line('solve-total', plainYuan(x.total), x.total)],
  );
  const ends = solutions.flatMap((x) => [
    line('solve-pays', plainYuan(totalPays(x.running)), totalPays(x.running)),
    line('solve-you', plainYuan(youPay(x.running)), youPay(x.running)),
  ]);
  const words = tools.kb.labels.working;
  const lines = [...results.flatMap((r) => r.lines), ...totals, ...ends].map((l) => lineOf(l, words));
  return { view, calculation: { ...calculation, lines } };
}
