/** The stages of insurance after the basic one, each on what the one before left: 大额, 大病, and a ceiling on them. */
import type { Care } from '../contract.js';
import {
  type Fen,
  less,
  maxFen,
  minus,
  over,
  percentOf,
  plainYuan,
  type Ratio,
  roundToFen,
  share,
  shares,
  times,
  whole,
  yuan,
} from '../money.js';
import { chain, kinksOf, pieces, points, written } from './bands.js';
import type { BandsOn, Figure } from './figure.js';
import {
  above,
  atMost,
  type Figures,
  type Line,
  lack,
  leftOf,
  line,
  note,
  put,
  type Run,
  type Running,
} from './running.js';
import { held, leftLine } from './stage.js';

const EXACTLY_BASE = /^\d/;

/** Eligible cost that the cap has left out: eligible − deductible − cap ÷ ratio, exactly. */
function aboveCap(r: Running): { base: Ratio; text: string } | undefined {
  if (!r.ratio || r.capRoom === undefined || r.ratio.part.num === 0n) return undefined;
  const used = over(whole(r.capRoom), r.ratio.part);
  const base = minus(whole(r.amounts.above), used);
  const text = `${plainYuan(r.amounts.above)} − ${plainYuan(r.capRoom)} ÷ ${r.ratio.text}`;
  return { base: less(base, whole(0n)) ? whole(0n) : base, text };
}

/** The basic stage's base for what follows, in words and in 分. */
function baseLine(r: Running, key: string, said: string | undefined): Line | undefined {
  const a = r.amounts;
  if (said && EXACTLY_BASE.test(said)) return line(key, said, yuan(said), [baseFigure(key, said)]);
  const terms = [a.basic, a.large, said ? a.deductible : 0n].filter((t) => t > 0n);
  const left = terms.reduce((rest, t) => rest - t, a.eligible);
  const out = line(key, [a.eligible, ...terms].map(plainYuan).join(' − '), maxFen(0n, left));
  return left <= 0n && terms.length > 0 ? { ...out, below: true } : out;
}

const baseFigure = (key: string, text: string): Figure => ({
  text,
  part: whole(0n),
  fen: yuan(text),
  unit: 'CNY',
  assumed: `assume.${key === 'large-base' ? 'largeAmount' : 'critical'}.base`,
});

export const large: Run = (r, { ratio: part, deductible, cap }) => {
  if (!part) return r;
  const said = r.assume.largeAmount?.base;
  const threshold = deductible?.fen ?? 0n;
  const beyond = said === 'above-cap' ? aboveCap(r) : undefined;
  const lines: Line[] = [];
  let amount: Fen;
  if (beyond) {
    if (r.capLine) lines.push(r.capLine);
    const base = minus(beyond.base, whole(threshold));
    const pays = times(less(base, whole(0n)) ? whole(0n) : base, part.part);
    amount = roundToFen(pays.num, pays.den);
    const text = threshold > 0n ? `${beyond.text} − ${plainYuan(threshold)}` : beyond.text;
    const l = line('large', `(${text}) × ${percentOf(part.part)}`, amount, [part, deductible]);
    lines.push(amount === 0n ? { ...l, below: true } : l);
  } else {
    const base = baseLine(r, 'large-base', said === 'above-cap' ? undefined : said);
    if (!base) return r;
    const rest = maxFen(0n, base.amount - threshold);
    amount = share(rest, part.part);
    lines.push(base);
    if (threshold > 0n) lines.push(above('large-above', base.amount, threshold, [deductible]));
    lines.push(line('large', `${plainYuan(rest)} × ${percentOf(part.part)}`, amount, [part]));
  }
  const paid = held(r, 'large', amount, cap);
  return put(r, { large: paid.amount }, [...lines, ...paid.lines]);
};

