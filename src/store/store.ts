/**
 * What must be kept, as an interface no database shows through. Every call may wait; one that writes has its effect,
 * whole and safe on disk, when its promise is kept, or none when it is broken. Fails with `StoreFailure`.
 */
import type {
  AnswerRecord,
  AuditRecord,
  Channel,
  ChatRecord,
  ConversationRecord,
  Count,
  FeedbackRecord,
  HandOffRecord,
  InboxRecord,
  LiveEvent,
  MessageRecord,
  Origin,
  SessionRecord,
  SnapshotPart,
  StaffRecord,
  UnansweredReason,
  UnansweredRecord,
  UnansweredStatus,
  Undelivered,
} from './records.js';

export type * from './records.js';

/** A key under which a caller may repeat a request; both are digests. */
export interface IdempotencyKey {
  key: string;
  /** Of the request: the same key with another request is the caller's mistake. */
  request: string;
}

/** One question and its answer: all of it is recorded together, or nothing. */
export interface Turn {
  /** As it is after the turn; `lastSeq` is the answer's number. */
  conversation: ConversationRecord;
  /** `lastSeq` of the conversation that the answer was worked out from; 0 for a new one. */
  basedOn: number;
  answer: AnswerRecord;
  unanswered?: UnansweredReason;
  /** The citizen asked for a person. */
  handOff?: boolean;
  idempotency?: IdempotencyKey;
  /** Closes the platform's message that this turn answers. */
  inbox?: { channel: Channel; externalId: string };
}

/** `stale`: the conversation went on meanwhile: read it and answer again. `repeat`: another turn has the key or the inbox message. */
export type Recorded = { kind: 'recorded' } | { kind: 'stale' } | { kind: 'repeat'; answerId: string };

export interface Page {
  limit: number;
  /** The last item seen (its id or number as text); absent for the first page. */
  after?: string | undefined;
}

export interface ConversationStore {
  conversation(id: string): Promise<ConversationRecord | undefined>;
  recordTurn(turn: Turn): Promise<Recorded>;
  answer(id: string): Promise<AnswerRecord | undefined>;
  /** In order of `seq`, above `after`. */
  messages(conversationId: string, after: number, limit: number): Promise<MessageRecord[]>;
  /** Gives it the next number; undefined where there is no such conversation. For a citizen's message to an agent, and an agent's. */
  addMessage(message: Omit<MessageRecord, 'seq'>): Promise<MessageRecord | undefined>;
  /** With everything that belongs to it; afterwards no byte of it is left in what the store keeps. False where there was none. */
  deleteConversation(id: string): Promise<boolean>;
}

export interface IdempotencyStore {
  /** What the key was first used for: the request's digest and the result (an answer's id, or what was put there). */
  idempotent(key: string): Promise<{ request: string; result: string } | undefined>;
}

export interface FeedbackStore {
  /** A later word about an answer replaces the earlier; an unhelpful one waits for the curators. */
  recordFeedback(
    feedback: FeedbackRecord,
    idempotency?: IdempotencyKey,
  ): Promise<'recorded' | 'repeat' | 'unknown-answer'>;
  feedback(answerId: string): Promise<FeedbackRecord | undefined>;
}

export interface UnansweredStore {
  /** Newest first; grouping by likeness is the caller's. `after` is an answer's id. */
  unanswered(filter: { status?: UnansweredStatus; since?: string }, page: Page): Promise<UnansweredRecord[]>;
  /** Returns how many there were. */
  markUnanswered(
    answerIds: string[],
    change: { status?: UnansweredStatus; assignee?: string | null },
  ): Promise<number>;
}

export interface HandOffStore {
  /** Asks for a person; a conversation that waits or is taken stays as it is. False where there is no such conversation. */
  handOff(conversationId: string, at: string): Promise<boolean>;
  handedOff(conversationId: string): Promise<HandOffRecord | undefined>;
  /** The longest waiting first. */
  handOffs(
    filter: { status?: HandOffRecord['status']; agent?: string },
    page: Page,
  ): Promise<HandOffRecord[]>;
  /** False where another agent was quicker. */
  takeHandOff(conversationId: string, agent: string, at: string): Promise<boolean>;
  /** Back to the assistant. False where it was not handed off. */
  returnHandOff(conversationId: string, at: string): Promise<boolean>;
  /** From the agent who has it back to those who wait, from now on. False where nobody had it. */
  putBackHandOff(conversationId: string, at: string): Promise<boolean>;
  /** Events above `after`, in order; ordinary questions and answers make none. */
  eventsAfter(after: number, limit: number): Promise<LiveEvent[]>;
  lastEvent(): Promise<number>;
}

