/** Flattens checked files into facts with the span they speak for, and builds the look-ups that answers go by. */

import type { Authority, FactTopic, Level, Scheme, Topic } from '../contract.js';
import { AUTHORITIES } from '../contract.js';
import { FIRST_DAY, firstDay, LAST_DAY, lastDay, precisionOf, type Span } from '../period.js';
import type { LevelClasses, RawKnowledge } from './load.js';
import type {
  Conditions,
  FactEntry,
  FactFile,
  Hospital,
  Labels,
  Matter,
  MatterFile,
  Phrases,
  Plan,
  Region,
  Source,
  Term,
  TopicFile,
} from './schema.js';

export interface Fact extends Omit<FactEntry, 'scheme'> {
  place: string;
  topic: FactTopic;
  matter: string;
  title: string;
  asks: string[];
  scheme: Scheme | null;
  /** Hospital levels it holds for, price classes already translated; absent when it holds for all. */
  levels?: Level[];
  /** First and last day it may speak for. */
  speaks: Span;
  precision: 'day' | 'month' | 'year' | 'unknown';
  authority: Authority;
  /** Last day on which one of its sources was read. */
  lastChecked: string;
  /** May enter a calculation. */
  calculable: boolean;
}

export interface Conflict {
  facts: string[];
  reason: string;
}

/** Plain data: what the build writes and the program starts from. */
export interface Snapshot {
  version: string;
  facts: Fact[];
  conflicts: Conflict[];
  sources: Source[];
  regions: Region[];
  levelClasses: LevelClasses;
  hospitals: Hospital[];
  terms: Term[];
  anchors: string[];
  labels: Labels;
  phrases: Phrases;
  topics: Omit<TopicFile, 'utterances' | 'nearMisses'>[];
  matters: MatterFile[];
  plans: Omit<Plan, 'examples'>[];
}

/** By key; a Map is one, and so is what reads a place when it is first asked for. */
export interface Lookup<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
}

/** `topic/matter` → the words of its files, and how many live facts each place has: what is asked of all places at once. */
export type Digest = Record<string, { asks: string[]; places: Record<string, number> }>;

export interface KnowledgeBase extends Snapshot {
  factById: Lookup<Fact>;
  sourceById: Map<string, Source>;
  regionByCode: Map<string, Region>;
  topicByName: Map<string, Snapshot['topics'][number]>;
  /** `place/topic` → facts that answer under the topic. */
  byPlaceTopic: Lookup<Fact[]>;
  /** `place/topic/matter` → facts. */
  byPlaceMatter: Lookup<Fact[]>;
  digest: Digest;
  conflictsOf: Map<string, Conflict[]>;
  /** Counties about which something of their own is known. */
  ownCounties: Region[];
  /** What is said of a matter for all places; absent for one that needs nothing said. */
  about(topic: FactTopic, matter: string): Matter | undefined;
  /** The words that point at a matter, its own and those gathered from its places. */
  asksOf(topic: FactTopic, matter: string): readonly string[];
  /** Matters that people mean who name none, the likeliest first. */
  leadsOf(topic: Topic): readonly string[];
  /** All matters of a topic, in the curators' order. */
  mattersOf(topic: Topic): readonly string[];
}

const rank = (a: Authority): number => AUTHORITIES.indexOf(a);
export const outranks = (a: Authority, b: Authority): boolean => rank(a) < rank(b);
export const byAuthority = (a: Fact, b: Fact): number => rank(a.authority) - rank(b.authority);

const asList = <T>(v: T | T[] | undefined): T[] => (v === undefined ? [] : Array.isArray(v) ? v : [v]);

/** Price classes become levels by the map of the nearest place above that has one. */
export function levelsOf(conditions: Conditions, place: string, classes: LevelClasses): Level[] | undefined {
  if (conditions.hospitalLevel) return asList(conditions.hospitalLevel);
  if (!conditions.priceClass) return undefined;
  const map = classes[place] ?? classes[`${place.slice(0, 2)}0000`];
  if (!map) return undefined;
  const wanted = asList(conditions.priceClass);
  return Object.entries(map).flatMap(([level, cls]) => (cls && wanted.includes(cls) ? [level as Level] : []));
}

