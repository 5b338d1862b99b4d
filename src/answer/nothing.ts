/** Nothing is known: say so, and offer the nearest that is (a last known figure, the province's or a sister topic's rule). */
import type { FactTopic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { type Fact, placeChain } from '../knowledge/base.js';
import { fitOf } from '../knowledge/conditions.js';
import { neighbours } from '../knowledge/families.js';
import type { Resolution } from '../knowledge/resolve.js';
import { overlaps } from '../period.js';
import { askedOf } from './asked.js';
import { citations, citeFact, noticesFor } from './cite.js';
import { emptyView } from './compose.js';
import { type Decision, noticeText, placeOf, resolveTopic, suggestionsFor, type Tools } from './decide.js';
import { rankMatters } from './rank.js';
import { withPeriod } from './support.js';
import { regionName } from './wording.js';

/** A text score below this is a chance likeness. */
const CLOSE = 25;

/** Where a topic has nothing, what may help instead. */
const SISTERS: Partial<Record<FactTopic, FactTopic[]>> = {
  'binding-limit': ['binding-eligibility'],
  'binding-howto': ['binding-eligibility', 'mutual-aid-scope'],
  'binding-terminate': ['binding-howto'],
  'pension-benefit': ['pension'],
  backpay: ['waiting-period', 'contribution'],
};

export function nothingKnown(
  tools: Tools,
  s: Situation,
  topic: FactTopic,
  known?: Resolution,
  title = tools.kb.topicByName.get(topic)?.title ?? '',
): Decision {
  const { kb, renderer } = tools;
  const resolution = known ?? resolveTopic(tools, s, topic);
  const last = lastKnown(resolution, s, placeChain(kb, placeOf(tools, s)));
  const later = last.length > 0 ? [] : firstLater(resolution, s);
  const sisters = last.length > 0 || later.length > 0 ? [] : nearest(tools, s, topic);
  const view = emptyView(s, topic);
  view.place = s.slots.region ? regionName(kb, s.slots.region) : '';
  view.title = title;
  const scheme = s.slots.scheme ? kb.labels.scheme[s.slots.scheme] : '';
  view.scheme = view.title.includes(scheme) ? '' : scheme;
  view.earlier = last.map(withPeriod);
  view.later = later.map(withPeriod);
  const home = sisters[0]?.place;
  view.points = sisters.map((f) =>
    f.place === home ? f.statement : `${regionName(kb, f.place)}：${f.statement}`,
  );
  view.heading = home ? regionName(kb, home) : '';
  const facts = [...last, ...later, ...sisters];
  view.sources = citations(kb, facts, 3);
  // What is offered instead is said with the same reserves as an answer; where it is from, the heading says.
  const ctx = { askedPlace: facts[0]?.place, asOf: s.asOf, asEmployee: false };
  view.notices = noticesFor(kb, facts, ctx).map((n) => noticeText(renderer, n));
  const hotline =
    s.slots.scheme === 'resident-pension' || topic === 'pension' || topic === 'pension-benefit'
      ? 'pension'
      : 'medical';
  return {
    outcome: 'no-fact',
    text: renderer.render('outcome/no-fact', {
      ...view,
      hotline: renderer.render(`notice/hotline-${hotline}`, {}),
    }),
    facts: facts.map((f) => citeFact(kb, f, s.slots.region)),
    conflicts: [],
    refuted: [],
    suggestions: suggestionsFor(tools, s, topic),
    notices: view.notices,
  };
}

/** The newest values that ended before the day asked, from the nearest place that has some. */
function lastKnown(r: Resolution, s: Situation, chain: readonly string[]): Fact[] {
  const speaks = (f: Fact): boolean => r.matters.some((m) => m.matter === f.matter && m.speaking.length > 0);
  const before = r.otherPeriods.filter((f) => f.speaks.to < s.span.from && f.value !== null && !speaks(f));
  const matter = before[0]?.matter;
  const nearest = chain.find((place) => before.some((f) => f.matter === matter && f.place === place));
  const own = before.filter((f) => f.matter === matter && f.place === nearest);
  return own.filter((f) => f.speaks.to === own[0]?.speaks.to).slice(0, 3);
}

/** The first rules known after the days asked, which say nothing of those days. */
function firstLater(r: Resolution, s: Situation): Fact[] {
  const after = r.otherPeriods.filter(
    (f) => f.from !== null && f.speaks.from > s.span.to && f.value !== null,
  );
  const first = after.at(-1);
  return after.filter((f) => f.matter === first?.matter && f.speaks.from === first.speaks.from).slice(0, 3);
}

/** What no topic's key reaches: facts of a neighbouring topic, of the place or above it, that share distinctive words. */
function byWords({ kb, search, caseOf }: Tools, s: Situation, topic: FactTopic): Fact[] {
  const near = [topic, ...neighbours(topic)];
  const asked = caseOf(s);
  const chain = placeChain(kb, s.slots.region);
  return search
    .find(s.text, chain, 8)
    .filter((f) => f.score >= CLOSE)
    .flatMap((f) => kb.factById.get(f.id) ?? [])
    .filter(
      (f) =>
        near.includes(f.topic) &&
        (kb.about(f.topic, f.matter)?.onlyIf?.some(asked.mentions) ?? true) &&
        overlaps(f.speaks, s.span) &&
        (!f.pool || asked.mentions(f.pool)) &&
        fitOf(f, asked) !== undefined &&
        (!s.slots.scheme || !f.scheme || f.scheme === s.slots.scheme),
    )
    .sort((a, b) => chain.indexOf(a.place) - chain.indexOf(b.place))
    .slice(0, 2);
}

function nearest(tools: Tools, s: Situation, topic: FactTopic): Fact[] {
  for (const sister of SISTERS[topic] ?? []) {
    const r = resolveTopic(tools, s, sister);
    const best = rankMatters(
      tools.kb,
      askedOf(tools.kb, s, r.case),
      r.matters.filter((m) => m.speaking.length > 0),
      tools.kb.leadsOf(sister),
    )[0];
    if (best) return best.matter.speaking.slice(0, 2).map((x) => x.fact);
  }
  return byWords(tools, s, topic);
}
