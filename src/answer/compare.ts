/** Two things side by side: values of one slot, places, or two terms. */
import type { FactTopic, Scheme, SlotName } from '../contract.js';
import type { Situation } from '../dialogue.js';
import type { Fact, KnowledgeBase } from '../knowledge/base.js';
import type { MatterAnswer } from '../knowledge/resolve.js';
import { askedOf } from './asked.js';
import { emptyView } from './compose.js';
import { resolveTopic, type Tools } from './decide.js';
import { namedBy, rankMatters } from './rank.js';
import type { Cited, View } from './view.js';
import { conditionText, regionName, valueText } from './wording.js';

const MEASURES: FactTopic[] = ['ratio', 'deductible', 'cap'];
const MAX_CELL = 6;
/** A word of `asks`, itself or a synonym: the question speaks of that term. */
const NAMED = 3.5;

export interface Side {
  name: string;
  situation: Situation;
}

/** One situation for each side. */
export function sidesOf({ kb }: Tools, s: Situation): Side[] {
  if (s.slots.regions) {
    return s.slots.regions.map((code) => {
      const { regions: _r, ...rest } = s.slots;
      return { name: regionName(kb, code), situation: { ...s, slots: { ...rest, region: code } } };
    });
  }
  const slot = s.compare?.slot as SlotName | undefined;
  if (!slot || !s.compare) return [];
  const labels = (kb.labels as unknown as Record<string, Record<string, string>>)[slot] ?? {};
  return s.compare.values.map((v) => ({
    name: labels[v] ?? v,
    situation: { ...s, slots: { ...s.slots, [slot]: v } },
  }));
}

/** The matter of a measure that fits the side's care best. */
function pick(tools: Tools, side: Side, topic: FactTopic): MatterAnswer[] {
  const r = resolveTopic(tools, side.situation, topic);
  const answering = r.matters.filter(
    (m) => m.speaking.length > 0 && /-(?:ratio|deductible|cap)$/.test(m.matter),
  );
  const { kb } = tools;
  const ranked = rankMatters(kb, askedOf(kb, side.situation, r.case), answering);
  return side.situation.slots.care
    ? ranked.slice(0, 1).map((x) => x.matter)
    : ranked.slice(0, 2).map((x) => x.matter);
}

const withScheme = (side: Side, scheme: Scheme | undefined): Side =>
  scheme ? { ...side, situation: { ...side.situation, slots: { ...side.situation.slots, scheme } } } : side;

function cell(kb: KnowledgeBase, matters: MatterAnswer[], facts: Fact[]): string {
  const parts = matters.flatMap((m) => {
    const speaking = [
      ...m.speaking.map((x) => x.fact),
      ...m.otherSides.filter((f) => f.matter === m.matter),
    ].filter((f) => f.value !== null);
    facts.push(...speaking.slice(0, MAX_CELL));
    const shared = new Set(['care', 'payer']);
    return speaking.slice(0, MAX_CELL).map((f) => {
      const label = conditionText(f, kb.labels, shared);
      return `${matters.length > 1 ? `${m.title} ` : ''}${label ? `${label} ` : ''}${valueText(f, kb.labels)}`;
    });
  });
  return [...new Set(parts)].join('；') || '未查到';
}

export function compareView(tools: Tools, s: Situation, cited: Cited): View | undefined {
  const sides = sidesOf(tools, s);
  const placed = s.slots.region !== undefined || s.slots.regions !== undefined;
  const values = sides.length > 1 && placed ? valuesTable(tools, s, sides, cited) : undefined;
  return (
    values ??
    termsTable(tools, s, cited) ??
    (sides.length > 1 ? valuesTable(tools, s, sides, cited) : undefined)
  );
}

function valuesTable(tools: Tools, s: Situation, sides: Side[], cited: Cited): View | undefined {
  const { kb } = tools;
  const open = !s.slots.scheme && s.compare?.slot !== 'scheme';
  const schemes: (Scheme | undefined)[] = open ? ['employee', 'resident'] : [undefined];
  const rows = schemes
    .flatMap((scheme) =>
      MEASURES.map((topic) => {
        const facts: Fact[] = [];
        const cells = sides.map((side) => cell(kb, pick(tools, withScheme(side, scheme), topic), facts));
        const title = kb.topicByName.get(topic)?.title ?? topic;
        return { title: scheme ? `${kb.labels.scheme[scheme]}${title}` : title, cells, facts };
      }),
    )
    .filter((r) => r.facts.length > 0);
  if (rows.length === 0) return undefined;
  for (const r of rows) cited.facts.push(...r.facts);
  const view = emptyView(s, 'comparison');
  view.place = s.slots.region ? regionName(kb, s.slots.region) : '';
  view.table = { columns: ['', ...sides.map((x) => x.name)], rows: rows.map((r) => [r.title, ...r.cells]) };
  view.lead = tools.renderer.render('part/compared', { place: view.place, names: sides.map((x) => x.name) });
  noteDisagreements(tools, sides, view, cited);
  return view;
}

function noteDisagreements(tools: Tools, sides: Side[], view: View, cited: Cited): void {
  for (const side of sides) {
    for (const topic of MEASURES) {
      for (const c of pick(tools, side, topic).flatMap((m) => m.conflicts)) {
        const ids = c.facts.filter((id) => cited.facts.some((f) => f.id === id));
        if (ids.length < 2 || !c.reason || view.disagreements.some((d) => d.reason === c.reason)) continue;
        cited.conflicts.push({ factIds: ids, reason: c.reason });
        cited.background.push(...c.facts.flatMap((id) => tools.kb.factById.get(id) ?? []));
        view.disagreements.push({ reason: c.reason, sides: [] });
      }
    }
  }
}

/** Only one term is known, or its definition tells the two apart itself. */
function told(s: Situation, fact: Fact, cited: Cited): View {
  cited.facts.push(fact);
  return { ...emptyView(s, 'comparison'), title: fact.title, lead: fact.statement };
}

/** Two terms: what each is, and what each may be used for. */
function termsTable(tools: Tools, s: Situation, cited: Cited): View | undefined {
  const { kb } = tools;
  const definitions = resolveTopic(tools, s, 'definition');
  const asked = askedOf(kb, s, definitions.case);
  const known = definitions.matters.filter((m) => m.speaking.length > 0);
  const ranked = rankMatters(kb, asked, known).filter(
    (x) => namedBy(asked, kb.asksOf(x.matter.topic, x.matter.matter)) >= NAMED,
  );
  const [a, b] = ranked.map((x) => x.matter.speaking[0]?.fact);
  if (!a) return undefined;
  if (!b || /区别$/.test(a.title)) return told(s, a, cited);
  cited.facts.push(a, b);
  const rows = [[kb.topicByName.get('definition')?.title ?? '', a.statement, b.statement]];
  const scope = rankMatters(
    kb,
    asked,
    resolveTopic(tools, s, 'mutual-aid-scope').matters.filter((m) => m.speaking.length > 0),
  )[0]?.matter.speaking[0]?.fact;
  const names = [a, b].map((f) => f.title.replace(/的含义$|的定义$/, ''));
  const view = emptyView(s, 'comparison');
  view.table = { columns: ['', ...names], rows };
  view.lead = tools.renderer.render('part/compared', { place: '', names });
  if (scope && /共济/.test(s.text)) {
    cited.facts.push(scope);
    view.points.push(scope.statement);
  }
  return view;
}
