/** What many ask is worked out once: replies to the same words, in the same place of a conversation, on the same day, from the same knowledge. */
import { type Assistant, ask, type Message, type Reply } from './assistant.js';

/** Replies kept for one assistant, some 20 kB each; the least recently asked is let go first. */
const KEPT = 1_000;
/** Whoever writes more than this says it in words of his own. */
const LONGEST = 120;

export interface Recalled extends Reply {
  /** The answer as JSON. */
  json: string;
}

/** New knowledge is a new assistant, and begins with none. */
const kept = new WeakMap<Assistant, Map<string, Recalled>>();

/** The same as `ask`, which is a pure function. What it returns is shared: nobody may change it. */
export function recall(assistant: Assistant, message: Message): Recalled {
  const work = (): Recalled => {
    const reply = ask(assistant, message);
    return { ...reply, json: JSON.stringify(reply.answer) };
  };
  if (message.text.length > LONGEST) return work();
  const replies = kept.get(assistant) ?? new Map<string, Recalled>();
  kept.set(assistant, replies);
  const key = JSON.stringify([message.text, message.region, message.asOf, message.memory]);
  const reply = replies.get(key) ?? work();
  // Put in anew, it is the last to go.
  replies.delete(key);
  replies.set(key, reply);
  if (replies.size > KEPT) replies.delete(replies.keys().next().value as string);
  return reply;
}
