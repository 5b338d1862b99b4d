/** The service: finds the conversation, works the answer out, and gives it once its record is safe. */
import { estimateReply } from '../answer/estimate-reply.js';
import type { Assistant } from '../assistant.js';
import { type Bus, createBus } from '../bus.js';
import type { Answer } from '../contract.js';
import { Refusal, StoreFailure } from '../errors.js';
import { maskPersonal } from '../privacy.js';
import type { Clock, Hooks, Readiness, Service } from '../service.js';
import type { Store } from '../store/store.js';
import { checkSame, createAsking, keyOf } from './asking.js';
import { factById, factPage, regionItems } from './browse.js';
import { createLive, nameOf } from './live.js';
import { createMasking } from './masking.js';
import { receiptOf, receiptPage } from './receipt.js';
import { remembering } from './work.js';

/** Knowledge and templates in service, and the name of their snapshot. */
export interface Serving {
  assistant: Assistant;
  snapshot: string;
}

export interface ServiceOptions {
  snapshot?: string;
  program?: string;
  hooks?: Hooks;
  /** Tells other processes what has moved, and hears of it. */
  bus?: Bus;
  /** The newer version of the knowledge that another process serves, where there is one. */
  ahead?(): string | undefined;
}

/** The service with what only the program itself may do to it. */
export interface OwnService extends Service {
  serving(): Serving;
  /** From the next question on. */
  adopt(serving: Serving): void;
  refuse(at: string, complaints: string[]): void;
  setReloading(on: boolean): void;
  /** Hears of every conversation that has moved, until the returned function is called. */
  watch(listener: () => void): () => void;
}

const KEPT_RESULTS = 1000;
const MESSAGES = 200;
const COMMENT = 1000;

/** Milliseconds: what was not heard is seen by looking, seldom while others can be heard, often while not. */
const LOOK = 2_000;
const SELDOM = 8;

function heal(bus: Bus, look: () => void): NodeJS.Timeout {
  let beats = 0;
  const timer = setInterval(() => {
    beats += 1;
    if (!bus.up() || beats % SELDOM === 0) look();
  }, LOOK);
  return timer.unref();
}

export function createService(
  assistant: Assistant,
  store: Store,
  clock: Clock,
  options: ServiceOptions = {},
): OwnService {
  const { hooks = {}, program = '', bus = createBus() } = options;
  let serving: Serving = { assistant, snapshot: options.snapshot ?? '' };
  let work = remembering(assistant, KEPT_RESULTS);
  let refused: Readiness['refusedReload'];
  let reloading = false;
  const watching = new Set<() => void>();
  const live = createLive(store);
  const masking = createMasking(KEPT_RESULTS);
  bus.subscribe('moved', (name) => {
    live.moved(name);
    for (const listener of watching) listener();
  });
  // Results of earlier questions hold the words of what was forgotten.
  bus.subscribe('forgotten', () => {
    masking.forget();
    work = remembering(serving.assistant, KEPT_RESULTS);
  });
  const moved = (conversationId: string): void => bus.publish('moved', nameOf(conversationId));
  bus.onChange((up) => up && live.lookAgain());
  const healing = heal(bus, live.lookAgain);
  const asking = createAsking({
    ...{ store, clock, program, hooks, masking },
    serving: () => serving,
    work: (c, key) => work(c, key),
    moved,
  });

  const kb = () => serving.assistant.kb;
  /** A wrong figure is reported of a fact that the answer names. */
  async function checkCited(answerId: string, factId: string): Promise<void> {
    const record = await store.answer(answerId);
    if (!record) throw new Refusal('not-found', '没有这个回答', 'answerId');
    const { facts, refuted } = JSON.parse(record.body) as Answer;
    if (![...facts.map((f) => f.id), ...refuted.map((r) => r.factId)].includes(factId))
      throw new Refusal('invalid-request', '那次回答里没有这条事实', 'factId');
  }
  return {
    ask: asking.ask,
    mask: masking.of,
    estimate: (input) => estimateReply(serving.assistant, input, clock.today()),
    knowsRegion: (code) => kb().regionByCode.has(code),
    facts: (query) => factPage(serving.assistant, query),
    fact: (id) => factById(serving.assistant, id),
    regions: (q, limit) => regionItems(kb(), q, limit),
    async feedback(request, { idempotencyKey } = {}) {
      const comment = request.comment === undefined ? null : maskPersonal(request.comment).slice(0, COMMENT);
      const key =
        idempotencyKey === undefined ? undefined : keyOf('feedback', idempotencyKey, { ...request, comment });
      const before = key && (await store.idempotent(key.key));
      checkSame(before, key);
      const { answerId, helpful, factId = null } = request;
      if (factId !== null) await checkCited(answerId, factId);
      const at = clock.now().toISOString();
      const done = await store
        .recordFeedback({ answerId, helpful, comment, factId, at }, key)
        .catch((error: unknown) => {
          if (error instanceof StoreFailure) hooks.storeFailed?.('feedback', error.kind);
          throw error;
        });
      if (done === 'unknown-answer') throw new Refusal('not-found', '没有这个回答', 'answerId');
      return { recorded: true, repeated: done === 'repeat' };
    },
    async receipt(answerId) {
      const record = await store.answer(answerId);
      return record && receiptOf(record);
    },
    answerJson: async (answerId) => (await store.answer(answerId))?.body,
    async receiptPage(answerId, form) {
      const record = await store.answer(answerId);
      return record && receiptPage(serving.assistant, receiptOf(record), form);
    },
    async messages(id, after, limit = MESSAGES) {
      const kept = await store.conversation(id);
      if (!kept) return undefined;
      const messages = await store.messages(id, after, Math.min(Math.max(limit, 1), MESSAGES));
      const handOff = (await store.handedOff(id))?.status ?? null;
      return { messages, lastSeq: messages.at(-1)?.seq ?? after, handOff };
    },
    subscribe: (id, after, listener) => live.subscribe(id, after, listener),
    async say(message) {
      const added = await store.addMessage({
        ...message,
        text: maskPersonal(message.text),
        at: clock.now().toISOString(),
      });
      if (added) moved(message.conversationId);
      return added;
    },
    async undeliverable(conversationId, seq, reason) {
      await store.forwarded(conversationId, seq, clock.now().toISOString(), reason);
      moved(conversationId);
    },
    async forget(id) {
      const was = await asking.after(id, () => store.deleteConversation(id));
      bus.publish('forgotten', '');
      moved(id);
      return was;
    },
    async ready() {
      const health = await store.health();
      const newer = options.ahead?.();
      return {
        ready: health.ok,
        knowledgeVersion: kb().version,
        store: health,
        ...(refused && { refusedReload: refused }),
        reloading,
        ...(newer !== undefined && { behind: true as const, newestVersion: newer }),
      };
    },
    drain() {
      clearInterval(healing);
      return asking.drain();
    },
    serving: () => serving,
    adopt(next) {
      serving = next;
      work = remembering(next.assistant, KEPT_RESULTS);
      refused = undefined;
      hooks.reloaded?.(next.assistant.kb.version, true);
    },
    refuse(at, complaints) {
      refused = { at, complaints };
      hooks.reloaded?.(kb().version, false);
    },
    watch(listener) {
      watching.add(listener);
      return () => watching.delete(listener);
    },
    setReloading: (on) => {
      reloading = on;
    },
  };
}
