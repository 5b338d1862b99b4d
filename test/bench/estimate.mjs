/** Speed of a calculation, with its figures at hand and with their look-up. Prints; fails on nothing. Run by `npm run bench`. */
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { solveBackwards } from '../../dist/calculator/backwards.js';
import { calculate } from '../../dist/calculator/calculate.js';
import { toCalculation } from '../../dist/calculator/calculation.js';
import { estimate } from '../../dist/calculator/estimate.js';
import { NOTHING_SAID } from '../../dist/calculator/gather.js';
import { parseRequest } from '../../dist/contract/estimate.js';
import { loadAssistant } from '../../dist/start.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { kb } = await loadAssistant(root);
const inquiry = { kb, span: { from: '2025-12-01', to: '2025-12-01' }, mentions: () => false };
const again = { ...inquiry, mentions: NOTHING_SAID };

const CASES = {
  'own figures, one ratio': {
    care: 'inpatient',
    amount: '20000',
    assume: { deductible: '800', ratio: '0.82' },
  },
  'own figures, bands and three stages': {
    care: 'inpatient',
    amount: '100000',
    selfPaid: '10000',
    categoryBSelfPay: '600',
    assume: {
      deductible: '900',
      bands: [
        { upTo: '20000', ratio: '0.68' },
        { upTo: '40000', ratio: '0.73' },
        { upTo: null, ratio: '0.78' },
      ],
      critical: { deductible: '20000', ratio: '0.5' },
      aid: { deductible: '0', ratio: '0.3' },
    },
  },
  'facts, employee': { region: '140100', scheme: 'employee', hospitalLevel: '3A', amount: '20000' },
  'facts, resident, three readings': {
    region: '140100',
    scheme: 'resident',
    hospitalLevel: '2',
    amount: '20000',
  },
  'facts, outpatient': {
    region: '140000',
    scheme: 'employee',
    care: 'outpatient',
    hospitalLevel: '3A',
    amount: '500',
  },
};

const ROUNDS = 4000;
const WARM = 2000;

function microseconds(run) {
  for (let i = 0; i < WARM; i++) run();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) * 1000;
  }).sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
  return `${at(0.5)} (95%: ${at(0.95)})`;
}

console.log(`${cpus()[0]?.model}, Node ${process.version}; µs at the median of ${ROUNDS}`);
for (const [name, body] of Object.entries(CASES)) {
  const request = parseRequest(body);
  const e = estimate(inquiry, request);
  console.log(
    [
      name,
      `calculation ${microseconds(() => calculate(e.gathered, e.case))}`,
      `with look-up ${microseconds(() => estimate(inquiry, request))}`,
      `looked up before ${microseconds(() => estimate(again, request))}`,
      `request read ${microseconds(() => parseRequest(body))}`,
      `written out ${microseconds(() => toCalculation(e.case, e.results, kb.labels.working))}`,
    ].join(' | '),
  );
}
const e = estimate(inquiry, parseRequest(CASES['facts, employee']));
console.log(
  `solved backwards ${microseconds(() => solveBackwards(e, { kind: 'pays', amount: 1_000_000n }))}`,
);
