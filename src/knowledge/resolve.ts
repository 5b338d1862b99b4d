/** Which fact speaks: place before scheme, in force on the days asked, most specific conditions, then conflicts. */
import type { FactTopic, Scheme, Slots } from '../contract.js';
import { overlaps, type Span } from '../period.js';
import { byAuthority, type Conflict, type Fact, type KnowledgeBase, placeChain } from './base.js';
import { type Case, type Fit, fitOf } from './conditions.js';
import { asWritten, matterAbove, mattersAt } from './matters.js';
import { inOrder, mostSpecific, settle } from './settle.js';

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
  topic: FactTopic;
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
  /** The case it was made for. */
  case: Case;
  matters: MatterAnswer[];
  refuted: Fact[];
  /** Facts of the same matters that end before, or begin after, the days asked; newest first. */
  otherPeriods: Fact[];
}

/** The schemes a question may be answered from, best first; unasked, every fact may speak. */
function schemeOrder(asked: Scheme | undefined): (Scheme | null)[] {
  if (asked === undefined) return [];
  return asked === 'flexible' ? ['flexible', null, 'employee'] : [asked, null];
}

/** Whose insurance a status all but rules out, where the question names no scheme. */
const NOT_OF: Partial<Record<NonNullable<Slots['status']>, Scheme[]>> = {
  active: ['resident'],
  retired: ['resident'],
  student: ['employee', 'flexible'],
  child: ['employee', 'flexible'],
  poor: ['employee', 'flexible'],
};

/** Whether somebody of that status may well be insured so. */
export const mayBe = (scheme: Scheme, status: Slots['status']): boolean =>
  !status || !NOT_OF[status]?.includes(scheme);

const plausibleScheme = (fact: Fact, q: Query): boolean =>
  q.scheme !== undefined || !fact.scheme || mayBe(fact.scheme, q.case.slots.status);

/** What a topic may answer from at a place; a special matter, and one of another topic, only where the question names it. */
function speakingAt(kb: KnowledgeBase, q: Query, place: string): Map<string, Fact[]> {
  const named = (words: readonly string[] | undefined): boolean =>
    !words || words.length === 0 || words.some((w) => q.case.mentions(w));
  const may = (f: Fact): boolean => {
    const about = kb.about(f.topic, f.matter);
    return named(about?.onlyIf) && (f.topic === q.topic || named(about?.alsoTopics[q.topic]));
  };
  return new Map([...mattersAt(kb, place, q.topic)].filter(([, facts]) => facts[0] && may(facts[0])));
}

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

/** Whoever names a special matter means all its cases, and no longer only those whose words he says. */
const ofNamedMatter = ({ met, open, exceptions }: Fit): Fit => ({
  met,
  open: [...open, ...exceptions],
  exceptions: [],
});

function answerMatter(
  kb: KnowledgeBase,
  q: Query,
  chain: string[],
  /** Facts of the matter at a place, those that speak longest first. */
  at: (place: string) => readonly Fact[] | undefined,
  matter: string,
  asked = true,
): MatterAnswer | undefined {
  let exceptions: SpeakingFact[] = [];
  for (const place of chain) {
    const all: Fact[] = [];
    for (const f of at(place) ?? []) {
      if (f.speaks.to < q.span.from) break;
      if (f.refuted || f.speaks.from > q.span.to || !plausibleScheme(f, q)) continue;
      if (!f.pool || q.case.mentions(f.pool)) all.push(f);
    }
    if (all.length === 0) continue;
    all.sort(asWritten);
    const fitting = all.flatMap((fact) => {
      const fit = fitOf(fact, q.case);
      const special =
        asked && kb.about(fact.topic, fact.matter)?.onlyIf?.some((w) => q.case.mentions(w)) === true;
      return fit ? [{ fact, fit: special ? ofNamedMatter(fit) : fit }] : [];
    });
    const { facts, asEmployee } = ofScheme(fitting, q.scheme);
    const usable = facts.filter((f) => f.fit.exceptions.length === 0);
    exceptions = [...exceptions, ...facts.filter((f) => f.fit.exceptions.length > 0)];
    if (usable.length === 0) continue;
    const specific = mostSpecific(usable, q.case);
    const { conflicts, outranked } = settle(kb, specific, q.span);
    const speaking = inOrder(specific.filter((f) => !outranked.has(f.fact)));
    const spoken = new Set(speaking.map((x) => x.fact.id));
    const bears = (id: string): boolean => spoken.has(id) || (inForce(kb, id, q) && concerns(kb, id, chain));
    const declared = [...new Set(speaking.flatMap((f) => kb.conflictsOf.get(f.fact.id) ?? []))].filter(
      (c) => c.facts.filter(bears).length > 1,
    );
    const otherSides = [...new Set(declared.flatMap((c) => c.facts))]
      .filter((id) => !spoken.has(id) && bears(id))
      .flatMap((id) => kb.factById.get(id) ?? [])
      .sort(byAuthority);
    const first = speaking[0]?.fact;
    return {
      topic: first?.topic ?? q.topic,
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
    topic: first.topic,
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

/** The same for one matter alone, named by a plan and not by the question: its special cases stay exceptions. */
export function resolveMatter(kb: KnowledgeBase, q: Query, matter: string): MatterAnswer | undefined {
  const { chain, at } = matterAbove(kb, q.region, `${q.topic}/${matter}`);
  return at.size > 0 ? answerMatter(kb, q, chain, (place) => at.get(place), matter, false) : undefined;
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

/** Everything the knowledge base says about a topic for a case, matter by matter. Never looks sideways. */
export function resolve(kb: KnowledgeBase, q: Query): Resolution {
  const chain = placeChain(kb, q.region);
  const at = new Map(chain.map((place) => [place, speakingAt(kb, q, place)]));
  const names = [...new Set([...at.values()].flatMap((m) => [...m.keys()]))];
  const matters = names.flatMap((m) => answerMatter(kb, q, chain, (place) => at.get(place)?.get(m), m) ?? []);
  const schemes = schemeOrder(q.scheme);
  // What does not speak is looked through only where an answer asks for it: old values pile up over the years.
  let found: Fact[] | undefined;
  const relevant = (): Fact[] => {
    const nearby = (): Fact[] => [...at.values()].flatMap((m) => [...m.values()].flat());
    found ??= nearby().filter(
      (f) =>
        (schemes.length === 0 || schemes.includes(f.scheme)) &&
        (!f.pool || q.case.mentions(f.pool)) &&
        fitOf(f, q.case) !== undefined,
    );
    return found;
  };
  return {
    case: q.case,
    matters,
    get refuted() {
      return relevant().filter((f) => f.refuted);
    },
    get otherPeriods() {
      return relevant()
        .filter((f) => !f.refuted && !overlaps(f.speaks, q.span))
        .sort((a, b) => (a.speaks.from < b.speaks.from ? 1 : -1));
    },
  };
}
