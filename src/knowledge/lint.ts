/** The rules that every knowledge file keeps; each complaint names file, line, reason and remedy. */
import { type Figure, Ground, readFigures } from '../figures.js';
import { ratio } from '../money.js';
import { firstDay, isDay, lastDay, overlaps } from '../period.js';
import { type Fact, levelsOf, outranks, speakingSpan } from './base.js';
import { signature } from './conditions.js';
import type { Complaint, Located, RawKnowledge } from './load.js';
import type { FactEntry, FactFile, Source } from './schema.js';

interface Entry {
  fact: Fact;
  file: Located<FactFile>;
  index: number;
}

export interface LintContext {
  entries: Entry[];
  factById: Map<string, Entry>;
  sourceById: Map<string, Source>;
  parentOf: Map<string, string | null>;
  conflictPairs: Set<string>;
  phrases: string[];
  raw: RawKnowledge;
}

type Rule = (ctx: LintContext) => Complaint[];

const at = (e: Entry, rule: string, key: string, reason: string, remedy: string): Complaint => ({
  file: e.file.file,
  line: e.file.lineOf(['facts', e.index, key]),
  rule,
  reason: `${e.fact.id}: ${reason}`,
  remedy,
});

const pair = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

export function lintContext(raw: RawKnowledge): LintContext {
  const sourceById = new Map(raw.sources.flatMap((f) => f.data.sources).map((s) => [s.id, s]));
  const classes = raw.regions?.data.levelClasses ?? {};
  const entries = raw.factFiles.flatMap((file) =>
    file.data.facts.map((entry, index): Entry => ({ file, index, fact: lintable(file.data, entry, sourceById, classes) })),
  );
  const conflictPairs = new Set<string>();
  for (const { facts } of raw.factFiles.flatMap((f) => f.data.conflicts)) {
    for (const a of facts) for (const b of facts) if (a !== b) conflictPairs.add(pair(a, b));
  }
  return {
    entries,
    factById: new Map(entries.map((e) => [e.fact.id, e])),
    sourceById,
    parentOf: new Map((raw.regions?.data.regions ?? []).map((r) => [r.code, r.parent])),
    conflictPairs,
    phrases: raw.phrases?.data.phrases ?? [],
    raw,
  };
}

function lintable(
  file: FactFile,
  entry: FactEntry,
  sourceById: Map<string, Source>,
  classes: Parameters<typeof levelsOf>[2],
): Fact {
  const sources = entry.sources.flatMap((id) => sourceById.get(id) ?? []);
  const best = sources.map((s) => s.authority).sort((a, b) => (outranks(a, b) ? -1 : 1))[0] ?? 'aggregator';
  const levels = levelsOf(entry.conditions, file.place, classes);
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
    precision: 'day',
    authority: best,
    lastChecked: '',
    calculable: true,
  };
}

const duplicateIds: Rule = ({ entries }) => {
  const seen = new Map<string, Entry>();
  return entries.flatMap((e) => {
    const first = seen.get(e.fact.id);
    seen.set(e.fact.id, first ?? e);
    return first ? [at(e, 'duplicate-id', 'id', `这个 id 已在 ${first.file.file} 用过`, '换一个 id')] : [];
  });
};

const unknownNames: Rule = (ctx) =>
  ctx.entries.flatMap((e) => {
    const out: Complaint[] = [];
    if (!ctx.parentOf.has(e.fact.place)) {
      out.push({ file: e.file.file, line: e.file.lineOf(['place']), rule: 'unknown-place', reason: `地区 ${e.fact.place} 不在 regions.yaml`, remedy: '改为六位行政区划代码' });
    }
    for (const s of e.fact.sources) {
      if (!ctx.sourceById.has(s)) out.push(at(e, 'unknown-source', 'sources', `来源 ${s} 不在 sources/`, '在 sources/ 登记该来源，或改正 id'));
    }
    for (const id of [...(e.fact.refuted?.correctedBy ?? []), ...e.fact.holdsBeside]) {
      const other = ctx.factById.get(id);
      if (!other) out.push(at(e, 'unknown-fact', 'id', `提到的事实 ${id} 不存在`, '改正 id，或先写出那条事实'));
      else if (other.fact.refuted && e.fact.refuted) out.push(at(e, 'unknown-fact', 'refuted', `更正它的 ${id} 本身已被判为错误`, '指向仍有效的事实'));
    }
    return out;
  });

