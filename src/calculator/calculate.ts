/** A plan's steps and the figures that fit a case → the result under each reading that the facts leave open. */
import type { Pay } from '../contract/calculation.js';
import type { Fact } from '../knowledge/base.js';
import { type Fen, roundToFen } from '../money.js';
import type { Case } from './case.js';
import type { Figure } from './figure.js';
import type { Gathered, Slot } from './gather.js';
import type { Operation } from './operations.js';
import { begin, bill, type Figures, type Line, type Note, paidByAll, type Running } from './running.js';

export interface Result {
  pays: Partial<Record<Pay, Fen>>;
  lines: Line[];
  notes: Note[];
  /** All facts that this reading takes, whether or not they came to matter. */
  facts: Fact[];
  running: Running;
  /** The figures of each step, so that the same reading can be run at another cost. */
  reading: Figures[];
}

/** Levels are compared as sets; care, place and filing are settled by the case, and lists of them may differ. */
const NOT_SHARED = new Set([
  'hospitalLevel',
  'priceClass',
  'care',
  'remote',
  'costBand',
  'disease',
  'admission',
]);

const compared = new WeakMap<Fact, Map<string, string>>();

/** The conditions by which two facts are told apart, each as text. */
function conditionsOf(f: Fact): Map<string, string> {
  const known = compared.get(f);
  if (known) return known;
  const entries = Object.entries(f.conditions).filter(([k, v]) => v !== undefined && !NOT_SHARED.has(k));
  const out = new Map(entries.map(([k, v]) => [k, JSON.stringify(v)]));
  compared.set(f, out);
  return out;
}

/** Two facts can stand in one working when no condition sets them apart. */
function compatible(a: Fact, b: Fact): boolean {
  if (a.levels && b.levels && !a.levels.some((l) => b.levels?.includes(l))) return false;
  const other = conditionsOf(b);
  for (const [k, v] of conditionsOf(a)) {
    const w = other.get(k);
    if (w !== undefined && w !== v) return false;
  }
  return true;
}

const sharesSource = (a: Fact, b: Fact): boolean => a.sources.some((s) => b.sources.includes(s));

/**
 * Candidates that may join what was chosen. Where two steps are both disputed, figures of one scheme, then of one page,
 * go together; a step that nobody disputes takes no side.
 */
function partners(chosen: Fact[], disputed: Fact[], candidates: Slot['candidates']): Slot['candidates'] {
  const fitting = candidates.filter((f) => !f?.fact || chosen.every((c) => compatible(c, f.fact as Fact)));
  if (disputed.length === 0 || fitting.length < 2) return fitting;
  const joins = (like: (a: Fact, b: Fact) => boolean) =>
    fitting.filter((f) => !f?.fact || disputed.every((c) => like(c, f.fact as Fact)));
  const sameScheme = joins((a, b) => a.scheme === b.scheme);
  if (sameScheme.length > 0 && sameScheme.length < fitting.length) return sameScheme;
  const samePage = joins(sharesSource);
  return samePage.length > 0 ? samePage : fitting;
}

const MAX_READINGS = 48;

interface Choice {
  figures: (Figure | undefined)[];
  facts: Fact[];
  disputed: Fact[];
}

/** The one candidate of a slot joins every choice that it can stand in. */
function joinAll(sets: Choice[], figure: Figure | undefined): void {
  const fact = figure?.fact;
  for (const set of sets) {
    const fits = !fact || set.facts.every((c) => compatible(c, fact));
    set.figures.push(fits ? figure : undefined);
    if (fits && fact) set.facts.push(fact);
  }
}

/** Every way to choose one candidate for each slot. */
function readings(slots: Slot[]): (Figure | undefined)[][] {
  let sets: Choice[] = [{ figures: [], facts: [], disputed: [] }];
  for (const { candidates } of slots) {
    if (candidates.length === 1) {
      joinAll(sets, candidates[0]);
      continue;
    }
    const next = sets.flatMap(({ figures, facts, disputed }) => {
      const joining = partners(facts, disputed, candidates);
      return (joining.length > 0 ? joining : [undefined]).map((f) => ({
        figures: [...figures, f],
        facts: f?.fact ? [...facts, f.fact] : [...facts],
        disputed: f?.fact ? [...disputed, f.fact] : disputed,
      }));
    });
    sets = next.slice(0, MAX_READINGS);
  }
  return sets.map((s) => s.figures);
}

