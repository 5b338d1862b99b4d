/** Which fact speaks: place before scheme, in force on the days asked, most specific conditions, then conflicts. */
import type { FactTopic, Scheme } from '../contract.js';
import { overlaps, type Span } from '../period.js';
import { byAuthority, type Conflict, type Fact, type KnowledgeBase, outranks, placeChain } from './base.js';
import { type Case, type Fit, fitOf, signature } from './conditions.js';

export interface Query {
  topic: FactTopic;
  region?: string | undefined;
  scheme?: Scheme | undefined;
  span: Span;
  case: Case;
}

export interface SpeakingFact {
  fact: Fact;
  fit: Fit;
}

/** What one matter says for a case. */
export interface MatterAnswer {
  matter: string;
  title: string;
  place: string;
  /** Set where the place asked has none and a place above it speaks. */
  inheritedFrom?: string;
  /** Facts that answer the case; several differ by conditions the question left open. */
  speaking: SpeakingFact[];
  /** Facts for special cases that the question did not mention. */
  exceptions: SpeakingFact[];
  /** Lost by authority, still to be named. */
  outranked: Fact[];
  conflicts: Conflict[];
  /** Other sides of declared conflicts, in order of authority. */
  otherSides: Fact[];
  /** A `flexible` question answered from the employees' facts. */
  asEmployee: boolean;
}

export interface Resolution {
  matters: MatterAnswer[];
  refuted: Fact[];
  /** Facts of the same matters that end before, or begin after, the days asked; newest first. */
  otherPeriods: Fact[];
}

const sameValue = (a: Fact, b: Fact): boolean =>
  JSON.stringify(a.value) === JSON.stringify(b.value) &&
  a.unit === b.unit &&
  (a.value !== null || a.noRule === b.noRule);

/** A rule in words beside a figure is no other value of it. */
const states = (f: Fact): boolean => f.value !== null || f.noRule;

/** The schemes a question may be answered from, best first; unasked, every fact may speak. */
function schemeOrder(asked: Scheme | undefined): (Scheme | null)[] {
  if (asked === undefined) return [];
  return asked === 'flexible' ? ['flexible', null, 'employee'] : [asked, null];
}

/** Answers to a working or retired person are not found among residents' facts. */
const plausibleScheme = (fact: Fact, q: Query): boolean => {
  const s = q.case.slots.status;
  return !(q.scheme === undefined && (s === 'active' || s === 'retired') && fact.scheme === 'resident');
};

function ofScheme(
  facts: SpeakingFact[],
  asked: Scheme | undefined,
): { facts: SpeakingFact[]; asEmployee: boolean } {
  const order = schemeOrder(asked);
  if (order.length === 0) return { facts, asEmployee: false };
  for (const scheme of order) {
    const found = facts.filter((f) => f.fact.scheme === scheme);
    if (found.some((f) => f.fit.exceptions.length === 0)) {
      return { facts: found, asEmployee: asked === 'flexible' && scheme === 'employee' };
    }
  }
  const usable = facts.filter((f) => order.includes(f.fact.scheme));
  return { facts: usable, asEmployee: false };
}

/** Drops a fact where another one meets all of its conditions and more. */
function mostSpecific(facts: SpeakingFact[]): SpeakingFact[] {
  return facts.filter(
    (a) =>
      !facts.some(
        (b) =>
          b !== a &&
          b.fit.open.length <= a.fit.open.length &&
          b.fit.met.length > a.fit.met.length &&
          a.fit.met.every((k) => b.fit.met.includes(k)) &&
          a.fit.open.every((k) => b.fit.open.includes(k)) &&
          overlaps(a.fact.speaks, b.fact.speaks),
      ),
  );
}

