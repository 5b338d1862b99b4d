/** How a benefit was adjusted: derived from facts of one matter whose periods follow each other. */
import type { FactTopic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import { signature } from '../knowledge/conditions.js';
import type { MatterAnswer, Resolution } from '../knowledge/resolve.js';
import { askedOf } from './asked.js';
import { emptyView, viewOf } from './compose.js';
import { resolveTopic, type Tools } from './decide.js';
import { rankMatters } from './rank.js';
import { addRefutedTo, disagreementsTo } from './support.js';
import type { Cited, View } from './view.js';
import { conditionText, periodText, regionName, valueText } from './wording.js';

/** Where changes are looked for, after what was filed as a change itself. */
const CHANGING: FactTopic[] = [
  'benefit-change',
  'ratio',
  'cap',
  'deductible',
  'mutual-aid-rule',
  'binding-eligibility',
  'waiting-period',
  'contribution',
];
const MEASURES: FactTopic[] = ['ratio', 'cap', 'deductible'];
const MAX_PAIRS = 8;
/** Below this a matter merely shares a few characters with the question. */
const CLEAR = 4;

interface Pair {
  before: Fact;
  after: Fact;
}

function pairsOf(m: MatterAnswer, r: Resolution): Pair[] {
  return m.speaking.flatMap(({ fact: after }) => {
    const before = r.otherPeriods.find(
      (f) =>
        f.matter === m.matter &&
        f.place === after.place &&
        f.scheme === after.scheme &&
        signature(f) === signature(after) &&
        f.speaks.to < after.speaks.from,
    );
    return before && after.from ? [{ before, after }] : [];
  });
}

/** A matter with a history, or one filed as a change or a beginning itself. */
interface Candidate {
  m: MatterAnswer;
  r: Resolution;
  pairs: Pair[];
}

/** Asked about one kind of care, a change of another is no answer. */
const ofCare = (s: Situation, m: MatterAnswer): boolean =>
  s.slots.care === undefined || m.speaking.some((x) => x.fit.met.includes('care'));

/** The measures whose names the question says; all where it says none. */
function measuresIn({ kb, caseOf }: Tools, s: Situation): FactTopic[] {
  const { mentions } = caseOf(s);
  const named = MEASURES.filter((m) => kb.terms.some((t) => t.concept === m && mentions(t.term)));
  return named.length > 0 ? named : MEASURES;
}

function candidates(tools: Tools, s: Situation): Candidate[] {
  const measures = measuresIn(tools, s);
  return CHANGING.filter((t) => !MEASURES.includes(t) || measures.includes(t)).flatMap((topic) => {
    const r = resolveTopic(tools, s, topic);
    return r.matters
      .filter((m) => m.speaking.length > 0 && ofCare(s, m))
      .map((m) => ({ m, r, pairs: pairsOf(m, r) }))
      .filter((x) => x.pairs.length > 0 || topic === 'benefit-change');
  });
}

export function changeView(tools: Tools, s: Situation, cited: Cited): View | undefined {
  const { kb } = tools;
  const all = candidates(tools, s);
  const asked = askedOf(kb, s, tools.caseOf(s));
  const best = rankMatters(
    kb,
    asked,
    all.map((x) => x.m),
    kb.leadsOf('benefit-change'),
  )[0];
  const chosen = best && best.score >= CLEAR && all.find((x) => x.m === best.matter);
  if (!chosen) return asItStands(tools, s, cited);
  if (chosen.pairs.length > 0)
    return pairView(kb, s, chosen.m, chosen.r, chosen.pairs.slice(0, MAX_PAIRS), cited);
  return viewOf(kb, s, 'benefit-change', { ...chosen.r, matters: [chosen.m] }, cited);
}

/** No change is known: what holds now, with what is known to have held before. */
function asItStands(tools: Tools, s: Situation, cited: Cited): View | undefined {
  const place = s.slots.region ? regionName(tools.kb, s.slots.region) : '';
  for (const topic of [...measuresIn(tools, s), 'mutual-aid-rule' as const]) {
    const view = viewOf(tools.kb, s, 'benefit-change', resolveTopic(tools, s, topic), cited);
    if (view) return { ...view, place, unchanged: true };
  }
  return undefined;
}

function pairView(
  kb: KnowledgeBase,
  s: Situation,
  m: MatterAnswer,
  r: Resolution,
  pairs: Pair[],
  cited: Cited,
): View {
  const view = emptyView(s, 'benefit-change');
  const first = pairs[0] as Pair;
  for (const p of pairs) cited.facts.push(p.after, p.before);
  view.place = regionName(kb, m.place);
  view.title = m.title;
  view.prefix = `${view.place}${first.after.scheme ? kb.labels.scheme[first.after.scheme] : ''}`;
  view.heading = /调整|变化$/.test(m.title) ? m.title : `${m.title}的调整`;
  if (first.after.value === null) {
    view.lead = `${view.prefix}：${periodText(first.after)}，${first.after.statement}`;
    view.earlier = pairs.map((p) => `${periodText(p.before)}：${p.before.statement}`);
  } else {
    view.lines = pairs.map((p) => ({
      label: conditionText(p.after, kb.labels, new Set(pairs.length > 1 ? ['care'] : [])) || m.title,
      value: `${valueText(p.before, kb.labels)} → ${valueText(p.after, kb.labels)}`,
      period: periodText(p.after),
    }));
  }
  disagreementsTo(kb, view, m, cited);
  addRefutedTo(view, s, [m], r, cited);
  return view;
}
