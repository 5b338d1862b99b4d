/** One question in canonical form → its answer, and what is remembered: the same input gives the same bytes, now and at a replay. */
import { createHash } from 'node:crypto';
import { type Assistant, ask, type Reply } from '../assistant.js';
import { EMPTY_MEMORY, type Memory } from '../dialogue.js';

/** All that an answer depends on besides knowledge, templates and program. Personal numbers are out of `text`. */
export interface Canonical {
  text: string;
  region?: string;
  asOf: string;
  /** What is to be understood, where it is not `text`: without the marks and the words that announce them. */
  question?: string;
  /** Absent where nothing was said before. */
  memory?: Memory;
  /** An agent answers this conversation: the message goes to him, and the assistant says no more than that. */
  withAgent?: true;
  /** The asker is told not to send what was taken out. */
  personal?: true;
}

export interface Worked {
  answer: Reply['answer'];
  /** The answer as JSON without its ids. */
  rest: string;
  /** The memory afterwards, as JSON. */
  state: string;
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Adds what the asker has to be told to the text and to the notices. */
export function withNotice(a: Assistant, answer: Reply['answer'], name: string): Reply['answer'] {
  const notice = a.renderer.render(name, {});
  const text = a.renderer.render('part/warned', { text: answer.text, notice });
  return { ...answer, text, notices: [...answer.notices, notice] };
}

/** What is said to a message for the agent; what the dialogue remembers stays as it was. */
function passOn(a: Assistant, c: Canonical): Pick<Reply, 'answer' | 'memory'> {
  const nothing = { facts: [], conflicts: [], refuted: [], suggestions: [], notices: [] };
  return {
    answer: {
      ...{ asOf: c.asOf, knowledgeVersion: a.kb.version, outcome: 'smalltalk', topic: 'handoff', slots: {} },
      ...{ confidence: 1, text: a.renderer.render('desk/with-agent', {}), ...nothing },
    },
    memory: c.memory ?? EMPTY_MEMORY,
  };
}

export function workOut(a: Assistant, c: Canonical): Worked {
  const { answer: plain, memory } = c.withAgent
    ? passOn(a, c)
    : ask(a, {
        text: c.question ?? c.text,
        region: c.region,
        asOf: c.asOf,
        memory: c.memory ?? EMPTY_MEMORY,
      });
  const answer = c.personal ? withNotice(a, plain, 'notice/personal') : plain;
  return { answer, rest: JSON.stringify(answer).slice(1), state: JSON.stringify(memory) };
}

/** The contract's answer, byte for byte as it is sent and kept. Ids are of letters, digits, - and _. */
export const answerJson = (id: string, conversationId: string, rest: string): string =>
  `{"id":"${id}","conversationId":"${conversationId}",${rest}`;

/** Keeps the last few results: many people ask the same thing on the same day. Least recently used go first. */
export function remembering(a: Assistant, most: number): (c: Canonical, key: string) => Worked {
  const kept = new Map<string, Worked>();
  return (c, key) => {
    const known = kept.get(key);
    const worked = known ?? workOut(a, c);
    if (known) kept.delete(key);
    kept.set(key, worked);
    if (kept.size > most) kept.delete(kept.keys().next().value as string);
    return worked;
  };
}
