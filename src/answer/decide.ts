/** A situation → answer, a question back, or one of the other endings; which one is decided here and nowhere else. */
import type { Calculation, CitedFact, FactTopic, Option, Outcome, Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import type { Case } from '../knowledge/conditions.js';
import { AID_TOPICS } from '../knowledge/families.js';
import { type Resolution, resolve } from '../knowledge/resolve.js';
import type { FactSearch } from '../knowledge/search.js';
import { changeView } from './change.js';
import { endedMatter } from './choose.js';
import { citations, citeFact, type Notice, noticesFor } from './cite.js';
import { compareView } from './compare.js';
import { viewOf } from './compose.js';
import { type Estimate, estimateView, isEstimate } from './estimate.js';
import { withGuests } from './guests.js';
import { hospitalSentence } from './hospitals.js';
import { missingMatter } from './missing.js';
import { nothingKnown } from './nothing.js';
import { askFor, askPlace } from './question-back.js';
import type { Renderer } from './render.js';
import type { Cited, View } from './view.js';
import { regionName } from './wording.js';

export interface Decision {
  outcome: Outcome;
  text: string;
  steps?: string[];
  table?: { columns: string[]; rows: string[][] };
  facts: CitedFact[];
  conflicts: { factIds: string[]; reason: string }[];
  refuted: { factId: string; claim: string; why: string; correctedBy: string[] }[];
  calculation?: Calculation;
  options?: Option[];
  /** The slot asked back for. */
  asked?: string;
  suggestions: string[];
  notices: string[];
}

export interface Tools {
  kb: KnowledgeBase;
  search: FactSearch;
  renderer: Renderer;
  /** Words of a question by which conditions are matched. */
  caseOf(s: Situation): Case;
}

const MAX_SOURCES = 5;
const MAX_CITED = 60;

/** A county is answered from its city, and from its own facts where there are any. */
export function placeOf({ kb }: Tools, s: Situation): string | undefined {
  const named = kb.ownCounties.find(
    (r) => r.parent === s.slots.region && [r.name, ...r.short].some((n) => s.text.includes(n)),
  );
  return named?.code ?? s.slots.region;
}

/** One question is held against many facts: each of their words is looked for once. */
const cases = new WeakMap<Situation, Case>();
function caseFor(tools: Tools, s: Situation): Case {
  const known = cases.get(s);
  if (known) return known;
  const c = tools.caseOf(s);
  const said = new Map<string, boolean>();
  const mentions = (word: string): boolean => {
    const found = said.get(word) ?? c.mentions(word);
    said.set(word, found);
    return found;
  };
  const made = { ...c, mentions };
  cases.set(s, made);
  return made;
}

/** The same topic is looked at for a question back, for the answer and for what stands beside it. */
const resolved = new WeakMap<Situation, Map<string, Resolution>>();

export function resolveTopic(
  tools: Tools,
  s: Situation,
  topic: FactTopic,
  region = placeOf(tools, s),
): Resolution {
  const all = resolved.get(s) ?? new Map<string, Resolution>();
  resolved.set(s, all);
  const key = `${topic}/${region ?? ''}`;
  const found = all.get(key) ?? resolveAnew(tools, s, topic, region);
  all.set(key, found);
  return found;
}

function resolveAnew(tools: Tools, s: Situation, topic: FactTopic, region: string | undefined): Resolution {
  // Whoever shares an account is insured as an employee: a scheme named there is a relative's.
  const scheme = AID_TOPICS.includes(topic) ? undefined : s.slots.scheme;
  return resolve(tools.kb, { topic, region, scheme, span: s.span, case: caseFor(tools, s) });
}

export function decide(tools: Tools, s: Situation): Decision {
  const first = decideTopic(tools, s, s.topic);
  // A matter of another topic answered: what was also asked belonged to the topic that was not meant.
  const strayed = first.facts[0] !== undefined && first.facts[0].topic !== s.topic;
  if (first.outcome !== 'answer' || s.alsoTopics.length === 0 || strayed) return first;
  return s.alsoTopics.reduce(
    (all, topic) => join(all, decideTopic(tools, { ...s, clarifications: 9 }, topic)),
    first,
  );
}

/** Two questions in one message: both answers, in order; the second adds nothing where nothing is known. */
function join(a: Decision, b: Decision): Decision {
  if (b.outcome !== 'answer' && b.outcome !== 'no-rule') return a;
  // Each keeps its own sources and notices; what both would say stands once, at the end.
  const again = new Set(b.text.split('\n').filter((line) => line.startsWith('提示：')));
  const end = a.text.search(/\n以上按/);
  const head = (end > 0 ? a.text.slice(0, end) : a.text)
    .split('\n')
    .filter((line) => !again.has(line))
    .join('\n');
  const known = new Set(a.facts.map((f) => f.id));
  return {
    ...a,
    text: `${head}\n\n${b.text}`,
    facts: [...a.facts, ...b.facts.filter((f) => !known.has(f.id))],
    conflicts: [...a.conflicts, ...b.conflicts],
    refuted: [...a.refuted, ...b.refuted.filter((r) => !a.refuted.some((x) => x.factId === r.factId))],
    notices: [...new Set([...a.notices, ...b.notices])],
  };
}

function decideTopic(tools: Tools, s: Situation, topic: Topic): Decision {
  const question = askFor(tools, s, topic);
  if (question) return question;
  const cited: Cited = { facts: [], background: [], conflicts: [], refuted: [] };
  if (topic === 'estimate' || topic === 'pension-benefit' || isEstimate(s, topic)) {
    const estimate = estimateView(tools, s, topic, cited);
    if (estimate)
      return finish(tools, s, topic === 'comparison' ? 'estimate' : topic, estimate.view, cited, estimate);
    if (topic === 'estimate') return nothingKnown(tools, s, 'ratio');
  }
  if (topic === 'comparison') {
    const view = compareView(tools, s, cited);
    if (view) return finish(tools, s, topic, view, cited);
    // Nothing to set side by side: the doubt is about one figure.
    const title = tools.kb.topicByName.get(topic)?.title;
    return s.slots.care ? decideTopic(tools, s, 'ratio') : nothingKnown(tools, s, 'ratio', undefined, title);
  }
  const factTopic = elsewhere(s, topic) ? 'remote-settlement' : (topic as FactTopic);
  const resolution = withGuests(tools, s, factTopic, resolveTopic(tools, s, factTopic));
  const ended = endedMatter(tools, s, resolution);
  if (ended) return nothingKnown(tools, s, factTopic, ended);
  const missing = missingMatter(tools.kb, s, factTopic, resolution);
  if (missing)
    return (
      askPlace(tools, s, topic, missing.places) ?? nothingKnown(tools, s, factTopic, undefined, missing.title)
    );
  if (topic === 'benefit-change') {
    const view = changeView(tools, s, cited);
    if (view) return finish(tools, s, topic, view, cited);
  }
  const view = viewOf(tools.kb, s, topic, resolution, cited);
  if (!view) return nothingKnown(tools, s, factTopic, resolution);
  const hospitals =
    topic === 'reimbursement-scope' ? hospitalSentence(tools.kb, tools.renderer, s) : undefined;
  if (hospitals && cited.facts[0]?.matter === 'hospital-levels') view.lead = `${hospitals}${view.lead}`;
  // A sum on the card decides whether the family may use it, however the question is filed.
  const balance =
    s.details.balance && AID_TOPICS.includes(factTopic)
      ? estimateView(tools, s, 'mutual-aid-rule', cited)
      : undefined;
  if (balance) {
    view.calculation = balance.view.calculation;
    return finish(tools, s, topic, view, cited, balance);
  }
  return finish(
    tools,
    s,
    topic,
    view,
    cited,
    undefined,
    resolution.matters.some((m) => m.asEmployee),
  );
}

/** Whoever asks how to be reimbursed for treatment in another place asks how that is settled. */
const elsewhere = (s: Situation, topic: Topic): boolean =>
  topic === 'reimbursement-procedure' && s.details.place !== undefined && s.details.place !== s.slots.region;

/** Cites, notes and renders. */
function finish(
  tools: Tools,
  s: Situation,
  topic: Topic,
  view: View,
  cited: Cited,
  estimate?: Estimate,
  asEmployee = s.slots.scheme === 'flexible' && cited.facts.some((f) => f.scheme === 'employee'),
): Decision {
  const { kb, renderer } = tools;
  const main = [...new Set(cited.facts)].slice(0, MAX_CITED);
  const facts = [...new Set([...main, ...cited.background])].slice(0, MAX_CITED);
  const ctx = {
    askedPlace: s.slots.region,
    asOf: s.asOf,
    asEmployee: asEmployee && facts.some((f) => f.scheme === 'employee'),
  };
  const notices = noticesFor(kb, main, ctx).map((n) => noticeText(renderer, n));
  view.sources = citations(kb, [...facts, ...cited.refuted], MAX_SOURCES);
  view.notices = notices;
  const text = renderer.render(`answer/${topic}`, view);
  const noRule = facts[0]?.noRule === true;
  return {
    outcome: noRule ? 'no-rule' : 'answer',
    text,
    ...(view.stepGroups.length > 0 && { steps: view.stepGroups.flatMap((g) => g.steps) }),
    ...(view.table && { table: view.table }),
    facts: facts.map((f) => citeFact(kb, f, s.slots.region)),
    conflicts: cited.conflicts,
    refuted: cited.refuted.map(refutation),
    ...(estimate?.calculation && { calculation: estimate.calculation }),
    suggestions: estimate?.suggestions ?? suggestionsFor(tools, s, topic),
    notices,
  };
}

const refutation = (f: Fact) => ({
  factId: f.id,
  claim: f.statement,
  why: f.refuted?.why ?? '',
  correctedBy: f.refuted?.correctedBy ?? [],
});

/** A notice in words; each kind has its template. */
export function noticeText(renderer: Renderer, n: Notice): string {
  return renderer.render(`notice/${n.key}`, n);
}

export function suggestionsFor({ kb }: Tools, s: Situation, topic: Topic): string[] {
  const place = s.slots.region
    ? (kb.regionByCode.get(s.slots.region)?.short[0] ?? regionName(kb, s.slots.region))
    : '';
  const list = kb.topicByName.get(topic)?.suggestions ?? [];
  return list
    .filter((x) => place || !x.includes('{place}'))
    .map((x) => x.replace('{place}', place))
    .slice(0, 3);
}
