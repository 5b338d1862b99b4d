/** What stands below the first sentence: other sides, special cases, what held before, what is refuted. */
import type { Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { readFigures } from '../figures.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import { fitOf, signature } from '../knowledge/conditions.js';
import type { MatterAnswer, Resolution } from '../knowledge/resolve.js';
import { addDays, overlaps } from '../period.js';
import { pairsOf } from './asked.js';
import { sourcesOf } from './cite.js';
import { claimedFigures, holds } from './verdict.js';
import type { Cited, View } from './view.js';
import { conditionText, periodText, valueText } from './wording.js';

const MAX_POINTS = 5;
const MAX_REFUTED = 2;
const MAX_EARLIER = 4;
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
  const all = new Set([...m.speaking.map((x) => x.fact), ...m.otherSides, ...m.outranked]);
  return [...all].filter((f) => c.facts.includes(f.id));
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

/** Of the same rule and case, in another period. */
const sameRule = (m: MatterAnswer, f: Fact): boolean =>
  f.matter === m.matter &&
  f.place === m.place &&
  m.speaking.some(
    ({ fact: x }) =>
      x.from !== null && signature(x) === signature(f) && x.scheme === f.scheme && x.id !== f.id,
  );

/** What held before, where it changed lately. */
export function earlierOf(topic: Topic, s: Situation, m: MatterAnswer, r: Resolution): Fact[] {
  return r.otherPeriods
    .filter(
      (f) =>
        f.speaks.to < s.span.from &&
        (f.speaks.to >= addDays(s.span.from, -RECENTLY) || topic === 'benefit-change') &&
        sameRule(m, f),
    )
    .slice(0, MAX_EARLIER);
}

/** What is known to hold from a day still to come; whoever asks about the past is told the past. */
export function laterOf(s: Situation, m: MatterAnswer, r: Resolution): Fact[] {
  if (s.span.to < s.asOf) return [];
  return r.otherPeriods
    .filter((f) => f.from !== null && f.speaks.from > s.span.to && f.speaks.from > s.asOf && sameRule(m, f))
    .reverse()
    .slice(0, MAX_EARLIER);
}

/** Figures on one line for each period, rules in their own words. */
export function periodsTold(kb: KnowledgeBase, facts: Fact[], asLines: boolean): string[] {
  const figures = facts.filter((f) => asLines && f.value !== null);
  return [
    ...[...new Set(figures.map(periodText))].map(
      (period) =>
        `${period}：${inLine(
          kb,
          figures.filter((f) => periodText(f) === period),
        )}。`,
    ),
    ...facts.filter((f) => !figures.includes(f)).map(withPeriod),
  ];
}

/** The days of a rule that names none of its years; empty where it does. */
export const undatedPeriod = (f: Fact): string =>
  [f.from, f.to].some((d) => d && f.statement.includes(`${d.slice(0, 4)}年`)) ? '' : periodText(f);

/** A rule in its own words, with its days. */
export function withPeriod(f: Fact): string {
  const period = undatedPeriod(f);
  return `${period ? `${period}：` : ''}${sentence(f.statement)}`;
}

const inLine = (kb: KnowledgeBase, facts: Fact[]): string =>
  facts
    .map((f) =>
      [conditionText(f, kb.labels, new Set(['care'])), valueText(f, kb.labels)].filter(Boolean).join(' '),
    )
    .join('；');

/** Claims in circulation about the figure asked; else those about the matters told, where the case is theirs too. */
export function addRefutedTo(
  view: View,
  s: Situation,
  chosen: MatterAnswer[],
  r: Resolution,
  cited: Cited,
): void {
  const asked = readFigures(s.text).concat(claimedFigures(s));
  const meant = r.refuted.filter((f) =>
    asked.some((x) => x.kind === 'number' && x.value !== '1' && holds(f, x)),
  );
  const speaking = new Set(chosen.flatMap((m) => m.speaking.map((x) => x.fact.id)));
  const told = r.refuted.filter(
    (f) =>
      (chosen.some((m) => m.matter === f.matter) || f.refuted?.correctedBy.some((id) => speaking.has(id))) &&
      ofTheCase(f, s, r) &&
      (f.value !== null || recalls(f, s, chosen)),
  );
  for (const f of (meant.length > 0 ? meant : told).slice(0, MAX_REFUTED)) {
    cited.refuted.push(f);
    view.refuted.push({ claim: sentence(f.statement), why: sentence(f.refuted?.why ?? '') });
  }
}

/** A claim in words is worth contradicting where the question says some of what only the claim says. */
function recalls(f: Fact, s: Situation, chosen: MatterAnswer[]): boolean {
  const spoken = chosen.flatMap((m) => m.speaking.map((x) => `${x.fact.statement}${x.fact.title}`));
  const told = pairsOf(spoken.join('，'));
  const asked = pairsOf(s.text);
  return [...pairsOf(f.statement)].some((p) => asked.has(p) && !told.has(p));
}

/** A claim about care that the question does not speak of, or about a special case, is another matter. */
function ofTheCase(f: Fact, s: Situation, r: Resolution): boolean {
  const fit = fitOf(f, r.case);
  if ((f.from || f.to) && !overlaps(f.speaks, s.span)) return false;
  return (
    fit !== undefined &&
    fit.exceptions.length === 0 &&
    !(s.slots.care === undefined && fit.open.includes('care') && fit.open.length > 1)
  );
}
