/** The whole flow: message → understood → merged with the conversation → decided → answered. */

import { type Decision, decide, type Tools } from './answer/decide.js';
import type { Renderer } from './answer/render.js';
import { danger, declined, offer, talk } from './answer/talk.js';
import type { Answer, Slots, Topic } from './contract.js';
import {
  type Edits,
  EMPTY_MEMORY,
  earlier,
  edited,
  type Memory,
  merge,
  type Situation,
  turned,
  type Understanding,
} from './dialogue.js';
import type { KnowledgeBase } from './knowledge/base.js';
import type { Case } from './knowledge/conditions.js';
import type { FactSearch } from './knowledge/search.js';
import { daySpan, firstDay, lastDay, type Span } from './period.js';
import { maskPersonal, sift } from './privacy.js';
import { readBackwards } from './understanding/backwards.js';
import { isTalk, type Reader, understand } from './understanding/understand.js';

export interface Assistant {
  kb: KnowledgeBase;
  search: FactSearch;
  reader: Reader;
  renderer: Renderer;
}

export interface Message {
  text: string;
  /** Used where the text names no place. */
  region?: string | undefined;
  /** The day asked about; the caller says what today is. */
  asOf: string;
  memory: Memory;
  /** Laid over what the text says, by somebody who looks the answer up. */
  edits?: Edits | undefined;
}

export interface Reply {
  answer: Omit<Answer, 'id' | 'conversationId'>;
  memory: Memory;
  trace: { understanding: Understanding; situation?: Situation };
}

/** A year or a month asked about is the whole span; otherwise the one day. */
export function spanOf(slots: Slots, text: string, asOf: string): Span {
  if (!slots.year) return daySpan(asOf);
  const month = new RegExp(`${slots.year}\\s?年\\s?(1[0-2]|0?[1-9])\\s?月`).exec(text)?.[1];
  const known = month ? `${slots.year}-${month.padStart(2, '0')}` : slots.year;
  const day =
    month &&
    new RegExp(`${slots.year}\\s?年\\s?${month}\\s?月\\s?(3[01]|[12]\\d|0?[1-9])\\s?[日号]`).exec(text)?.[1];
  if (day) return daySpan(`${known}-${day.padStart(2, '0')}`);
  return { from: firstDay(known), to: lastDay(known) };
}

/** 能不能报 does not say 不能报. */
function says(text: string, word: string): boolean {
  for (let i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1))
    if (word[0] !== '不' || text[i - 1] !== word[1]) return true;
  return false;
}

/** Whether a question names a word, or for a term's standard word one of its others; an alias stands for itself alone. */
function mentionsIn(reader: Reader, text: string): (word: string) => boolean {
  return (word) => {
    if (says(text, word.toLowerCase())) return true;
    const words = reader.vocabulary.synonyms.get(word);
    return words?.[0] === word && words.some((w) => w.length > 1 && says(text, w));
  };
}

/** So much of what was said is kept for follow-ups. */
const REMEMBERED = 400;

