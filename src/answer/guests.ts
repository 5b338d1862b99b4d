/** Matters of neighbouring topics that may answer a question which was filed under another of them. */
import type { FactTopic, Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { placeChain } from '../knowledge/base.js';
import { neighbours } from '../knowledge/families.js';
import { mattersAt } from '../knowledge/matters.js';
import type { Resolution } from '../knowledge/resolve.js';
import { askedOf } from './asked.js';
import { resolveTopic, type Tools } from './decide.js';
import { namedBy } from './rank.js';

/** Named at least this clearly, and by this much more clearly than any matter of the topic itself. */
const CLEAR = 8;
const MARGIN = 3;

/** The topic's matters, and those of its neighbours that the curator's words point at more clearly. */
export function withGuests(tools: Tools, s: Situation, topic: Topic, r: Resolution): Resolution {
  const { kb } = tools;
  const asked = askedOf(kb, s, r.case);
  const seen = new Map<readonly string[], number>();
  const named = (m: { topic: FactTopic; matter: string }): number => {
    const asks = kb.asksOf(m.topic, m.matter);
    const known = seen.get(asks) ?? namedBy(asked, asks);
    seen.set(asks, known);
    return known;
  };
  const own = r.matters.filter((m) => m.speaking.length > 0).map(named);
  const bar = Math.max(CLEAR, MARGIN + Math.max(0, ...own));
  const chain = placeChain(kb, s.slots.region);
  const meant = (t: FactTopic): boolean =>
    chain.some((place) => {
      for (const [f] of mattersAt(kb, place, t).values()) if (f?.topic === t && named(f) >= bar) return true;
      return false;
    });
  const found = neighbours(topic).flatMap((t) => {
    if (!meant(t)) return [];
    const theirs = resolveTopic(tools, s, t);
    const guests = theirs.matters.filter((m) => m.topic === t && m.speaking.length > 0 && named(m) >= bar);
    return guests.length > 0 ? [{ ...theirs, matters: guests }] : [];
  });
  if (found.length === 0) return r;
  return {
    case: r.case,
    matters: [...r.matters, ...found.flatMap((x) => x.matters)],
    refuted: [...r.refuted, ...found.flatMap((x) => x.refuted)],
    otherPeriods: [...r.otherPeriods, ...found.flatMap((x) => x.otherPeriods)],
  };
}
