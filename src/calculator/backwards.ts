/** The other way round: what the bill would have to be to reach the deductible, the cap, or a sum; under each reading. */
import type { Fen } from '../money.js';
import { allReadings, distinct, type Result } from './calculate.js';
import type { Estimation } from './estimate.js';
import type { Running } from './running.js';
import { at, leastTotal, MOST, type Schedule, totalPays, youPay } from './solve.js';

export type Goal =
  /** Up to where nothing is paid. */
  | { kind: 'start' }
  /** Where the yearly cap is reached, and how far it is. */
  | { kind: 'cap' }
  /** All stages together pay so much. */
  | { kind: 'pays'; amount: Fen }
  /** The patient's part comes to so much. */
  | { kind: 'you'; amount: Fen };

export interface Solution {
  result: Result;
  /** The least total cost; undefined where no bill reaches the goal. */
  total: Fen | undefined;
  /** The working at that total, or at the largest bill where there is none. */
  running: Running;
  /** For the cap: what the fund may pay in all, what it pays at the bill given, and what is left. */
  cap?: { room: Fen; now: Fen; left: Fen };
}

const entered = (r: Running): Fen => r.amounts.entered;
const uncapped = (r: Running): Fen => r.amounts.uncapped;

function totalFor(s: Schedule, goal: Goal, most: Running): Fen | undefined {
  if (goal.kind === 'start') return leastTotal(s, entered, most.amounts.deductible);
  if (goal.kind === 'pays') return leastTotal(s, totalPays, goal.amount);
  if (goal.kind === 'you') return totalWhereYouPay(s, goal.amount);
  return most.capRoom === undefined ? undefined : leastTotal(s, uncapped, most.capRoom);
}

const YUAN = 100n;

/** Rounding leaves several totals with the same part of one's own; a whole yuan among them is the one that was meant. */
function totalWhereYouPay(s: Schedule, amount: Fen): Fen | undefined {
  const first = leastTotal(s, youPay, amount);
  if (first === undefined) return undefined;
  const whole = ((first + YUAN - 1n) / YUAN) * YUAN;
  return youPay(at(s, whole)) === youPay(at(s, first)) ? whole : first;
}

/** Every reading of the facts, since two that agree on one bill may differ on another. */
export function schedulesOf(e: Estimation): Schedule[] {
  const all = allReadings(e.gathered, e.case);
  return 'lacking' in all ? [] : all.map((result) => ({ gathered: e.gathered, case: e.case, result }));
}

export function solveBackwards(e: Estimation, goal: Goal): Solution[] {
  const solutions = schedulesOf(e).flatMap((s): Solution[] => {
    const most = at(s, MOST);
    if (goal.kind === 'cap' && most.capRoom === undefined) return [];
    const total = totalFor(s, goal, most);
    const running = at(s, total ?? MOST);
    if (goal.kind !== 'cap') return [{ result: s.result, total, running }];
    const room = most.capRoom ?? 0n;
    const now = s.result.running.amounts.basic;
    return [{ result: s.result, total, running, cap: { room, now, left: room - now } }];
  });
  return distinct(solutions, (x) => `${x.total}/${x.cap?.room}/${x.cap?.left}/${youPay(x.running)}`);
}
