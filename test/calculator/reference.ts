/**
 * The calculator a second time, straight from the contract's sentences, with fractions of yuan and nothing of src.
 * What bands pay is the difference of two sums from the first yuan, not a walk over pieces, so that both can be wrong
 * only in different ways.
 */
type Fraction = readonly [bigint, bigint];

const ZERO: Fraction = [0n, 1n];
const ONE: Fraction = [1n, 1n];

export function fraction(text: string): Fraction {
  const [whole = '', part = ''] = text.split('.');
  return [BigInt(whole + part), 10n ** BigInt(part.length)];
}
const add = (a: Fraction, b: Fraction): Fraction =>
  a[1] === b[1] ? [a[0] + b[0], a[1]] : [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
const sub = (a: Fraction, b: Fraction): Fraction => add(a, [-b[0], b[1]]);
const mul = (a: Fraction, b: Fraction): Fraction => [a[0] * b[0], a[1] * b[1]];
const div = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1], a[1] * b[0]];
const lt = (a: Fraction, b: Fraction): boolean => a[0] * b[1] < b[0] * a[1];
const least = (a: Fraction, b: Fraction): Fraction => (lt(b, a) ? b : a);
const most = (a: Fraction, b: Fraction): Fraction => (lt(a, b) ? b : a);
const atLeastZero = (a: Fraction): Fraction => most(a, ZERO);

/** Half-up to the 分; nothing rounded here is negative. */
function round(a: Fraction): Fraction {
  const n = a[0] * 100n;
  const floor = n / a[1];
  return [(n - floor * a[1]) * 2n >= a[1] ? floor + 1n : floor, 100n];
}