const figuresOfSteps = (steps: Operation[], slots: Slot[], set: (Figure | undefined)[]): Figures[] => {
  const out: Figures[] = steps.map(() => ({}));
  slots.forEach((slot, i) => {
    if (set[i]) (out[slot.step] as Figures)[slot.name] = set[i];
  });
  return out;
};

/** Runs the steps on one reading. */
export function runSteps(steps: readonly Operation[], reading: readonly Figures[], c: Case): Running {
  let r = begin(c);
  for (let i = 0; i < steps.length; i++) {
    r = (steps[i] as Operation).run(r, reading[i] as Figures);
    if (r.lacking !== undefined) return r;
  }
  return r;
}

/** A stage is in the result where it left a line. */
const STAGES = [
  ['large', 'largePays'],
  ['critical', 'criticalPays'],
  ['aid', 'aidPays'],
  ['supplement', 'supplementPays'],
] as const;

export function paysOf(r: Running): Result['pays'] {
  const { pension: p, amounts: a, accounts } = r;
  if (p) {
    const fen = (x: { num: bigint; den: bigint } | undefined) => x && roundToFen(x.num, x.den);
    const monthly = fen(p.monthly);
    return {
      ...(p.base && { basePension: p.base.fen }),
      ...(p.accountMonthly && { accountPension: fen(p.accountMonthly) as Fen }),
      ...(monthly !== undefined && { monthlyPension: monthly }),
      ...(p.monthly && { annualPension: roundToFen(p.monthly.num * 12n, p.monthly.den) }),
    };
  }
  const total = paidByAll(r);
  const pays: Result['pays'] = r.case.amount === undefined ? {} : { fundPays: a.fixed + a.basic };
  for (const [stage, pay] of STAGES) if (r.lines.some((l) => l.key === stage)) pays[pay] = a[stage];
  pays.totalPays = total;
  pays.youPay = bill(r) - total;
  if (accounts) {
    pays.accountPays = accounts.own;
    pays.mutualAidPays = accounts.mutual;
    pays.cashPays = pays.youPay - accounts.own - accounts.mutual;
  }
  return pays;
}

const outcomeOf = (pays: Result['pays']): string =>
  Object.entries(pays)
    .map(([k, v]) => `${k}=${v}`)
    .join();

function factsOf(set: readonly (Figure | undefined)[]): Fact[] {
  const facts = new Set<Fact>();
  for (const f of set) if (f?.fact) facts.add(f.fact);
  return [...facts];
}

/** Every reading, in the order in which the facts speak; or what is lacking for any. */
export function allReadings({ steps, slots }: Gathered, c: Case): Result[] | { lacking: string } {
  const results: Result[] = [];
  let lacking = '';
  for (const set of readings(slots)) {
    const reading = figuresOfSteps(steps, slots, set);
    const running = runSteps(steps, reading, c);
    if (running.lacking !== undefined) {
      lacking ||= running.lacking;
      continue;
    }
    const facts = factsOf(set);
    const { lines, notes } = running;
    results.push({ pays: paysOf(running), lines, notes, facts, running, reading });
  }
  return results.length > 0 ? results : { lacking };
}

/** The first of each key. */
export function distinct<T>(list: readonly T[], key: (x: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const x of list) if (!seen.has(key(x))) seen.set(key(x), x);
  return [...seen.values()];
}

/** All readings with different outcomes. */
export function calculate(gathered: Gathered, c: Case): Result[] | { lacking: string } {
  const all = allReadings(gathered, c);
  return 'lacking' in all ? all : distinct(all, (r) => outcomeOf(r.pays));
}

/** Facts by which a result differs from the others. */
export function because(result: Result, all: readonly Result[]): Fact[] {
  return result.facts.filter((f) => all.some((o) => !o.facts.includes(f)));
}
