/** One short question back, only where the answers would really differ, with options from the knowledge base. */
import { type FactTopic, type Option, SCHEMES, type Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact } from '../knowledge/base.js';
import type { MatterAnswer } from '../knowledge/resolve.js';
import { askedOf } from './asked.js';
import { chooseMatters } from './choose.js';
import { citeFact } from './cite.js';
import { type Decision, resolveTopic, type Tools } from './decide.js';
import { isEstimate } from './estimate.js';
import { askBeforeEstimate } from './estimate-question.js';
import { withGuests } from './guests.js';
import { namedBy } from './rank.js';
import { regionName } from './wording.js';

/** At most this many questions in a row, then the best partial answer. */
const IN_A_ROW = 2;
const MAX_OPTIONS = 6;

/** Said of the whole country; the national platform's name says nothing of the kind. */
const NATION = /全国|国家(?!医保|异地|医疗)/;
/** A word of `asks`, itself or a synonym. */
const CLEAR = 3.5;

const factTopicOf = (topic: Topic): FactTopic =>
  topic === 'estimate' || topic === 'comparison' ? 'ratio' : (topic as FactTopic);

export function askFor(tools: Tools, s: Situation, topic: Topic): Decision | undefined {
  if (s.clarifications >= IN_A_ROW) return undefined;
  if (isEstimate(s, topic)) return askEstimate(tools, s);
  const needs = tools.kb.topicByName.get(topic)?.needs ?? [];
  const placed = s.slots.region ?? s.slots.regions?.[0];
  const ask = needs.includes('region') && !placed && !NATION.test(s.text) && !sameEverywhere(tools, s, topic);
  if (ask) return back(tools, topic, 'region', regionOptions(tools, topic));
  if (needs.includes('scheme') && !s.slots.scheme && s.compare?.slot !== 'scheme') {
    const schemes = schemesInPlay(tools, s, topic);
    if (schemes.length > 1)
      return back(
        tools,
        topic,
        'scheme',
        schemes.map((v) => ({ slot: 'scheme', value: v, label: tools.kb.labels.scheme[v] })),
      );
  }
  return undefined;
}

/** What an estimate needs is known by trying. */
function askEstimate(tools: Tools, s: Situation): Decision | undefined {
  if (!s.slots.amount && !s.backwards) return back(tools, 'estimate', 'amount', []);
  const asked = askBeforeEstimate(tools, s);
  if (!asked) return undefined;
  const { slot, cited, calculation } = asked;
  const options = slot === 'region' ? regionOptions(tools, 'estimate') : asked.options;
  return {
    ...back(tools, 'estimate', slot, options),
    text: asked.text,
    facts: [...new Set(cited.facts)].map((f) => citeFact(tools.kb, f, s.slots.region)),
    ...(calculation && { calculation }),
  };
}

/** For what only places have rules about. Undefined where a place is known, or enough was asked. */
export function askPlace(tools: Tools, s: Situation, topic: Topic, places: string[]): Decision | undefined {
  if (s.slots.region || s.slots.regions || s.clarifications >= IN_A_ROW) return undefined;
  return back(tools, topic, 'region', places.slice(0, MAX_OPTIONS).map(placeOption(tools)));
}

function back(tools: Tools, topic: Topic, slot: string, options: Option[]): Decision {
  const title = tools.kb.topicByName.get(topic)?.title ?? '';
  return {
    outcome: 'clarify',
    text: tools.renderer.render(`ask/${slot}`, { title }),
    facts: [],
    conflicts: [],
    refuted: [],
    options: options.slice(0, MAX_OPTIONS),
    asked: slot,
    suggestions: [],
    notices: [],
  };
}

/** Facts that would be told: where some are about the very care asked for, those that hold for all care are beside the point. */
function speakingFacts(tools: Tools, s: Situation, topic: Topic): Fact[] {
  const { matters } = resolveTopic(tools, s, factTopicOf(topic));
  const figures = matters.flatMap((m) => m.speaking).filter((x) => x.fact.value !== null || x.fact.noRule);
  const ofCare = figures.filter((x) => x.fit.met.includes('care'));
  return (ofCare.length > 0 ? ofCare : figures).map((x) => x.fact);
}

/** The matter that the question means beyond doubt. */
function meant(tools: Tools, s: Situation, topic: Topic): MatterAnswer | undefined {
  const { kb } = tools;
  const factTopic = factTopicOf(topic);
  const r = withGuests(tools, s, factTopic, resolveTopic(tools, s, factTopic));
  const asked = askedOf(kb, s, r.case);
  const best = chooseMatters(kb, asked, s, factTopic, r)[0];
  return best && namedBy(asked, kb.asksOf(best.topic, best.matter)) >= CLEAR ? best : undefined;
}

/** No place has a rule of its own on the matter meant: the nation's is the whole answer. */
function sameEverywhere(tools: Tools, s: Situation, topic: Topic): boolean {
  const m = meant(tools, s, topic);
  const places = m && Object.keys(tools.kb.digest[`${m.topic}/${m.matter}`]?.places ?? {});
  return places?.every((place) => place === '000000') ?? false;
}

/** Schemes whose facts would answer differently; a matter that is one for all schemes asks for none. */
function schemesInPlay(tools: Tools, s: Situation, topic: Topic) {
  const m = meant(tools, s, topic);
  const special =
    m &&
    (m.topic !== factTopicOf(topic) ||
      tools.kb.about(m.topic, m.matter)?.onlyIf !== undefined ||
      m.speaking.every((x) => x.fact.scheme === null));
  const facts = special ? m.speaking.map((x) => x.fact) : speakingFacts(tools, s, topic);
  if (new Set(facts.map((f) => JSON.stringify([f.value, f.unit]))).size === 1) return [];
  const found = new Set(facts.map((f) => f.scheme));
  return SCHEMES.filter((x) => found.has(x) && x !== 'resident-pension');
}

const placeOption =
  ({ kb }: Tools) =>
  (value: string): Option => ({ slot: 'region', value, label: regionName(kb, value) });

/** Places about which most is known on the topic. */
function regionOptions(tools: Tools, topic: Topic): Option[] {
  const { kb } = tools;
  const count = new Map<string, number>();
  for (const [key, { places }] of Object.entries(kb.digest))
    if (key.startsWith(`${factTopicOf(topic)}/`))
      for (const [place, n] of Object.entries(places))
        if (place !== '000000') count.set(place, (count.get(place) ?? 0) + n);
  return [...count]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_OPTIONS)
    .map(([value]) => placeOption(tools)(value));
}
