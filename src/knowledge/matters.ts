/** What is said of matters for all places, looked up by topic and matter. */
import { type Fact, type KnowledgeBase, placeChain, type Snapshot } from './base.js';
import type { Matter } from './schema.js';

/** What `knowledge/matters` says, and the words of the fact files, looked up by topic and matter. */
export function matterIndex({
  facts,
  matters,
}: Snapshot): Pick<KnowledgeBase, 'about' | 'asksOf' | 'leadsOf' | 'mattersOf'> {
  const about = new Map<string, Matter>(
    matters.flatMap((f) => f.matters.map((m): [string, Matter] => [`${f.topic}/${m.matter}`, m])),
  );
  const asks = new Map<string, Set<string>>();
  for (const f of facts) {
    const key = `${f.topic}/${f.matter}`;
    const words = asks.get(key) ?? new Set(about.get(key)?.asks);
    for (const w of f.asks) words.add(w);
    asks.set(key, words);
  }
  const lists = new Map([...asks].map(([key, words]) => [key, [...words]]));
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

/** Matters on which a place or one above it says something, by topic and matter; the same for every question. */
interface Above {
  chain: string[];
  matters: Map<string, Map<string, Fact[]>>;
}
const above = new WeakMap<KnowledgeBase, Map<string, Above>>();

export function mattersAbove(kb: KnowledgeBase, region = ''): Above {
  const known = above.get(kb) ?? new Map<string, Above>();
  above.set(kb, known);
  const before = known.get(region);
  if (before) return before;
  const chain = placeChain(kb, region || undefined);
  const matters: Above['matters'] = new Map();
  for (const [key, facts] of kb.byPlaceMatter) {
    const place = key.slice(0, key.indexOf('/'));
    if (!chain.includes(place)) continue;
    const name = key.slice(place.length + 1);
    matters.set(name, (matters.get(name) ?? new Map<string, Fact[]>()).set(place, facts));
  }
  const found = { chain, matters };
  // Codes of no place of ours are not kept: there is no end of them.
  if (region === '' || kb.regionByCode.has(region)) known.set(region, found);
  return found;
}
