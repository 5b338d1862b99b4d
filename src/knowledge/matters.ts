/** Matters: what is said of them for all places, and the facts of each as a question about a place finds them. */
import type { Digest, Fact, KnowledgeBase, Snapshot } from './base.js';
import { placeChain } from './indexed.js';
import type { Matter } from './schema.js';

/** What `knowledge/matters` says, and the words of the fact files, looked up by topic and matter. */
export function matterIndex(
  digest: Digest,
  matters: Snapshot['matters'],
): Pick<KnowledgeBase, 'about' | 'asksOf' | 'leadsOf' | 'mattersOf'> {
  const about = new Map<string, Matter>(
    matters.flatMap((f) => f.matters.map((m): [string, Matter] => [`${f.topic}/${m.matter}`, m])),
  );
  const lists = new Map(
    Object.entries(digest).map(([key, { asks }]) => [
      key,
      [...new Set([...(about.get(key)?.asks ?? []), ...asks])],
    ]),
  );
  const leads = new Map<string, string[]>(
    matters.map((f) => [f.topic, f.matters.flatMap((m) => (m.lead ? [m.matter] : []))]),
  );
  const names = new Map<string, string[]>(matters.map((f) => [f.topic, f.matters.map((m) => m.matter)]));
  return {
    about: (topic, matter) => about.get(`${topic}/${matter}`),
    asksOf: (topic, matter) => lists.get(`${topic}/${matter}`) ?? [],
    leadsOf: (topic) => leads.get(topic) ?? [],
    mattersOf: (topic) => names.get(topic) ?? [],
  };
}

/** Those that speak longest come first: whoever asks about a day need not look at what ended before it. */
const byEnd = (a: Fact, b: Fact): number =>
  a.speaks.to < b.speaks.to ? 1 : a.speaks.to > b.speaks.to ? -1 : 0;

/** Where a fact stands among its place's. */
const written = new WeakMap<Fact, number>();
export const asWritten = (a: Fact, b: Fact): number => (written.get(a) ?? 0) - (written.get(b) ?? 0);

/** A place's facts of a topic by matter: sorted once, however many years have piled up. */
const sorted = new WeakMap<Fact[], ReadonlyMap<string, Fact[]>>();
const NONE: ReadonlyMap<string, Fact[]> = new Map();

export function mattersAt(kb: KnowledgeBase, place: string, topic: string): ReadonlyMap<string, Fact[]> {
  const facts = kb.byPlaceTopic.get(`${place}/${topic}`);
  if (!facts) return NONE;
  const known = sorted.get(facts);
  if (known) return known;
  const out = new Map<string, Fact[]>();
  for (const [i, f] of facts.entries()) {
    written.set(f, i);
    const list = out.get(f.matter);
    if (list) list.push(f);
    else out.set(f.matter, [f]);
  }
  for (const list of out.values()) list.sort(byEnd);
  sorted.set(facts, out);
  return out;
}

/** The chain above a place, and the facts of single matters along it; the same for every question. */
interface Above {
  chain: string[];
  matters: Map<string, ReadonlyMap<string, Fact[]>>;
}
const above = new WeakMap<KnowledgeBase, Map<string, Above>>();

function aboveOf(kb: KnowledgeBase, region: string): Above {
  const known = above.get(kb) ?? new Map<string, Above>();
  above.set(kb, known);
  const found = known.get(region) ?? { chain: placeChain(kb, region || undefined), matters: new Map() };
  // Codes of no place of ours are not kept: there is no end of them.
  if (region === '' || kb.regionByCode.has(region)) known.set(region, found);
  return found;
}

/** Facts of one matter, place by place; plans name so many matters and no more. */
export function matterAbove(
  kb: KnowledgeBase,
  region: string | undefined,
  name: string,
): { chain: string[]; at: ReadonlyMap<string, Fact[]> } {
  const { chain, matters } = aboveOf(kb, region ?? '');
  let at = matters.get(name);
  if (!at) {
    at = new Map(
      chain.flatMap((place) => {
        const facts = kb.byPlaceMatter.get(`${place}/${name}`);
        for (const [i, f] of facts?.entries() ?? []) written.set(f, i);
        return facts ? [[place, [...facts].sort(byEnd)] as const] : [];
      }),
    );
    matters.set(name, at);
  }
  return { chain, at };
}
