/** Chinese text with words written by their sound or by a look-alike → what to put in their place. */
import { Lattice } from './lattice.js';
import { type Candidate, candidates, hasGap, stands, type Unit } from './misheard.js';
import { EDGE, OTHER, prefixKey, type SoundTable, UNKNOWN, wordAt } from './sound-table.js';

export interface Change {
  from: number;
  to: number;
  was: string;
  now: string;
}

/** A single character that no word explains. */
const STRANGE = 13;
/** A text of nothing but suspicious places is not repaired beyond this. */
const MAX_UNITS = 700;
/** Neighbours on each side that decide with. */
const MARGIN = 5;

/** The words that stand at `i` as written. */
function offerWritten(
  t: SoundTable,
  lattice: Lattice,
  units: Unit[],
  i: number,
  base: number,
  end: number,
): void {
  const a = (units[i] as Unit).code;
  const single = a === 0 ? 0 : (t.single[a] as number);
  if (single > 0) lattice.offer(i - base, i - base + 1, single - 1, 0);
  else lattice.offer(i - base, i - base + 1, UNKNOWN, STRANGE);
  if (i + 1 >= end) return;
  const b = (units[i + 1] as Unit).code;
  if (a === 0 || b === 0) return;
  for (let id = t.byPrefix.get(prefixKey(a, b)); id >= 0; id = t.nextAlike[id] as number) {
    const to = i + (t.length[id] as number);
    if (to <= end && stands(t, units, i, id) && !hasGap(units, i, to))
      lattice.offer(i - base, to - base, id, 0);
  }
}

/** The best reading of units `start` to `end`, as changes. */
function decide(
  t: SoundTable,
  units: Unit[],
  start: number,
  end: number,
  offers: Candidate[],
  before: number,
  text: string,
): Change[] {
  const lattice = new Lattice(t, end - start, before);
  let next = 0;
  for (let i = start; i < end; i++) {
    if (lattice.reached(i - start)) offerWritten(t, lattice, units, i, start, end);
    for (; next < offers.length && (offers[next] as Candidate).from <= i; next++) {
      const c = offers[next] as Candidate;
      if (c.from === i && lattice.reached(i - start))
        lattice.offer(c.from - start, c.to - start, c.word, c.extra);
    }
  }
  const changes: Change[] = [];
  for (const s of lattice.best()?.steps ?? []) {
    if (s.word < 0) continue;
    const from = (units[start + s.from] as Unit).from;
    const to = (units[start + s.to - 1] as Unit).to;
    const was = text.slice(from, to);
    const now = wordAt(t, s.word);
    if (was !== now) changes.push({ from, to, was, now });
  }
  return changes;
}

/** Changes for one stretch of Chinese; `afterOther` says that digits or letters stand before it. */
export function repairHeard(t: SoundTable, units: Unit[], text: string, afterOther: boolean): Change[] {
  if (units.length < 2) return [];
  const found = candidates(t, units);
  const changes: Change[] = [];
  let spent = 0;
  for (let k = 0; k < found.length && spent < MAX_UNITS; ) {
    const start = Math.max(0, (found[k] as Candidate).from - MARGIN);
    let reach = (found[k] as Candidate).to;
    let last = k + 1;
    while (last < found.length && (found[last] as Candidate).from <= reach + MARGIN) {
      reach = Math.max(reach, (found[last] as Candidate).to);
      last += 1;
    }
    const end = Math.min(units.length, reach + MARGIN, start + MAX_UNITS - spent);
    const offers = found.slice(k, last).filter((c) => c.to <= end);
    const before = start > 0 ? UNKNOWN : afterOther ? OTHER : EDGE;
    changes.push(...decide(t, units, start, end, offers, before, text));
    spent += end - start;
    k = last;
  }
  return changes;
}
