/** Several facts of one matter that fit a case → those that speak, in order, and where they disagree. */
import { overlaps, type Span } from '../period.js';
import { byAuthority, type Conflict, type Fact, type KnowledgeBase, outranks } from './base.js';
import { type Case, signature } from './conditions.js';
import type { SpeakingFact } from './resolve.js';

const sameValue = (a: Fact, b: Fact): boolean =>
  JSON.stringify(a.value) === JSON.stringify(b.value) &&
  a.unit === b.unit &&
  (a.value !== null || a.noRule === b.noRule);

/** A rule in words beside a figure is no other value of it. */
const states = (f: Fact): boolean => f.value !== null || f.noRule;

/** Meeting the same conditions, the one that holds for fewer cases: 三甲 before 三级, inpatient before inpatient and outpatient. */
function narrower(a: Fact, b: Fact): boolean {
  const cares = (f: Fact): number => [f.conditions.care].flat().length;
  const inside = (xs: string[], ys: string[]): boolean => xs.every((x) => ys.some((y) => x.startsWith(y)));
  const [mine, theirs] = [a.levels, b.levels];
  const finer = mine && theirs && inside(mine, theirs) && !inside(theirs, mine);
  const coarser = mine && theirs && inside(theirs, mine) && !inside(mine, theirs);
  return !coarser && cares(a) <= cares(b) && (finer === true || cares(a) < cares(b));
}

function beats(b: SpeakingFact, a: SpeakingFact, c: Case): boolean {
  const covers =
    b.fit.open.length <= a.fit.open.length &&
    a.fit.met.every((k) => b.fit.met.includes(k)) &&
    a.fit.open.every((k) => b.fit.open.includes(k) || b.fit.met.includes(k)) &&
    overlaps(a.fact.speaks, b.fact.speaks);
  if (!covers) return false;
  if (b.fit.met.length > a.fit.met.length) return true;
  const asked = c.slots.hospitalLevel !== undefined || c.slots.care !== undefined;
  return asked && b.fit.open.length === a.fit.open.length && b.fit.met.length > 0 && narrower(b.fact, a.fact);
}

/** Of care in another place, where the question asks for that. */
const isAway = (f: SpeakingFact, c: Case): boolean =>
  f.fit.met.includes('area') ||
  (f.fit.met.includes('remote') && c.slots.remote !== undefined && c.slots.remote !== 'local');
const saysWhere = ({ fact: { conditions: x } }: SpeakingFact): boolean =>
  x.area !== undefined || x.remote !== undefined || x.referral !== undefined;

/** Drops a fact where another one meets all of its conditions and more, or meets what this one leaves open. */
export function mostSpecific(facts: SpeakingFact[], c: Case): SpeakingFact[] {
  // Asked about care elsewhere, a figure that says nothing of where is the one at home.
  const away = facts.some((f) => isAway(f, c));
  const there = away ? facts.filter(saysWhere) : facts;
  return there.filter((a) => !there.some((b) => b !== a && beats(b, a, c)));
}

/** Same conditions, other value: a conflict. A strictly higher authority leads, the rest is outranked. */
export function settle(kb: KnowledgeBase, facts: SpeakingFact[], span: Span) {
  const conflicts: Conflict[] = [];
  const outranked = new Set<Fact>();
  for (const [i, a] of facts.entries()) {
    for (const b of facts.slice(i + 1)) {
      if (signature(a.fact) !== signature(b.fact) || a.fact.scheme !== b.fact.scheme) continue;
      if (!states(a.fact) || !states(b.fact) || sameValue(a.fact, b.fact)) continue;
      if (!meetWithin(a.fact, b.fact, span)) continue;
      if (outranks(a.fact.authority, b.fact.authority)) outranked.add(b.fact);
      else if (outranks(b.fact.authority, a.fact.authority)) outranked.add(a.fact);
      const declared = kb.conflictsOf.get(a.fact.id)?.find((x) => x.facts.includes(b.fact.id));
      if (!declared) conflicts.push({ facts: [a.fact.id, b.fact.id], reason: '' });
    }
  }
  return { conflicts, outranked };
}

/** Both are in force on one and the same day of the span. */
function meetWithin(a: Fact, b: Fact, span: Span): boolean {
  const from = [a.speaks.from, b.speaks.from, span.from].sort().at(-1) as string;
  const to = [a.speaks.to, b.speaks.to, span.to].sort()[0] as string;
  return from <= to;
}

/** Cases as the curator wrote them; within one case higher authority first, then the newer. */
export function inOrder(facts: SpeakingFact[]): SpeakingFact[] {
  if (facts.length < 2) return facts;
  const byCase = new Map<string, SpeakingFact[]>();
  for (const f of facts) byCase.set(signature(f.fact), [...(byCase.get(signature(f.fact)) ?? []), f]);
  return [...byCase.values()].flatMap((group) =>
    group.sort(
      (a, b) =>
        byAuthority(a.fact, b.fact) ||
        (a.fact.speaks.from < b.fact.speaks.from ? 1 : a.fact.speaks.from > b.fact.speaks.from ? -1 : 0),
    ),
  );
}