export const critical: Run = (r, f) => {
  const { deductible, ratio: part, cap, change, bonus } = f;
  const base = baseLine(r, 'critical-base', r.assume.critical?.base);
  if (!base) return r;
  if (!part || !deductible) return withoutCritical(r, f, base.amount);
  const on: BandsOn = part.bandsOn ?? r.assume.critical?.bandsOn ?? 'eligible';
  const adjust = chain([change, bonus].flatMap((x) => (x && !x.unusable ? [points(x.part, x)] : [])));
  const d = deductible.fen;
  const single = base.amount > d ? [{ from: d, to: base.amount, part: part.part }] : [];
  const list = part.bands ? pieces(part.bands, base.amount, d, on) : single;
  const uncapped = shares(list.map((p) => [p.to - p.from, adjust.apply(p.part)] as const));
  const paid = held(r, 'critical', uncapped, cap);
  const kinks = kinksOf(part.bands, d, on, 'criticalBase');
  if (cap) kinks.push({ of: 'uncappedCritical', at: cap.fen });
  const stands = [deductible, part, ...adjust.figures];
  // Beside a basic stage, one from facts that pays nothing is no news.
  const silent = list.length === 0 && part.fact && r.case.amount !== undefined && r.case.care !== 'critical';
  const after = part.bands && on === 'afterDeductible' && list.length > 0;
  const working =
    list.length === 0
      ? above('critical', base.amount, d, [deductible])
      : line('critical', written(list, adjust.say), uncapped, stands);
  const amounts = { criticalBase: base.amount, uncappedCritical: uncapped, critical: paid.amount };
  const over = after ? [above('critical-above', base.amount, d, [deductible])] : [];
  return put(r, amounts, silent ? [] : [base, ...over, working, ...paid.lines], kinks);
};

/** Care of which one's own part counts towards the critical stage. */
const COUNTED: Care[] = ['inpatient', 'critical', 'chronic'];

/** The caller's own stage must be whole; one from facts is left out, and said to be where it would pay. */
function withoutCritical(r: Running, { deductible, ratio: part, cap }: Figures, base: Fen): Running {
  if (r.assume.critical) {
    if (!part) return lack(r, 'assume.critical.ratio');
    return lack(r, 'assume.critical.deductible');
  }
  // With the basic stage settled and no other stage given, this one would have been the whole result.
  const nothing = r.case.region !== undefined || Object.keys(r.assume).length === 0;
  if (r.case.amount === undefined && nothing && !hasAnother(r))
    return lack(r, part ? 'assume.critical.deductible' : 'assume.critical.ratio');
  const wouldPay = deductible ? base > deductible.fen : r.amounts.uncapped > r.amounts.basic;
  const counted = COUNTED.includes(r.case.care);
  return r.case.region !== undefined && counted && wouldPay ? note(r, 'critical', [deductible, cap]) : r;
}

function hasAnother({ assume: a, case: c, amounts }: Running): boolean {
  const given = [a.largeAmount, a.aid, a.supplement, c.ownAccount, c.authoriserAccount];
  return amounts.large > 0n || given.some((x) => x !== undefined);
}

/** What is left above a second threshold is paid once more, within the same cap. */
export const criticalExtra: Run = (r, { ratio: part, cap }) => {
  const threshold = part?.fact?.conditions.costBand?.from;
  if (!part || threshold === undefined || r.assume.critical || r.amounts.critical === 0n) return r;
  const c = r.amounts.critical;
  const left = leftOf(r);
  const from = yuan(threshold);
  const kinks = [{ of: 'criticalLeft' as const, at: from }];
  if (left <= from) return put(r, { criticalLeft: left }, [], kinks);
  const pays = share(left - from, part.part);
  const paid = held(put(r, { critical: 0n }), 'critical', c + pays, cap);
  return put(
    r,
    { critical: paid.amount, criticalLeft: left },
    [
      leftLine(r, 'critical-left', left),
      line('critical-extra', `(${plainYuan(left)} − ${plainYuan(from)}) × ${percentOf(part.part)}`, pays, [
        part,
      ]),
      line('critical-sum', `${plainYuan(c)} + ${plainYuan(pays)}`, c + pays),
      ...paid.lines,
    ],
    kinks,
  );
};

/** A ceiling on the basic and the critical stage together. */
export const ceiling: Run = (r, { cap }) => {
  const { basic, large: l, critical: c } = r.amounts;
  if (cap && r.notes.some((n) => n.key === 'critical')) {
    const notes = r.notes.map((n) => (n.key === 'critical' ? { ...n, figures: [...n.figures, cap] } : n));
    return { ...r, notes };
  }
  if (!cap || basic + l + c <= cap.fen) return r;
  const room = maxFen(0n, cap.fen - basic - l);
  return put(r, { critical: room }, [
    above('ceiling-left', cap.fen, basic + l, [cap]),
    atMost('ceiling', c, room, [cap]),
  ]);
};