export interface InboxStore {
  /** Puts a delivery in before it is acknowledged. A repeat changes nothing and returns what is known of the first. */
  receive(
    message: Pick<InboxRecord, 'channel' | 'externalId' | 'orderKey' | 'payload' | 'receivedAt'>,
  ): Promise<{ repeat: boolean; message: InboxRecord }>;
  /**
   * Takes up to `limit` messages to work on until `until`, oldest first; of one `orderKey` only the oldest unfinished one.
   * One whose time (`until` of an earlier take) has passed at `now` is taken again.
   */
  take(channel: Channel, now: string, until: string, limit: number): Promise<InboxRecord[]>;
  /** Finishes without an answer of its own (a subscription, an odd body). `recordTurn` finishes the others. */
  complete(channel: Channel, externalId: string): Promise<void>;
  /** To be tried again from `retryAt`; null gives it up. */
  fail(channel: Channel, externalId: string, error: string, retryAt: string | null): Promise<void>;
  /** The answer was handed to the platform. */
  sent(channel: Channel, externalId: string, at: string): Promise<void>;
  /** Answered and not yet handed over, oldest first. */
  unsent(channel: Channel, limit: number): Promise<InboxRecord[]>;
  inboxMessage(channel: Channel, externalId: string): Promise<InboxRecord | undefined>;
}

export interface ChatStore {
  /** A later address replaces the earlier. Forgotten with the conversation. */
  keepAddress(chat: Omit<ChatRecord, 'forwardedSeq'>, at: string): Promise<void>;
  chat(conversationId: string): Promise<ChatRecord | undefined>;
  /** What agents and the desk have said in a platform's conversations and the platform does not have yet; in order within each. */
  toForward(channel: Channel, limit: number): Promise<MessageRecord[]>;
  /** The platform has it, or will never take it, for this reason; that is news to who looks at the conversation. */
  forwarded(conversationId: string, seq: number, at: string, undelivered?: string): Promise<void>;
  /** In order; forgotten with the conversation. */
  undelivered(conversationId: string): Promise<Undelivered[]>;
}

export interface StaffStore {
  /** False where the name is taken. */
  addStaff(staff: StaffRecord): Promise<boolean>;
  staff(): Promise<StaffRecord[]>;
  staffByName(name: string): Promise<StaffRecord | undefined>;
  staffById(id: string): Promise<StaffRecord | undefined>;
  /** A new password, another role and disabling end the person's sessions. False where there is none. */
  changeStaff(
    id: string,
    change: Partial<Pick<StaffRecord, 'displayName' | 'role' | 'passwordHash' | 'disabledAt'>>,
  ): Promise<boolean>;
  startSession(session: SessionRecord): Promise<void>;
  /** Undefined where it has ended at `now`, or its person is disabled. */
  session(id: string, now: string): Promise<{ session: SessionRecord; staff: StaffRecord } | undefined>;
  touchSession(id: string, lastSeenAt: string, expiresAt: string): Promise<void>;
  endSession(id: string): Promise<void>;
  endSessionsOf(staffId: string): Promise<number>;
  audit(entry: Omit<AuditRecord, 'seq'>): Promise<void>;
  /** Newest first; `after` is a `seq`. */
  audits(filter: { actor?: string; subject?: string }, page: Page): Promise<AuditRecord[]>;
}

export interface InsightStore {
  /** Days as `YYYY-MM-DD` in Shanghai, both included. */
  counts(from: string, to: string): Promise<Count[]>;
}

export interface Health {
  ok: boolean;
  /** In plain words where it is not. */
  reason?: string;
}

export interface SnapshotStore {
  hasSnapshot(id: string): Promise<boolean>;
  /** Parts that are there already are kept once. */
  saveSnapshot(id: string, parts: SnapshotPart[]): Promise<void>;
  snapshot(id: string): Promise<SnapshotPart[] | undefined>;
  /** Newest first: what answers that are kept were worked out with. */
  origins(): Promise<Origin[]>;
  /** Drops those that no recorded answer refers to, but for those in service. How many went. */
  dropSnapshots(serving: string[]): Promise<number>;
}

export interface UpkeepStore {
  /** Forgets what was last touched before the instant; staff and audit stay. What is gone, by kind. */
  sweep(before: string, now: string): Promise<Record<string, number>>;
  /** A whole, consistent copy while others read and write; `progress` from 0 to 1. */
  backup(file: string, progress?: (share: number) => void): Promise<void>;
  /** Which store this is: random, made with it, the same for all who share it. */
  instance(): Promise<string>;
  /** Reachable, and still the same one that was opened. */
  health(): Promise<Health>;
  /** Finishes what was begun. */
  close(): Promise<void>;
}

export interface Store
  extends ConversationStore,
    IdempotencyStore,
    FeedbackStore,
    UnansweredStore,
    HandOffStore,
    InboxStore,
    ChatStore,
    StaffStore,
    InsightStore,
    SnapshotStore,
    UpkeepStore {}