/** Same conditions, other value: a conflict. A strictly higher authority leads, the rest is outranked. */
function settle(kb: KnowledgeBase, facts: SpeakingFact[], span: Span) {
  const conflicts: Conflict[] = [];
  const outranked = new Set<Fact>();
  for (const [i, a] of facts.entries()) {
    for (const b of facts.slice(i + 1)) {
      if (signature(a.fact) !== signature(b.fact) || a.fact.scheme !== b.fact.scheme) continue;
      if (!states(a.fact) || !states(b.fact) || sameValue(a.fact, b.fact)) continue;
      if (!meetWithin(a.fact, b.fact, span)) continue;
      if (outranks(a.fact.authority, b.fact.authority)) outranked.add(b.fact);
      else if (outranks(b.fact.authority, a.fact.authority)) outranked.add(a.fact);
      const declared = kb.conflictsOf.get(a.fact.id)?.find((c) => c.facts.includes(b.fact.id));
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

function answerMatter(
  kb: KnowledgeBase,
  q: Query,
  chain: string[],
  matter: string,
): MatterAnswer | undefined {
  let exceptions: SpeakingFact[] = [];
  for (const place of chain) {
    const all = (kb.byPlaceTopic.get(`${place}/${q.topic}`) ?? [])
      .filter((f) => f.matter === matter && !f.refuted && overlaps(f.speaks, q.span) && plausibleScheme(f, q))
      .filter((f) => !f.pool || q.case.mentions(f.pool));
    const fitting = all.flatMap((fact) => {
      const fits = fitOf(fact, q.case);
      return fits ? [{ fact, fit: fits }] : [];
    });
    const { facts, asEmployee } = ofScheme(fitting, q.scheme);
    const usable = facts.filter((f) => f.fit.exceptions.length === 0);
    exceptions = [...exceptions, ...facts.filter((f) => f.fit.exceptions.length > 0)];
    if (usable.length === 0) continue;
    const specific = mostSpecific(usable);
    const { conflicts, outranked } = settle(kb, specific, q.span);
    const speaking = specific.filter((f) => !outranked.has(f.fact)).sort((a, b) => order(a.fact, b.fact));
    const spoken = new Set(speaking.map((x) => x.fact.id));
    const declared = [...new Set(speaking.flatMap((f) => kb.conflictsOf.get(f.fact.id) ?? []))].filter(
      (c) =>
        c.facts.some((id) => !spoken.has(id) && inForce(kb, id, q) && concerns(kb, id, chain)) ||
        c.facts.filter((id) => inForce(kb, id, q)).every((id) => spoken.has(id)),
    );
    const sides = new Set(declared.flatMap((c) => c.facts));
    const otherSides = [...sides]
      .filter((id) => !speaking.some((s) => s.fact.id === id) && inForce(kb, id, q))
      .flatMap((id) => kb.factById.get(id) ?? [])
      .sort(byAuthority);
    const first = speaking[0]?.fact;
    return {
      matter,
      title: first?.title ?? matter,
      place,
      ...(place !== chain[0] && { inheritedFrom: place }),
      speaking,
      exceptions,
      outranked: [...outranked],
      conflicts: [...declared, ...conflicts],
      otherSides,
      asEmployee,
    };
  }
  const first = exceptions[0]?.fact;
  if (!first) return undefined;
  return {
    matter,
    title: first.title,
    place: first.place,
    ...(first.place !== chain[0] && { inheritedFrom: first.place }),
    speaking: [],
    exceptions,
    outranked: [],
    conflicts: [],
    otherSides: [],
    asEmployee: false,
  };
}

const inForce = (kb: KnowledgeBase, id: string, q: Query): boolean => {
  const f = kb.factById.get(id);
  return f !== undefined && !f.refuted && overlaps(f.speaks, q.span) && fitOf(f, q.case) !== undefined;
};

/** A disagreement concerns the asker where its other side speaks of the asker's place, one above it or one within it. */
function concerns(kb: KnowledgeBase, id: string, chain: string[]): boolean {
  const place = kb.factById.get(id)?.place ?? '';
  return chain.includes(place) || placeChain(kb, place).includes(chain[0] as string);
}

/** Higher authority first, then the newer, then as the curator wrote them. */
function order(a: Fact, b: Fact): number {
  if (signature(a) !== signature(b)) return 0;
  return byAuthority(a, b) || (a.speaks.from < b.speaks.from ? 1 : a.speaks.from > b.speaks.from ? -1 : 0);
}

/** Everything the knowledge base says about a topic for a case, matter by matter. Never looks sideways. */
export function resolve(kb: KnowledgeBase, q: Query): Resolution {
  const chain = placeChain(kb, q.region);
  const nearby = chain.flatMap((place) => kb.byPlaceTopic.get(`${place}/${q.topic}`) ?? []);
  const names = [...new Set(nearby.map((f) => f.matter))];
  const matters = names.flatMap((m) => answerMatter(kb, q, chain, m) ?? []);
  const schemes = schemeOrder(q.scheme);
  const relevant = nearby.filter(
    (f) =>
      (schemes.length === 0 || schemes.includes(f.scheme)) &&
      (!f.pool || q.case.mentions(f.pool)) &&
      fitOf(f, q.case) !== undefined,
  );
  return {
    matters,
    refuted: relevant.filter((f) => f.refuted),
    otherPeriods: relevant
      .filter((f) => !f.refuted && !overlaps(f.speaks, q.span))
      .sort((a, b) => (a.speaks.from < b.speaks.from ? 1 : -1)),
  };
}
