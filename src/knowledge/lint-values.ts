/** Lint: values that cannot be right by themselves or beside their neighbours. */
import { ratio } from '../money.js';
import { overlaps } from '../period.js';
import type { Fact } from './base.js';
import { at, type Entry, type Rule } from './lint-context.js';

function ratiosOf(f: Fact): string[] {
  const v = f.value;
  if (v === null || f.unit !== 'ratio') return [];
  if (typeof v === 'string') return [v];
  if (Array.isArray(v)) return v.filter((x) => /^-?\d/.test(x));
  return 'bands' in v ? v.bands.map((b) => b.ratio) : [v.from, v.to];
}

export const ratios: Rule = ({ entries }) =>
  entries.flatMap((e) => {
    const out = ratiosOf(e.fact).flatMap((r) => {
      const x = ratio(r);
      return x.num < 0n || x.num > x.den
        ? [
            at(
              e,
              'ratio-range',
              'value',
              `比例 ${r} 不在 0 到 1 之间`,
              "82% 写成 '0.82'；增减的百分点用单位 ratio-delta",
            ),
          ]
        : [];
    });
    if (e.fact.unit === 'ratio' && !e.fact.base)
      out.push(
        at(e, 'ratio-base', 'unit', '比例没有写明是什么的比例', '补 base: fund-share、own-share、wage …'),
      );
    return out;
  });

export const units: Rule = ({ entries }) =>
  entries.flatMap((e) => {
    const { value, unit } = e.fact;
    const numeric = value !== null && !Array.isArray(value);
    if (numeric && unit === null) return [at(e, 'unit', 'value', '有数值而没有单位', '补 unit')];
    if (value === null && unit !== null)
      return [at(e, 'unit', 'unit', '有单位而没有数值', '补 value，或删去 unit')];
    return [];
  });

/** A yearly cap below the deductible of the same place, scheme and conditions cannot be right. */
export const capUnderDeductible: Rule = ({ entries }) => {
  const money = (t: string) =>
    entries.filter(
      (e) =>
        e.fact.topic === t &&
        !e.fact.refuted &&
        typeof e.fact.value === 'string' &&
        /^CNY(\/year)?$/.test(e.fact.unit ?? ''),
    );
  const deductibles = new Map<string, Entry[]>();
  for (const d of money('deductible'))
    deductibles.set(d.fact.place, [...(deductibles.get(d.fact.place) ?? []), d]);
  return money('cap').flatMap((cap) =>
    (deductibles.get(cap.fact.place) ?? []).flatMap((d) => {
      const same =
        d.fact.scheme === cap.fact.scheme &&
        JSON.stringify(d.fact.conditions.care) === JSON.stringify(cap.fact.conditions.care) &&
        (d.fact.conditions.disease === undefined) === (cap.fact.conditions.disease === undefined) &&
        overlaps(d.fact.speaks, cap.fact.speaks);
      const less =
        same &&
        ratio(cap.fact.value as string).num * ratio(d.fact.value as string).den <
          ratio(d.fact.value as string).num * ratio(cap.fact.value as string).den;
      return less
        ? [at(cap, 'cap-under-deductible', 'value', `限额低于起付线 ${d.fact.id}`, '核对数值和单位')]
        : [];
    }),
  );
};

export const howtoWithoutSteps: Rule = ({ entries }) =>
  entries.flatMap((e) =>
    /(^|-)howto$/.test(e.fact.matter) && !e.fact.steps && !e.fact.refuted
      ? [at(e, 'howto-without-steps', 'statement', '办事类事实没有步骤', '补 steps，按先后列出')]
      : [],
  );
