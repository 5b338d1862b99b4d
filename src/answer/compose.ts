/** What the knowledge base says on a topic → the view of an answer: the first sentence answers, the rest supports. */
import type { Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import { signature } from '../knowledge/conditions.js';
import { AID_TOPICS } from '../knowledge/families.js';
import type { MatterAnswer, Resolution, SpeakingFact } from '../knowledge/resolve.js';
import { daySpan, overlaps, type Span, sameSpan } from '../period.js';
import { spanText } from '../when.js';
import { askedOf } from './asked.js';
import { chooseMatters, VALUE_TOPICS } from './choose.js';
import { rankFacts } from './rank.js';
import {
  addExceptions,
  addPoint,
  addRefutedTo,
  attribution,
  disagreementsTo,
  earlierOf,
  laterOf,
  periodsTold,
  sentence,
  sidesOf,
  undatedPeriod,
} from './support.js';
import { addVerdict } from './verdict.js';
import type { Cited, Line, StepGroup, View } from './view.js';
import { conditionText, periodText, regionName, valueText } from './wording.js';

const MAX_LINES = 16;
export function emptyView(s: Pick<Situation, 'asOf'> & { span?: Span }, topic: Topic): View {
  return {
    topic,
    title: '',
    place: '',
    scheme: '',
    verdict: '',
    unchanged: false,
    prefix: '',
    lead: '',
    heading: '',
    lines: [],
    points: [],
    stepGroups: [],
    table: null,
    disagreements: [],
    outranked: [],
    earlier: [],
    refuted: [],
    calculation: null,
    sources: [],
    notices: [],
    asOf: s.span && !sameSpan(s.span, daySpan(s.asOf)) ? spanText(s.span) : s.asOf,
    when: s.span && !sameSpan(s.span, daySpan(s.asOf)) ? spanText(s.span) : '',
    later: [],
  };
}

/** Conditions whose words are the same for all lines of a group say nothing there. */
function sharedKeys(facts: Fact[]): Set<string> {
  const keys = new Set(facts.flatMap((f) => Object.keys(f.conditions)));
  const same = (k: string) =>
    new Set(facts.map((f) => JSON.stringify((f.conditions as Record<string, unknown>)[k]))).size === 1;
  return new Set([...keys].filter(same));
}

function linesOf(kb: KnowledgeBase, speaking: SpeakingFact[], showPeriods: boolean): Line[] {
  const facts = speaking.map((x) => x.fact);
  const shared = sharedKeys(facts);
  return facts.slice(0, MAX_LINES).map((f) => {
    const rivals = facts.filter(
      (o) => o !== f && signature(o) === signature(f) && overlaps(o.speaks, f.speaks),
    );
    const notes = [
      showPeriods || rivals.length > 0 ? periodText(f) : '',
      rivals.length > 0 ? attribution(kb, f) : '',
    ];
    return {
      label: conditionText(f, kb.labels, shared),
      value: valueText(f, kb.labels),
      period: notes.filter(Boolean).join('，'),
    };
  });
}

/** The place and scheme a group speaks of, for a statement that does not name them. */
function prefixOf(kb: KnowledgeBase, m: MatterAnswer, text: string): string {
  const region = kb.regionByCode.get(m.place);
  const fact = m.speaking[0]?.fact;
  const names = region ? [region.name, ...region.short] : [];
  const place = m.place === '000000' ? '全国' : regionName(kb, m.place);
  const placeNamed = names.some((n) => text.includes(n)) || (m.place === '000000' && /全国|国家/.test(text));
  // Whoever shares an account is insured as an employee anyway.
  const scheme = fact?.scheme && !AID_TOPICS.includes(m.topic) ? kb.labels.scheme[fact.scheme] : '';
  const schemeNamed = !scheme || text.includes(scheme.replace(/医保|保险/g, '').slice(-2));
  return `${placeNamed ? '' : place}${schemeNamed ? '' : scheme}`;
}

/** Figures of one kind make one line; where a reason tells them apart, only their sentences say which is which. */
const compact = (facts: Fact[]): boolean =>
  facts.length > 1 &&
  facts.every((f) => f.value !== null && !Array.isArray(f.value) && f.unit === facts[0]?.unit) &&
  facts.every((f) => f.conditions.reason === undefined);

function stepGroups(kb: KnowledgeBase, facts: Fact[]): StepGroup[] {
  return facts.flatMap((f) =>
    f.steps
      ? [{ channel: conditionText(f, kb.labels) || f.title, statement: f.statement, steps: f.steps }]
      : [],
  );
}

/** Puts the best matter into the lead and the others below it. */
export function viewOf(
  kb: KnowledgeBase,
  s: Situation,
  topic: Topic,
  r: Resolution,
  cited: Cited,
): View | undefined {
  const asked = askedOf(kb, s, r.case);
  const chosen = chooseMatters(kb, asked, s, topic, r);
  const lead = chosen[0];
  if (!lead) return undefined;
  const view = emptyView(s, topic);
  view.title = lead.title;
  view.place = regionName(kb, lead.place);
  const whole = s.span.from !== s.span.to;
  const earlier = earlierOf(topic, s, lead, r);
  const later = laterOf(s, lead, r);
  // Whoever meets the old figure somewhere has to see from which day the new one holds.
  const changed = [...earlier, ...later].some((f) => f.value !== null);
  let ledBy = lead.speaking;
  for (const [i, m] of chosen.entries()) {
    const speaking = VALUE_TOPICS.includes(topic) ? m.speaking : rankFacts(asked, m.speaking).slice(0, 6);
    if (i === 0) ledBy = speaking;
    const facts = speaking.map((x) => x.fact);
    cited.facts.push(...facts.slice(0, MAX_LINES));
    const steps = stepGroups(kb, facts);
    view.stepGroups.push(...steps);
    const asLines = compact(facts);
    if (i === 0) leadOf(kb, view, m, facts, asLines, changed);
    else if (!asLines)
      for (const f of facts.filter((x) => !x.steps))
        addPoint(view, sentence([prefixOf(kb, m, f.statement), f.statement].filter(Boolean).join('：')));
    if (asLines) {
      const lines = linesOf(
        kb,
        speaking,
        whole ||
          (i === 0 && changed) ||
          (VALUE_TOPICS.includes(topic) && new Set(facts.map(periodText)).size > 1),
      );
      if (i === 0) view.lines.push(...lines);
      else
        addPoint(
          view,
          `${prefixOf(kb, m, m.title)}${m.title}：${lines.map((l) => `${l.label} ${l.value}${l.period ? `（${l.period}）` : ''}`).join('；')}。`,
        );
    }
    disagreementsTo(kb, view, m, cited);
    addExceptions(kb, view, m, cited);
  }
  cited.background.push(...earlier, ...later);
  view.earlier.push(...periodsTold(kb, earlier, view.lines.length > 0));
  view.later.push(...periodsTold(kb, later, view.lines.length > 0));
  addRefutedTo(view, s, chosen, r, cited);
  addVerdict(view, s, { ...lead, speaking: ledBy }, r);
  return view;
}

function leadOf(
  kb: KnowledgeBase,
  view: View,
  m: MatterAnswer,
  facts: Fact[],
  asLines: boolean,
  changed: boolean,
): void {
  const first = facts[0] as Fact;
  if (asLines) {
    const shared = sharedKeys(facts);
    const pinned = conditionText(
      first,
      kb.labels,
      new Set(
        Object.keys(first.conditions).filter(
          (k) => !shared.has(k) || k === 'care' || k === 'payer' || k === 'limitOf',
        ),
      ),
    );
    view.prefix = prefixOf(kb, m, m.title);
    view.heading = `${m.title}${pinned ? `（${pinned}）` : ''}`;
    return;
  }
  const spoken = facts.filter((f) => !f.steps || f === first);
  // Two ways of doing one thing are told one after the other; two figures are told as a dispute.
  const disputed = first.steps
    ? undefined
    : m.conflicts.find((c) => c.reason && c.facts.includes(first.id) && sidesOf(m, c).length > 1);
  if (disputed) {
    view.lead = sentence(disputed.reason);
    return;
  }
  view.prefix = `${prefixOf(kb, m, first.statement)}${changed ? undatedPeriod(first) : ''}`;
  view.lead = sentence(first.statement);
  for (const f of spoken.slice(1)) addPoint(view, sentence(f.statement));
}
