/** Lint: names in the files beside the facts (sources, places, hospitals) that stand twice or point nowhere. */
import type { LintContext, Rule } from './lint-context.js';
import type { Complaint, Located } from './load.js';
import type { RuleName } from './rules.js';

interface Listed {
  file: Located<unknown>;
  path: (string | number)[];
  name: string;
}

const complaint = (l: Listed, rule: RuleName, reason: string, remedy: string): Complaint => ({
  file: l.file.file,
  line: l.file.lineOf(l.path),
  rule,
  reason,
  remedy,
});

function repeated(listed: Listed[], what: string): Complaint[] {
  const first = new Map<string, Listed>();
  return listed.flatMap((l) => {
    const before = first.get(l.name);
    if (!before) first.set(l.name, l);
    return before
      ? [
          complaint(
            l,
            'duplicate-id',
            `${what} ${l.name} 已在 ${before.file.file} 用过`,
            '换一个，或删去重复的',
          ),
        ]
      : [];
  });
}

const sourcesOf = ({ raw }: LintContext): Listed[] =>
  raw.sources.flatMap((file) =>
    file.data.sources.map((s, i): Listed => ({ file, path: ['sources', i], name: s.id })),
  );

export const besideFacts: Rule = (ctx) => {
  const { regions, hospitals } = ctx.raw;
  const out = repeated(sourcesOf(ctx), '来源');
  for (const file of ctx.raw.sources)
    file.data.sources.forEach((s, i) => {
      if (s.supersededBy && (s.supersededBy === s.id || !ctx.sourceById.has(s.supersededBy)))
        out.push(
          complaint(
            { file, path: ['sources', i, 'supersededBy'], name: s.id },
            'unknown-source',
            `取代 ${s.id} 的来源 ${s.supersededBy} 不在 sources/，或就是它自己`,
            '登记新的来源，或改正 id',
          ),
        );
    });
  if (regions) {
    const places = regions.data.regions.map((r, i) => ({
      file: regions,
      path: ['regions', i],
      name: r.code,
    }));
    out.push(...repeated(places, '地区'));
    regions.data.regions.forEach((r, i) => {
      for (const code of [r.parent, r.pool])
        if (code && !ctx.parentOf.has(code))
          out.push(
            complaint(
              { file: regions, path: ['regions', i], name: code },
              'unknown-place',
              `${r.name}的上级或统筹区 ${code} 不在 regions.yaml`,
              '改为已有的代码，或补上那个地区',
            ),
          );
    });
  }
  hospitals?.data.hospitals.forEach((h, i) => {
    const at = { file: hospitals, path: ['hospitals', i], name: h.name };
    if (!ctx.parentOf.has(h.place))
      out.push(complaint(at, 'unknown-place', `${h.name}的地区 ${h.place} 不在 regions.yaml`, '改正代码'));
    for (const id of h.sources)
      if (!ctx.sourceById.has(id))
        out.push(
          complaint(at, 'unknown-source', `${h.name}的来源 ${id} 不在 sources/`, '登记该来源，或改正 id'),
        );
  });
  return out;
};