/**
 * The span a fact may speak for: its own days; with the first day unknown, from the year of its newest source;
 * with no dated source at all, only the years in which somebody read it.
 */
export function speakingSpan(entry: FactEntry, sources: Source[]): Span {
  const to = entry.to ? lastDay(entry.to) : LAST_DAY;
  if (entry.from) return { from: firstDay(entry.from), to };
  const published = sources.flatMap((s) => (s.published ? [s.published] : [])).sort();
  const newest = published.at(-1);
  if (newest) return { from: minDay(`${newest.slice(0, 4)}-01-01`, to), to };
  const checked = sources.flatMap((s) => (entry.checked ?? s.checked).split('/')).sort();
  const first = checked[0]?.slice(0, 4);
  const last = checked.at(-1)?.slice(0, 4);
  if (!first || !last) return { from: LAST_DAY, to: FIRST_DAY };
  return { from: minDay(`${first}-01-01`, to), to: minDay(`${last}-12-31`, to) };
}
const minDay = (a: string, b: string): string => (a < b ? a : b);

/** One entry of a file → the fact it states, with the span it may speak for. */
export function flatten(
  file: FactFile,
  entry: FactEntry,
  sourceById: Map<string, Source>,
  classes: LevelClasses,
): Fact {
  const sources = entry.sources.flatMap((id) => sourceById.get(id) ?? []);
  const dated = entry.from !== null || sources.some((s) => s.published);
  const levels = levelsOf(entry.conditions, file.place, classes);
  const authority = sources.map((s) => s.authority).sort((a, b) => rank(a) - rank(b))[0] ?? 'aggregator';
  return {
    ...entry,
    scheme: entry.scheme === undefined ? file.scheme : entry.scheme,
    place: file.place,
    topic: file.topic,
    matter: file.matter,
    title: file.title,
    asks: file.asks,
    ...(levels && { levels }),
    speaks: speakingSpan(entry, sources),
    precision: entry.from ? precisionOf(entry.from) : 'unknown',
    authority,
    lastChecked:
      sources
        .map((s) => (entry.checked ?? s.checked).split('/').at(-1) ?? '')
        .sort()
        .at(-1) ?? '',
    calculable: dated && !entry.noCalculation && !entry.yearUnknown && !entry.refuted,
  };
}

/** Raw files → snapshot. Call only after lint found no complaint: duplicates would silently win here. */
export function buildSnapshot(raw: RawKnowledge, version: string): Snapshot {
  const sources = raw.sources.flatMap((f) => f.data.sources);
  const sourceById = new Map(sources.map((s) => [s.id, s]));
  const classes = raw.regions?.data.levelClasses ?? {};
  if (!raw.labels || !raw.regions)
    throw new Error('knowledge/labels.yaml and knowledge/regions.yaml are needed');
  return {
    version,
    facts: raw.factFiles.flatMap((f) => f.data.facts.map((e) => flatten(f.data, e, sourceById, classes))),
    conflicts: raw.factFiles.flatMap((f) => f.data.conflicts),
    sources,
    regions: raw.regions.data.regions,
    levelClasses: classes,
    hospitals: raw.hospitals?.data.hospitals ?? [],
    terms: raw.terms?.data.terms ?? [],
    anchors: raw.terms?.data.anchors ?? [],
    labels: raw.labels.data,
    phrases: raw.phrases?.data ?? { phrases: [], hotlines: [] },
    topics: raw.topics.map(({ data: { utterances: _u, nearMisses: _n, ...meta } }) => meta),
    matters: raw.matters.map((f) => f.data),
    plans: raw.plans.map(({ data: { examples: _e, ...plan } }) => plan),
  };
}

export { indexSnapshot, openKnowledge, placeChain } from './indexed.js';
