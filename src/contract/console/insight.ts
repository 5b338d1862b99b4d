/** What was asked and how it ended, in sums: nothing of a person. */
import { z } from 'zod';
import { day } from '../../contract.js';

/** Days in Shanghai, both included; 366 at most. */
export const insightQuerySchema = z.strictObject({
  from: day,
  to: day,
  topic: z.string().min(1).max(40).optional().describe('`none` for questions without one'),
  region: z.string().min(1).max(6).optional().describe('a code; `none` for questions without one'),
  channel: z.string().min(1).max(40).optional(),
  outcome: z.string().min(1).max(40).optional(),
});
export type InsightQuery = z.infer<typeof insightQuerySchema>;

const share = z.number().min(0).max(1).nullable();
const sums = {
  questions: z.int(),
  conversations: z.int(),
  answered: z.int().describe('answer, no-rule and a question back'),
  handOffs: z.int(),
  helpful: z.int(),
  unhelpful: z.int(),
  answerRate: share.describe('answered among those that asked something; null where none did'),
  handOffRate: share.describe('handed off among all'),
  helpfulness: share.describe('helpful among those that said; null where nobody did'),
};
const by = z.array(z.strictObject({ key: z.string(), label: z.string(), ...sums }));
export const insightSchema = z.strictObject({
  from: day,
  to: day,
  totals: z.strictObject(sums),
  days: by.describe('every day, those without questions too'),
  topics: by.describe('the most asked first'),
  regions: by,
  outcomes: by,
  channels: by,
});
export type Insight = z.infer<typeof insightSchema>;
