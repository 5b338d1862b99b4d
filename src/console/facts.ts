/** Facts as curators look at them: with their state on the day, their history, and the conflicts that they are a side of. */
import { citeFact } from '../answer/cite.js';
import type { Assistant } from '../assistant.js';
import type { ConflictList, DeskFact, DeskFactPage, DeskFactQuery, FactSheet } from '../contract/console.js';
import { Refusal } from '../errors.js';
import { byAuthority, type Conflict, type Fact, type KnowledgeBase } from '../knowledge/base.js';
import { signature } from '../knowledge/conditions.js';

type Kit = Pick<Assistant, 'kb' | 'search'>;
export type State = DeskFact['state'];

const PAGE = 50;
const FOUND = 500;

/** The same rule for the same case: what replaces what. */
const ruleOf = (f: Fact): string =>
  [f.place, f.topic, f.matter, f.scheme ?? '', f.pool ?? '', f.unit ?? '', signature(f)].join('|');

const rules = new WeakMap<KnowledgeBase, Map<string, Fact[]>>();
/** All facts of each rule, newest first. */
export function byRule(kb: KnowledgeBase): Map<string, Fact[]> {
  const known = rules.get(kb);
  if (known) return known;
  const made = new Map<string, Fact[]>();
  for (const f of kb.facts) {
    const list = made.get(ruleOf(f));
    if (list) list.push(f);
    else made.set(ruleOf(f), [f]);
  }
  for (const list of made.values()) list.sort((a, b) => (a.speaks.from < b.speaks.from ? 1 : -1));
  rules.set(kb, made);
  return made;
}

export function stateOf(kb: KnowledgeBase, f: Fact, today: string): State {
  if (f.refuted) return 'refuted';
  if (f.speaks.from > today) return 'future';
  if (f.speaks.to >= today) return 'in-force';
  const newer = byRule(kb)
    .get(ruleOf(f))
    ?.some((o) => o !== f && !o.refuted && o.speaks.to > f.speaks.to);
  return newer ? 'replaced' : 'ended';
}

export function deskFact(kb: KnowledgeBase, f: Fact, today: string): DeskFact {
  return {
    ...citeFact(kb, f, undefined),
    title: f.title,
    state: stateOf(kb, f, today),
    authority: f.authority,
    checked: f.lastChecked,
    ...(f.refuted && { refuted: { why: f.refuted.why, correctedBy: f.refuted.correctedBy } }),
  };
}

export function deskFacts({ kb, search }: Kit, q: DeskFactQuery, today: string): DeskFactPage {
  if (q.region && !kb.regionByCode.has(q.region))
    throw new Refusal('invalid-request', 'region 应为已知的六位行政区划代码', 'region');
  const places = q.region ? [q.region] : kb.regions.map((r) => r.code);
  const found = q.q?.trim()
    ? search.find(q.q, places, FOUND).flatMap(({ id }) => kb.factById.get(id) ?? [])
    : kb.facts;
  const facts = found.filter(
    (f) =>
      (!q.region || f.place === q.region) &&
      (!q.topic || f.topic === q.topic) &&
      (!q.state || stateOf(kb, f, today) === q.state),
  );
  const start = Number(q.cursor ?? 0);
  const end = start + PAGE;
  return {
    knowledgeVersion: kb.version,
    facts: facts.slice(start, end).map((f) => deskFact(kb, f, today)),
    total: facts.length,
    nextCursor: end < facts.length ? String(end) : null,
  };
}

/** Whether no side has a strictly higher authority than all the others. */
function waits(sides: Fact[]): boolean {
  const sorted = sides.filter((f) => !f.refuted).sort(byAuthority);
  const [first, second] = sorted;
  return first !== undefined && second !== undefined && byAuthority(first, second) === 0;
}

function conflictItem(kb: KnowledgeBase, c: Conflict, today: string): ConflictList['conflicts'][number] {
  const sides = c.facts.flatMap((id) => kb.factById.get(id) ?? []);
  return { reason: c.reason, facts: sides.map((f) => deskFact(kb, f, today)), waits: waits(sides) };
}

export function conflictList({ kb }: Kit, today: string): ConflictList {
  const conflicts = kb.conflicts.map((c) => conflictItem(kb, c, today));
  return { conflicts: conflicts.sort((a, b) => Number(b.waits) - Number(a.waits)) };
}

export function factSheet({ kb }: Kit, id: string, today: string): FactSheet {
  const f = kb.factById.get(id);
  if (!f) throw new Refusal('not-found', '没有这个编号的事实；它可能已改名或删除', 'id');
  return {
    fact: deskFact(kb, f, today),
    history: (byRule(kb).get(ruleOf(f)) ?? []).filter((o) => o !== f).map((o) => deskFact(kb, o, today)),
    conflicts: (kb.conflictsOf.get(id) ?? []).map((c) => conflictItem(kb, c, today)),
  };
}
