/** The likeliest way through overlapping words: each word costs by itself, by its neighbour, and by how it was heard. */
import { EDGE, type SoundTable, UNKNOWN } from './sound-table.js';

export interface Step {
  from: number;
  to: number;
  word: number;
}

/** Ways kept at each place; two that end in different words can both be the best later. */
const WAYS = 4;

/** Cost of a word after another. */
export function pairCost(t: SoundTable, previous: number, word: number): number {
  if (word < 0) return 0;
  const kind = t.kind[word] as number;
  const own = t.cost[word] as number;
  if (previous < 0) return own;
  const before = t.kind[previous] as number;
  if (before >= t.domainSize) return own;
  const seen = kind < t.domainSize ? t.pairs.get(before * t.domainSize + kind) : -1;
  return seen < 0
    ? own + (t.backoff[before] as number)
    : (t.pairCost[seen] as number) + own - (t.cost[kind] as number);
}

/** One lattice is at work at a time: they share their arrays, which grow to the longest text. */
let room = 0;
let count = new Uint8Array(0);
let lastWord = new Int32Array(0);
let costs = new Float64Array(0);
let back = new Int32Array(0);
let origin = new Int32Array(0);

function makeRoom(size: number): void {
  if (size + 1 > room) {
    room = Math.max(64, (size + 1) * 2);
    count = new Uint8Array(room);
    lastWord = new Int32Array(room * WAYS);
    costs = new Float64Array(room * WAYS);
    back = new Int32Array(room * WAYS);
    origin = new Int32Array(room * WAYS);
  }
  count.fill(0, 0, size + 1);
}

/** Words are offered from left to right; every word that begins at a place comes after all that end there. */
export class Lattice {
  constructor(
    private readonly table: SoundTable,
    readonly size: number,
    before: number = EDGE,
  ) {
    makeRoom(size);
    count[0] = 1;
    lastWord[0] = before;
    costs[0] = 0;
  }

  reached(at: number): boolean {
    return count[at] !== 0;
  }

  /** UNKNOWN as a word costs only the extra. */
  offer(from: number, to: number, word: number, extra: number): void {
    let best = Infinity;
    let way = -1;
    const first = from * WAYS;
    const end = first + (count[from] as number);
    for (let i = first; i < end; i++) {
      const c = (costs[i] as number) + pairCost(this.table, lastWord[i] as number, word);
      if (c < best) {
        best = c;
        way = i;
      }
    }
    if (way >= 0) this.keep(from, to, word, best + extra, way);
  }

  /** One way for each last word, the cheapest few. */
  private keep(from: number, to: number, word: number, cost: number, way: number): void {
    const first = to * WAYS;
    const n = count[to] as number;
    let slot = -1;
    let worst = -1;
    for (let i = first; i < first + n; i++) {
      if (lastWord[i] === word) {
        slot = i;
        break;
      }
      if (worst < 0 || (costs[i] as number) > (costs[worst] as number)) worst = i;
    }
    if (slot < 0) {
      if (n < WAYS) {
        slot = first + n;
        count[to] = n + 1;
        costs[slot] = Infinity;
      } else slot = worst;
    }
    if (cost >= (costs[slot] as number)) return;
    lastWord[slot] = word;
    costs[slot] = cost;
    back[slot] = way;
    origin[slot] = from;
  }

  /** The cheapest way to the end, where `after` follows. */
  best(after: number = UNKNOWN): { steps: Step[]; cost: number } | undefined {
    const first = this.size * WAYS;
    let way = -1;
    let cost = Infinity;
    for (let i = first; i < first + (count[this.size] as number); i++) {
      const last = lastWord[i] as number;
      // The next word itself costs the same for all; only how well it follows differs.
      const c =
        (costs[i] as number) +
        (after < 0 ? 0 : pairCost(this.table, last, after) - (this.table.cost[after] as number));
      if (c < cost) {
        cost = c;
        way = i;
      }
    }
    if (way < 0) return undefined;
    const steps: Step[] = [];
    for (let to = this.size; to > 0; ) {
      const from = origin[way] as number;
      steps.push({ from, to, word: lastWord[way] as number });
      way = back[way] as number;
      to = from;
    }
    return { steps: steps.reverse(), cost };
  }
}
