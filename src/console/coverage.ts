/** The knowledge base from above: places × topics with authority and age, and what needs a curator's care. */
import { regionName } from '../answer/wording.js';
import type { Assistant } from '../assistant.js';
import type { ComplaintList, CoverageMap } from '../contract/console.js';
import { AUTHORITIES, FACT_TOPICS, type FactTopic } from '../contract.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import { addDays } from '../period.js';
import { byRule, stateOf } from './facts.js';

const NATION = '000000';
/** Days: sources not read for so long are stale; what ends within so many is soon. */
const STALE = 365;
const SOON = 60;
const SHOWN = 50;

const isStale = (f: Fact, today: string): boolean => f.lastChecked < addDays(today, -STALE);

type Place = CoverageMap['places'][number];
function cellOf(kb: KnowledgeBase, topic: FactTopic, all: Fact[], today: string): Place['cells'] {
  const live = all.filter((f) => stateOf(kb, f, today) === 'in-force');
  const ended = all.filter((f) => stateOf(kb, f, today) === 'ended').length;
  const shown = live.length > 0 ? live : all.filter((f) => !f.refuted);
  const authority = AUTHORITIES.find((a) => shown.some((f) => f.authority === a));
  if (!authority) return [];
  const checked =
    shown
      .map((f) => f.lastChecked)
      .sort()
      .at(-1) ?? '';
  const stale = live.filter((f) => isStale(f, today)).length;
  return [{ topic, facts: live.length, authority, checked, stale, ended }];
}

/** Every place of which something is known, and all provinces, so that what is not known is seen too. */
export function coverageMap({ kb }: Pick<Assistant, 'kb'>, today: string): CoverageMap {
  const byPlace = new Map<string, Fact[]>();
  for (const f of kb.facts) byPlace.set(f.place, [...(byPlace.get(f.place) ?? []), f]);
  const listed = kb.regions.filter((r) => byPlace.has(r.code) || r.parent === NATION || r.code === NATION);
  return {
    knowledgeVersion: kb.version,
    asOf: today,
    topics: FACT_TOPICS.map((topic) => ({ topic, title: kb.topicByName.get(topic)?.title ?? topic })),
    places: listed.map((r) => {
      const facts = byPlace.get(r.code) ?? [];
      return {
        code: r.code,
        name: r.name,
        parent: r.parent,
        facts: facts.filter((f) => stateOf(kb, f, today) === 'in-force').length,
        cells: FACT_TOPICS.flatMap((topic) =>
          cellOf(
            kb,
            topic,
            facts.filter((f) => f.topic === topic),
            today,
          ),
        ),
      };
    }),
  };
}

type Care = ComplaintList['care'][number];

/** Right as it stands, and not for long, or not on good ground. */
export function careList({ kb }: Pick<Assistant, 'kb'>, today: string): Care[] {
  const soon = addDays(today, SOON);
  const state = (f: Fact) => stateOf(kb, f, today);
  const live = kb.facts.filter((f) => state(f) === 'in-force');
  const followed = (f: Fact): boolean =>
    [...byRule(kb).values()].some(
      (list) => list.includes(f) && list.some((o) => o.speaks.from > f.speaks.to),
    );
  const item = (day: (f: Fact) => string | null) => (f: Fact) => ({
    ...{ id: f.id, regionName: regionName(kb, f.place), statement: f.statement },
    day: day(f),
  });
  const care = (kind: Care['kind'], facts: Fact[], day: (f: Fact) => string | null): Care => ({
    kind,
    count: facts.length,
    facts: facts
      .map(item(day))
      .sort((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : 1))
      .slice(0, SHOWN),
  });
  const ends = (f: Fact): string => f.speaks.to;
  const checked = (f: Fact): string => f.lastChecked;
  return [
    care(
      'ends-soon',
      live.filter((f) => f.speaks.to <= soon).filter((f) => !followed(f)),
      ends,
    ),
    care(
      'ended',
      kb.facts.filter((f) => state(f) === 'ended'),
      ends,
    ),
    care(
      'stale',
      live.filter((f) => isStale(f, today)),
      checked,
    ),
    care(
      'start-unknown',
      live.filter((f) => f.from === null),
      checked,
    ),
    care(
      'unofficial',
      live.filter((f) => f.authority === 'aggregator'),
      checked,
    ),
  ];
}
