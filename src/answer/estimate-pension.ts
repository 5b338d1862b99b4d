/** A pension estimate as a view: the month's sum or the account's part, what more years would bring, and what is not in it. */

import type { Result } from '../calculator/calculate.js';
import { lineOf, toCalculation } from '../calculator/calculation.js';
import { type Estimation, estimate } from '../calculator/estimate.js';
import { isProblem } from '../contract/estimate.js';
import type { Calculation } from '../contract.js';
import type { Situation } from '../dialogue.js';
import { plainYuan } from '../money.js';
import { emptyView, viewOf } from './compose.js';
import { resolveTopic, type Tools } from './decide.js';
import { type Estimate, inquiryOf } from './estimate-case.js';
import { basisOf, citeResults, notesOf, workingLine } from './estimate-view.js';
import type { Cited, Table, View } from './view.js';
import { periodText } from './wording.js';

const BASIC_PENSION = 'basic-pension';
/** Years of paying shown beside the ones asked about. */
const STEPS = [0n, 5n, 10n, 15n];

export function pensionView(tools: Tools, s: Situation, e: Estimation, cited: Cited): Estimate | undefined {
  const first = e.results[0] as Result;
  if (first.pays.accountPension === undefined) return undefined;
  citeResults([first], cited);
  const case_: Situation = { ...s, slots: { ...s.slots, scheme: 'resident-pension' } };
  const view = factsBeside(tools, s, case_, cited);
  const calculation = toCalculation(e.case, [first], tools.kb.labels.working);
  const years = yearsIn(first, e);
  const table = years === undefined ? undefined : overYears(tools, s, e, years, calculation);
  if (table) view.table = table;
  const pays = (p: 'accountPension' | 'basePension' | 'monthlyPension') =>
    first.pays[p] === undefined ? '' : plainYuan(first.pays[p]);
  const bonus = first.lines.find((l) => l.key === 'year-bonus');
  view.calculation = {
    lead: tools.renderer.render('estimate/pension', {
      basis: basisOf(tools, [first]),
      yearly: e.case.annualContribution === undefined ? '' : plainYuan(e.case.annualContribution),
      balance: e.case.balance === undefined ? '' : plainYuan(e.case.balance),
      years: years === undefined ? '' : String(years),
      account: pays('accountPension'),
      monthly: pays('monthlyPension'),
      base: pays('basePension'),
      bonus: bonus ? plainYuan(bonus.amount) : '',
      subsidised: first.lines.some((l) => l.figures.some((f) => f.fact?.matter === 'pension-subsidy')),
    }),
    lines: first.lines.map((l) => workingLine(tools, l)),
    variants: [],
    // The lead has said already that the basic pension is not in it.
    notes: notesOf(tools, {
      ...e,
      results: [{ ...first, notes: first.notes.filter((n) => n.key !== BASIC_PENSION) }],
    }),
  };
  return { view, calculation };
}

/** Years that the account was reckoned with: said, or the least that a fact names. */
function yearsIn(r: Result, e: Estimation): bigint | undefined {
  if (e.case.years !== undefined) return e.case.years;
  const least = r.reading.map((f) => f.leastYears).find((f) => f !== undefined);
  return e.case.annualContribution !== undefined && least?.part.den === 1n ? least.part.num : undefined;
}

/** What the knowledge base tells of the pension besides: formula, other parts, what the basic pension was. */
function factsBeside(tools: Tools, s: Situation, case_: Situation, cited: Cited): View {
  const sub: Cited = { facts: [], background: [], conflicts: [], refuted: [] };
  const resolution = resolveTopic(tools, case_, 'pension-benefit');
  const view = viewOf(tools.kb, case_, 'pension-benefit', resolution, sub) ?? emptyView(s, 'pension-benefit');
  cited.facts.push(...sub.facts);
  cited.background.push(...sub.background);
  cited.conflicts.push(...sub.conflicts);
  cited.refuted.push(...sub.refuted);
  const known = resolution.matters.some((m) => m.matter === BASIC_PENSION && m.speaking.length > 0);
  const before = known ? [] : resolution.otherPeriods.filter((f) => f.matter === BASIC_PENSION).slice(0, 2);
  for (const f of before) {
    cited.background.push(f);
    view.earlier.push(`${periodText(f)}：${f.statement}`);
  }
  return view;
}

/** The same yearly sum paid for longer: one row a step, each with its line in the calculation. */
function overYears(
  tools: Tools,
  s: Situation,
  e: Estimation,
  years: bigint,
  calculation: Calculation,
): Table | undefined {
  const words = tools.kb.labels.working;
  const rows = STEPS.flatMap((step) => {
    const n = years + step;
    const found = estimate(inquiryOf(tools, s), { ...e.case.request, years: String(n) });
    const r = isProblem(found) ? undefined : found.results[0];
    const account = r?.pays.accountPension;
    const paid = r?.lines.find((l) => l.key === 'account');
    if (!r || account === undefined || !paid) return [];
    const prefix = (words['paid-years'] ?? '').replace('{name}', String(n));
    if (step > 0n)
      for (const l of r.lines.map((x) => lineOf(x, words)))
        calculation.lines.push({ ...l, label: `${prefix}${l.label}` });
    const cells = [String(n), plainYuan(paid.amount), plainYuan(account)];
    return [r.pays.monthlyPension === undefined ? cells : [...cells, plainYuan(r.pays.monthlyPension)]];
  });
  if (rows.length < 2) return undefined;
  const names = ['column-years', 'column-account', 'column-account-pension', 'column-monthly'];
  return { columns: names.slice(0, rows[0]?.length).map((k) => words[k] ?? k), rows };
}
