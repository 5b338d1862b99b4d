/** Who did what, written down once for each act that changes something or lets something out. */
import type { AuditAction, AuditPage } from '../contract/console.js';
import type { Clock } from '../service.js';
import type { Store } from '../store/store.js';

const PAGE = 100;

/** `detail` is of our own making, never what a citizen said. */
export type Note = (
  actor: string,
  action: AuditAction,
  subject: string,
  detail: Record<string, unknown>,
) => Promise<void>;

export const createNote =
  (store: Pick<Store, 'audit'>, clock: Clock): Note =>
  (actor, action, subject, detail) =>
    store.audit({
      at: clock.now().toISOString(),
      actor,
      action,
      subject,
      detail: JSON.stringify(detail),
    });

export async function auditPage(
  store: Pick<Store, 'audits' | 'staff'>,
  q: { actor?: string | undefined; subject?: string | undefined; cursor?: string | undefined },
): Promise<AuditPage> {
  const filter = { ...(q.actor && { actor: q.actor }), ...(q.subject && { subject: q.subject }) };
  const entries = await store.audits(filter, { limit: PAGE, after: q.cursor });
  const names = new Map((await store.staff()).map((s) => [s.id, s.displayName]));
  return {
    entries: entries.map((e) => ({
      ...e,
      actorName: names.get(e.actor) ?? e.actor,
      subjectName: names.get(e.subject) ?? e.subject,
      detail: readDetail(e.detail),
    })),
    nextCursor: entries.length === PAGE ? String(entries.at(-1)?.seq) : null,
  };
}

function readDetail(json: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(json);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : { text: json };
  } catch {
    // Of another program's making.
    return { text: json };
  }
}
