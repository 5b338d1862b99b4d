/** Orders the matters of a topic, and the facts of a matter, by how much a question is about each of them. */
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import type { MatterAnswer, SpeakingFact } from '../knowledge/resolve.js';
import { type Asked, pairsOf } from './asked.js';

export interface Ranked {
  matter: MatterAnswer;
  score: number;
}

const TITLE = 1.5;
/** For the matter that people mean who name none. */
const LEAD = 3;
/** Several words of a matter's `asks`, or one long one; and one word at least. */
const CLEAR = 6;
const NAMED = 4;
/** A further word of `asks` tells less than the first. */
const FADING = 0.6;
/** A rule of the asker's own place tells more than the nation's. */
const INHERITED = 0.75;
/** For the kind of answer that the question wants. */
const WANTED = 1.25;

const wordsOf = (f: Fact): string =>
  `${f.statement}${(f.steps ?? []).join('')}${Array.isArray(f.value) ? f.value.join(' ') : ''}`;

/** Facts do not change while the program runs: their pairs are made once. */
const pairs = new WeakMap<Fact, ReadonlySet<string>>();
function pairsIn(f: Fact): ReadonlySet<string> {
  const made = pairs.get(f) ?? pairsOf(wordsOf(f));
  pairs.set(f, made);
  return made;
}

/** A title's, by its words. */
const titles = new Map<string, ReadonlySet<string>>();
function pairsInTitle(title: string): ReadonlySet<string> {
  const made = titles.get(title) ?? pairsOf(title);
  titles.set(title, made);
  return made;
}

/** Those of several facts together. */
function pairsInAll(facts: Fact[]): ReadonlySet<string> {
  if (facts.length === 1) return pairsIn(facts[0] as Fact);
  const all = new Set<string>();
  for (const f of facts) for (const p of pairsIn(f)) all.add(p);
  return all;
}

/** The words of the curator's `asks` that the question names; one inside another counts once, one of many matters less. */
export function namedBy(
  asked: Asked,
  asks: readonly string[],
  sharedBy: (word: string) => number = () => 1,
): number {
  const hits: { word: string; strength: number }[] = [];
  for (const word of asks) {
    const strength = asked.strength(word);
    if (strength > 0) hits.push({ word, strength: strength / Math.sqrt(sharedBy(word)) });
  }
  if (hits.length === 0) return 0;
  return hits
    .filter((h) => !hits.some((o) => o !== h && o.word.length > h.word.length && o.word.includes(h.word)))
    .map((h) => h.strength)
    .sort((a, b) => b - a)
    .reduce((sum, strength, i) => sum + strength * FADING ** i, 0);
}

const fits = (asked: Asked, facts: Fact[]): boolean =>
  asked.wants === 'steps' ? facts.some((f) => f.steps) : facts.some((f) => f.value !== null || f.noRule);

/** A word of the curator's `asks` weighs most, then pairs of characters shared with title and statements. */
export function rankMatters(
  kb: KnowledgeBase,
  asked: Asked,
  matters: MatterAnswer[],
  leads: readonly string[] = [],
): Ranked[] {
  const seen = new Map<string, number>();
  const asksOf = new Map(matters.map((m) => [m, kb.asksOf(m.topic, m.matter)]));
  const sharedBy = (word: string): number => matters.filter((m) => asksOf.get(m)?.includes(word)).length;
  const bags = matters.map((m) => {
    const facts = [...m.speaking, ...m.exceptions].map((s) => s.fact);
    const body = pairsInAll(facts);
    for (const b of asked.pairs) if (body.has(b)) seen.set(b, (seen.get(b) ?? 0) + 1);
    return { m, facts, body, title: pairsInTitle(m.title) };
  });
  const named = new Map(matters.map((m) => [m, namedBy(asked, asksOf.get(m) ?? [], sharedBy)]));
  const clearly = Math.max(0, ...named.values()) >= CLEAR;
  return bags
    .map(({ m, facts, body, title }) => {
      let likeness = 0;
      for (const b of asked.pairs) {
        const rare = Math.log(1 + matters.length / (seen.get(b) ?? 1));
        if (body.has(b)) likeness += rare;
        if (title.has(b)) likeness += TITLE * Math.min(1, rare);
      }
      const own = named.get(m) ?? 0;
      // Where the question clearly names another matter, nobody means the usual one.
      const place = clearly && own < NAMED ? -1 : leads.indexOf(m.matter);
      const score =
        own + likeness / (1 + Math.log(1 + body.size / 40) / 2) + (place < 0 ? 0 : LEAD - place / 2);
      const wanted = asked.wants && fits(asked, facts) ? WANTED : 1;
      const near = m.inheritedFrom === '000000' ? INHERITED : 1;
      return { matter: m, score: score * wanted * near };
    })
    .sort((a, b) => b.score - a.score);
}

/** Rules in words that stand side by side: the one that the question is about comes first; steps keep their order. */
export function rankFacts(asked: Asked, facts: SpeakingFact[]): SpeakingFact[] {
  if (facts.some((x) => x.fact.value !== null || x.fact.steps)) return facts;
  const scored = facts.map((x) => {
    const own = pairsIn(x.fact);
    const shared = [...asked.pairs].filter((p) => own.has(p) && !everywhere(p)).length;
    return { x, score: shared };
  });
  function everywhere(pair: string): boolean {
    return facts.every((y) => pairsIn(y.fact).has(pair));
  }
  return scored.sort((a, b) => b.score - a.score).map((y) => y.x);
}
