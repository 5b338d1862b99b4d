/** The working shown is the working done: each line comes to its amount, and each number in it stands in what it cites. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Assistant } from '../../src/assistant.js';
import { toCalculation } from '../../src/calculator/calculation.js';
import { estimate } from '../../src/calculator/estimate.js';
import { OPERATIONS } from '../../src/calculator/operations.js';
import { isProblem, parseRequest } from '../../src/contract/estimate.js';
import type { Calculation } from '../../src/contract.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { daySpan } from '../../src/period.js';
import { ROOT, realAssistant, TODAY } from '../real.js';
import { canonicalNumber, readExpression } from './expression.js';
import { generate, seeded } from './generate.js';

const CASES = 5000;

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

interface Estimated {
  calculation: Calculation;
  keys: string[];
  assume: unknown;
}

function estimated(input: Record<string, unknown>): Estimated | undefined {
  const request = parseRequest(input);
  if (isProblem(request)) throw new Error(JSON.stringify(request));
  const e = estimate({ kb: a.kb, span: daySpan(TODAY), mentions: () => false }, request);
  if (isProblem(e)) return undefined;
  return {
    calculation: toCalculation(e.case, e.results, a.kb.labels.working),
    keys: e.results.flatMap((r) => r.lines.map((l) => l.key)),
    assume: input.assume,
  };
}

const numbersIn = (data: unknown): string[] =>
  (JSON.stringify(data ?? '').match(/\d+(?:\.\d+)?/g) ?? []).map(canonicalNumber);

/** Whole and certain, months of a year: these need no source. */
const GIVEN = ['1', '12'];

/** What is wrong with a working; nothing, it is hoped. */
function faults({ calculation, assume }: Estimated): string[] {
  const words = a.kb.labels.working;
  return [calculation, ...(calculation.variants ?? [])].flatMap((c) => {
    const ground = new Set([...GIVEN, ...numbersIn(c.inputs), ...numbersIn(assume)]);
    return c.lines.flatMap((l) => {
      const wrong: string[] = [];
      const read = readExpression(l.expression, words['at-most'] ?? '', words.below ?? '');
      if (read.amount !== l.amount)
        wrong.push(`${l.label}: ${l.expression} is ${read.amount}, not ${l.amount}`);
      const own = l.factIds.flatMap((id) => {
        const f = a.kb.factById.get(id);
        return f ? numbersIn([f.value, f.conditions.costBand]) : [`unknown fact ${id}`];
      });
      for (const n of read.numbers)
        if (!ground.has(n) && !own.includes(n))
          wrong.push(`${l.label}: ${n} stands nowhere (${l.expression})`);
      ground.add(canonicalNumber(l.amount));
      return wrong;
    });
  });
}

const examples = readKnowledge(ROOT).plans.flatMap(({ data }) =>
  data.topic === 'mutual-aid-rule'
    ? []
    : data.examples.map((x) => ({
        name: `${data.plan}: ${x.name}`,
        input: { ...x.case, ...(x.assume && { assume: x.assume }) },
      })),
);

describe('every line comes to its amount and stands on what it names', () => {
  test.each(examples)('$name', ({ input }) => {
    const found = estimated(input);
    expect(found && faults(found)).toEqual([]);
  });

  test(`${CASES} random cases, and between them every line there is but those of facts`, () => {
    const random = seeded(3);
    const seen = new Set<string>();
    for (let i = 0; i < CASES; i++) {
      const g = generate(random);
      const found = estimated({ ...g.case, assume: g.assume });
      if (!found) return expect.fail(JSON.stringify(g));
      const wrong = faults(found);
      if (wrong.length > 0) return expect.fail(`${wrong.join('\n')}\n${JSON.stringify(g)}`);
      for (const k of found.keys) seen.add(k);
    }
    for (const { input } of examples) for (const k of estimated(input)?.keys ?? []) seen.add(k);
    const all = new Set(Object.values(OPERATIONS).flatMap((o) => [...o.lines]));
    const never = [...all].filter((k) => !seen.has(k));
    // A deductible as a share of the bill, a ceiling over two stages, a balance: each has a test of its own.
    expect(never.sort()).toEqual([
      'ceiling',
      'ceiling-left',
      'deductible-limits',
      'deductible-share',
      'usable',
    ]);
  });

  test('a wrong figure in a line is caught', () => {
    const found = estimated({ region: '140100', scheme: 'employee', hospitalLevel: '3A', amount: '20000' });
    if (!found) return expect.fail();
    const plant = (change: (l: Calculation['lines'][number]) => Calculation['lines'][number]) =>
      faults({ ...found, calculation: { ...found.calculation, lines: found.calculation.lines.map(change) } });
    expect(plant((l) => ({ ...l, amount: '15744.01' })).length).toBeGreaterThan(0);
    expect(plant((l) => ({ ...l, expression: l.expression.replace('82%', '83%') })).length).toBeGreaterThan(
      0,
    );
    expect(plant((l) => ({ ...l, factIds: [] })).length).toBeGreaterThan(0);
    expect(plant((l) => l)).toEqual([]);
  });
});
