/** Labelled rows against answers: what was right, counted as the contract says. Pure. */
import type { Answer } from '../contract.js';
import type { SlotCount } from './measures.js';

type Slots = Record<string, unknown>;
export interface Expectation {
  outcome?: string;
  okOutcomes?: string[];
  topic?: string | null;
  alsoTopic?: string[];
  slots?: Slots;
  slotsOptional?: Slots;
  mustInclude?: string[];
  mustNotInclude?: string[];
  /** What the basic fund pays by the calculation; any of several where readings differ. */
  fundPays?: string;
  fundPaysAny?: string[];
  ambiguous?: boolean;
}
export interface Row extends Expectation {
  id: string;
  text?: string;
  asOf?: string;
  region?: string;
  clean?: string;
  noisy?: string;
  /** How the noisy text was made. */
  kind?: string;
  turns?: { user: string; expect: Expectation }[];
}
export type Given = Pick<Answer, 'outcome' | 'topic' | 'slots' | 'text' | 'calculation'>;

export interface Verdict {
  topic: boolean | undefined;
  outcome: boolean | undefined;
  include: boolean | undefined;
  exclude: boolean | undefined;
  fundPays: boolean | undefined;
  found: number;
  expected: number;
  given: number;
  wrongSlots: string[];
  bySlot: Record<string, SlotCount>;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function judge(row: Expectation, a: Given): Verdict {
  const strange = row.topic === 'out-of-scope';
  const topic =
    row.topic === undefined
      ? undefined
      : strange
        ? a.outcome === 'out-of-scope' || (row.alsoTopic ?? []).includes(a.topic ?? '')
        : a.topic === row.topic || (row.alsoTopic ?? []).includes(a.topic ?? '');
  const outcomes = [row.outcome, ...(row.okOutcomes ?? [])];
  const slots =
    row.slots === undefined
      ? { found: 0, expected: 0, given: 0, wrongSlots: [], bySlot: {} }
      : judgeSlots(row, a.slots as Slots);
  const pays: unknown[] = [row.fundPays, ...(row.fundPaysAny ?? [])].filter((x) => x !== undefined);
  const test = (p: string): boolean => new RegExp(p).test(a.text);
  return {
    topic,
    outcome: row.outcome === undefined ? undefined : outcomes.includes(a.outcome),
    include:
      row.mustInclude &&
      (row.mustInclude.every(test) ||
        (a.outcome !== row.outcome && (row.okOutcomes ?? []).includes(a.outcome))),
    exclude: row.mustNotInclude && !row.mustNotInclude.some(test),
    fundPays: pays.length === 0 ? undefined : pays.includes(a.calculation?.fundPays),
    ...slots,
  };
}

function judgeSlots(row: Expectation, given: Slots) {
  const optional = row.slotsOptional ?? {};
  const wanted = Object.entries(row.slots ?? {}).filter(([, v]) => v !== null);
  const wrongSlots: string[] = [];
  const bySlot: Record<string, SlotCount> = {};
  const add = (slot: string, key: keyof SlotCount): void => {
    const c = bySlot[slot] ?? { found: 0, expected: 0, given: 0 };
    bySlot[slot] = { ...c, [key]: c[key] + 1 };
  };
  let found = 0;
  for (const [k, v] of wanted) {
    add(k, 'expected');
    if (same(given[k], v)) {
      found += 1;
      add(k, 'found');
      add(k, 'given');
    } else wrongSlots.push(`${k} 应为 ${JSON.stringify(v)} 得 ${JSON.stringify(given[k])}`);
  }
  let extra = 0;
  for (const [k, v] of Object.entries(given)) {
    if (wanted.some(([w, x]) => w === k && same(x, v)) || k in optional) continue;
    extra += 1;
    add(k, 'given');
    if (!wanted.some(([w]) => w === k)) wrongSlots.push(`多出 ${k}=${JSON.stringify(v)}`);
  }
  return { found, expected: wanted.length, given: found + extra, wrongSlots, bySlot };
}

/** Wilson's 95 % interval of a share, in percent. */
export function interval(hits: number, n: number): [number, number] {
  if (n === 0) return [0, 0];
  const z = 1.96;
  const p = hits / n;
  const mid = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [Math.max(0, 100 * (mid - half)), Math.min(100, 100 * (mid + half))];
}

export function share(hits: number, n: number): string {
  if (n === 0) return '—';
  const [low, high] = interval(hits, n);
  return `${((100 * hits) / n).toFixed(1)} % (${hits}/${n}, ${low.toFixed(0)}–${high.toFixed(0)})`;
}
