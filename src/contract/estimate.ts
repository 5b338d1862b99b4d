/** The calculator's request as a caller writes it: one schema; what is wrong with it is a field and a kind of problem. */
import { z } from 'zod';
import { CARES, LEVELS, REMOTES, regionCode, SCHEMES, STATUSES } from '../contract.js';

/** What a refusal names: the field as the contract spells it, the kind (one template each), and what is allowed. */
export interface Problem {
  kind: string;
  field: string;
  allowed?: string[];
}

/** Below a trillion yuan, no more than 分. The message of each schema is the kind of its problem. */
const money = z.string({ error: 'money' }).regex(/^(0|[1-9]\d{0,11})(\.\d{1,2})?$/, { error: 'money' });
const ratio = z.string({ error: 'ratio' }).regex(/^(0(\.\d{1,10})?|1(\.0{1,10})?)$/, { error: 'ratio' });
const positive = z
  .string({ error: 'positive' })
  .regex(/^(?=.*[1-9])(0|[1-9]\d{0,11})(\.\d{1,10})?$/, { error: 'positive' });
const exact = z.string({ error: 'exact' }).regex(/^(0|[1-9]\d{0,11})(\.\d{1,10})?$/, { error: 'exact' });
const words = z.string({ error: 'words' }).min(1, { error: 'words' }).max(60, { error: 'words' });
const choice = <const T extends readonly string[]>(values: T) => z.enum(values, { error: 'choice' });

/** A count may come as a JSON number or as digits; nothing is calculated with it but by whole numbers. */
const count = (kind: string, least: number, most: number) =>
  z
    .union([z.int({ error: kind }), z.string().regex(/^(0|[1-9]\d{0,3})$/, { error: kind })], { error: kind })
    .transform(String)
    .refine((s) => Number(s) >= least && Number(s) <= most, { error: kind });

const bands = z
  .array(z.strictObject({ upTo: money.nullable(), ratio }, { error: 'object' }), { error: 'list' })
  .min(1, { error: 'list' })
  .max(40, { error: 'list' })
  .superRefine((list, ctx) => {
    list.forEach((b, i) => {
      const before = list[i - 1]?.upTo;
      const wrong = i > 0 && (before === null || (b.upTo !== null && !above(b.upTo, before as string)));
      if (wrong) ctx.addIssue({ code: 'custom', message: 'bands', path: [i, 'upTo'] });
    });
  });

/** Compares decimals of the money pattern by their digits. */
function above(a: string, b: string): boolean {
  const digits = (s: string) => {
    const [yuan = '', fen = ''] = s.split('.');
    return BigInt(`${yuan}${fen.padEnd(2, '0')}`);
  };
  return digits(a) > digits(b);
}

/** What a stage works on: one of these words, or an amount. */
const base = (named: string[]) =>
  z
    .string({ error: 'base' })
    .refine((s) => named.includes(s) || money.safeParse(s).success, { error: 'base', params: { named } });

const bandsOn = choice(['eligible', 'afterDeductible']);
const some = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape, { error: 'object' });

export const assumeSchema = some({
  deductible: money.optional(),
  deductiblePer: choice(['stay', 'year']).optional(),
  deductibleYearCap: money.optional(),
  laterDeductibleRatio: ratio.optional(),
  ratio: ratio.optional(),
  bands: bands.optional(),
  bandsOn: bandsOn.optional(),
  cap: money.optional(),
  eligibleCap: money.optional(),
  categoryBRatio: ratio.optional(),
  firstPay: ratio.optional(),
  retiredFactor: ratio.optional(),
  retiredPoints: ratio.optional(),
  registration: some({ fee: money, fundPays: money }).optional(),
  largeAmount: some({
    deductible: money.optional(),
    ratio,
    base: base(['above-cap', 'without-deductible']).optional(),
    cap: money.optional(),
  }).optional(),
  critical: some({
    deductible: money.optional(),
    ratio: ratio.optional(),
    bands: bands.optional(),
    bandsOn: bandsOn.optional(),
    cap: money.optional(),
    base: base(['without-deductible']).optional(),
  }).optional(),
  aid: some({ deductible: money, ratio, cap: money.optional() }).optional(),
  supplement: z
    .array(
      some({
        name: words,
        base: money,
        deductible: money,
        ratio: ratio.optional(),
        bands: bands.optional(),
        cap: money.optional(),
      }),
      { error: 'list' },
    )
    .max(10, { error: 'list' })
    .optional(),
  accounts: some({ reserve: money.optional(), perPaymentLimit: money.optional() }).optional(),
  pension: some({
    basePension: money.optional(),
    annualContribution: money.optional(),
    annualSubsidy: money.optional(),
    years: count('years', 0, 80).optional(),
    interest: exact.optional(),
    compoundRate: ratio.optional(),
    balance: money.optional(),
    divisor: positive.optional(),
    yearBonus: money.optional(),
  }).optional(),
});
export type Assume = z.infer<typeof assumeSchema>;

export const estimateRequestSchema = some({
  region: regionCode.optional(),
  scheme: choice(SCHEMES).optional(),
  care: choice(CARES).optional(),
  hospitalLevel: choice(LEVELS).optional(),
  status: choice(STATUSES).optional(),
  remote: choice(REMOTES).optional(),
  age: count('age', 0, 130).optional(),
  amount: money.optional(),
  selfPaid: money.optional(),
  categoryBSelfPay: money.optional(),
  categoryB: money.optional(),
  items: z
    .array(
      some({
        name: words,
        amount: money,
        firstPayRatio: ratio,
        // What the first pay leaves is paid in full, outside deductible and ratio, within the yearly cap (organs, 50 %).
        restInFull: z.boolean({ error: 'yes-no' }).optional(),
      }),
      { error: 'list' },
    )
    .max(200, { error: 'list' })
    .optional(),
  compliantSelfPay: money.optional(),
  admission: count('admission', 1, 366).optional(),
  deductiblePaidThisYear: money.optional(),
  paidThisYear: money.optional(),
  ownAccount: money.optional(),
  authoriserAccount: money.optional(),
  annualContribution: money.optional(),
  years: count('years', 0, 80).optional(),
  balance: money.optional(),
  retireAge: count('age', 1, 130).optional(),
  assume: assumeSchema.optional(),
});
export type EstimateRequest = z.infer<typeof estimateRequestSchema>;

function problemOf(issue: z.core.$ZodIssue): Problem {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return { kind: 'unknown', field: [...issue.path, issue.keys[0]].join('.') };
  if (path === 'region') return { kind: 'region', field: path };
  if (path === '') return { kind: 'object', field: '' };
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  const named = issue.code === 'custom' ? (issue.params?.named as string[] | undefined) : undefined;
  const allowed = issue.code === 'invalid_value' ? issue.values.map(String) : named;
  return { kind: missing ? 'missing' : issue.message, field: path, ...(allowed && { allowed }) };
}

/** The request, or the first thing that is wrong with its shape. */
export function parseRequest(input: unknown): EstimateRequest | Problem {
  const parsed = estimateRequestSchema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  return problemOf(parsed.error.issues[0] as z.core.$ZodIssue);
}

export const isProblem = (x: object): x is Problem => 'kind' in x && 'field' in x;
