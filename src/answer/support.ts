/** What stands below the first sentence: other sides, special cases, what held before, what is refuted; and the yes or no. */
import type { Situation } from '../dialogue.js';
import { readFigures } from '../figures.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import { signature } from '../knowledge/conditions.js';
import type { MatterAnswer, Resolution } from '../knowledge/resolve.js';
import { addDays } from '../period.js';
import { sourcesOf } from './cite.js';
import type { Cited, View } from './view.js';
import { periodText } from './wording.js';

const MAX_POINTS = 5;
const MAX_REFUTED = 2;
/** A rule that ended within this many days before the day asked is still worth a line. */
const RECENTLY = 730;

export const sentence = (text: string): string => (/[。！？]$/.test(text) ? text : `${text}。`);

export const attribution = (kb: KnowledgeBase, f: Fact): string => {
  const s = sourcesOf(kb, f)[0];
  return s ? [s.publisher, s.published].filter(Boolean).join('，') : '';
};

export function addPoint(view: View, text: string): void {
  if (view.points.length < MAX_POINTS && !view.points.includes(text) && text !== view.lead)
    view.points.push(text);
}

const sideText = (kb: KnowledgeBase, f: Fact): string =>
  `${sentence(f.statement).slice(0, -1)}（${attribution(kb, f)}）。`;

/** The facts of a disagreement that bear on the case. */
export function sidesOf(m: MatterAnswer, c: MatterAnswer['conflicts'][number]): Fact[] {
  return [...m.speaking.map((x) => x.fact), ...m.otherSides, ...m.outranked].filter((f) =>
    c.facts.includes(f.id),
  );
}

export function disagreementsTo(kb: KnowledgeBase, view: View, m: MatterAnswer, cited: Cited): void {
  for (const c of m.conflicts) {
    const sides = sidesOf(m, c);
    if (sides.length < 2) continue;
    // The reason may name figures of every side, so all of them are cited.
    cited.background.push(...c.facts.flatMap((id) => kb.factById.get(id) ?? []));
    const reason = c.reason || `${m.title}有不同说法`;
    cited.conflicts.push({ factIds: sides.map((f) => f.id), reason });
    view.disagreements.push({
      reason: view.lead === sentence(reason) ? '' : sentence(reason),
      sides: sides.map((f) => sideText(kb, f)),
    });
  }
  for (const f of m.outranked) {
    if (m.conflicts.some((c) => c.facts.includes(f.id))) continue;
    if (!cited.facts.includes(f)) cited.background.push(f);
    view.outranked.push(sideText(kb, f));
  }
}

export function addExceptions(_kb: KnowledgeBase, view: View, m: MatterAnswer, cited: Cited): void {
  for (const { fact } of m.exceptions
    .filter((x) => x.fact.place === m.place && x.fit.exceptions.length === 1)
    .slice(0, 2)) {
    if (fact.steps || view.points.length >= MAX_POINTS) continue;
    cited.facts.push(fact);
    addPoint(view, sentence(fact.statement));
  }
}

/** What held before, where it changed lately. */
export function addEarlier(
  _kb: KnowledgeBase,
  view: View,
  s: Situation,
  m: MatterAnswer,
  r: Resolution,
  cited: Cited,
): void {
  const speaking = m.speaking.map((x) => x.fact);
  const before = r.otherPeriods.filter(
    (f) =>
      f.matter === m.matter &&
      f.place === m.place &&
      f.speaks.to < s.span.from &&
      (f.speaks.to >= addDays(s.span.from, -RECENTLY) || view.topic === 'benefit-change') &&
      speaking.some((x) => x.from !== null && signature(x) === signature(f) && x.scheme === f.scheme),
  );
  for (const f of before.slice(0, 4)) {
    cited.background.push(f);
    const period = f.statement.includes(`${f.from?.slice(0, 4)}年`) ? '' : periodText(f);
    view.earlier.push(`${period ? `${period}：` : ''}${sentence(f.statement)}`);
  }
}

export function addRefutedTo(
  view: View,
  s: Situation,
  chosen: MatterAnswer[],
  r: Resolution,
  cited: Cited,
): void {
  const speaking = new Set(cited.facts.map((f) => f.id));
  const touched = r.refuted.filter(
    (f) => chosen.some((m) => m.matter === f.matter) || f.refuted?.correctedBy.some((id) => speaking.has(id)),
  );
  const asked = new Set(readFigures(s.text).map((f) => f.value));
  const named = (f: Fact): boolean => readFigures(f.statement).some((x) => asked.has(x.value));
  const meant = touched.filter(named);
  for (const f of (meant.length > 0 ? meant : touched).slice(0, MAX_REFUTED)) {
    cited.refuted.push(f);
    view.refuted.push({ claim: sentence(f.statement), why: sentence(f.refuted?.why ?? '') });
  }
}

/** A question that can be answered in a word gets that word first. */
export function addVerdict(view: View, s: Situation, lead: MatterAnswer, r: Resolution): void {
  const kin = lead.speaking.find((x) => x.fact.relations)?.fact;
  if (kin?.relations && s.slots.relation && s.topic === 'binding-eligibility') {
    view.allowed = kin.relations.includes(s.slots.relation);
    view.notAllowed = !view.allowed;
    return;
  }
  if (!/是不是|对吗|对不对|真的吗|是真的|对么|是吗/.test(s.text)) return;
  // 一年 and 一次 are no figures that a claim is about.
  const asked = readFigures(s.text).filter((f) => f.kind === 'number' && f.value !== '1');
  if (asked.length === 0) return;
  const has = (facts: Fact[]): boolean =>
    facts.some((f) => {
      const own = new Set(readFigures(`${f.statement}`).map((x) => x.value));
      return asked.some((a) => own.has(a.value));
    });
  if (has(lead.speaking.map((x) => x.fact))) view.right = view.disagreements.length === 0;
  else if (has(r.refuted)) view.wrong = true;
}