export function ask(a: Assistant, message: Message): Reply {
  const { memory } = message;
  const { question, warn } = sift(message.text);
  const understood = edited(read(a, question, memory, message.edits?.topic), message.edits ?? {});
  const u = turned(memory, understood, readBackwards(understood.text));
  const merged = merge(memory, u);
  const reply = (
    decision: Decision,
    topic: Topic | null,
    slots: Slots,
    next: Partial<Memory>,
    situation?: Situation,
  ): Reply => ({
    answer: toAnswer(a, message, u, warn ? warned(a, decision) : decision, topic, slots, situation),
    memory: { ...memory, ...next },
    trace: { understanding: u, ...(situation && { situation }) },
  });
  const { topic } = merged;
  const tools = toolsFor(a);
  const inDanger = topic === null || isTalk(topic) ? danger(tools, u) : undefined;
  if (inDanger) return reply(inDanger, null, {}, {});
  if (u.label === 'reset' && !u.elliptic)
    return reply(talk(tools, 'reset', 'smalltalk'), null, {}, { ...EMPTY_MEMORY, compare: undefined });
  if (topic === null) return reply(declined(tools, u), null, {}, {});
  if (isTalk(topic))
    return reply(talk(tools, topic, topic === 'handoff' ? 'handoff' : 'smalltalk'), topic, {}, {});
  const region =
    message.region && !merged.slots.region && !merged.slots.regions ? { region: message.region } : {};
  const slots: Slots = { ...merged.slots, ...region };
  // A question back in between does not end what was asked.
  const goesOn = merged.sameTopic && u.elliptic && (memory.asked || !slots.amount);
  const backwards = u.backwards ?? (goesOn ? memory.backwards : undefined);
  const before = backwards ? undefined : earlier(memory, u, merged);
  const remembered = { topic, slots, details: merged.details, compare: merged.compare, backwards };
  const offered = offer(tools, u, memory);
  if (offered)
    return reply(offered, u.onlyNames ? null : topic, slots, {
      ...remembered,
      text: maskPersonal(u.text).slice(-REMEMBERED),
      clarifications: 1,
      asked: 'topic',
      options: offered.options ?? [],
    });
  // How much back, with no sum named, is a question about the ratio and the deductible.
  const rates = topic === 'estimate' && !slots.amount && !backwards && memory.topic !== 'estimate';
  // What was asked before helps where the same is asked again; beside another question (封顶线呢) it misleads.
  const followsUp = u.elliptic && memory.text !== '' && (merged.sameTopic || topic === 'estimate');
  const situation: Situation = {
    text: followsUp ? `${memory.text}，${u.text}` : u.text,
    topic: rates ? 'ratio' : topic,
    alsoTopics: rates ? ['deductible'] : u.alsoTopics,
    confidence: u.confidence,
    slots,
    details: merged.details,
    ...(merged.compare && { compare: merged.compare }),
    ...(backwards && { backwards }),
    ...(before && { before }),
    span: spanOf(slots, u.text, message.asOf),
    asOf: message.asOf,
    clarifications: merged.sameTopic ? memory.clarifications : 0,
  };
  const decision = decide(tools, situation);
  const next = {
    ...remembered,
    topic: situation.topic,
    clarifications: decision.outcome === 'clarify' ? situation.clarifications + 1 : 0,
    text: maskPersonal(situation.text).slice(-REMEMBERED),
    asked: decision.asked ?? '',
    options: decision.asked ? (decision.options ?? []) : [],
  };
  return reply(decision, situation.topic, slots, next, situation);
}

export function toolsFor(a: Assistant): Tools {
  return {
    kb: a.kb,
    search: a.search,
    renderer: a.renderer,
    caseOf: (s): Case => ({
      slots: s.slots,
      age: s.details.age === undefined ? undefined : Number(s.details.age),
      admission: s.details.admission,
      treated: s.details.place,
      mentions: mentionsIn(a.reader, s.text),
    }),
  };
}

/** An option of a question about the topic answers the question that was asked before it. */
function read(a: Assistant, text: string, memory: Memory, meant?: Topic): Understanding {
  const u = understand(a.reader, text, meant ? { ...memory, meant } : memory);
  return memory.asked === 'topic' && u.chosen && u.topic
    ? { ...understand(a.reader, memory.text, { topic: null, meant: u.topic }), elliptic: true }
    : u;
}

/** The question is answered all the same, with one line on what not to send. */
function warned(a: Assistant, d: Decision): Decision {
  const notice = a.renderer.render('notice/personal', {});
  const text = a.renderer.render('part/warned', { text: d.text, notice });
  return { ...d, text, notices: [...d.notices, notice] };
}

function toAnswer(
  a: Assistant,
  message: Message,
  u: Understanding,
  d: Decision,
  topic: Topic | null,
  slots: Slots,
  situation: Situation | undefined,
): Reply['answer'] {
  const details = situation?.details ?? {};
  return {
    asOf: message.asOf,
    knowledgeVersion: a.kb.version,
    outcome: d.outcome,
    topic,
    ...(situation && situation.alsoTopics.length > 0 && { alsoTopics: situation.alsoTopics }),
    slots,
    ...(Object.keys(details).length > 0 && { details }),
    ...(situation?.compare && { compare: situation.compare }),
    confidence: Math.round(u.confidence * 1000) / 1000,
    text: d.text,
    ...(d.steps && { steps: d.steps }),
    ...(d.table && { table: d.table }),
    facts: d.facts,
    conflicts: d.conflicts,
    refuted: d.refuted,
    ...(d.calculation && { calculation: d.calculation }),
    ...(d.options && { options: d.options }),
    suggestions: d.suggestions,
    notices: d.notices,
  };
}
