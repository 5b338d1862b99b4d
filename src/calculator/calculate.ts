/** A plan and the facts that fit a case → the result under each reading that the facts leave open. */
import type { Fact } from '../knowledge/base.js';
import type { Plan } from '../knowledge/schema.js';
import { formatYuan, yuan } from '../money.js';
import { OPERATIONS, type Running, type WorkingLine } from './operations.js';

export interface Result {
  facts: Fact[];
  lines: WorkingLine[];
  fundPays: string;
  youPay: string;
}

/** The candidates of one step, in order; several where levels or sources differ. */
export interface StepFacts {
  step: Plan['steps'][number];
  facts: Fact[];
}

export interface Missing {
  missing: StepFacts['step'];
}

const MAX_RESULTS = 6;

/** Two facts can stand in one working when no condition sets them apart. */
function compatible(a: Fact, b: Fact): boolean {
  if (a.levels && b.levels && !a.levels.some((l) => b.levels?.includes(l))) return false;
  const [x, y] = [a.conditions as Record<string, unknown>, b.conditions as Record<string, unknown>];
  return Object.keys(x)
    .filter((k) => k !== 'hospitalLevel' && k !== 'priceClass' && x[k] !== undefined && y[k] !== undefined)
    .every((k) => JSON.stringify(x[k]) === JSON.stringify(y[k]));
}

const sharesSource = (a: Fact, b: Fact): boolean => a.sources.some((s) => b.sources.includes(s));

/** Where sources disagree on two steps, figures of one page go together. */
function partners(chosen: Fact[], candidates: Fact[]): Fact[] {
  const fitting = candidates.filter((f) => chosen.every((c) => compatible(c, f)));
  const sameSide = fitting.filter((f) => chosen.some((c) => sharesSource(c, f)) || chosen.length === 0);
  const sameScheme = fitting.filter((f) => chosen.every((c) => c.scheme === f.scheme));
  if (chosen.length === 0 || fitting.length < 2) return fitting;
  if (sameScheme.length > 0 && sameScheme.length < fitting.length) return sameScheme;
  return sameSide.length > 0 ? sameSide : fitting;
}

function combinations(steps: StepFacts[]): Fact[][] {
  let sets: Fact[][] = [[]];
  for (const { facts } of steps) {
    sets = sets.flatMap((set) => {
      const next = partners(set, facts);
      return next.length > 0 ? next.map((f) => [...set, f]) : [set];
    });
  }
  return sets;
}

/** Runs the plan on each combination. A step that must have a fact and has none is returned as missing, never zero. */
export function calculate(steps: StepFacts[], amount: string): Result[] | Missing {
  const lacking = steps.find((s) => s.facts.length === 0 && s.step.missing === 'stop');
  if (lacking) return { missing: lacking.step };
  const total = yuan(amount);
  const results: Result[] = [];
  for (const facts of combinations(steps)) {
    const needed = steps.filter((s) => s.step.missing === 'stop').length;
    if (facts.length < needed) continue;
    let running: Running = { sum: total, lines: [] };
    for (const fact of facts) {
      const step = steps.find((s) => s.facts.includes(fact))?.step;
      if (!step || step.operation === 'account-pension') continue;
      running = OPERATIONS[step.operation](running, step.label, fact);
    }
    results.push({
      facts,
      lines: running.lines,
      fundPays: formatYuan(running.sum),
      youPay: formatYuan(total - running.sum),
    });
  }
  return results.slice(0, MAX_RESULTS);
}
