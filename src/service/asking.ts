/** Asking: one question to its recorded answer; repeats get the first one, and one conversation goes one step at a time. */
import type { Answer, AskRequest } from '../contract.js';
import type { Memory } from '../dialogue.js';
import { Refusal, StoreFailure } from '../errors.js';
import { newAnswerId, newConversationId } from '../id.js';
import type { Answered, AskOptions, Clock, Hooks } from '../service.js';
import type { ConversationRecord, IdempotencyKey, Store, Turn, UnansweredReason } from '../store/store.js';
import type { Serving } from './create.js';
import type { Masking } from './masking.js';
import { createSlices } from './slices.js';
import { answerJson, type Canonical, digest, type Worked, withNotice } from './work.js';

/** Below this the topic is more guessed than read. */
const UNSURE = 0.5;
/** Writers on one conversation at once, in other processes, before this one gives way. */
const TRIES = 8;

function unansweredReason(a: Worked['answer']): UnansweredReason | undefined {
  if (a.outcome === 'no-fact' || a.outcome === 'out-of-scope') return a.outcome;
  return a.topic !== null && a.outcome === 'answer' && a.confidence < UNSURE ? 'unsure' : undefined;
}

export const keyOf = (route: string, key: string, request: unknown): IdempotencyKey => ({
  key: digest(`${route}\n${key}`),
  request: digest(JSON.stringify(request)),
});

/** A key names one request for good. */
export function checkSame(before: { request: string } | undefined, key: IdempotencyKey | undefined): void {
  if (before && before.request !== key?.request)
    throw new Refusal('invalid-request', '这个 Idempotency-Key 已用于另一个请求', 'Idempotency-Key');
}

/** A store that is gone knows no key: the answer is given and said to be unrecorded, as without one. */
function asIfUnknown(error: unknown): undefined {
  if (!(error instanceof StoreFailure) || error.kind === 'busy') throw error;
}

interface Made {
  turn: Turn;
  answered: Answered;
}

export interface AskingTools {
  store: Store;
  clock: Clock;
  program: string;
  hooks: Hooks;
  masking: Masking;
  serving(): Serving;
  work(c: Canonical, key: string): Worked;
  moved(conversationId: string): void;
}

export interface Asking {
  ask(request: AskRequest, o?: AskOptions): Promise<Answered>;
  /** Runs after what is under way for the conversation. */
  after<T>(conversationId: string, run: () => Promise<T>): Promise<T>;
  drain(): Promise<void>;
}

