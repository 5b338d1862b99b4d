/** What a question clearly asks for and no fact of the place, or above it, tells: a gap is said, not papered over with the topic's other rules. */
import type { FactTopic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import type { Resolution } from '../knowledge/resolve.js';
import { askedOf } from './asked.js';
import { CLEAR } from './choose.js';
import { namedBy } from './rank.js';

export interface Missing {
  /** What other places call it. */
  title: string;
  /** Places that have a rule on it. */
  places: string[];
}

/** Undefined where something that speaks is meant as clearly, or nothing is meant clearly. */
export function missingMatter(
  kb: KnowledgeBase,
  s: Situation,
  topic: FactTopic,
  r: Resolution,
): Missing | undefined {
  const asked = askedOf(kb, s, r.case);
  const known = new Set([...r.matters, ...r.otherPeriods, ...r.refuted].map((m) => m.matter));
  const speaking = r.matters.filter((m) => m.speaking.length > 0);
  const named = (matter: string): number => namedBy(asked, kb.asksOf(topic, matter));
  const bar = Math.max(
    CLEAR,
    1 + Math.max(0, ...speaking.map((m) => namedBy(asked, kb.asksOf(m.topic, m.matter)))),
  );
  const [best] = kb
    .mattersOf(topic)
    .filter((m) => kb.about(topic, m)?.noSubstitute && !known.has(m) && named(m) >= bar)
    .sort((a, b) => named(b) - named(a));
  if (best === undefined) return undefined;
  const places = Object.keys(kb.digest[`${topic}/${best}`]?.places ?? {});
  const elsewhere = places.flatMap((p) => kb.byPlaceMatter.get(`${p}/${topic}/${best}`) ?? []);
  return places.length > 0 ? { title: shortestTitle(elsewhere), places } : undefined;
}

const shortestTitle = (facts: Fact[]): string =>
  facts.reduce((a, f) => (f.title.length < a.length ? f.title : a), facts[0]?.title ?? '');
