/** What any channel may ask of the service. One service serves all channels of a process. */
import type { EstimateRefusal, EstimateReply } from './answer/estimate-reply.js';
import type { FactPage, FactQuery, FeedbackRequest, RegionItem } from './contract/api.js';
import type { Answer, AskRequest, CitedFact, Outcome, Topic } from './contract.js';
import type { Masked } from './service/masking.js';
import type { Channel, MessageRecord } from './store/records.js';

export type { FactPage, FactQuery, FeedbackRequest, RegionItem } from './contract/api.js';
export { createService, type OwnService, type Serving } from './service/create.js';
export type { Masked } from './service/masking.js';

export interface Clock {
  now(): Date;
  today(): string;
  /** For measuring how long something took. */
  seconds?(): number;
}

export interface AskOptions {
  /** `api`, `widget`, `telegram` …; `api` where it is not said. */
  channel?: Channel;
  /** As the caller sent it, 1 to 255 characters; only a digest is kept. A repeat returns the first answer. */
  idempotencyKey?: string;
  /** The platform's message that this answers: it was put into the store's inbox before. */
  externalId?: string;
  /** What the text had become before it was put there; `text` is then the same as its. */
  masked?: Masked;
}

/** `json` is the answer as recorded, to be sent as it is: the same bytes for a repeat and for the receipt. */
export interface Answered {
  answer: Answer;
  json: string;
  repeated: boolean;
  /** False where the store failed: the answer says so, and has no receipt. */
  recorded: boolean;
}

/** An answer as it was given, and whether it can be worked out again. */
export interface Receipt {
  answer: Answer;
  /** Instant it was given. */
  at: string;
  channel: Channel;
  /** What was asked, personal numbers out. */
  question: string;
  facts: { id: string; version: string }[];
  program: string;
}

/** An agent's, a citizen's or the assistant's message; an assistant's carries its answer's id. */
export type Message = MessageRecord;
export type SaidMessage = Pick<Message, 'conversationId' | 'role' | 'text' | 'author'>;
export interface MessagePage {
  messages: Message[];
  /** `after` for the next call. */
  lastSeq: number;
  /** `open` waits for a person, `taken` has one. */
  handOff: 'open' | 'taken' | null;
}

export interface Readiness {
  ready: boolean;
  knowledgeVersion: string;
  store: { ok: boolean; reason?: string };
  /** The last reload, where it was refused: the serving version stays, and this says why. */
  refusedReload?: { at: string; complaints: string[] };
  reloading: boolean;
  /** Another process serves a newer version of the knowledge: this one's answers are right for theirs, which they name. */
  behind?: true;
  newestVersion?: string;
}

/** What is counted; each is called once, cheaply, and must not throw. */
export interface Hooks {
  asked?(topic: Topic | null, outcome: Outcome, channel: Channel): void;
  /** Seconds a stage took: `read`, `answer`, `record`. */
  stage?(name: string, seconds: number): void;
  storeFailed?(operation: string, kind: string): void;
  reloaded?(version: string, ok: boolean): void;
}

export interface Service {
  /**
   * Rejects with `Refusal` (a caller's mistake), or with `StoreFailure` where too much waits to be recorded
   * (`busy`), or where a platform's message could not be recorded.
   */
  ask(request: AskRequest, options?: AskOptions): Promise<Answered>;
  /** Personal numbers out: for a message that has to be kept before it is answered. */
  mask(text: string): Masked;
  knowsRegion(code: string): boolean;
  estimate(input: unknown): EstimateReply | EstimateRefusal;
  /** Throws `Refusal` for a region or a cursor that is none. */
  facts(query: FactQuery): FactPage;
  fact(id: string): CitedFact | undefined;
  /** By code or any name, best first; without `q` the provinces. */
  regions(q: string, limit?: number): RegionItem[];
  /** `Refusal` not-found where there is no such answer. */
  feedback(
    request: FeedbackRequest,
    options?: { idempotencyKey?: string },
  ): Promise<{ recorded: true; repeated: boolean }>;
  receipt(answerId: string): Promise<Receipt | undefined>;
  /** The recorded JSON of an answer, byte for byte. */
  answerJson(answerId: string): Promise<string | undefined>;
  /** For printing and sharing. */
  receiptPage(answerId: string, form: 'text' | 'html'): Promise<string | undefined>;
  /** Undefined where there is no such conversation. */
  messages(conversationId: string, after: number, limit?: number): Promise<MessagePage | undefined>;
  /**
   * Messages above `after`, as they come, in order, until the returned function is called.
   * `gone` is called once where the conversation is deleted meanwhile.
   */
  subscribe(
    conversationId: string,
    after: number,
    listener: { message(m: Message): void; gone(): void },
  ): () => void;
  /** A person's message into a conversation; undefined where there is none. */
  say(message: SaidMessage): Promise<Message | undefined>;
  /** What was said there will never reach the citizen; who looks at the conversation hears of it. */
  undeliverable(conversationId: string, seq: number, reason: string): Promise<void>;
  /** False where there was none. */
  forget(conversationId: string): Promise<boolean>;
  ready(): Promise<Readiness>;
  /** Waits for what was accepted; later calls are refused as unavailable. */
  drain(): Promise<void>;
}