export function createAsking(t: AskingTools): Asking {
  const { store, clock, hooks } = t;
  const inSlices = createSlices(clock.seconds ?? (() => clock.now().getTime() / 1000));
  let closing = false;
  const under = new Set<Promise<unknown>>();
  const inTurn = new Map<string, Promise<unknown>>();
  const timed = async <T>(stage: string, run: () => Promise<T> | T): Promise<T> => {
    const start = clock.seconds?.() ?? 0;
    const result = await run();
    if (clock.seconds) hooks.stage?.(stage, clock.seconds() - start);
    return result;
  };

  /** One after the other for one conversation, and for one idempotency key. */
  function oneByOne<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = inTurn.get(key);
    const mine = before ? before.then(run, run) : run();
    inTurn.set(key, mine);
    const done = () => {
      if (inTurn.get(key) === mine) inTurn.delete(key);
    };
    mine.then(done, done);
    return mine;
  }

  async function given(answerId: string): Promise<Answered> {
    const record = await store.answer(answerId);
    if (!record) throw new Refusal('not-found', '这个 Idempotency-Key 的回答已经删除', 'Idempotency-Key');
    return { answer: JSON.parse(record.body) as Answer, json: record.body, repeated: true, recorded: true };
  }

  async function repeatOf(key: IdempotencyKey | undefined): Promise<Answered | undefined> {
    const before = key && (await store.idempotent(key.key).catch(asIfUnknown));
    if (!before) return undefined;
    checkSame(before, key);
    return given(before.result);
  }

  function canonical(
    request: AskRequest,
    kept: ConversationRecord | undefined,
    withAgent: boolean,
    masked = t.masking.of(request.text),
  ): Canonical {
    const { text, ...read } = masked;
    return {
      text,
      ...(request.region && { region: request.region }),
      asOf: request.asOf ?? clock.today(),
      ...(kept && { memory: JSON.parse(kept.state) as Memory }),
      ...(withAgent && { withAgent: true as const }),
      ...read,
    };
  }

  function make(
    request: AskRequest,
    id: string,
    kept: ConversationRecord | undefined,
    withAgent: boolean,
    o: AskOptions,
    key?: IdempotencyKey,
  ): Made {
    const c = canonical(request, kept, withAgent, o.masked);
    const asked = JSON.stringify(c);
    const w = t.work(c, asked);
    const now = clock.now();
    const at = now.toISOString();
    const answerId = newAnswerId(now.getTime());
    const json = answerJson(answerId, id, w.rest);
    const channel = o.channel ?? 'api';
    const seq = (kept?.lastSeq ?? 0) + 2;
    const a = w.answer;
    const reason = unansweredReason(a);
    const turn: Turn = {
      conversation: {
        id,
        channel: kept?.channel ?? channel,
        state: w.state,
        lastSeq: seq,
        createdAt: kept?.createdAt ?? at,
        updatedAt: at,
      },
      basedOn: kept?.lastSeq ?? 0,
      answer: {
        ...{ id: answerId, conversationId: id, seq, at, channel, request: asked, body: json },
        ...{ outcome: a.outcome, topic: a.topic, region: a.slots.region ?? null, confidence: a.confidence },
        ...{ knowledgeVersion: a.knowledgeVersion, snapshot: t.serving().snapshot, program: t.program },
      },
      ...(reason && { unanswered: reason }),
      ...(a.outcome === 'handoff' && { handOff: true }),
      ...(key && { idempotency: key }),
      ...(o.externalId && { inbox: { channel, externalId: o.externalId } }),
    };
    const answer = { id: answerId, conversationId: id, ...a };
    return { turn, answered: { answer, json, repeated: false, recorded: true } };
  }

  /** Given all the same, and said to be kept nowhere; a platform's message is left for its next try instead. */
  function unrecorded({ turn, answered }: Made): Answered {
    const { id, conversationId, ...rest } = answered.answer;
    const answer = { id, conversationId, ...withNotice(t.serving().assistant, rest, 'notice/not-recorded') };
    hooks.asked?.(answer.topic, answer.outcome, turn.answer.channel);
    return { answer, json: JSON.stringify(answer), repeated: false, recorded: false };
  }

  async function answer(
    request: AskRequest,
    id: string,
    o: AskOptions,
    key?: IdempotencyKey,
  ): Promise<Answered> {
    let made: Made | undefined;
    try {
      for (let i = 0; i < TRIES; i++) {
        const kept = request.conversationId && (await timed('read', () => store.conversation(id)));
        const taken = kept ? (await store.handedOff(id))?.status === 'taken' : false;
        const now = await timed('answer', () =>
          inSlices(() => make(request, id, kept || undefined, taken, o, key)),
        );
        made = now;
        const done = await timed('record', () => store.recordTurn(now.turn));
        if (done.kind === 'repeat') return given(done.answerId);
        if (done.kind === 'stale') continue;
        hooks.asked?.(now.answered.answer.topic, now.answered.answer.outcome, now.turn.answer.channel);
        t.moved(id);
        return now.answered;
      }
      throw new Refusal('unavailable', '这个会话正被多处同时使用，请稍后再试');
    } catch (error) {
      if (error instanceof StoreFailure) hooks.storeFailed?.('ask', error.kind);
      const mayGoOn = error instanceof StoreFailure && error.kind !== 'busy' && !o.externalId;
      if (!mayGoOn) throw error;
      return unrecorded(made ?? make(request, id, undefined, false, o, key));
    }
  }

  function ask(request: AskRequest, o: AskOptions = {}): Promise<Answered> {
    if (closing) return Promise.reject(new Refusal('unavailable', '服务正在停止，请稍后再试'));
    const id = request.conversationId ?? newConversationId(clock.now().getTime());
    const key =
      o.idempotencyKey === undefined
        ? undefined
        : keyOf('ask', o.idempotencyKey, { ...request, text: t.masking.of(request.text).text });
    const turn = () =>
      request.conversationId ? oneByOne(id, () => answer(request, id, o, key)) : answer(request, id, o, key);
    const mine = key ? oneByOne(`key ${key.key}`, async () => (await repeatOf(key)) ?? turn()) : turn();
    under.add(mine);
    const done = () => under.delete(mine);
    mine.then(done, done);
    return mine;
  }

  return {
    ask,
    after: oneByOne,
    async drain() {
      closing = true;
      while (under.size > 0) await Promise.allSettled(under);
    },
  };
}
