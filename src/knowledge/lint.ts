/** The rules that every fact keeps; each complaint names file, line, reason and remedy. */
import { firstDay, isDay, lastDay, overlaps } from '../period.js';
import type { Fact } from './base.js';
import { signature } from './conditions.js';
import { besideFacts } from './lint-beside.js';
import { at, type Entry, type LintContext, lintContext, pair, type Rule } from './lint-context.js';
import { reasonFigures, statementFigures } from './lint-figures.js';
import { matters, sayings } from './lint-matters.js';
import { mirrorAddresses } from './lint-mirrors.js';
import { capUnderDeductible, howtoWithoutSteps, ratios, units } from './lint-values.js';
import type { Complaint, RawKnowledge } from './load.js';

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
      out.push({
        file: e.file.file,
        line: e.file.lineOf(['place']),
        rule: 'unknown-place',
        reason: `地区 ${e.fact.place} 不在 regions.yaml`,
        remedy: '改为六位行政区划代码',
      });
    }
    for (const s of e.fact.sources) {
      if (!ctx.sourceById.has(s))
        out.push(
          at(e, 'unknown-source', 'sources', `来源 ${s} 不在 sources/`, '在 sources/ 登记该来源，或改正 id'),
        );
    }
    const named = [
      ...(e.fact.refuted?.correctedBy ?? []).map((id) => ['refuted', id] as const),
      ...e.fact.holdsBeside.map((id) => ['holdsBeside', id] as const),
    ];
    for (const [key, id] of named) {
      const other = ctx.factById.get(id);
      if (!other)
        out.push(at(e, 'unknown-fact', key, `提到的事实 ${id} 不存在`, '改正 id，或先写出那条事实'));
      else if (other.fact.refuted && e.fact.refuted)
        out.push(at(e, 'unknown-fact', 'refuted', `更正它的 ${id} 本身已被判为错误`, '指向仍有效的事实'));
    }
    return out;
  });

const unknownInFiles: Rule = (ctx) =>
  ctx.raw.factFiles.flatMap((file) => {
    const out: Complaint[] = [];
    const say = (path: (string | number)[], id: string) =>
      out.push({
        file: file.file,
        line: file.lineOf(path),
        rule: 'unknown-fact',
        reason: `提到的事实 ${id} 不存在`,
        remedy: '改正 id，或先写出那条事实',
      });
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
    for (const [key, d] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (d && !isDay(firstDay(d))) out.push(at(e, 'date', key, `${d} 不是日历上的日子`, '改正日期'));
    }
    if (from && to && firstDay(from) > lastDay(to))
      out.push(at(e, 'date', 'to', '最后一天早于第一天', '改正 from 或 to'));
    const claimed = /自?(\d{4})年(\d{1,2})月(\d{1,2})日起/.exec(e.fact.statement);
    if (claimed && from && from.length < 10) {
      out.push(
        at(
          e,
          'date-without-day',
          'from',
          '正文说了起始的“日”，from 却没有日',
          "from 写成 'YYYY-MM-DD'，或正文只写到年月",
        ),
      );
    }
    return out;
  });

function pairsOfOneKey(ctx: LintContext): [Entry, Entry][] {
  const groups = new Map<string, Entry[]>();
  for (const e of ctx.entries) {
    if (e.fact.refuted) continue;
    const key = [
      e.fact.place,
      e.fact.pool,
      e.fact.scheme,
      e.fact.topic,
      e.fact.matter,
      signature(e.fact),
    ].join('|');
    const group = groups.get(key);
    if (group) group.push(e);
    else groups.set(key, [e]);
  }
  return [...groups.values()].flatMap((g) =>
    g.flatMap((a, i) => g.slice(i + 1).map((b): [Entry, Entry] => [a, b])),
  );
}

const hasValue = (f: Fact): boolean => f.value !== null || f.noRule;
const text = (f: Fact): string => JSON.stringify([f.value, f.unit]);

const undeclaredConflicts: Rule = (ctx) =>
  pairsOfOneKey(ctx).flatMap(([a, b]) => {
    if (!overlaps(a.fact.speaks, b.fact.speaks) || ctx.conflictPairs.has(pair(a.fact.id, b.fact.id)))
      return [];
    if (!hasValue(a.fact) || !hasValue(b.fact)) return [];
    const shared = a.fact.sources.some((s) => b.fact.sources.includes(s));
    if (shared) {
      return [
        at(
          b,
          'overlapping-periods',
          'from',
          `与 ${a.fact.id} 条件相同、来源相同、时间重叠`,
          '给旧值写最后一天 to，补上区别两者的条件，或声明 conflicts',
        ),
      ];
    }
    if (text(a.fact) === text(b.fact) || a.fact.authority !== b.fact.authority) return [];
    return [
      at(
        b,
        'undeclared-conflict',
        'value',
        `与 ${a.fact.id} 条件相同而数值不同，且来源权威相同`,
        '在 conflicts 里写明两者，或用日期、条件区分',
      ),
    ];
  });

const longFiles: Rule = (ctx) =>
  ctx.raw.factFiles.flatMap((f) => {
    const last = Math.max(
      f.lineOf(['facts', f.data.facts.length - 1, 'sources']),
      f.lineOf(['conflicts', f.data.conflicts.length - 1]),
      f.lineOf(['examples', f.data.examples.length - 1]),
    );
    return last > 200
      ? [
          {
            file: f.file,
            line: 200,
            rule: 'long-file',
            reason: '事实文件超过200行',
            remedy: '一个文件只写一地一事，拆开',
          },
        ]
      : [];
  });

const olderThanAbove: Rule = (ctx) => {
  const key = (place: string, f: Fact): string => [place, f.topic, f.matter, f.scheme].join('|');
  const byRule = new Map<string, Fact[]>();
  for (const { fact: f } of ctx.entries) {
    const list = byRule.get(key(f.place, f));
    if (list) list.push(f);
    else byRule.set(key(f.place, f), [f]);
  }
  return ctx.entries.flatMap((e) => {
    const f = e.fact;
    if (f.refuted || f.to || f.place === '000000' || !hasValue(f)) return [];
    const above = ancestors(ctx, f.place).flatMap((place) => byRule.get(key(place, f)) ?? []);
    return above.flatMap((up) => {
      const newer =
        !up.pool &&
        up.from !== null &&
        !up.refuted &&
        hasValue(up) &&
        text(up) !== text(f) &&
        firstDay(up.from) > f.speaks.from &&
        (signature(up) === signature(f) || Object.keys(up.conditions).every((k) => k in f.conditions));
      const decided = f.holdsBeside.includes(up.id) || ctx.conflictPairs.has(pair(up.id, f.id));
      return newer && !decided
        ? [
            at(
              e,
              'maybe-ended',
              'id',
              `上级的新规定 ${up.id}（${up.from}）可能已取代它`,
              '写最后一天 to，或在 holdsBeside 里写明它仍有效，或声明 conflicts',
            ),
          ]
        : [];
    });
  });
};

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
  matters,
  sayings,
  olderThanAbove,
  besideFacts,
  mirrorAddresses,
];

/** All complaints about the facts; the shape of files was judged at load. */
export function lintFacts(raw: RawKnowledge): Complaint[] {
  const ctx = lintContext(raw);
  return RULES.flatMap((rule) => rule(ctx));
}
