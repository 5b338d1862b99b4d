/** One question from any channel: finds the conversation, asks the assistant, keeps what the conversation needs. */
import { type EstimateRefusal, type EstimateReply, estimateReply } from './answer/estimate-reply.js';
import { type Assistant, ask } from './assistant.js';
import type { Answer, AskRequest } from './contract.js';
import { EMPTY_MEMORY, type Memory } from './dialogue.js';
import { maskPersonal } from './privacy.js';
import type { Store } from './store/store.js';

export interface Service {
  ask(request: AskRequest): Promise<Answer>;
  knowsRegion(code: string): boolean;
}

/** For channels that have the calculator by itself; nothing is kept of it. */
export interface CalculatingService extends Service {
  estimate(input: unknown): EstimateReply | EstimateRefusal;
}

export interface Clock {
  now(): Date;
  today(): string;
}

export function createService(
  assistant: Assistant,
  store: Store,
  clock: Clock,
  newId: () => string,
): CalculatingService {
  const inTurn = new Map<string, Promise<unknown>>();

  async function answer(request: AskRequest, conversationId: string): Promise<Answer> {
    const kept = await store.conversation(conversationId);
    const memory: Memory = kept ? (JSON.parse(kept.state) as Memory) : EMPTY_MEMORY;
    const reply = ask(assistant, {
      text: request.text,
      region: request.region,
      asOf: request.asOf ?? clock.today(),
      memory,
    });
    const state = JSON.stringify({ ...reply.memory, text: maskPersonal(reply.memory.text) });
    await store.saveConversation({ id: conversationId, state, updatedAt: clock.now().toISOString() });
    return { id: newId(), conversationId, ...reply.answer };
  }

  return {
    estimate: (input) => estimateReply(assistant, input, clock.today()),
    knowsRegion: (code) => assistant.kb.regionByCode.has(code),
    /** Messages of one conversation are answered one after the other. */
    ask(request) {
      const id = request.conversationId ?? newId();
      const before = inTurn.get(id) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(() => answer(request, id));
      inTurn.set(id, mine);
      const done = () => {
        if (inTurn.get(id) === mine) inTurn.delete(id);
      };
      mine.then(done, done);
      return mine;
    },
  };
}
