/** The basic stage, step by step: what of the bill enters, the deductible, the ratio, the yearly cap. */
import { type Fen, maxFen, minFen, percentOf, plainYuan, share, shares, times, yuan } from '../money.js';
import {
  type Adjustment,
  chain,
  kinksOf,
  ownShareTimes,
  type Piece,
  pieces,
  points,
  written,
} from './bands.js';
import type { BandsOn, Figure } from './figure.js';
import { above, atMost, bill, type Figures, type Line, lack, line, note, put, type Run } from './running.js';

/** A fixed payment for the visit, outside the deductible. */
export const registration: Run = (r, { fee, fundPays }) => {
  if (!fee || !fundPays || r.case.amount === undefined) return r;
  const { amount, selfPaid, items } = r.case;
  // What is outside the catalogue and what is paid by a rule of its own holds no fee.
  const others = [selfPaid, ...items.filter((i) => i.restInFull).map((i) => i.amount)].filter((x) => x > 0n);
  const apart = minFen(
    fee.fen,
    others.reduce((left, x) => left - x, amount),
  );
  const terms = [amount, ...others];
  const lines: Line[] =
    apart < fee.fen ? [line('registration-fee', terms.map(plainYuan).join(' − '), apart, [fee])] : [];
  const paid = minFen(fundPays.fen, apart);
  const fixed = plainYuan(fundPays.fen);
  const working = line('registration', fixed, paid, [fee, fundPays]);
  lines.push(paid < fundPays.fen ? { ...working, limit: plainYuan(apart) } : working);
  return put(r, { fixed: paid, apart }, lines);
};

/** Total − 自费 − first pay of class B: by sum, by ratio, or item by item. */
export const eligible: Run = (r, { categoryBRatio }) => {
  const c = r.case;
  const total = bill(r);
  const lines: Line[] = [];
  const terms: Fen[] = [r.amounts.apart, c.selfPaid, c.categoryBSelfPay];
  if (c.categoryB > 0n && categoryBRatio) {
    const first = share(c.categoryB, categoryBRatio.part);
    lines.push(
      line('class-b', `${plainYuan(c.categoryB)} × ${percentOf(categoryBRatio.part)}`, first, [
        categoryBRatio,
      ]),
    );
    terms.push(first);
  }
  if (c.categoryB > 0n && !categoryBRatio) return lack(r, 'assume.categoryBRatio');
  const alone: Fen[] = r.amounts.fixed > 0n ? [r.amounts.fixed] : [];
  for (const item of c.items) {
    const first = share(item.amount, item.firstPay);
    const expression = `${plainYuan(item.amount)} × ${percentOf(item.firstPay)}`;
    if (first > 0n) lines.push({ ...line('item', expression, first), name: item.name });
    terms.push(item.restInFull ? item.amount : first);
    if (!item.restInFull) continue;
    const rest = `${plainYuan(item.amount)} − ${plainYuan(first)}`;
    lines.push({ ...line('item-in-full', rest, item.amount - first), name: item.name });
    if (item.amount > first) alone.push(item.amount - first);
  }
  const fixed = alone.reduce((a, b) => a + b, 0n);
  if (alone.length > 1) lines.push(line('fixed-sum', alone.map(plainYuan).join(' + '), fixed));
  const taken = terms.filter((t) => t > 0n);
  // A registration fee and first pays may together come to more than a small bill.
  const sum = minFen(
    total,
    taken.reduce((a, b) => a + b, 0n),
  );
  const left = total - sum;
  if (taken.length > 0) {
    const l = line('eligible', [total, ...taken].map((t) => plainYuan(t)).join(' − '), left);
    lines.push(left === 0n ? { ...l, below: true } : l);
  }
  return put(r, { eligible: left, entered: left, fixed }, lines);
};

/** A share that the patient pays before all the rest: unfiled, unreferred. */
export const firstPay: Run = (r, { share: part }) => {
  if (!part || part.part.num === 0n) return r;
  const first = share(r.amounts.entered, part.part);
  const entered = r.amounts.entered - first;
  return put(r, { entered }, [
    line('first-pay', `${plainYuan(r.amounts.entered)} × ${percentOf(part.part)}`, first, [part]),
    line('after-first-pay', `${plainYuan(r.amounts.entered)} − ${plainYuan(first)}`, entered),
  ]);
};

