/** Questions that got no good answer, grouped by likeness, the most asked first; and what curators do with them. */
import { z } from 'zod';
import { topicSchema } from '../../contract.js';
import { idSchema } from '../api.js';

export const UNANSWERED_REASONS = ['no-fact', 'out-of-scope', 'unsure', 'unhelpful'] as const;
export const UNANSWERED_STATUSES = [
  'open',
  'knowledge-missing',
  'misunderstood',
  'not-ours',
  'done',
] as const;

export const unansweredQuerySchema = z.strictObject({
  status: z.enum(UNANSWERED_STATUSES).optional().describe('open where it is not said'),
  reason: z.enum(UNANSWERED_REASONS).optional(),
  topic: topicSchema.optional(),
  days: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(365))
    .optional()
    .describe('how far back; 30 where it is not said'),
});
export type UnansweredQuery = z.infer<typeof unansweredQuerySchema>;

export const unansweredGroupSchema = z.strictObject({
  key: z.string().describe('the oldest question’s answer id: stays while the group grows'),
  text: z.string().describe('the question most like the others'),
  people: z.int().describe('different conversations'),
  questions: z.int(),
  reasons: z.record(z.string(), z.int()).describe('how many for each reason'),
  topic: topicSchema.nullable(),
  topicTitle: z.string(),
  regions: z.array(z.strictObject({ code: z.string(), name: z.string(), questions: z.int() })),
  firstAt: z.string(),
  lastAt: z.string(),
  assignee: z.strictObject({ id: z.string(), displayName: z.string() }).nullable(),
  answerIds: z.array(z.string()).describe('all of them: for assign, mark and export'),
  samples: z
    .array(
      z.strictObject({
        answerId: z.string(),
        text: z.string(),
        at: z.string(),
        channel: z.string(),
        reason: z.enum(UNANSWERED_REASONS),
        comment: z.string().nullable().describe('what the citizen said with 👎'),
      }),
    )
    .describe('the newest; 8 at most'),
});
export type UnansweredGroup = z.infer<typeof unansweredGroupSchema>;
export const unansweredListSchema = z.strictObject({
  groups: z.array(unansweredGroupSchema).describe('by how many people; 200 at most'),
  questions: z.int(),
  more: z.boolean().describe('older ones were left out: ask for fewer days or one reason'),
});
export type UnansweredList = z.infer<typeof unansweredListSchema>;

const answerIds = z.array(idSchema).min(1).max(300);
export const assignSchema = z.strictObject({ answerIds, assignee: idSchema.nullable() });
export const markSchema = z.strictObject({ answerIds, status: z.enum(UNANSWERED_STATUSES) });
export const changedSchema = z.strictObject({ changed: z.int() });
export const exportSchema = z.strictObject({ answerIds });
export const issueSchema = z.strictObject({
  title: z.string(),
  text: z.string().describe('Markdown, with the questions as labelled rows; personal things masked'),
});
export type IssueText = z.infer<typeof issueSchema>;
