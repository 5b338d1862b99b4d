/** Facts → what an answer cites: contract shape, citations in words, and the notices they call for. */
import type { CitedFact, CitedSource } from '../contract.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import type { Source } from '../knowledge/schema.js';
import { addDays } from '../period.js';
import { regionName } from './wording.js';

export function sourcesOf(kb: KnowledgeBase, fact: Fact): Source[] {
  return fact.sources.flatMap((id) => kb.sourceById.get(id) ?? []);
}

/** A mirror's address never reaches a citizen. */
function citedSource(s: Source): CitedSource {
  return {
    id: s.id,
    title: s.title,
    publisher: s.publisher,
    ...(s.docNo && { docNo: s.docNo }),
    ...(s.url && !s.mirror && { url: s.url }),
    ...(s.published && { published: s.published }),
    authority: s.authority,
  };
}

export function citeFact(kb: KnowledgeBase, fact: Fact, askedPlace: string | undefined): CitedFact {
  const inherited =
    askedPlace !== undefined && askedPlace !== fact.place && isAbove(kb, fact.place, askedPlace);
  return {
    id: fact.id,
    kind: fact.noRule ? 'no-rule' : fact.steps ? 'steps' : 'value',
    topic: fact.topic,
    scheme: fact.scheme,
    matter: fact.matter,
    conditions: fact.conditions,
    statement: fact.statement,
    ...(fact.steps && { steps: fact.steps }),
    value: fact.value,
    unit: fact.unit,
    region: fact.place,
    regionName: regionName(kb, fact.place),
    effectiveFrom: fact.from,
    effectiveTo: fact.to,
    precision: fact.precision,
    ...(inherited && { inheritedFrom: fact.place }),
    sources: sourcesOf(kb, fact).map(citedSource),
  };
}

function isAbove(kb: KnowledgeBase, upper: string, code: string): boolean {
  for (let r = kb.regionByCode.get(code); r?.parent; r = kb.regionByCode.get(r.parent))
    if (r.parent === upper) return true;
  return false;
}

/** 《title》（publisher，文号，date），one text a source. */
export function citations(kb: KnowledgeBase, facts: Fact[], limit: number): string[] {
  const seen = new Set<string>();
  for (const fact of facts) {
    for (const s of sourcesOf(kb, fact)) {
      const parts = [s.publisher, s.docNo, s.published, s.republished ? '转载' : undefined].filter(Boolean);
      seen.add(`《${s.title.replace(/[《》]/g, '')}》（${parts.join('，')}）`);
    }
  }
  return [...seen].slice(0, limit);
}

export type Notice =
  | { key: 'inherited'; place: string; from: string }
  | {
      key:
        | 'unofficial'
        | 'start-unknown'
        | 'year-unknown'
        | 'as-employee'
        | 'estimated-date'
        | 'national'
        | 'republished';
    }
  | { key: 'unchecked'; day: string }
  | { key: 'said'; text: string };

export interface NoticeContext {
  askedPlace: string | undefined;
  asOf: string;
  asEmployee: boolean;
}

/** The notices that the cited facts call for, each once. */
export function noticesFor(kb: KnowledgeBase, facts: Fact[], ctx: NoticeContext): Notice[] {
  const out: Notice[] = [];
  const lead = facts[0];
  if (lead && ctx.askedPlace && ctx.askedPlace !== lead.place && isAbove(kb, lead.place, ctx.askedPlace)) {
    out.push({ key: 'inherited', place: regionName(kb, ctx.askedPlace), from: regionName(kb, lead.place) });
  } else if (lead && !ctx.askedPlace && lead.place === '000000') out.push({ key: 'national' });
  if (ctx.asEmployee) out.push({ key: 'as-employee' });
  if (facts.length > 0 && facts.some((f) => f.authority === 'aggregator')) out.push({ key: 'unofficial' });
  if (facts.some((f) => !f.from && f.value !== null && !f.noRule)) out.push({ key: 'start-unknown' });
  if (facts.some((f) => f.yearUnknown && !f.notice?.includes('年份不详'))) out.push({ key: 'year-unknown' });
  if (facts.some((f) => f.fromEstimated || f.toEstimated)) out.push({ key: 'estimated-date' });
  if (lead?.lastChecked && lead.lastChecked < addDays(ctx.asOf, -365))
    out.push({ key: 'unchecked', day: lead.lastChecked });
  for (const text of new Set(facts.flatMap((f) => (f.notice ? [f.notice] : []))))
    out.push({ key: 'said', text });
  return out;
}
