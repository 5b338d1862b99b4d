/** A calculation as callers get it: by itself, and inside an answer. */
import { z } from 'zod';

const amount = z.string().regex(/^-?\d+\.\d{2}$/);

export const PAYS = [
  'fundPays',
  'largePays',
  'criticalPays',
  'aidPays',
  'supplementPays',
  'totalPays',
  'youPay',
  'accountPays',
  'mutualAidPays',
  'cashPays',
  'basePension',
  'accountPension',
  'monthlyPension',
  'annualPension',
] as const;
export type Pay = (typeof PAYS)[number];

const one = {
  inputs: z.record(z.string(), z.string()),
  lines: z.array(
    z.strictObject({
      label: z.string(),
      expression: z.string(),
      amount,
      factIds: z.array(z.string()),
      /** Which of the caller's own figures the line stands on. */
      assumed: z.array(z.string()).optional(),
    }),
  ),
  ...(Object.fromEntries(PAYS.map((p) => [p, amount.optional()])) as Record<
    Pay,
    z.ZodOptional<typeof amount>
  >),
};
export const calculationSchema = z.strictObject({
  ...one,
  variants: z.array(z.strictObject({ because: z.array(z.string()), ...one })).optional(),
  range: z.record(z.string(), z.array(amount)).optional(),
});
export type Calculation = z.infer<typeof calculationSchema>;
export type CalculationLine = Calculation['lines'][number];
