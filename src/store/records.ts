/** What is kept, as plain records: days and instants as ISO strings, structured parts as JSON text, personal numbers already out. */

/** Where a message came in. */
export type Channel = string;

/** `open` waits for an agent, `taken` has one; absent where the assistant answers alone. */
export type HandOffStatus = 'open' | 'taken';

export interface ConversationRecord {
  id: string;
  channel: Channel;
  /** What the dialogue remembers, as JSON. */
  state: string;
  /** Number of the last message; a writer that has seen another one is told so. */
  lastSeq: number;
  createdAt: string;
  updatedAt: string;
}

/** All that is needed to give an answer again, and to work it out again. */
export interface AnswerRecord {
  id: string;
  conversationId: string;
  /** Number of the answer in its conversation; the question has the number before it. */
  seq: number;
  at: string;
  channel: Channel;
  /** The request in canonical form, as JSON: text, region, asOf, memory before. */
  request: string;
  /** The contract's answer as it left, byte for byte. */
  body: string;
  outcome: string;
  topic: string | null;
  region: string | null;
  confidence: number;
  knowledgeVersion: string;
  /** Names the knowledge and templates that were used, among the snapshots that are kept. */
  snapshot: string;
  /** Version of the program that worked it out. */
  program: string;
}

export type MessageRole = 'citizen' | 'assistant' | 'agent' | 'system';

export interface MessageRecord {
  conversationId: string;
  /** From 1, without gaps, in the order in which they were recorded. */
  seq: number;
  role: MessageRole;
  at: string;
  text: string;
  /** Of an assistant's message. */
  answerId?: string;
  /** Of an agent's message: the name that citizens see. */
  author?: string;
}

/** Why a question waits for the curators. */
export type UnansweredReason = 'no-fact' | 'out-of-scope' | 'unsure' | 'unhelpful';
export type UnansweredStatus = 'open' | 'knowledge-missing' | 'misunderstood' | 'not-ours' | 'done';

export interface UnansweredRecord {
  /** The answer's. */
  answerId: string;
  conversationId: string;
  at: string;
  reason: UnansweredReason;
  status: UnansweredStatus;
  assignee: string | null;
  text: string;
  topic: string | null;
  region: string | null;
  channel: Channel;
}

export interface FeedbackRecord {
  answerId: string;
  helpful: boolean;
  comment: string | null;
  /** The fact of the answer whose figure is said to be wrong. */
  factId: string | null;
  at: string;
}

export interface HandOffRecord {
  conversationId: string;
  channel: Channel;
  status: HandOffStatus;
  /** Staff id. */
  agent: string | null;
  requestedAt: string;
  takenAt: string | null;
  lastSeq: number;
  /** Number of the last message that came from the citizen, and of the last from an agent; 0 for none. */
  lastCitizenSeq: number;
  lastAgentSeq: number;
}

/** A message of a platform, known by the platform's own id; `done` has its first answer. */
export interface InboxRecord {
  channel: Channel;
  externalId: string;
  status: 'waiting' | 'taken' | 'done' | 'dead';
  /** The conversation's id: one after the other within it, and forgotten with it. */
  orderKey: string;
  /** What is needed to work it out, as JSON, personal numbers out. */
  payload: string;
  receivedAt: string;
  attempts: number;
  answerId: string | null;
  /** Whether the answer was handed to the platform. */
  sentAt: string | null;
  lastError: string | null;
}

/** Where a platform's conversation is answered, and how far what people said in it was handed over. */
export interface ChatRecord {
  conversationId: string;
  channel: Channel;
  /** As the channel needs it; nothing else reads it. */
  address: string;
  /** Number of the last message of an agent or the desk that the platform has. */
  forwardedSeq: number;
}

/** What somebody said in a platform's conversation and the platform will never take. */
export interface Undelivered {
  seq: number;
  /** In words for the agent. */
  reason: string;
}

export type Role = 'agent' | 'curator' | 'admin';

export interface StaffRecord {
  id: string;
  /** Unique, compared without case. */
  name: string;
  displayName: string;
  role: Role;
  passwordHash: string;
  createdAt: string;
  disabledAt: string | null;
}

export interface SessionRecord {
  /** Digest of the cookie's secret; the secret itself is never kept. */
  id: string;
  staffId: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
}

export interface AuditRecord {
  /** Given by the store, rising. */
  seq: number;
  at: string;
  /** Staff id, or a name of the program's own (`retention`, `cli`). */
  actor: string;
  action: string;
  /** What it was done to: an id. */
  subject: string;
  /** JSON, personal numbers out. */
  detail: string;
}

/** Something that open consoles and widgets want to know at once. */
export interface LiveEvent {
  /** Given by the store, rising: nothing with a lower number appears after it was read. */
  seq: number;
  at: string;
  kind: 'handoff' | 'message' | 'taken' | 'returned';
  conversationId: string;
}

/** A piece of what answers were worked out with, compressed, named by its content. */
export interface SnapshotPart {
  name: string;
  hash: string;
  bytes: Uint8Array;
}

/** Knowledge and templates that answers were worked out with, and the first and last instant at which they were. */
export interface Origin {
  knowledgeVersion: string;
  snapshot: string;
  firstAt: string | null;
  lastAt: string | null;
}

/** One count for a day and a combination of what was asked and how it ended. */
export interface Count {
  day: string;
  channel: Channel;
  topic: string | null;
  outcome: string;
  region: string | null;
  questions: number;
  conversations: number;
  helpful: number;
  unhelpful: number;
}
