/** The word that a question for yes or no gets first: from kin, from what the curator lets a fact say, or from the figure asked about. */
import type { Situation } from '../dialogue.js';
import { type Figure, readFigures } from '../figures.js';
import type { Fact } from '../knowledge/base.js';
import type { MatterAnswer, Resolution } from '../knowledge/resolve.js';
import type { View } from './view.js';

const CONFIRM = /是不是|对吗|对不对|真的吗|是真的|对么|是吗|是否/;
/** 能不能, 收不收: the question brings both words. */
const EITHER = /(可|能|会|要|用|收|给|管|有|算|行|让|许|报|降|扣|设|需)(?:不|没)\1(以|要)?/;
const MODAL = /可以|需要|能|会|要|用|算|有|给报|报/;
const ENDS_ASKING = /(?:吗|么|嘛|没有|不|没|否|不行|不成|行不行|中不中|成不成|可以吧)(?=$|[，。？?！!])/;

/** 用不用 is answered 要 or 不用; every other word by itself or with 不. */
const PAIRS: Record<string, [string, string]> = {
  用: ['要', '不用'],
  要: ['要', '不用'],
  需要: ['要', '不用'],
  有: ['有', '没有'],
  行: ['可以', '不可以'],
  给报: ['给报', '不给报'],
  算: ['算', '不算'],
};

/** The words for yes and no in the asker's own terms; undefined where the question asks for something else. */
export function yesAndNo(text: string): [yes: string, no: string] | undefined {
  const either = EITHER.exec(text);
  const word = either
    ? `${either[1]}${either[2] ?? ''}`
    : ENDS_ASKING.test(text)
      ? MODAL.exec(text)?.[0]
      : undefined;
  return word === undefined ? undefined : (PAIRS[word] ?? [word, `不${word}`]);
}

/** Kin that the matter admits, where the question names a relation. */
export function admits(m: MatterAnswer, s: Situation): boolean | undefined {
  const { relation } = s.slots;
  const kin = m.speaking.find((x) => x.fact.relations)?.fact.relations;
  return relation && kin ? kin.includes(relation) : undefined;
}

/** Units that place a figure in time or age: no claim about a benefit. */
const CIRCUMSTANCE = /[岁年月级号]$/;
const MONEY = /[元块万千百]/;
/** 8块5 is 8.5 yuan. */
const SPOKEN = /(\d+)块(\d)(?!\d)/g;
const isShare = (f: Figure): boolean => /[%％成]|百分/.test(f.raw);

/** The figures that a question asks to be confirmed; what somebody paid or has is none of them. */
export function claimedFigures(s: Situation): Figure[] {
  const confirm = CONFIRM.test(s.text);
  if (!confirm && !yesAndNo(s.text)) return [];
  const spelt = s.text.replace(SPOKEN, '$1.$2元');
  const asSaid = (raw: string): string =>
    s.text.includes(raw)
      ? raw
      : (s.text.match(SPOKEN)?.find((x) => x.startsWith(raw.split('.')[0] ?? '')) ?? raw);
  const given = [s.slots.amount, s.details.balance, s.details.age, s.details.years];
  const claimed = readFigures(spelt).filter(
    (f) =>
      f.kind === 'number' &&
      f.value !== '1' &&
      !given.includes(f.value) &&
      !CIRCUMSTANCE.test(f.raw) &&
      (confirm || isShare(f) || MONEY.test(f.raw)),
  );
  return claimed.map((f) => ({ ...f, raw: asSaid(f.raw) }));
}

/** Whether a fact holds the figure, in its value or in its words. */
export const holds = (fact: Fact, figure: Figure): boolean =>
  readFigures(`${fact.statement}${typeof fact.value === 'string' ? `，${fact.value}` : ''}`).some(
    (x) => x.value === figure.value,
  );

const comparable = (fact: Fact, figure: Figure): boolean =>
  fact.value !== null && (fact.unit === 'ratio') === (isShare(figure) || /^0\.\d+$/.test(figure.value));

function figureVerdict(s: Situation, m: MatterAnswer, r: Resolution): string | undefined {
  const figure = claimedFigures(s).at(-1);
  if (!figure) return undefined;
  const sides = [...m.speaking.map((x) => x.fact), ...m.otherSides, ...m.outranked];
  const holding = sides.filter((f) => holds(f, figure));
  if (holding.length > 0) return holding.length === sides.length ? '是的' : undefined;
  const refuted = r.refuted.some((f) => holds(f, figure));
  return refuted || sides.some((f) => comparable(f, figure)) ? `不是${figure.raw}` : undefined;
}

/** Facts of the best matter that the curator lets answer in a word, where the question names one of their words. */
function saidBy(facts: Fact[], r: Resolution): 'yes' | 'no' | undefined {
  const named = (words: string[] | undefined): boolean => words?.some((w) => r.case.mentions(w)) ?? false;
  const no = facts.some((f) => named(f.says?.no));
  const yes = facts.some((f) => named(f.says?.yes));
  return yes === no ? undefined : yes ? 'yes' : 'no';
}

export function addVerdict(view: View, s: Situation, lead: MatterAnswer, r: Resolution): void {
  const admitted = admits(lead, s);
  if (admitted !== undefined) {
    view.verdict = admitted ? '可以' : '不可以';
    return;
  }
  const words = yesAndNo(s.text);
  const said =
    words &&
    saidBy(
      lead.speaking.slice(0, 1).map((x) => x.fact),
      r,
    );
  view.verdict = said && words ? words[said === 'yes' ? 0 : 1] : (figureVerdict(s, lead, r) ?? '');
}
