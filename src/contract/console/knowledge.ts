/** Knowledge as curators look at it: coverage, facts with history, conflicts, complaints, what changed between versions. */
import { z } from 'zod';
import { AUTHORITIES, citedFactSchema, factTopicSchema, regionCode } from '../../contract.js';
import { factIdSchema } from '../api.js';

/** `ended` has no newer value, `future` is not yet in force. */
export const FACT_STATES = ['in-force', 'future', 'replaced', 'ended', 'refuted'] as const;

export const coverageSchema = z.strictObject({
  knowledgeVersion: z.string(),
  asOf: z.string(),
  topics: z.array(z.strictObject({ topic: factTopicSchema, title: z.string() })),
  places: z.array(
    z.strictObject({
      code: regionCode,
      name: z.string(),
      parent: regionCode.nullable(),
      facts: z.int(),
      cells: z.array(
        z.strictObject({
          topic: factTopicSchema,
          facts: z.int().describe('in force'),
          authority: z.enum(AUTHORITIES).describe('the best'),
          checked: z.string().describe('the day on which a source was last read'),
          stale: z.int().describe('whose sources were read more than a year ago'),
          ended: z.int().describe('with no newer value'),
        }),
      ),
    }),
  ),
});
export type CoverageMap = z.infer<typeof coverageSchema>;

export const deskFactQuerySchema = z.strictObject({
  region: regionCode.optional().describe('exactly this place'),
  topic: factTopicSchema.optional(),
  state: z.enum(FACT_STATES).optional(),
  q: z.string().min(1).max(200).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,7}$/)
    .optional(),
});
export type DeskFactQuery = z.infer<typeof deskFactQuerySchema>;

export const deskFactSchema = z.strictObject({
  ...citedFactSchema.shape,
  title: z.string().describe('of its matter'),
  state: z.enum(FACT_STATES),
  authority: z.enum(AUTHORITIES),
  checked: z.string(),
  refuted: z.strictObject({ why: z.string(), correctedBy: z.array(z.string()) }).optional(),
});
export type DeskFact = z.infer<typeof deskFactSchema>;
export const deskFactPageSchema = z.strictObject({
  knowledgeVersion: z.string(),
  facts: z.array(deskFactSchema).describe('50 a page'),
  total: z.int(),
  nextCursor: z.string().nullable(),
});
export type DeskFactPage = z.infer<typeof deskFactPageSchema>;

export const conflictItemSchema = z.strictObject({
  reason: z.string(),
  facts: z.array(deskFactSchema),
  waits: z.boolean().describe('no side has a higher authority: somebody has to decide'),
});
/** `history`: the same rule at other times, newest first. */
export const factSheetSchema = z.strictObject({
  fact: deskFactSchema,
  history: z.array(deskFactSchema),
  conflicts: z.array(conflictItemSchema),
});
export type FactSheet = z.infer<typeof factSheetSchema>;
export const conflictListSchema = z.strictObject({
  conflicts: z.array(conflictItemSchema).describe('those that wait first'),
});
export type ConflictList = z.infer<typeof conflictListSchema>;

/** What the knowledge check says of the folder as it stands, and what needs care though it is right. */
export const complaintListSchema = z.strictObject({
  refused: z
    .strictObject({ at: z.string(), complaints: z.array(z.string()) })
    .nullable()
    .describe('the last change, where it was refused: file, line, reason and remedy in each'),
  care: z.array(
    z.strictObject({
      kind: z.enum(['ends-soon', 'ended', 'stale', 'start-unknown', 'unofficial']),
      count: z.int(),
      facts: z.array(
        z.strictObject({
          id: factIdSchema,
          regionName: z.string(),
          statement: z.string(),
          day: z.string().nullable().describe('that it ends on, ended on, or was last checked'),
        }),
      ),
    }),
  ),
});
export type ComplaintList = z.infer<typeof complaintListSchema>;

const snapshotId = z.string().regex(/^[0-9a-f]{8,64}$/);
export const versionListSchema = z.strictObject({
  versions: z
    .array(
      z.strictObject({
        snapshot: snapshotId,
        knowledgeVersion: z.string(),
        firstAt: z.string().nullable().describe('the first answer that used it'),
        lastAt: z.string().nullable(),
        serving: z.boolean(),
      }),
    )
    .describe('newest first'),
});
export type VersionList = z.infer<typeof versionListSchema>;
export const changesQuerySchema = z.strictObject({ from: snapshotId, to: snapshotId });
const changedFact = z.strictObject({
  id: z.string(),
  regionName: z.string(),
  title: z.string(),
  before: z.string().nullable().describe('the statement; null where the fact is new'),
  after: z.string().nullable().describe('null where it is gone'),
  fields: z.array(z.string()).describe('which parts differ'),
});
export const changesSchema = z.strictObject({
  from: snapshotId,
  to: snapshotId,
  added: z.int(),
  removed: z.int(),
  changed: z.int(),
  facts: z.array(changedFact).describe('500 at most'),
});
export type Changes = z.infer<typeof changesSchema>;
