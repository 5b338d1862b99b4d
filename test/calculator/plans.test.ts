/** Every plan's own worked examples; adding a plan file adds its tests. */
import { beforeAll, describe, expect, test } from 'vitest';
import { estimateReply } from '../../src/answer/estimate-reply.js';
import type { Assistant } from '../../src/assistant.js';
import { toCalculation } from '../../src/calculator/calculation.js';
import { estimate } from '../../src/calculator/estimate.js';
import { isProblem, parseRequest } from '../../src/contract/estimate.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { daySpan } from '../../src/period.js';
import { ROOT, realAssistant, TODAY } from '../real.js';

const { plans } = readKnowledge(ROOT);

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

test('there are plans for every kind of care, for the later stages, for pensions and for mutual aid', () => {
  expect(plans.map((p) => p.data.plan).sort()).toEqual([
    'chronic',
    'inpatient',
    'later-stages',
    'mutual-aid-available',
    'outpatient',
    'pension',
    'pharmacy',
    'remote',
  ]);
});

describe.each(plans.map((p) => p.data))('$plan', (plan) => {
  test.each(plan.examples)('$name', (x) => {
    const input = { ...x.case, ...(x.assume && { assume: x.assume }) };
    const request = parseRequest(input);
    if (isProblem(request)) return expect.fail(JSON.stringify(request));
    const day = x.asOf ?? TODAY;
    // A balance is no case of its own: its plan is named.
    const chosen =
      plan.topic === 'mutual-aid-rule' ? a.kb.plans.find((p) => p.plan === plan.plan) : undefined;
    const e = estimate({ kb: a.kb, span: daySpan(day), mentions: () => false }, request, chosen);
    if (isProblem(e)) return expect.fail(JSON.stringify(e));
    const c = toCalculation(e.case, e.results, a.kb.labels.working);
    const got = Object.keys(x.expect).map((k) => [k, c.range?.[k] ?? c[k as 'fundPays']]);
    expect(Object.fromEntries(got)).toEqual(x.expect);
    if (!chosen) {
      const expectedPlan = [plan.plan, 'inpatient'];
      expect(expectedPlan).toContain(e.plan.plan);
      expect(estimateReply(a, input, day)).not.toHaveProperty('refused');
    }
  });
});
