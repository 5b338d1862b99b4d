/** The console's routes as the browser calls them: typed by the contract, every call ends in time, every failure says what it was. */
import type { z } from 'zod';
import type * as contract from '../../contract/console.js';
import type { ErrorBody, ErrorCode } from '../../contract.js';
import { words } from './words.js';

type Routes = typeof contract.CONSOLE_ROUTES;
type Name = contract.ConsoleRouteName;
/** A copy of the contract's table, since its file brings the schemas along; the compiler holds it to the letter. */
const ROUTES: { [N in Name]: Pick<Routes[N], 'method' | 'path'> } = {
  entry: { method: 'GET', path: '/entry' },
  signIn: { method: 'POST', path: '/sign-in' },
  setUp: { method: 'POST', path: '/set-up' },
  me: { method: 'GET', path: '/me' },
  signOut: { method: 'POST', path: '/sign-out' },
  changePassword: { method: 'POST', path: '/me/password' },
  choices: { method: 'GET', path: '/choices' },
  lookUp: { method: 'POST', path: '/look-up' },
  compare: { method: 'POST', path: '/compare' },
  estimate: { method: 'POST', path: '/estimate' },
  inbox: { method: 'GET', path: '/inbox' },
  events: { method: 'GET', path: '/events' },
  conversation: { method: 'GET', path: '/inbox/:id' },
  take: { method: 'POST', path: '/inbox/:id/take' },
  reply: { method: 'POST', path: '/inbox/:id/reply' },
  handBack: { method: 'POST', path: '/inbox/:id/hand-back' },
  putBack: { method: 'POST', path: '/inbox/:id/put-back' },
  pieces: { method: 'GET', path: '/pieces' },
  colleagues: { method: 'GET', path: '/colleagues' },
  unanswered: { method: 'GET', path: '/unanswered' },
  assign: { method: 'POST', path: '/unanswered/assign' },
  mark: { method: 'POST', path: '/unanswered/mark' },
  exportIssue: { method: 'POST', path: '/unanswered/export' },
  coverage: { method: 'GET', path: '/knowledge/coverage' },
  facts: { method: 'GET', path: '/knowledge/facts' },
  fact: { method: 'GET', path: '/knowledge/facts/:id' },
  conflicts: { method: 'GET', path: '/knowledge/conflicts' },
  complaints: { method: 'GET', path: '/knowledge/complaints' },
  versions: { method: 'GET', path: '/knowledge/versions' },
  changes: { method: 'GET', path: '/knowledge/changes' },
  insight: { method: 'GET', path: '/insight' },
  insightCsv: { method: 'GET', path: '/insight.csv' },
  staff: { method: 'GET', path: '/staff' },
  addStaff: { method: 'POST', path: '/staff' },
  changeStaff: { method: 'PATCH', path: '/staff/:id' },
  audit: { method: 'GET', path: '/audit' },
};
const BASE: typeof contract.CONSOLE_API = '/console/api';

type Of<S extends keyof typeof contract> = (typeof contract)[S] extends z.ZodType
  ? z.infer<(typeof contract)[S]>
  : never;
export type Entry = Of<'entrySchema'>;
export type InboxItem = Of<'inboxItemSchema'>;
export type Message = Of<'deskConversationSchema'>['messages'][number];
export type Colleague = Of<'colleagueListSchema'>['colleagues'][number];
export type ConflictItem = Of<'conflictItemSchema'>;

/** What each route gives. */
interface Replies {
  entry: Entry;
  signIn: contract.Me;
  setUp: contract.Me;
  me: contract.Me;
  signOut: Of<'doneSchema'>;
  changePassword: contract.Me;
  choices: contract.Choices;
  lookUp: contract.LookUpReply;
  compare: contract.CompareReply;
  estimate: contract.DeskEstimateReply;
  inbox: contract.InboxPage;
  conversation: contract.DeskConversation;
  take: Of<'takenSchema'>;
  reply: Of<'repliedSchema'>;
  handBack: Of<'doneSchema'>;
  putBack: Of<'takenSchema'>;
  pieces: contract.PieceList;
  colleagues: Of<'colleagueListSchema'>;
  unanswered: contract.UnansweredList;
  assign: Of<'changedSchema'>;
  mark: Of<'changedSchema'>;
  exportIssue: contract.IssueText;
  coverage: contract.CoverageMap;
  facts: contract.DeskFactPage;
  fact: contract.FactSheet;
  conflicts: contract.ConflictList;
  complaints: contract.ComplaintList;
  versions: contract.VersionList;
  changes: contract.Changes;
  insight: contract.Insight;
  staff: Of<'staffListSchema'>;
  addStaff: contract.StaffItem;
  changeStaff: contract.StaffItem;
  audit: contract.AuditPage;
}

export class Refused extends Error {
  constructor(
    message: string,
    readonly code: ErrorCode | 'offline',
    readonly status: number,
    readonly field?: string,
  ) {
    super(message);
  }
}

export interface Call {
  id?: string;
  query?: Record<string, string | undefined>;
  body?: object;
}

const TIMEOUT_MS = 20_000;
const AGAIN_MS = 5000;
/** The session has ended: somebody has to sign in again. */
export const SIGNED_OUT = 'gongji:signed-out';
let token = '';
export const useToken = (t: string): void => {
  token = t;
};

export function urlOf(route: Name, { id, query }: Call = {}): string {
  const said = Object.entries(query ?? {}).filter((p): p is [string, string] => !!p[1]);
  const search = new URLSearchParams(said).toString();
  return BASE + ROUTES[route].path.replace(':id', encodeURIComponent(id ?? '')) + (search && `?${search}`);
}

/** Throws `Refused`. */
export async function call<N extends keyof Replies>(route: N, given: Call = {}): Promise<Replies[N]> {
  const { method } = ROUTES[route];
  const reply = await send<Replies[N]>(urlOf(route, given), {
    method,
    headers: {
      ...(method !== 'GET' && { 'x-gongji-token': token }),
      ...(given.body && { 'content-type': 'application/json' }),
    },
    ...(given.body && { body: JSON.stringify(given.body) }),
  });
  return reply;
}

/** The citizens' API, for what the console has no route of its own for. */
export const places = (q: string): Promise<{ regions: { code: string; fullName: string; name: string }[] }> =>
  send(`/v1/regions?${new URLSearchParams({ q, limit: '12' })}`, {});

async function send<T>(url: string, init: RequestInit): Promise<T> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { ...init, signal }).catch(() => {
    throw new Refused(words.failed.offline, 'offline', 0);
  });
  const body = (await response.json().catch(() => undefined)) as (T & Partial<ErrorBody>) | undefined;
  if (response.ok && body !== undefined) return body;
  const { code = 'internal', message = words.failed.broken, field } = body?.error ?? {};
  if (response.status === 401 && !url.endsWith(ROUTES.signIn.path)) dispatchEvent(new Event(SIGNED_OUT));
  throw new Refused(message, code, response.status, field);
}

/** What happens in the inbox, as it happens; ends with the returned function. */
export function listen(on: { event(e: contract.InboxEvent): void; open(): void; lost(): void }): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = new EventSource(urlOf('events'));
    source.addEventListener('inbox', (e) => on.event(JSON.parse(e.data) as contract.InboxEvent));
    source.addEventListener('open', on.open);
    source.addEventListener('error', () => {
      on.lost();
      // After a refusal the browser gives up; a broken line it mends by itself.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, AGAIN_MS);
    });
    source.addEventListener('ended', () => {
      source.close();
      dispatchEvent(new Event(SIGNED_OUT));
    });
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
