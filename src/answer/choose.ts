/** A topic's matters for a case → those that the answer tells, best first. */
import type { Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { KnowledgeBase } from '../knowledge/base.js';
import type { MatterAnswer, Resolution } from '../knowledge/resolve.js';
import type { Asked } from './asked.js';
import { type Ranked, rankMatters } from './rank.js';
import { admits, yesAndNo } from './verdict.js';

const MAX_GROUPS = 3;
/** Matters this far below the best are not part of the answer. */
const NEAR = 0.62;
const NEAR_FIGURES = 0.45;
/** A matter for special words that the question names; and kin that may not, which settles the question. */
const SPECIAL = 4;
const CERTAIN = 20;
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
function weigh(s: Situation, figures: boolean, { matter: m, score }: Ranked): number {
  const named = m.speaking.some((x) => x.fact.onlyIf);
  const admitted = admits(m, s);
  if (admitted === false) return score + CERTAIN;
  if (named || (admitted && yesAndNo(s.text))) return score + SPECIAL;
  return figures && !hasFigure(m) ? score / 2 : score;
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
  // Asked for a figure, a rule in words is a detail of it, and the topic's other figures belong to the answer.
  const ranked = rankMatters(kb, asked, answering, kb.topicByName.get(topic)?.leads)
    .map((x) => ({ ...x, score: weigh(s, figures, x) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0];
  if (!best) return [];
  const near = best.score * (figures ? NEAR_FIGURES : NEAR);
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
