/** The knowledge base to look through: facts by place, scheme, topic and words; places by name or code. */
import { citeFact } from '../answer/cite.js';
import type { Assistant } from '../assistant.js';
import type { CitedFact } from '../contract.js';
import { Refusal } from '../errors.js';
import { type Fact, type KnowledgeBase, placeChain } from '../knowledge/base.js';
import type { FactPage, FactQuery, RegionItem } from '../service.js';

const MOST = 100;
const USUAL = 20;
/** Words find so many facts at most; more is asked more narrowly. */
const FOUND = 500;

type Kit = Pick<Assistant, 'kb' | 'search'>;

/** Where the next page begins, bound to the version: in another one the places of facts differ. */
function startOf(cursor: string | undefined, version: string): number {
  if (cursor === undefined) return 0;
  const [from, offset = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split(':');
  if (!/^\d{1,7}$/.test(offset))
    throw new Refusal('invalid-request', 'cursor 应为上一页给出的 nextCursor', 'cursor');
  if (from !== version) throw new Refusal('invalid-request', '知识库已更新，请从第一页重新取', 'cursor');
  return Number(offset);
}

function candidates(
  { kb, search }: Kit,
  places: readonly string[] | undefined,
  q: string | undefined,
): Fact[] {
  const order = places && new Map(places.map((p, i) => [p, i]));
  if (q?.trim()) {
    const found = search.find(q, places ?? kb.regions.map((r) => r.code), FOUND);
    return found.flatMap(({ id }) => kb.factById.get(id) ?? []);
  }
  const facts = order ? kb.facts.filter((f) => order.has(f.place)) : kb.facts;
  // What is said of the place itself comes first, then what it has from above.
  return order ? facts.toSorted((a, b) => (order.get(a.place) ?? 0) - (order.get(b.place) ?? 0)) : facts;
}

export function factPage(kit: Kit, query: FactQuery): FactPage {
  const { kb } = kit;
  if (query.region && !kb.regionByCode.has(query.region))
    throw new Refusal('invalid-request', 'region 应为已知的六位行政区划代码', 'region');
  const start = startOf(query.cursor, kb.version);
  const limit = Math.min(Math.max(query.limit ?? USUAL, 1), MOST);
  const places = query.region ? placeChain(kb, query.region) : undefined;
  const facts = candidates(kit, places, query.q).filter(
    (f) =>
      !f.refuted &&
      (!query.topic || f.topic === query.topic) &&
      (!query.scheme || f.scheme === query.scheme || f.scheme === null),
  );
  const end = start + limit;
  return {
    knowledgeVersion: kb.version,
    facts: facts.slice(start, end).map((f) => citeFact(kb, f, query.region)),
    nextCursor: end < facts.length ? Buffer.from(`${kb.version}:${end}`).toString('base64url') : null,
  };
}

export function factById({ kb }: Kit, id: string): CitedFact | undefined {
  const fact = kb.factById.get(id);
  return fact && !fact.refuted ? citeFact(kb, fact, undefined) : undefined;
}

const NATION = '000000';
type Region = KnowledgeBase['regions'][number];

function itemOf(kb: KnowledgeBase, r: Region): RegionItem {
  const names = placeChain(kb, r.code)
    .filter((code) => code !== NATION || r.code === NATION)
    .map((code) => kb.regionByCode.get(code)?.name ?? '');
  return { code: r.code, name: r.name, parent: r.parent, fullName: names.reverse().join('') };
}

/** Lower is better; undefined does not fit. */
function closeness(r: Region, q: string): number | undefined {
  const names = [r.name, ...(r.short ?? []), ...(r.aliases ?? [])];
  if (r.code === q || names.includes(q)) return 0;
  if (r.code.startsWith(q) || names.some((n) => n.startsWith(q))) return 1;
  return names.some((n) => n.includes(q)) ? 2 : undefined;
}

export function regionItems(kb: KnowledgeBase, query: string, limit = USUAL): RegionItem[] {
  const q = query.trim();
  const found = q
    ? kb.regions.flatMap((r) => {
        const rank = closeness(r, q);
        return rank === undefined ? [] : [{ r, rank }];
      })
    : kb.regions.filter((r) => r.parent === NATION).map((r) => ({ r, rank: 0 }));
  return found
    .sort((a, b) => a.rank - b.rank || (a.r.code < b.r.code ? -1 : 1))
    .slice(0, Math.min(Math.max(limit, 1), MOST))
    .map(({ r }) => itemOf(kb, r));
}
