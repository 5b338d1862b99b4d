/** Questions → groups of those that ask the same, by what they were understood to say and the pairs of characters they share. */
import { pairsOf, tells } from '../answer/asked.js';

export interface Item {
  id: string;
  /** Without the names of places: the same question of another city is the same. */
  text: string;
  topic: string | null;
  /** What it was understood to say, a word each: `scheme=employee`. */
  says: readonly string[];
  /** Whose curator it is for; questions of two are never one, of none belong anywhere. */
  province: string | null;
}

/**
 * Share of what two questions say that both say; less is enough where both were understood to be of one topic.
 * Two meanings in one group cost a curator a mistake, two groups of one meaning only a look: the bar is high.
 */
const SAME_TOPIC = 0.3;
const NO_TOPIC = 0.36;
const OTHER_TOPIC = 0.65;
/** A pair in so many questions leads nowhere: only rarer ones bring candidates. */
const COMMON = 400;

interface Read {
  item: Item;
  pairs: Set<string>;
  weight: number;
}

const plain = (text: string): string => text.replace(/[\s\p{P}\p{S}]/gu, '');
/** Pairs of characters, and characters alone, since people turn words about; what is too short for either stands as it is. */
function marksOf({ text, says }: Item): Set<string> {
  const whole = plain(text);
  const marks = [...pairsOf(whole), ...[...whole.toLowerCase()].filter(tells)];
  return new Set([...(marks.length > 0 ? marks : [whole]), ...says]);
}
/** A character alone tells half. */
const HALF = 0.5;

const together = (a: Item, b: Item): boolean =>
  a.province === null || b.province === null || a.province === b.province;

/** Shared weight by the weight of both together, from 0 to 1. */
function likeness(a: Read, b: Read, weightOf: (pair: string) => number): number {
  const [few, many] = a.pairs.size <= b.pairs.size ? [a, b] : [b, a];
  let shared = 0;
  for (const p of few.pairs) if (many.pairs.has(p)) shared += weightOf(p);
  return shared / (a.weight + b.weight - shared);
}

/** So many at a time: citizens' questions come in between. */
const STEP = 50;
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** In the order given, the first of a group leads it: groups stay as they are when newer questions come. */
export async function groupAlike<T extends Item>(items: readonly T[]): Promise<T[][]> {
  const seen = new Map<string, number>();
  const marks = items.map((item) => marksOf(item));
  for (const pairs of marks) for (const p of pairs) seen.set(p, (seen.get(p) ?? 0) + 1);
  const weightOf = (p: string): number =>
    Math.log(1 + items.length / (seen.get(p) ?? 1)) * (p.length === 1 ? HALF : 1);
  const groups: { leader: Read; members: T[] }[] = [];
  const leading = new Map<string, number[]>();

  for (const [i, item] of items.entries()) {
    if (i % STEP === STEP - 1) await breathe();
    const pairs = marks[i] as Set<string>;
    const read: Read = { item, pairs, weight: [...pairs].reduce((sum, p) => sum + weightOf(p), 0) };
    const near = new Set([...pairs].flatMap((p) => leading.get(p) ?? []));
    let best: { group: number; score: number } | undefined;
    for (const g of near) {
      const { leader } = groups[g] as (typeof groups)[number];
      if (!together(leader.item, item)) continue;
      const score = likeness(leader, read, weightOf);
      const enough =
        leader.item.topic !== item.topic ? OTHER_TOPIC : item.topic === null ? NO_TOPIC : SAME_TOPIC;
      if (score >= enough && (!best || score > best.score)) best = { group: g, score };
    }
    if (best) {
      groups[best.group]?.members.push(item);
      continue;
    }
    groups.push({ leader: read, members: [item] });
    for (const p of pairs) {
      const list = leading.get(p) ?? [];
      if (list.length < COMMON) list.push(groups.length - 1);
      leading.set(p, list);
    }
  }
  return groups.map((g) => g.members);
}

/** The one most like all the others; of equals the first. */
export function mostTypical<T extends Item>(items: readonly T[]): T {
  const count = new Map<string, number>();
  const marks = items.map((item) => marksOf(item));
  for (const pairs of marks) for (const p of pairs) count.set(p, (count.get(p) ?? 0) + 1);
  let best = { item: items[0] as T, score: -1 };
  for (const [i, item] of items.entries()) {
    const pairs = marks[i] as Set<string>;
    const score = [...pairs].reduce((sum, p) => sum + (count.get(p) ?? 0), 0) / pairs.size;
    if (score > best.score) best = { item, score };
  }
  return best.item;
}