export const eligibleCap: Run = (r, { cap }) => {
  if (!cap) return r;
  const kinks = [{ of: 'entered' as const, at: cap.fen }];
  if (r.amounts.entered <= cap.fen) return put(r, {}, [], kinks);
  return put(r, { entered: cap.fen }, [atMost('eligible-cap', r.amounts.entered, cap.fen, [cap])], kinks);
};

/** By stay or visit, or used up over the year; less at a later stay; never beyond the yearly ceiling on all of them. */
export const deductible: Run = (r, f) => {
  const { deductible: whole, later, change, yearCap, limits } = f;
  if (!whole) return lack(r, 'assume.deductible');
  const c = r.case;
  const lines: Line[] = [];
  let amount = whole.fen;
  if (whole.unit === 'ratio') {
    const part = share(bill(r), whole.part);
    lines.push(line('deductible-share', `${plainYuan(bill(r))} × ${percentOf(whole.part)}`, part, [whole]));
    amount = part;
    if (limits?.limits) {
      amount = minFen(maxFen(part, limits.limits.from), limits.limits.to);
      if (amount < part) lines.push(atMost('deductible-limits', part, amount, [limits]));
      else if (amount > part) lines.push(line('deductible-limits', plainYuan(amount), amount, [limits]));
    }
  }
  const known = [change, c.admission > 1n ? later : undefined].filter((x) => x !== undefined);
  const factors = known.filter((x) => !x.unusable);
  if (factors.length > 0) {
    const say = factors.map((x) => (x === later ? percentOf(x.part) : x.text)).join(' × ');
    const product = factors.map((x) => x.part).reduce(times);
    lines.push(
      line('deductible-changed', `${plainYuan(amount)} × ${say}`, share(amount, product), [
        whole,
        ...factors,
      ]),
    );
    amount = share(amount, product);
  }
  if (perYear(r.assume.deductiblePer, whole, c.care) && c.deductiblePaid > 0n) {
    lines.push(above('deductible-left', amount, c.deductiblePaid, [whole]));
    amount = maxFen(0n, amount - c.deductiblePaid);
  }
  if (yearCap) {
    const room = maxFen(0n, yearCap.fen - c.deductiblePaid);
    if (room < amount) {
      lines.push(
        c.deductiblePaid > 0n
          ? above('deductible-room', yearCap.fen, c.deductiblePaid, [yearCap])
          : atMost('deductible-room', amount, room, [yearCap, whole]),
      );
      amount = room;
    }
  }
  const over = maxFen(0n, r.amounts.entered - amount);
  lines.push(above('above-deductible', r.amounts.entered, amount, [whole, ...factors]));
  const next = put(r, { deductible: amount, above: over }, lines, [{ of: 'entered', at: amount }]);
  return known.length > factors.length
    ? note(
        next,
        'left-out',
        known.filter((x) => x.unusable),
      )
    : next;
};

/** The caller says it; a fact's unit says it; else a stay's deductible is the stay's, and a visit's is the year's. */
function perYear(said: 'stay' | 'year' | undefined, figure: Figure, care: string): boolean {
  if (said) return said === 'year';
  if (figure.fact) return figure.unit === 'CNY/year';
  return care === 'outpatient' || care === 'pharmacy' || care === 'chronic';
}

