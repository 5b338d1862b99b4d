/** Signing in to the console, accounts, and what was done: what the routes take and give. */
import { z } from 'zod';

export const ROLES = ['agent', 'curator', 'admin'] as const;
export const roleSchema = z.enum(ROLES).describe('each may do what those before it may');
export type ConsoleRole = z.infer<typeof roleSchema>;

const id = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export const staffName = z
  .string()
  .regex(/^[\p{L}\p{N}._-]{2,40}$/u)
  .describe('to sign in with: 2 to 40 letters, digits, . _ -; compared without case');
export const PASSWORD_LEAST = 10;
export const PASSWORD_MOST = 200;
export const newPassword = z.string().min(PASSWORD_LEAST).max(PASSWORD_MOST);
const displayName = z.string().trim().min(1).max(40).describe('what citizens see above a reply');
const token = z.string().describe('goes back in the header x-gongji-token of every request that is no GET');

/** What a browser gets before anybody has signed in: the token that sign-in and set-up need. */
export const entrySchema = z.strictObject({
  token,
  setUp: z.boolean().describe('no account has a password yet: the one-time link from the start is needed'),
  signedIn: z.boolean().describe('whether this browser has a session that goes on'),
});

export const signInSchema = z.strictObject({
  name: z.string().min(1).max(40),
  password: z.string().min(1).max(PASSWORD_MOST),
});
/** `key` is what follows #set-up= in the one-time link (/console#set-up=KEY). */
export const setUpSchema = z.strictObject({ key: z.string().min(16).max(100), password: newPassword });
export const passwordChangeSchema = z.strictObject({
  current: z.string().min(1).max(PASSWORD_MOST),
  password: newPassword,
});

/** After signing in, after set-up, after a new password, and on every load of the page. */
export const meSchema = z.strictObject({
  staff: z.strictObject({ id, name: z.string(), displayName: z.string(), role: roleSchema }),
  token,
  idleMinutes: z.int().describe('without a request for so long, the session ends'),
  endsAt: z.string().describe('the instant at which it ends whatever happens'),
});
export type Me = z.infer<typeof meSchema>;
export const doneSchema = z.strictObject({ done: z.literal(true) });

export const staffSchema = z.strictObject({
  id,
  name: z.string(),
  displayName: z.string(),
  role: roleSchema,
  createdAt: z.string(),
  disabledAt: z.string().nullable(),
});
export type StaffItem = z.infer<typeof staffSchema>;
export const staffListSchema = z.strictObject({ staff: z.array(staffSchema) });
export const newStaffSchema = z.strictObject({
  name: staffName,
  displayName,
  role: roleSchema,
  password: newPassword,
});
export type NewStaff = z.infer<typeof newStaffSchema>;
/** A new password, another role and disabling end the person's sessions. */
export const staffChangeSchema = z
  .strictObject({
    displayName: displayName.optional(),
    role: roleSchema.optional(),
    password: newPassword.optional(),
    disabled: z.boolean().optional(),
  })
  .refine((c) => Object.keys(c).length > 0);
export type StaffChange = z.infer<typeof staffChangeSchema>;

/** Whom a group of questions may be given to. */
export const colleagueListSchema = z.strictObject({
  colleagues: z.array(staffSchema.pick({ id: true, displayName: true, role: true })),
});

export const AUDIT_ACTIONS = [
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'set-up',
  'password-changed',
  'staff-added',
  'staff-changed',
  'taken',
  'replied',
  'handed-back',
  'put-back',
  'assigned',
  'marked',
  'exported',
  'insight-exported',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
export const auditQuerySchema = z.strictObject({
  actor: z.string().min(1).max(64).optional().describe('a staff id, or a name of the program’s own'),
  subject: z.string().min(1).max(64).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});
export const auditPageSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      seq: z.int(),
      at: z.string(),
      actor: z.string(),
      actorName: z.string().describe('the display name where it is a person’s'),
      action: z.string().describe('one of AUDIT_ACTIONS, or the program’s own'),
      subject: z.string(),
      subjectName: z.string().describe('the display name where it is a person; otherwise as subject'),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
