/** A topic's matters for a case → those that the answer tells, best first. */
import type { FactTopic, Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import type { MatterAnswer, Resolution } from '../knowledge/resolve.js';
import { type Asked, askedOf } from './asked.js';
import type { Tools } from './decide.js';
import { namedBy, type Ranked, rankMatters } from './rank.js';
import { admits, yesAndNo } from './verdict.js';

const MAX_GROUPS = 3;
/** Matters this far below the best are not part of the answer. */
const NEAR = 0.62;
const NEAR_FIGURES = 0.45;
/** For a matter that speaks only because the question named it; for kin that may, where the question asks whether. */
const SPECIAL = 6;
const KIN = 2;
/** A word of `asks` as it stands, and a little more. */
export const CLEAR = 5;
const WORD = 5;
/** Topics that ask for a figure. */
export const VALUE_TOPICS: Topic[] = [
  'ratio',
  'deductible',
  'cap',
  'contribution',
  'contribution-years',
  'waiting-period',
  'account-credit',
  'pension-benefit',
  'binding-limit',
  'benefit-change',
];

const hasFigure = (m: MatterAnswer): boolean =>
  m.speaking.some((x) => x.fact.value !== null || x.fact.noRule);

/** What the ranking by words cannot see: a rule beside figures, a special matter that the question named, kin. */
function weigh(
  kb: KnowledgeBase,
  asked: Asked,
  s: Situation,
  topic: Topic,
  { matter: m, score }: Ranked,
): number {
  const about = kb.about(m.topic, m.matter);
  const words = m.topic === topic ? about?.onlyIf : about?.alsoTopics[topic as FactTopic];
  if (words?.some((w) => asked.strength(w) > 0)) return score + SPECIAL;
  if (admits(m, s) && yesAndNo(s.text)) return score + KIN;
  const detail = VALUE_TOPICS.includes(topic) && !hasFigure(m);
  return detail && namedBy(asked, kb.asksOf(m.topic, m.matter)) < WORD ? score / 2 : score;
}

/** The matter meant has only figures of other days, and no matter that speaks is meant as clearly. */
export function endedMatter(tools: Pick<Tools, 'kb'>, s: Situation, r: Resolution): Resolution | undefined {
  const { kb } = tools;
  const asked = askedOf(kb, s, r.case);
  const named = (topic: FactTopic, matter: string): number => namedBy(asked, kb.asksOf(topic, matter));
  const speaking = r.matters.filter((m) => m.speaking.length > 0);
  const silent = r.otherPeriods.filter(
    (f) => f.speaks.to < s.span.from && f.value !== null && !speaking.some((m) => m.matter === f.matter),
  );
  const best = silent.reduce<Fact | undefined>(
    (top, f) => (top && named(top.topic, top.matter) >= named(f.topic, f.matter) ? top : f),
    undefined,
  );
  if (!best) return undefined;
  const bar = Math.max(CLEAR, 1 + Math.max(0, ...speaking.map((m) => named(m.topic, m.matter))));
  return named(best.topic, best.matter) >= bar
    ? { ...r, matters: [], otherPeriods: silent.filter((f) => f.matter === best.matter) }
    : undefined;
}

/** Matters that the question is about, best first. */
export function chooseMatters(
  kb: KnowledgeBase,
  asked: Asked,
  s: Situation,
  topic: Topic,
  r: Resolution,
): MatterAnswer[] {
  const answering = r.matters.filter((m) => m.speaking.length > 0);
  const figures = VALUE_TOPICS.includes(topic);
  // Kin that may not settles the question. Asked for a figure, the topic's other figures belong to the answer.
  const refused = (x: Ranked): number => Number(admits(x.matter, s) === false);
  const ranked = rankMatters(kb, asked, answering, kb.leadsOf(topic))
    .map((x) => ({ ...x, score: weigh(kb, asked, s, topic, x) }))
    .sort((a, b) => refused(b) - refused(a) || b.score - a.score);
  const best = ranked[0];
  if (!best) return [];
  const near = Math.max(...ranked.map((x) => x.score)) * (figures ? NEAR_FIGURES : NEAR);
  const sameCare = (m: MatterAnswer): boolean =>
    figures &&
    s.slots.care !== undefined &&
    hasFigure(m) &&
    m.speaking.every((x) => x.fit.met.includes('care') && x.fit.open.length === 0);
  return ranked
    .filter((x) => x === best || x.score >= near || sameCare(x.matter))
    .slice(0, MAX_GROUPS)
    .map((x) => x.matter);
}
