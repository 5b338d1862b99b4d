/** What the knowledge base says on a topic → the view of an answer: the first sentence answers, the rest supports. */
import type { Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { readFigures } from '../figures.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import { signature } from '../knowledge/conditions.js';
import type { MatterAnswer, Resolution, SpeakingFact } from '../knowledge/resolve.js';
import { addDays } from '../period.js';
import { sourcesOf } from './cite.js';
import { rankMatters, type Ranked } from './rank.js';
import type { Cited, Line, StepGroup, View } from './view.js';
import { conditionText, periodText, regionName, valueText } from './wording.js';

const MAX_GROUPS = 3;
const MAX_LINES = 9;
const MAX_POINTS = 5;
/** Matters this far below the best are not part of the answer. */
const NEAR = 0.55;
/** A rule that ended within this many days before the day asked is still worth a line. */
const RECENTLY = 730;

const VALUE_TOPICS: Topic[] = ['ratio', 'deductible', 'cap', 'contribution', 'contribution-years', 'waiting-period', 'account-credit', 'pension-benefit', 'binding-limit', 'benefit-change'];

export function emptyView(s: Situation, topic: Topic): View {
  return {
    topic,
    title: '',
    place: '',
    scheme: '',
    allowed: false,
    notAllowed: false,
    right: false,
    wrong: false,
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
    asOf: s.asOf,
  };
}

/** Matters that the question is about, best first. */
export function chooseMatters(s: Situation, r: Resolution): Ranked[] {
  const answering = r.matters.filter((m) => m.speaking.length > 0);
  const ranked = rankMatters(s.text, answering);
  const best = ranked[0];
  if (!best) return [];
  return ranked.filter((x) => x === best || x.score >= best.score * NEAR).slice(0, MAX_GROUPS);
}

const sentence = (text: string): string => (/[。！？]$/.test(text) ? text : `${text}。`);

/** Conditions whose words are the same for all lines of a group say nothing there. */
function sharedKeys(facts: Fact[]): Set<string> {
  const keys = new Set(facts.flatMap((f) => Object.keys(f.conditions)));
  const same = (k: string) => new Set(facts.map((f) => JSON.stringify((f.conditions as Record<string, unknown>)[k]))).size === 1;
  return new Set([...keys].filter(same));
}

const attribution = (kb: KnowledgeBase, f: Fact): string => {
  const s = sourcesOf(kb, f)[0];
  return s ? [s.publisher, s.published].filter(Boolean).join('，') : '';
};

function linesOf(kb: KnowledgeBase, speaking: SpeakingFact[], showPeriods: boolean): Line[] {
  const facts = speaking.map((x) => x.fact);
  const shared = sharedKeys(facts);
  return facts.slice(0, MAX_LINES).map((f) => {
    const rivals = facts.filter((o) => o !== f && signature(o) === signature(f));
    const notes = [showPeriods || rivals.length > 0 ? periodText(f) : '', rivals.length > 0 ? attribution(kb, f) : ''];
    return {
      label: conditionText(f, kb.labels, shared) || f.title,
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
  const scheme = fact?.scheme ? kb.labels.scheme[fact.scheme] : '';
  const schemeNamed = !scheme || text.includes(scheme.replace(/医保|保险/g, '').slice(-2));
  return `${placeNamed ? '' : place}${schemeNamed ? '' : scheme}`;
}

const compact = (facts: Fact[]): boolean => facts.length > 1 && facts.every((f) => f.value !== null && !Array.isArray(f.value));

function stepGroups(kb: KnowledgeBase, facts: Fact[]): StepGroup[] {
  return facts.flatMap((f) =>
    f.steps ? [{ channel: conditionText(f, kb.labels) || f.title, statement: f.statement, steps: f.steps }] : [],
  );
}

/** Puts the best matter into the lead and the others below it. */
export function viewOf(kb: KnowledgeBase, s: Situation, topic: Topic, r: Resolution, cited: Cited): View | undefined {
  const chosen = chooseMatters(s, r).map((x) => x.matter);
  const lead = chosen[0];
  if (!lead) return undefined;
  const view = emptyView(s, topic);
  view.title = lead.title;
  view.place = regionName(kb, lead.place);
  const whole = s.span.from !== s.span.to;
  for (const [i, m] of chosen.entries()) {
    const speaking = topic === 'binding-howto' || !VALUE_TOPICS.includes(topic) ? m.speaking.slice(0, 6) : m.speaking;
    const facts = speaking.map((x) => x.fact);
    cited.facts.push(...facts.slice(0, MAX_LINES));
    const steps = stepGroups(kb, facts);
    view.stepGroups.push(...steps);
    const asLines = compact(facts);
    if (i === 0) leadOf(kb, view, m, facts, asLines);
    else if (!asLines) for (const f of facts.filter((x) => !x.steps)) addPoint(view, sentence(`${prefixOf(kb, m, f.statement)}${f.statement}`));
    if (asLines) {
      const lines = linesOf(kb, speaking, whole || VALUE_TOPICS.includes(topic) && new Set(facts.map(periodText)).size > 1);
      if (i === 0) view.lines.push(...lines);
      else addPoint(view, `${prefixOf(kb, m, '')}${m.title}：${lines.map((l) => `${l.label} ${l.value}${l.period ? `（${l.period}）` : ''}`).join('；')}。`);
    }
    disagreementsTo(kb, view, m, cited);
    addExceptions(kb, view, m, cited);
  }
  addEarlier(kb, view, s, lead, r, cited);
  addRefutedTo(view, s, chosen, r, cited);
  addVerdict(view, s, lead, r);
  return view;
}

function leadOf(kb: KnowledgeBase, view: View, m: MatterAnswer, facts: Fact[], asLines: boolean): void {
  const first = facts[0] as Fact;
  if (asLines) {
    const shared = sharedKeys(facts);
    const pinned = conditionText(first, kb.labels, new Set(Object.keys(first.conditions).filter((k) => !shared.has(k) || k === 'care' || k === 'payer' || k === 'limitOf')));
    view.prefix = prefixOf(kb, m, '');
    view.heading = `${m.title}${pinned ? `（${pinned}）` : ''}`;
    return;
  }
  const spoken = facts.filter((f) => !f.steps || f === first);
  view.prefix = prefixOf(kb, m, first.statement);
  view.lead = sentence(first.statement);
  for (const f of spoken.slice(1)) addPoint(view, sentence(f.statement));
}

function addPoint(view: View, text: string): void {
  if (view.points.length < MAX_POINTS && !view.points.includes(text) && text !== view.lead) view.points.push(text);
}

const sideText = (kb: KnowledgeBase, f: Fact): string => `${sentence(f.statement).slice(0, -1)}（${attribution(kb, f)}）。`;

export function disagreementsTo(kb: KnowledgeBase, view: View, m: MatterAnswer, cited: Cited): void {
  const speaking = m.speaking.map((x) => x.fact);
  for (const c of m.conflicts) {
    const sides = [...speaking, ...m.otherSides, ...m.outranked].filter((f) => c.facts.includes(f.id));
    if (sides.length < 2) continue;
    for (const f of sides) if (!cited.facts.includes(f)) cited.facts.push(f);
    const reason = c.reason || `${m.title}有不同说法`;
    cited.conflicts.push({ factIds: sides.map((f) => f.id), reason });
    view.disagreements.push({ reason: sentence(reason), sides: sides.map((f) => sideText(kb, f)) });
  }
  for (const f of m.outranked) {
    if (m.conflicts.some((c) => c.facts.includes(f.id))) continue;
    if (!cited.facts.includes(f)) cited.facts.push(f);
    view.outranked.push(sideText(kb, f));
  }
}

function addExceptions(kb: KnowledgeBase, view: View, m: MatterAnswer, cited: Cited): void {
  for (const { fact } of m.exceptions.filter((x) => x.fact.place === m.place && x.fit.exceptions.length === 1).slice(0, 2)) {
    if (fact.steps || view.points.length >= MAX_POINTS) continue;
    cited.facts.push(fact);
    const label = conditionText(fact, kb.labels);
    addPoint(view, sentence(fact.value !== null && label ? `${label}：${fact.statement}` : fact.statement));
  }
}

/** What held before, where it changed lately. */
function addEarlier(kb: KnowledgeBase, view: View, s: Situation, m: MatterAnswer, r: Resolution, cited: Cited): void {
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
    cited.facts.push(f);
    const period = periodText(f);
    view.earlier.push(`${period ? `${period}：` : ''}${sentence(f.statement)}`);
  }
}

export function addRefutedTo(view: View, s: Situation, chosen: MatterAnswer[], r: Resolution, cited: Cited): void {
  const speaking = new Set(cited.facts.map((f) => f.id));
  const touched = r.refuted.filter(
    (f) => chosen.some((m) => m.matter === f.matter) || f.refuted?.correctedBy.some((id) => speaking.has(id)),
  );
  const asked = new Set(readFigures(s.text).map((f) => f.value));
  const named = (f: Fact): boolean => readFigures(f.statement).some((x) => asked.has(x.value));
  const sorted = [...touched].sort((a, b) => Number(named(b)) - Number(named(a)));
  for (const f of sorted.slice(0, 3)) {
    cited.refuted.push(f);
    view.refuted.push({ claim: sentence(f.statement), why: sentence(f.refuted?.why ?? '') });
  }
}

/** A question that can be answered in a word gets that word first. */
function addVerdict(view: View, s: Situation, lead: MatterAnswer, r: Resolution): void {
  const kin = lead.speaking.find((x) => x.fact.relations)?.fact;
  if (kin?.relations && s.slots.relation && s.topic === 'binding-eligibility') {
    view.allowed = kin.relations.includes(s.slots.relation);
    view.notAllowed = !view.allowed;
    return;
  }
  if (!/是不是|对吗|对不对|真的吗|是真的|对么|是吗/.test(s.text)) return;
  const asked = readFigures(s.text).filter((f) => f.kind === 'number');
  if (asked.length === 0) return;
  const has = (facts: Fact[]): boolean =>
    facts.some((f) => {
      const own = new Set(readFigures(`${f.statement}`).map((x) => x.value));
      return asked.some((a) => own.has(a.value));
    });
  if (has(lead.speaking.map((x) => x.fact))) view.right = view.disagreements.length === 0;
  else if (has(r.refuted)) view.wrong = true;
}
