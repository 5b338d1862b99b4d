/** How a benefit was adjusted: derived from facts of one matter whose periods follow each other. */
import type { FactTopic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import { signature } from '../knowledge/conditions.js';
import type { MatterAnswer, Resolution } from '../knowledge/resolve.js';
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
const MAX_PAIRS = 8;

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

export function changeView(tools: Tools, s: Situation, cited: Cited): View | undefined {
  const all = CHANGING.flatMap((topic) => {
    const r = resolveTopic(tools, s, topic);
    return r.matters.map((m) => ({ m, r, topic, pairs: pairsOf(m, r) }));
  }).filter((x) => x.pairs.length > 0);
  const ranked = rankMatters(
    s.text,
    all.map((x) => x.m),
  );
  const best = ranked[0] && all.find((x) => x.m === ranked[0]?.matter);
  const filed = resolveTopic(tools, s, 'benefit-change');
  const own = filed.matters.some((m) => m.speaking.length > 0);
  if (!best || (own && best.topic !== 'benefit-change' && (ranked[0]?.score ?? 0) < 6)) {
    for (const topic of ['benefit-change', s.slots.care ? 'ratio' : 'mutual-aid-rule', 'ratio'] as const) {
      const view = viewOf(tools.kb, s, topic, resolveTopic(tools, s, topic), cited);
      if (view) return view;
    }
    return undefined;
  }
  return pairView(tools.kb, s, best.m, best.r, best.pairs.slice(0, MAX_PAIRS), cited);
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
