/** Proves that every figure of an answer's text stands in what it cites, calculates, was asked or must always say. */
import { type Answer, type CitedFact, PAYS } from '../contract.js';
import { type Figure, Ground, readFigures } from '../figures.js';
import type { Phrases } from '../knowledge/schema.js';
import { askedSpan } from '../when.js';

export type Grounded = Pick<
  Answer,
  'text' | 'facts' | 'conflicts' | 'refuted' | 'calculation' | 'asOf' | 'notices'
>;

function addFact(g: Ground, f: CitedFact): void {
  const v = f.value;
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
  g.addText(f.statement);
  g.addText(JSON.stringify(f.conditions));
  for (const step of f.steps ?? []) g.addText(step);
  g.addDate(f.effectiveFrom);
  g.addDate(f.effectiveTo);
  for (const s of f.sources) {
    g.addText(`${s.title} ${s.docNo ?? ''}`);
    g.addDate(s.published);
  }
}

function addCalculation(g: Ground, c: NonNullable<Answer['calculation']>): void {
  for (const part of [c, ...(c.variants ?? [])]) {
    for (const line of part.lines) {
      g.addNumber(line.amount);
      g.addText(line.expression);
    }
    for (const p of PAYS) if (part[p]) g.addNumber(part[p]);
    for (const input of Object.values(part.inputs)) if (/^\d+(\.\d+)?$/.test(input)) g.addNumber(input);
  }
}

/** The sentences that say a claim is wrong: the only places where a refuted figure may stand. */
const refutedSentence = (line: string): boolean => line.startsWith('注意：');
/** The verdict on a figure asked about: 不是2619.6元。 */
const denial = /^不是[^。]*。/;

/** What the answer cites and calculates; the question itself is no part of it. */
function citedGround(a: Grounded, phrases: Phrases): Ground {
  const ground = new Ground();
  for (const h of phrases.hotlines) ground.addText(h);
  for (const f of a.facts) addFact(ground, f);
  for (const s of a.facts.flatMap((f) => f.sources)) ground.addText(s.publisher);
  // A notice is the curator's own word on a cited fact; only its years are taken on trust.
  for (const f of a.notices.flatMap((n) => readFigures(n))) if (f.kind === 'date') ground.addDate(f.value);
  if (a.calculation) addCalculation(ground, a.calculation);
  return ground;
}

const spokenLines = (text: string): string[] => text.split('\n').filter((line) => !/^\[\d+\] 《/.test(line));

/**
 * Figures of refuted claims that stand outside the sentence that says they are wrong, in the question's own words too:
 * whoever repeats a wrong figure to him who asked about it confirms it.
 */
export function refutedFigures(a: Grounded, phrases: Phrases, names: readonly string[] = []): Figure[] {
  const ground = citedGround(a, phrases);
  const claims = new Ground();
  for (const r of a.refuted)
    for (const f of readFigures(r.claim, phrases.phrases, names))
      if (f.kind === 'number' && !ground.holds(f)) claims.addNumber(f.value);
  return spokenLines(a.text)
    .filter((line) => !refutedSentence(line))
    .flatMap((line) => readFigures(line.replace(denial, ''), phrases.phrases, names))
    .filter((f) => f.kind === 'number' && claims.holds(f) && !ground.holds(f));
}

/** Figures of the text that nothing stands behind. `names` are places, hospitals and documents to cut out first. */
export function looseFigures(
  a: Grounded,
  question: string,
  phrases: Phrases,
  names: readonly string[] = [],
): Figure[] {
  const ground = citedGround(a, phrases);
  ground.addText(question);
  ground.addDate(a.asOf);
  // 去年 names a year as 2024年 does.
  const meant = askedSpan(question, undefined, a.asOf);
  for (const day of meant ? [meant.from, meant.to] : []) ground.addDate(day);
  const loose = (line: string, g: Ground): Figure[] =>
    readFigures(line, phrases.phrases, names).filter((f) => !g.holds(f) && !isHotline(f, phrases));
  const withRefuted = new Ground();
  for (const r of a.refuted) withRefuted.addText(`${r.claim} ${r.why}`);
  return spokenLines(a.text).flatMap((line) =>
    refutedSentence(line) ? loose(line, ground).filter((f) => !withRefuted.holds(f)) : loose(line, ground),
  );
}

const isHotline = (f: Figure, p: Phrases): boolean =>
  f.kind === 'phone' && p.hotlines.some((h) => f.value.endsWith(h));