const unknownInFiles: Rule = (ctx) =>
  ctx.raw.factFiles.flatMap((file) => {
    const out: Complaint[] = [];
    const say = (path: (string | number)[], id: string) =>
      out.push({ file: file.file, line: file.lineOf(path), rule: 'unknown-fact', reason: `提到的事实 ${id} 不存在`, remedy: '改正 id，或先写出那条事实' });
    file.data.conflicts.forEach((c, i) => {
      for (const id of c.facts) if (!ctx.factById.has(id)) say(['conflicts', i], id);
    });
    file.data.examples.forEach((x, i) => {
      for (const id of x.facts) if (!ctx.factById.has(id)) say(['examples', i], id);
    });
    return out;
  });

const dates: Rule = ({ entries }) =>
  entries.flatMap((e) => {
    const out: Complaint[] = [];
    const { from, to } = e.fact;
    for (const [key, d] of [['from', from], ['to', to]] as const) {
      if (d && !isDay(firstDay(d))) out.push(at(e, 'date', key, `${d} 不是日历上的日子`, '改正日期'));
    }
    if (from && to && firstDay(from) > lastDay(to)) out.push(at(e, 'date', 'to', '最后一天早于第一天', '改正 from 或 to'));
    const claimed = /自?(\d{4})年(\d{1,2})月(\d{1,2})日起/.exec(e.fact.statement);
    if (claimed && from && from.length < 10) {
      out.push(at(e, 'date-without-day', 'from', '正文说了起始的“日”，from 却没有日', "from 写成 'YYYY-MM-DD'，或正文只写到年月"));
    }
    return out;
  });

const sameKey = (a: Fact, b: Fact): boolean =>
  a.place === b.place &&
  a.pool === b.pool &&
  a.scheme === b.scheme &&
  a.topic === b.topic &&
  a.matter === b.matter &&
  signature(a) === signature(b);

function pairsOfOneKey(ctx: LintContext): [Entry, Entry][] {
  const groups = new Map<string, Entry[]>();
  for (const e of ctx.entries) {
    if (e.fact.refuted) continue;
    const key = [e.fact.place, e.fact.pool, e.fact.scheme, e.fact.topic, e.fact.matter, signature(e.fact)].join('|');
    groups.set(key, [...(groups.get(key) ?? []), e]);
  }
  return [...groups.values()].flatMap((g) => g.flatMap((a, i) => g.slice(i + 1).map((b): [Entry, Entry] => [a, b])));
}

const hasValue = (f: Fact): boolean => f.value !== null || f.noRule;
const text = (f: Fact): string => JSON.stringify([f.value, f.unit]);

const undeclaredConflicts: Rule = (ctx) =>
  pairsOfOneKey(ctx).flatMap(([a, b]) => {
    if (!overlaps(a.fact.speaks, b.fact.speaks) || ctx.conflictPairs.has(pair(a.fact.id, b.fact.id))) return [];
    if (!hasValue(a.fact) || !hasValue(b.fact)) return [];
    const shared = a.fact.sources.some((s) => b.fact.sources.includes(s));
    if (shared) {
      return [at(b, 'overlapping-periods', 'from', `与 ${a.fact.id} 条件相同、来源相同、时间重叠`, '给旧值写最后一天 to，补上区别两者的条件，或声明 conflicts')];
    }
    if (text(a.fact) === text(b.fact) || a.fact.authority !== b.fact.authority) return [];
    return [at(b, 'undeclared-conflict', 'value', `与 ${a.fact.id} 条件相同而数值不同，且来源权威相同`, '在 conflicts 里写明两者，或用日期、条件区分')];
  });

function ratiosOf(f: Fact): string[] {
  const v = f.value;
  if (v === null || f.unit !== 'ratio') return [];
  if (typeof v === 'string') return [v];
  if (Array.isArray(v)) return v.filter((x) => /^-?\d/.test(x));
  return 'bands' in v ? v.bands.map((b) => b.ratio) : [v.from, v.to];
}

