/** What is paid from beside the insurance: 医疗救助 on what is left, supplementary insurances each on a base of its own. */
import { maxFen, percentOf, plainYuan, ratio, share, shares, whole, yuan } from '../money.js';
import { pieces, written } from './bands.js';
import { bandsOf, type Figure } from './figure.js';
import { above, type Line, leftOf, line, put, type Run, type Running } from './running.js';
import { held, leftLine } from './stage.js';

export const aid: Run = (r, { ratio: part, deductible, cap }) => {
  if (!part || !deductible) return r;
  const left = leftOf(r);
  const rest = maxFen(0n, left - deductible.fen);
  const amount = share(rest, part.part);
  const paid = held(r, 'aid', amount, cap);
  const lines: Line[] = [leftLine(r, 'aid-base', left)];
  if (deductible.fen > 0n) lines.push(above('aid-above', left, deductible.fen, [deductible]));
  lines.push(line('aid', `${plainYuan(rest)} × ${percentOf(part.part)}`, amount, [part]), ...paid.lines);
  return put(r, { aid: paid.amount }, lines);
};

/** Any number of supplementary insurances, each with a base of its own. */
export const supplement: Run = (r) =>
  (r.assume.supplement ?? []).reduce((at: Running, s, i) => {
    const figure = (key: string, text: string | undefined): Figure => ({
      text: text ?? '',
      part: whole(0n),
      fen: yuan(text ?? '0'),
      unit: 'CNY',
      assumed: `assume.supplement.${i}.${key}`,
    });
    const [base, d] = [yuan(s.base), yuan(s.deductible)];
    const list = s.bands
      ? pieces(bandsOf(s.bands), base, d, 'eligible')
      : base > d
        ? [{ from: d, to: base, part: ratio(s.ratio ?? '0') }]
        : [];
    const amount = shares(list.map((p) => [p.to - p.from, p.part] as const));
    const figures = [
      figure('base', s.base),
      figure('deductible', s.deductible),
      figure(s.bands ? 'bands' : 'ratio', undefined),
    ];
    const l =
      list.length === 0
        ? above('supplement', base, d, figures)
        : line('supplement', written(list, percentOf), amount, figures);
    const paid = held(at, 'supplement', amount, s.cap === undefined ? undefined : figure('cap', s.cap));
    const lines: Line[] = [l, ...paid.lines].map((x) => ({ ...x, name: s.name }));
    const before = at.amounts.supplement;
    if (i > 0) {
      const sum = `${plainYuan(before)} + ${plainYuan(paid.amount)}`;
      lines.push(line('supplement-sum', sum, before + paid.amount));
    }
    return put(at, { supplement: at.amounts.supplement + paid.amount }, lines);
  }, r);
