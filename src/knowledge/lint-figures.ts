/** Lint: no figure in a fact's words that its own data does not carry. */
import { type Figure, Ground, readFigures } from '../figures.js';
import type { Fact } from './base.js';
import { at, type LintContext, type Rule } from './lint-context.js';
import type { Source } from './schema.js';

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

const sourcesOf = (ctx: LintContext, f: Fact): Source[] =>
  f.sources.flatMap((s) => ctx.sourceById.get(s) ?? []);
const listed = (figures: Figure[]): string => figures.map((f) => f.raw).join('、');

export const statementFigures: Rule = (ctx) =>
  ctx.entries.flatMap((e) => {
    const ground = groundOf(e.fact, sourcesOf(ctx, e.fact));
    const loose = readFigures(e.fact.statement, ctx.phrases).filter((f) => !ground.holds(f));
    const out =
      loose.length > 0
        ? [
            at(
              e,
              'loose-figure',
              'statement',
              `正文里的 ${listed(loose)} 没有出现在数值、条件、步骤、日期或文号里`,
              '拆成另一条事实、补进数值，或从正文删去',
            ),
          ]
        : [];
    const why = e.fact.refuted;
    if (why) {
      for (const id of why.correctedBy) addGround(ground, ctx, id);
      const wild = readFigures(why.why, ctx.phrases).filter((f) => !ground.holds(f));
      if (wild.length > 0)
        out.push(
          at(e, 'loose-figure', 'refuted', `why 里的 ${listed(wild)} 没有依据`, '只写更正它的事实里有的数字'),
        );
    }
    if (
      e.fact.notice &&
      readFigures(e.fact.notice, ctx.phrases).some((f) => f.kind === 'number' && !ground.holds(f))
    ) {
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

export const reasonFigures: Rule = (ctx) =>
  ctx.raw.factFiles.flatMap((file) =>
    file.data.conflicts.flatMap((c, i) => {
      const ground = new Ground();
      for (const id of c.facts) addGround(ground, ctx, id);
      for (const hotline of ctx.raw.phrases?.data.hotlines ?? []) ground.addText(hotline);
      const loose = readFigures(c.reason, ctx.phrases).filter((f) => f.kind !== 'phone' && !ground.holds(f));
      if (loose.length === 0) return [];
      return [
        {
          file: file.file,
          line: file.lineOf(['conflicts', i]),
          rule: 'loose-figure',
          reason: `conflicts 的说明里 ${listed(loose)} 不在所列事实里`,
          remedy: '只写所列事实有的数字',
        },
      ];
    }),
  );
