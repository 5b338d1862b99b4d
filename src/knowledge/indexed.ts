/** The look-ups that answers go by: over all facts at once, or place by place as they are first asked for. */
import type { Conflict, Digest, Fact, KnowledgeBase, Snapshot } from './base.js';
import { matterIndex } from './matters.js';
import type { Region } from './schema.js';

/** Where the facts of a place come from: the pieces that a build wrote, one place at a time. */
export interface FactSource {
  places: readonly string[];
  /** Place → ids of its facts. */
  ids: Readonly<Record<string, readonly string[]>>;
  digest: Digest;
  facts(place: string): Fact[];
}

function groupBy<T>(items: T[], keys: (item: T) => string[]): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const item of items) {
    for (const k of keys(item)) {
      const list = out.get(k);
      if (list) list.push(item);
      else out.set(k, [item]);
    }
  }
  return out;
}

export function digestOf(facts: readonly Fact[]): Digest {
  const words = new Map<string, Set<string>>();
  const out: Digest = {};
  for (const f of facts) {
    const key = `${f.topic}/${f.matter}`;
    const asks = words.get(key) ?? new Set<string>();
    words.set(key, asks);
    for (const w of f.asks) asks.add(w);
    const entry = out[key] ?? { asks: [], places: {} };
    out[key] = entry;
    if (!f.refuted) entry.places[f.place] = (entry.places[f.place] ?? 0) + 1;
  }
  for (const [key, asks] of words) (out[key] as Digest[string]).asks = [...asks];
  return out;
}

function countiesOf(places: readonly string[], regions: Region[]): Region[] {
  const known = new Set(places);
  return regions.filter((r) => known.has(r.code) && r.parent !== null && !r.parent.endsWith('0000'));
}

/** All that does not depend on the facts themselves. */
function frame(snapshot: Omit<Snapshot, 'facts'>, digest: Digest, places: readonly string[]) {
  const conflictsOf = new Map<string, Conflict[]>();
  for (const conflict of snapshot.conflicts) {
    for (const id of conflict.facts) conflictsOf.set(id, [...(conflictsOf.get(id) ?? []), conflict]);
  }
  return {
    ...snapshot,
    ...matterIndex(digest, snapshot.matters),
    digest,
    sourceById: new Map(snapshot.sources.map((s) => [s.id, s])),
    regionByCode: new Map(snapshot.regions.map((r) => [r.code, r])),
    topicByName: new Map(snapshot.topics.map((t) => [t.topic, t])),
    conflictsOf,
    ownCounties: countiesOf(places, snapshot.regions),
  };
}

type About = KnowledgeBase['about'];
const topicsOf = (about: About, f: Fact): string[] => [
  f.topic,
  ...Object.keys(about(f.topic, f.matter)?.alsoTopics ?? {}),
];
const byTopic = (about: About, facts: Fact[]): Map<string, Fact[]> =>
  groupBy(facts, (f) => topicsOf(about, f).map((t) => `${f.place}/${t}`));
const byMatter = (about: About, facts: Fact[]): Map<string, Fact[]> =>
  groupBy(facts, (f) => topicsOf(about, f).map((t) => `${f.place}/${t}/${f.matter}`));

export function indexSnapshot(snapshot: Snapshot): KnowledgeBase {
  const { facts } = snapshot;
  const base = frame(snapshot, digestOf(facts), [...new Set(facts.map((f) => f.place))]);
  return {
    ...base,
    facts,
    factById: new Map(facts.map((f) => [f.id, f])),
    byPlaceTopic: byTopic(base.about, facts),
    byPlaceMatter: byMatter(base.about, facts),
  };
}

/** The same over facts that are read when a place is first asked for; `facts` reads them all. */
export function openKnowledge(snapshot: Omit<Snapshot, 'facts'>, source: FactSource): KnowledgeBase {
  const base = frame(snapshot, source.digest, source.places);
  const placeOf = new Map<string, string>();
  for (const place of source.places) for (const id of source.ids[place] ?? []) placeOf.set(id, place);
  const open = new Map<string, { facts: Fact[]; byId: Map<string, Fact>; keyed: Map<string, Fact[]> }>();
  const known = new Set(source.places);
  const at = (place: string) => {
    const ready = open.get(place);
    if (ready || !known.has(place)) return ready;
    const facts = source.facts(place);
    const read = {
      facts,
      byId: new Map(facts.map((f) => [f.id, f])),
      keyed: new Map([...byTopic(base.about, facts), ...byMatter(base.about, facts)]),
    };
    open.set(place, read);
    return read;
  };
  const keyed = {
    get: (key: string) => at(key.slice(0, 6))?.keyed.get(key),
    has: (key: string) => at(key.slice(0, 6))?.keyed.has(key) ?? false,
  };
  return {
    ...base,
    get facts() {
      return source.places.flatMap((place) => at(place)?.facts ?? []);
    },
    factById: {
      get: (id) => at(placeOf.get(id) ?? '')?.byId.get(id),
      has: (id) => placeOf.has(id),
    },
    byPlaceTopic: keyed,
    byPlaceMatter: keyed,
  };
}

/** The place itself, then what is above it, up to the nation. A county begins with its city. */
export function placeChain(kb: KnowledgeBase, code: string | undefined): string[] {
  const chain: string[] = [];
  let region = code ? kb.regionByCode.get(code) : undefined;
  while (region) {
    chain.push(region.code);
    region = region.parent ? kb.regionByCode.get(region.parent) : undefined;
  }
  return chain.length > 0 ? chain : ['000000'];
}
