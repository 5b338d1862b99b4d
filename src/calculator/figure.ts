/** One figure of a working: exact, with what it stands on. Read from a fact or from the caller's `assume`. */
import type { Assume } from '../contract/estimate.js';
import type { Fact } from '../knowledge/base.js';
import type { Unit } from '../knowledge/schema.js';
import { canonical, type Fen, minus, ONE, type Ratio, ratio, yuan } from '../money.js';

export interface Band {
  upTo: Fen | null;
  part: Ratio;
}

/** Where band limits are counted from: the first eligible yuan, or the first one above the deductible. */
export type BandsOn = 'eligible' | 'afterDeductible';

export interface Figure {
  /** As written, canonical; empty where it is bands. */
  text: string;
  part: Ratio;
  /** Whole 分 where it is money. */
  fen: Fen;
  unit: Unit;
  bands?: Band[];
  bandsOn?: BandsOn;
  /** Lowest and highest where the figure is a pair of limits. */
  limits?: { from: Fen; to: Fen };
  fact?: Fact;
  /** A rule that holds for the case, and is known too badly to calculate with: said, never taken as nothing. */
  unusable?: true;
  /** Path in `assume`, where it is the caller's own. */
  assumed?: string;
}

/** What a figure of an operation is, and what of `assume` replaces its fact. */
export interface FigureSpec {
  units: readonly Unit[];
  /** Paths in `assume`, the first that is given: a key, or a stage and its key. */
  assume?: readonly (readonly [keyof Assume, string?])[];
  /** Changes another figure of the step, and is left alone where that one is the caller's own. */
  adjusts?: string;
  /** A pair of limits, not an amount. */
  range?: boolean;
  /** What the patient bears, and is meant so. */
  ownShare?: boolean;
}

const MONEY = /^CNY/;

export const bandsOf = (list: readonly { upTo: string | null; ratio: string }[]): Band[] =>
  list.map((b) => ({ upTo: b.upTo === null ? null : yuan(b.upTo), part: ratio(b.ratio) }));

const single = (text: string, unit: Unit): Omit<Figure, 'fact' | 'assumed'> => {
  const part = ratio(text);
  return { text: canonical(text), part, unit, fen: MONEY.test(unit) ? yuan(text) : 0n };
};

export function assumedFigure(assume: Assume, spec: FigureSpec): Figure | undefined {
  for (const [key, part] of spec.assume ?? []) {
    const given = assume[key] as string | Record<string, unknown> | undefined;
    const value = part === undefined ? given : (given as Record<string, unknown> | undefined)?.[part];
    if (value === undefined) continue;
    const assumed = `assume.${key}${part === undefined ? '' : `.${part}`}`;
    const unit = spec.units[0] as Unit;
    if (typeof value === 'string') return { ...single(value, unit), assumed };
    if (Array.isArray(value)) return { text: '', part: ONE, fen: 0n, unit, bands: bandsOf(value), assumed };
  }
  return undefined;
}

/** What the patient bears, as what the fund bears. */
const complement = (text: string): Ratio => minus(ONE, ratio(text));

const read = new WeakMap<Fact, Map<FigureSpec, Figure[]>>();

/** The readings of a fact as this figure, read once. */
export function factFigures(fact: Fact, spec: FigureSpec): Figure[] {
  const known = read.get(fact) ?? new Map<FigureSpec, Figure[]>();
  read.set(fact, known);
  const figures = known.get(spec) ?? readFigures(fact, spec);
  known.set(spec, figures);
  return figures;
}

/** None where it is no such figure, two where bands do not say from where their limits count. */
function readFigures(fact: Fact, spec: FigureSpec): Figure[] {
  const { value, unit } = fact;
  if (!fact.calculable || unit === null || !spec.units.includes(unit) || value === null) return [];
  if (Array.isArray(value)) return [];
  if (typeof value === 'string') {
    if (unit === 'ratio' && fact.base === 'own-share' && !spec.ownShare)
      return [{ ...single(value, unit), text: '', part: complement(value), fact }];
    return [{ ...single(value, unit), fact }];
  }
  if ('bands' in value) {
    const figure = { text: '', part: ONE, fen: 0n, unit, bands: bandsOf(value.bands), fact };
    const readings: BandsOn[] = fact.bandsOn ? [fact.bandsOn] : ['eligible', 'afterDeductible'];
    return readings.map((bandsOn) => ({ ...figure, bandsOn }));
  }
  if (!spec.range) return [];
  return [
    { text: '', part: ONE, fen: 0n, unit, limits: { from: yuan(value.from), to: yuan(value.to) }, fact },
  ];
}

/** A fact that speaks and may not enter a calculation. */
export const unusableFigure = (fact: Fact): Figure => ({
  text: '',
  part: ONE,
  fen: 0n,
  unit: fact.unit ?? 'CNY',
  fact,
  unusable: true,
});

export const factIdsOf = (figures: readonly Figure[]): string[] => [
  ...new Set(figures.flatMap((f) => (f.fact ? [f.fact.id] : []))),
];