const ratios: Rule = ({ entries }) =>
  entries.flatMap((e) => {
    const out = ratiosOf(e.fact).flatMap((r) => {
      const x = ratio(r);
      return x.num < 0n || x.num > x.den ? [at(e, 'ratio-range', 'value', `比例 ${r} 不在 0 到 1 之间`, "82% 写成 '0.82'；增减的百分点用单位 ratio-delta")] : [];
    });
    if (e.fact.unit === 'ratio' && !e.fact.base) out.push(at(e, 'ratio-base', 'unit', '比例没有写明是什么的比例', '补 base: fund-share、own-share、wage …'));
    return out;
  });

const units: Rule = ({ entries }) =>
  entries.flatMap((e) => {
    const { value, unit } = e.fact;
    const numeric = value !== null && !Array.isArray(value);
    if (numeric && unit === null) return [at(e, 'unit', 'value', '有数值而没有单位', '补 unit')];
    if (value === null && unit !== null) return [at(e, 'unit', 'unit', '有单位而没有数值', '补 value，或删去 unit')];
    return [];
  });

/** A yearly cap below the deductible of the same place, scheme and conditions cannot be right. */
const capUnderDeductible: Rule = ({ entries }) => {
  const money = (t: string) =>
    entries.filter((e) => e.fact.topic === t && !e.fact.refuted && typeof e.fact.value === 'string' && /^CNY(\/year)?$/.test(e.fact.unit ?? ''));
  const deductibles = money('deductible');
  return money('cap').flatMap((cap) =>
    deductibles.flatMap((d) => {
      const same =
        d.fact.place === cap.fact.place &&
        d.fact.scheme === cap.fact.scheme &&
        JSON.stringify(d.fact.conditions.care) === JSON.stringify(cap.fact.conditions.care) &&
        (d.fact.conditions.disease === undefined) === (cap.fact.conditions.disease === undefined) &&
        overlaps(d.fact.speaks, cap.fact.speaks);
      const less = same && ratio(cap.fact.value as string).num * ratio(d.fact.value as string).den < ratio(d.fact.value as string).num * ratio(cap.fact.value as string).den;
      return less ? [at(cap, 'cap-under-deductible', 'value', `限额低于起付线 ${d.fact.id}`, '核对数值和单位')] : [];
    }),
  );
};

const howtoWithoutSteps: Rule = ({ entries }) =>
  entries.flatMap((e) =>
    /(^|-)howto$/.test(e.fact.matter) && !e.fact.steps && !e.fact.refuted
      ? [at(e, 'howto-without-steps', 'statement', '办事类事实没有步骤', '补 steps，按先后列出')]
      : [],
  );

/** All that may stand behind the figures of a fact's own words. */
export function groundOf(fact: Fact, sources: Source[]): Ground {
  const g = new Ground();
  const v = fact.value;
  if (typeof v === 'string') g.addNumber(v);
  else if (Array.isArray(v)) for (const x of v) g.addText(x);
  else if (v && 'bands' in v) {
    for (const b of v.bands) {
      g.addNumber(b.ratio);
      if (b.upTo) g.addNumber(b.upTo);
    }
  } else if (v) {
    g.addNumber(v.from);
    g.addNumber(v.to);
  }
  g.addText(JSON.stringify(fact.conditions));
  for (const step of fact.steps ?? []) g.addText(step);
  g.addDate(fact.from);
  g.addDate(fact.to);
  for (const s of sources) if (s.docNo) g.addText(s.docNo);
  return g;
}

const sourcesOf = (ctx: LintContext, f: Fact): Source[] => f.sources.flatMap((s) => ctx.sourceById.get(s) ?? []);
const listed = (figures: Figure[]): string => figures.map((f) => f.raw).join('、');

