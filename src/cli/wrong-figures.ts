/** Figures of an answer that are wrong: nothing stands behind them, they were refuted, or the labels forbid them. */
import { looseFigures, refutedFigures } from '../answer/grounded.js';
import type { Assistant, Reply } from '../assistant.js';
import type { Expectation } from './score.js';

/** One line for each wrong figure; `said` is all that the asker has said so far. */
export function wrongFigures(
  a: Assistant,
  answer: Reply['answer'],
  said: string,
  row: Expectation,
): string[] {
  const { phrases, hospitals } = a.kb;
  const names = hospitals.flatMap((h) => [h.name, ...h.aliases]);
  const forbidden = (row.mustNotInclude ?? []).filter((p) => /\d/.test(p) && new RegExp(p).test(answer.text));
  const { fundPays } = answer.calculation ?? {};
  const expected = [row.fundPays, ...(row.fundPaysAny ?? [])].filter((x) => x !== undefined);
  const amiss = fundPays !== undefined && expected.length > 0 && !expected.includes(fundPays);
  const refutedCited = answer.facts.filter((f) => a.kb.factById.get(f.id)?.refuted);
  return [
    ...looseFigures(answer, said, phrases, names).map((f) => `没有依据的 ${f.raw}`),
    ...refutedFigures(answer, phrases, names).map((f) => `已判错的 ${f.raw}`),
    ...refutedCited.map((f) => `引用了已判错的 ${f.id}`),
    ...forbidden.map((p) => `不应有的 ${p}`),
    ...(amiss ? [`统筹支付 ${fundPays}，应为 ${expected.join(' 或 ')}`] : []),
  ];
}
