/** What the console's routes may ask for. One serves a process, beside the service that all channels share. */
import type { Desk } from './console/desk.js';
import type { Inbox } from './console/inbox.js';
import type { StaffDesk } from './console/staff.js';
import type { UnansweredDesk } from './console/unanswered.js';
import type {
  AuditPage,
  Changes,
  Choices,
  CompareReply,
  CompareRequest,
  ComplaintList,
  ConflictList,
  CoverageMap,
  DeskEstimateReply,
  DeskEstimateRequest,
  DeskFactPage,
  DeskFactQuery,
  FactSheet,
  Insight,
  InsightQuery,
  LookUpReply,
  LookUpRequest,
  Me,
  VersionList,
} from './contract/console.js';
import type { StaffRecord } from './store/store.js';

export { createConsole } from './console/create.js';

/** Somebody who is signed in. */
export interface Visitor {
  staff: StaffRecord;
  sessionId: string;
  /** What the page has to send along with whatever changes something. */
  token: string;
  endsAt: string;
}

/** `secret` goes into the cookie, and nowhere else. */
export interface SignedIn {
  secret: string;
  visitor: Visitor;
}

/** Each rejects with `Refusal`: unauthorised, or rate-limited. `client` is the caller's address. */
export interface Access {
  /** Before signing in; keeps the secret where one was given. */
  entry(secret: string | undefined): Promise<{ secret: string; token: string; setUp: boolean }>;
  tokenOf(secret: string): string;
  /** In constant time. */
  sameToken(a: string, b: string): boolean;
  signIn(given: { name: string; password: string }, client: string): Promise<SignedIn>;
  setUp(given: { key: string; password: string }, client: string): Promise<SignedIn>;
  /** Undefined where the session has ended, or the account is disabled. Counts as a sign of life. */
  who(secret: string): Promise<Visitor | undefined>;
  /** The same without being a sign of life. */
  stillIn(visitor: Visitor): Promise<boolean>;
  me(visitor: Visitor): Me;
  signOut(visitor: Visitor): Promise<void>;
  changePassword(
    visitor: Visitor,
    given: { current: string; password: string },
    client: string,
  ): Promise<SignedIn>;
}

/** Days default to today. Nothing that is looked at is kept. */
export interface KnowledgeDesk {
  coverage(): CoverageMap;
  facts(q: DeskFactQuery): DeskFactPage;
  fact(id: string): FactSheet;
  conflicts(): ConflictList;
  complaints(): Promise<ComplaintList>;
  versions(): Promise<VersionList>;
  changes(q: { from: string; to: string }): Promise<Changes>;
}

export interface Console {
  access: Access;
  choices(): Choices;
  lookUp(request: LookUpRequest): LookUpReply;
  compare(request: CompareRequest): CompareReply;
  estimate(request: DeskEstimateRequest): DeskEstimateReply;
  inbox: Inbox;
  desk: Pick<Desk, 'listen' | 'agents' | 'care'>;
  unanswered: UnansweredDesk;
  knowledge: KnowledgeDesk;
  insight(q: InsightQuery): Promise<Insight>;
  insightCsv(by: StaffRecord, q: InsightQuery): Promise<string>;
  staff: StaffDesk;
  audits(q: { actor?: string; subject?: string; cursor?: string }): Promise<AuditPage>;
  /**
   * Opens the desk. Makes the first account with the password; without one, and where there is no account yet,
   * gives the key of the one-time link that sets it, the same in all processes on one store.
   */
  open(password: string | undefined): Promise<string | undefined>;
  close(): void;
}