const statementFigures: Rule = (ctx) =>
  ctx.entries.flatMap((e) => {
    const ground = groundOf(e.fact, sourcesOf(ctx, e.fact));
    const loose = readFigures(e.fact.statement, ctx.phrases).filter((f) => !ground.holds(f));
    const out = loose.length > 0 ? [at(e, 'loose-figure', 'statement', `正文里的 ${listed(loose)} 没有出现在数值、条件、步骤、日期或文号里`, '拆成另一条事实、补进数值，或从正文删去')] : [];
    const why = e.fact.refuted;
    if (why) {
      for (const id of why.correctedBy) addGround(ground, ctx, id);
      const wild = readFigures(why.why, ctx.phrases).filter((f) => !ground.holds(f));
      if (wild.length > 0) out.push(at(e, 'loose-figure', 'refuted', `why 里的 ${listed(wild)} 没有依据`, '只写更正它的事实里有的数字'));
    }
    if (e.fact.notice && readFigures(e.fact.notice, ctx.phrases).some((f) => f.kind === 'number' && !ground.holds(f))) {
      out.push(at(e, 'loose-figure', 'notice', 'notice 里有没有依据的数字', '只写年份，或改写'));
    }
    return out;
  });

function addGround(ground: Ground, ctx: LintContext, id: string): void {
  const other = ctx.factById.get(id)?.fact;
  if (!other) return;
  ground.addText(other.statement);
  if (typeof other.value === 'string') ground.addNumber(other.value);
  ground.addDate(other.from);
  ground.addDate(other.to);
  for (const s of sourcesOf(ctx, other)) ground.addDate(s.published);
}

const reasonFigures: Rule = (ctx) =>
  ctx.raw.factFiles.flatMap((file) =>
    file.data.conflicts.flatMap((c, i) => {
      const ground = new Ground();
      for (const id of c.facts) addGround(ground, ctx, id);
      for (const hotline of ctx.raw.phrases?.data.hotlines ?? []) ground.addText(hotline);
      const loose = readFigures(c.reason, ctx.phrases).filter((f) => f.kind !== 'phone' && !ground.holds(f));
      if (loose.length === 0) return [];
      return [{ file: file.file, line: file.lineOf(['conflicts', i]), rule: 'loose-figure', reason: `conflicts 的说明里 ${listed(loose)} 不在所列事实里`, remedy: '只写所列事实有的数字' }];
    }),
  );

const longFiles: Rule = (ctx) =>
  ctx.raw.factFiles.flatMap((f) => {
    const last = f.lineOf(['facts', f.data.facts.length - 1, 'sources']);
    return last > 200 ? [{ file: f.file, line: 200, rule: 'long-file', reason: '事实文件超过200行', remedy: '一个文件只写一地一事，拆开' }] : [];
  });

const olderThanAbove: Rule = (ctx) =>
  ctx.entries.flatMap((e) => {
    const f = e.fact;
    if (f.refuted || f.to || f.place === '000000' || !hasValue(f)) return [];
    const above = ancestors(ctx, f.place);
    return ctx.entries.flatMap(({ fact: up }) => {
      const newer =
        above.includes(up.place) &&
        !up.pool &&
        up.topic === f.topic &&
        up.matter === f.matter &&
        up.scheme === f.scheme &&
        up.from !== null &&
        !up.refuted &&
        hasValue(up) &&
        text(up) !== text(f) &&
        firstDay(up.from) > f.speaks.from &&
        (signature(up) === signature(f) || Object.keys(up.conditions).every((k) => k in f.conditions));
      const decided = f.holdsBeside.includes(up.id) || ctx.conflictPairs.has(pair(up.id, f.id));
      return newer && !decided
        ? [at(e, 'maybe-ended', 'id', `上级的新规定 ${up.id}（${up.from}）可能已取代它`, '写最后一天 to，或在 holdsBeside 里写明它仍有效，或声明 conflicts')]
        : [];
    });
  });

function ancestors(ctx: LintContext, place: string): string[] {
  const out: string[] = [];
  for (let p = ctx.parentOf.get(place); p; p = ctx.parentOf.get(p)) out.push(p);
  return out;
}

const RULES: Rule[] = [
  duplicateIds,
  unknownNames,
  unknownInFiles,
  dates,
  undeclaredConflicts,
  ratios,
  units,
  capUnderDeductible,
  howtoWithoutSteps,
  statementFigures,
  reasonFigures,
  longFiles,
  olderThanAbove,
];

/** All complaints about the facts; the shape of files was judged at load. */
export function lintFacts(raw: RawKnowledge): Complaint[] {
  const ctx = lintContext(raw);
  return RULES.flatMap((rule) => rule(ctx));
}

export { sameKey };