/** One ratio or marginal bands, changed by status, age, filing. */
export const ratioStep: Run = (r, f) => {
  const { ratio: paid } = f;
  if (!paid) return lack(r, 'assume.ratio');
  // Known for the lower part of a cost only, it says nothing of the rest.
  const ends = paid.fact?.conditions.costBand?.to;
  if (ends !== undefined && r.amounts.entered > yuan(ends)) return lack(r, 'assume.ratio');
  const change = includes(paid, f.change) ? undefined : f.change;
  const changed = adjustments(r.case.status === 'retired', r.case.age, f, change);
  const { entered, above: over, deductible: d } = r.amounts;
  const on: BandsOn = paid.bandsOn ?? r.assume.bandsOn ?? 'eligible';
  const list: Piece[] = paid.bands
    ? pieces(paid.bands, entered, d, on)
    : [{ from: 0n, to: over, part: paid.part }];
  const uncapped = shares(list.map((p) => [p.to - p.from, changed.apply(p.part)] as const));
  // Bands that end below the deductible pay nothing on what is above it.
  const last = paid.bands?.at(-1)?.upTo;
  const working =
    list.length === 0 && over > 0n && last
      ? above('basic', last, d, [paid])
      : line('basic', written(list, changed.say), uncapped, [paid, ...changed.figures]);
  const next = put(
    change?.unusable ? note(r, 'left-out', [change]) : r,
    { uncapped, basic: uncapped },
    [working],
    paid.bands ? kinksOf(paid.bands, d, on, 'entered') : [],
  );
  if (paid.bands) return next;
  return { ...next, ratio: { part: changed.apply(paid.part), text: changed.say(paid.part) } };
};

/** A ratio written for another place already holds the change for it. */
function includes(paid: Figure, change: Figure | undefined): boolean {
  const [own, by] = [paid.fact?.conditions, change?.fact?.conditions];
  const elsewhere =
    own?.area !== undefined || (own?.remote !== undefined && ![own.remote].flat().includes('local'));
  return elsewhere && (by?.area !== undefined || by?.remote !== undefined || by?.referral !== undefined);
}

function adjustments(
  retired: boolean,
  age: bigint | undefined,
  f: Figures,
  change: Figure | undefined,
): Adjustment {
  const list: Adjustment[] = [];
  if (f.perYearOfAge && age !== undefined) list.push(points(f.perYearOfAge.part, f.perYearOfAge, age));
  if (change && !change.unusable) list.push(points(change.part, change));
  if (f.bonus) list.push(points(f.bonus.part, f.bonus));
  if (retired && f.retiredPoints) list.push(points(f.retiredPoints.part, f.retiredPoints));
  if (retired && f.retiredFactor) list.push(ownShareTimes(f.retiredFactor.part, f.retiredFactor));
  return chain(list);
}

/** What the fund may still pay this year; and this day or quarter, where a visit has such a limit. */
export const cap: Run = (r, { cap: year, quarter, day }) => {
  const { fixed } = r.amounts;
  const lines: Line[] = [];
  let pays = fixed + r.amounts.basic;
  if (fixed > 0n) lines.push(line('fund-sum', `${plainYuan(fixed)} + ${plainYuan(r.amounts.basic)}`, pays));
  let room: Fen | undefined;
  for (const limit of [day, quarter, year]) {
    if (!limit) continue;
    const used = limit === year ? r.case.paid : 0n;
    room = maxFen(0n, limit.fen - used);
    if (pays <= room) continue;
    if (used > 0n) lines.push(above('cap-left', limit.fen, used, [limit]));
    lines.push(atMost('cap', pays, room, [limit]));
    pays = room;
  }
  const kept = minFen(fixed, pays);
  if (fixed > 0n && pays - kept < r.amounts.basic) lines.push(above('basic-left', pays, fixed));
  const rooms = [day?.fen, quarter?.fen, year && maxFen(0n, year.fen - r.case.paid)];
  const kinks = rooms.flatMap((x) =>
    x === undefined ? [] : [{ of: 'uncapped' as const, at: maxFen(0n, x - fixed) }],
  );
  const next = put(r, { basic: pays - kept, fixed: kept }, lines, kinks);
  if (year && room !== undefined) {
    const taken = [r.case.paid, fixed].filter((t) => t > 0n);
    const capRoom = maxFen(0n, room - fixed);
    const terms = [year.fen, ...taken].map(plainYuan).join(' − ');
    const capLine = line('cap-room', terms, capRoom, [year]);
    return { ...next, capRoom, capLine: capRoom === 0n ? { ...capLine, below: true } : capLine };
  }
  return r.case.region === undefined ? next : note(next, 'cap');
};