export function written(a: Fraction): string {
  const fen = (a[0] * 100n) / a[1];
  return `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
}

export interface ReferenceBand {
  upTo: string | null;
  ratio: string;
}

/** What a table of bands has paid by the time a cost is reached, counting from its first yuan. */
function paidUpTo(bands: ReferenceBand[], cost: Fraction, part: (r: Fraction) => Fraction): Fraction {
  let sum = ZERO;
  let from = ZERO;
  for (const b of bands) {
    const to = b.upTo === null ? cost : least(cost, fraction(b.upTo));
    if (lt(from, to)) sum = add(sum, mul(sub(to, from), part(fraction(b.ratio))));
    if (b.upTo === null) break;
    from = fraction(b.upTo);
  }
  return sum;
}

type Ratios = { ratio?: string; bands?: ReferenceBand[]; bandsOn?: string };

function onCost(
  { ratio, bands, bandsOn }: Ratios,
  cost: Fraction,
  deductible: Fraction,
  part: (r: Fraction) => Fraction = (r) => r,
): Fraction {
  const over = atLeastZero(sub(cost, deductible));
  if (!bands) return mul(over, part(fraction(ratio ?? '0')));
  if (bandsOn === 'afterDeductible') return paidUpTo(bands, over, part);
  const top = most(cost, deductible);
  return sub(paidUpTo(bands, top, part), paidUpTo(bands, deductible, part));
}

export interface ReferenceCase {
  care?: string;
  status?: string;
  amount?: string;
  selfPaid?: string;
  categoryBSelfPay?: string;
  categoryB?: string;
  items?: { name: string; amount: string; firstPayRatio: string; restInFull?: boolean }[];
  compliantSelfPay?: string;
  admission?: number;
  deductiblePaidThisYear?: string;
  paidThisYear?: string;
  ownAccount?: string;
  authoriserAccount?: string;
}

export interface ReferenceAssume extends Ratios {
  deductible: string;
  deductiblePer?: string;
  deductibleYearCap?: string;
  laterDeductibleRatio?: string;
  cap?: string;
  eligibleCap?: string;
  categoryBRatio?: string;
  firstPay?: string;
  retiredFactor?: string;
  retiredPoints?: string;
  registration?: { fee: string; fundPays: string };
  largeAmount?: { deductible?: string; ratio: string; base?: string; cap?: string };
  critical?: Ratios & { deductible: string; cap?: string; base?: string };
  aid?: { deductible: string; ratio: string; cap?: string };
  supplement?: (Ratios & { name: string; base: string; deductible: string; cap?: string })[];
  accounts?: { reserve?: string; perPaymentLimit?: string };
}

const or = (text: string | undefined): Fraction => (text === undefined ? ZERO : fraction(text));
const capped = (a: Fraction, cap: string | undefined): Fraction =>
  cap === undefined ? a : least(a, fraction(cap));

/** The ratio that this person gets. */
const personal =
  (c: ReferenceCase, a: ReferenceAssume) =>
  (r: Fraction): Fraction => {
    if (c.status !== 'retired') return r;
    const raised = a.retiredPoints ? least(ONE, add(r, fraction(a.retiredPoints))) : r;
    return a.retiredFactor ? sub(ONE, mul(sub(ONE, raised), fraction(a.retiredFactor))) : raised;
  };

interface Basic {
  eligible: Fraction;
  registration: Fraction;
  deductible: Fraction;
  fund: Fraction;
  /** Eligible cost above the deductible that the cap left unpaid, for 大额 counted from the cap. */
  aboveCap: Fraction | undefined;
}

function basic(c: ReferenceCase, a: ReferenceAssume): Basic {
  const total = or(c.amount);
  const items = (c.items ?? []).map((i) => {
    const cost = fraction(i.amount);
    const first = round(mul(cost, fraction(i.firstPayRatio)));
    return { cost, first, inFull: i.restInFull === true };
  });
  const alone = items.filter((i) => i.inFull);
  const sumOf = (list: Fraction[]): Fraction => list.reduce(add, ZERO);
  const others = add(or(c.selfPaid), sumOf(alone.map((i) => i.cost)));
  const fee = a.registration ? least(fraction(a.registration.fee), sub(total, others)) : ZERO;
  const atFee = a.registration ? least(fraction(a.registration.fundPays), fee) : ZERO;
  const registration = add(atFee, sumOf(alone.map((i) => sub(i.cost, i.first))));
  const firstOfItems = sumOf(items.map((i) => (i.inFull ? i.cost : i.first)));
  const firstOfB = c.categoryB
    ? round(mul(fraction(c.categoryB), or(a.categoryBRatio)))
    : or(c.categoryBSelfPay);
  const outside = [fee, or(c.selfPaid), firstOfB, firstOfItems].reduce(add, ZERO);
  const eligible = atLeastZero(sub(total, outside));
  const first = a.firstPay ? round(mul(eligible, fraction(a.firstPay))) : ZERO;
  const entered = capped(sub(eligible, first), a.eligibleCap);

  let deductible = fraction(a.deductible);
  if (a.laterDeductibleRatio && (c.admission ?? 1) > 1)
    deductible = round(mul(deductible, fraction(a.laterDeductibleRatio)));
  const yearly = a.deductiblePer ?? (c.care === 'inpatient' || c.care === 'critical' ? 'stay' : 'year');
  const before = or(c.deductiblePaidThisYear);
  if (yearly === 'year') deductible = atLeastZero(sub(deductible, before));
  if (a.deductibleYearCap)
    deductible = least(deductible, atLeastZero(sub(fraction(a.deductibleYearCap), before)));

  const person = personal(c, a);
  let fund = round(onCost(a, entered, deductible, person));
  let aboveCap: Fraction | undefined;
  let reg = registration;
  if (a.cap) {
    const room = atLeastZero(sub(fraction(a.cap), or(c.paidThisYear)));
    const roomForRatio = atLeastZero(sub(room, registration));
    const one = a.ratio === undefined ? ZERO : person(fraction(a.ratio));
    if (one[0] > 0n) {
      const over = atLeastZero(sub(entered, deductible));
      aboveCap = atLeastZero(sub(over, div(roomForRatio, one)));
    }
    const sum = least(add(reg, fund), room);
    reg = least(reg, sum);
    fund = sub(sum, reg);
  }
  return { eligible, registration: reg, deductible, fund, aboveCap };
}

export function reference(c: ReferenceCase, a: ReferenceAssume): Record<string, string> {
  const settled = c.compliantSelfPay !== undefined;
  const b: Basic = settled
    ? {
        eligible: or(c.compliantSelfPay),
        registration: ZERO,
        deductible: ZERO,
        fund: ZERO,
        aboveCap: undefined,
      }
    : basic(c, a);
  const bill = settled ? or(c.compliantSelfPay) : or(c.amount);
  let owed = sub(sub(bill, b.registration), b.fund);
  let left = sub(b.eligible, b.fund);
  const out: Record<string, string> = settled ? {} : { fundPays: written(add(b.registration, b.fund)) };
  let total = add(b.registration, b.fund);
  const pay = (name: string, amount: Fraction): Fraction => {
    const pays = least(amount, atLeastZero(owed));
    owed = sub(owed, pays);
    left = atLeastZero(sub(left, pays));
    total = add(total, pays);
    out[name] = written(add(out[name] ? fraction(out[name]) : ZERO, pays));
    return pays;
  };

  let large = ZERO;
  if (a.largeAmount) {
    const { base, ratio, deductible, cap } = a.largeAmount;
    const on =
      base === undefined || (base === 'above-cap' && b.aboveCap === undefined)
        ? left
        : base === 'above-cap'
          ? (b.aboveCap as Fraction)
          : base === 'without-deductible'
            ? atLeastZero(sub(left, b.deductible))
            : fraction(base);
    const over = atLeastZero(sub(on, or(deductible)));
    large = pay('largePays', capped(round(mul(over, fraction(ratio))), cap));
  }
  if (a.critical) {
    const { base, deductible, cap, ...rest } = a.critical;
    const unpaid = atLeastZero(sub(sub(b.eligible, b.fund), large));
    const on =
      base === undefined
        ? unpaid
        : base === 'without-deductible'
          ? atLeastZero(sub(unpaid, b.deductible))
          : fraction(base);
    pay('criticalPays', capped(round(onCost(rest, on, fraction(deductible))), cap));
  }
  if (a.aid) {
    const over = atLeastZero(sub(left, fraction(a.aid.deductible)));
    pay('aidPays', capped(round(mul(over, fraction(a.aid.ratio))), a.aid.cap));
  }
  for (const s of a.supplement ?? [])
    pay('supplementPays', capped(round(onCost(s, fraction(s.base), fraction(s.deductible))), s.cap));

  out.totalPays = written(total);
  out.youPay = written(sub(bill, total));
  if (c.ownAccount !== undefined || c.authoriserAccount !== undefined) {
    const own = least(owed, or(c.ownAccount));
    const usable = capped(
      atLeastZero(sub(or(c.authoriserAccount), or(a.accounts?.reserve))),
      a.accounts?.perPaymentLimit,
    );
    const mutual = c.authoriserAccount === undefined ? ZERO : least(sub(owed, own), usable);
    out.accountPays = written(own);
    out.mutualAidPays = written(mutual);
    out.cashPays = written(sub(sub(owed, own), mutual));
  }
  return out;
}

export interface ReferencePension {
  basePension?: string;
  annualContribution?: string;
  annualSubsidy?: string;
  years?: string;
  interest?: string;
  compoundRate?: string;
  balance?: string;
  divisor: string;
  yearBonus?: string;
}

/** Year by year, as a book-keeper would: what is there grows, then the year's payment is added. */
export function referencePension(p: ReferencePension): Record<string, string> {
  const each = p.annualContribution ? add(fraction(p.annualContribution), or(p.annualSubsidy)) : ZERO;
  const growth = add(ONE, or(p.compoundRate));
  let account = or(p.balance);
  for (let y = 0; y < Number(p.years ?? '0'); y++) account = add(mul(account, growth), each);
  account = add(account, or(p.interest));
  const month = div(account, fraction(p.divisor));
  const out: Record<string, string> = { accountPension: written(round(month)) };
  if (p.basePension === undefined) return out;
  const whole = add(add(month, fraction(p.basePension)), or(p.yearBonus));
  return {
    ...out,
    basePension: written(fraction(p.basePension)),
    monthlyPension: written(round(whole)),
    annualPension: written(round(mul(whole, [12n, 1n]))),
  };
}
