/** The facts that might have spoken and did not, each with what decided against it. */
import { resolveTopic, type Tools } from '../answer/decide.js';
import { conditionText, regionName } from '../answer/wording.js';
import type { Assistant } from '../assistant.js';
import type { Candidate } from '../contract/console.js';
import { type Answer, FACT_TOPICS, type FactTopic, type Topic } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { type Fact, placeChain } from '../knowledge/base.js';
import { type Case, fitOf } from '../knowledge/conditions.js';
import type { MatterAnswer, Resolution } from '../knowledge/resolve.js';
import { chineseDate, overlaps } from '../period.js';

type Why = Candidate['why'];

const MOST = 40;
/** Of one reason, so that the others are seen too. */
const OF_ONE = 12;
/** What was nearest to speaking comes first. */
const ORDER: Why[] = [
  'outranked',
  'less-asked',
  'less-specific',
  'special-case',
  'nearer-place',
  'other-case',
  'other-scheme',
  'other-period',
  'refuted',
];
/** An estimate is worked out from these. */
const STANDS_ON: Partial<Record<Topic, FactTopic[]>> = {
  estimate: ['ratio', 'deductible', 'cap'],
  comparison: ['ratio', 'deductible', 'cap'],
};

const isFactTopic = (t: Topic): t is FactTopic => (FACT_TOPICS as readonly string[]).includes(t);

function topicsOf(s: Situation): FactTopic[] {
  const asked = [s.topic, ...s.alsoTopics].flatMap((t) => STANDS_ON[t] ?? (isFactTopic(t) ? [t] : []));
  return [...new Set(asked)];
}

interface Around {
  tools: Tools;
  s: Situation;
  r: Resolution;
  matterOf: Map<string, MatterAnswer>;
  chain: string[];
}

const fitsScheme = (f: Fact, s: Situation): boolean =>
  s.slots.scheme === undefined ||
  f.scheme === null ||
  f.scheme === s.slots.scheme ||
  (s.slots.scheme === 'flexible' && f.scheme === 'employee');

function whyNot(f: Fact, { s, r, matterOf, chain }: Around): Why {
  if (f.refuted) return 'refuted';
  if (!overlaps(f.speaks, s.span)) return 'other-period';
  if (!fitsScheme(f, s)) return 'other-scheme';
  const fit = fitOf(f, r.case);
  if (!fit) return 'other-case';
  const matter = matterOf.get(f.matter);
  if (!matter || fit.exceptions.length > 0) return 'special-case';
  if (matter.outranked.includes(f)) return 'outranked';
  if (matter.speaking.some((x) => x.fact === f)) return 'less-asked';
  if (chain.indexOf(f.place) > chain.indexOf(matter.place)) return 'nearer-place';
  return matter.speaking.length > 0 ? 'less-specific' : 'special-case';
}

/** The conditions that decided: those the case contradicts, or those of which it says nothing. */
function decisive(why: Why, f: Fact, c: Case): Set<string> {
  if (why === 'special-case') return new Set(fitOf(f, c)?.exceptions);
  const alone = (k: string): Fact => ({
    ...f,
    conditions: { [k]: f.conditions[k as keyof typeof f.conditions] },
  });
  return new Set(Object.keys(f.conditions).filter((k) => fitOf(alone(k), c) === undefined));
}

/** What each reason's template needs. */
function detailOf(why: Why, f: Fact, { tools: { kb }, s, r, matterOf }: Around): object {
  const before = f.speaks.from > s.span.to;
  const known = before ? f.from : f.to;
  const keys = decisive(why, f, r.case);
  return {
    before,
    day: why === 'other-period' && known ? chineseDate(known) : '',
    scheme: f.scheme ? kb.labels.scheme[f.scheme] : '',
    // A matter that speaks only where its word is named has no condition to tell.
    conditions: conditionText(f, kb.labels, new Set(Object.keys(f.conditions).filter((k) => !keys.has(k)))),
    nearer: regionName(kb, matterOf.get(f.matter)?.place ?? f.place),
    place: regionName(kb, f.place),
    authority: kb.labels.authority[f.authority],
    title: f.title,
    why: f.refuted?.why ?? '',
  };
}

function candidate(f: Fact, around: Around): Candidate {
  const { kb, renderer } = around.tools;
  const why = whyNot(f, around);
  return {
    factId: f.id,
    title: f.title,
    statement: f.statement,
    region: f.place,
    regionName: regionName(kb, f.place),
    effectiveFrom: f.from,
    effectiveTo: f.to,
    why,
    reason: renderer.render(`console/lost-${why}`, detailOf(why, f, around)),
  };
}

export function candidatesOf(
  { kb }: Assistant,
  tools: Tools,
  s: Situation,
  answer: Pick<Answer, 'facts'>,
): Candidate[] {
  const spoke = new Set(answer.facts.map((f) => f.id));
  const lost = topicsOf(s).flatMap((topic) => {
    const r = resolveTopic(tools, s, topic);
    const chain = placeChain(kb, s.slots.region);
    const around: Around = { tools, s, r, chain, matterOf: new Map(r.matters.map((m) => [m.matter, m])) };
    const near = chain.flatMap((place) => kb.byPlaceTopic.get(`${place}/${topic}`) ?? []);
    return [...new Set(near)].filter((f) => !spoke.has(f.id)).map((f) => candidate(f, around));
  });
  const once = [...new Map(lost.map((c) => [c.factId, c])).values()];
  return ORDER.flatMap((why) => once.filter((c) => c.why === why).slice(0, OF_ONE)).slice(0, MOST);
}
