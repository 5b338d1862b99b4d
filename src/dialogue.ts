/** Conversation so far + what one message says → the situation to answer; what sticks and what is dropped is one table. */
import type { Details, SlotName, Slots, Topic } from './contract.js';
import type { Span } from './period.js';

/** What a message was understood to say. */
export interface Understanding {
  text: string;
  topic: Topic | null;
  alsoTopics: Topic[];
  label: string;
  confidence: number;
  /** Confidence is so low that the best guess is mostly wrong. */
  unsure: boolean;
  /** Nothing but one word of ours (共济), so that nothing is asked yet. */
  onlyNames: boolean;
  /** Concepts that the text names. */
  concepts: string[];
  ranking: { topic: string; probability: number }[];
  slots: Slots;
  details: Details;
  compare?: { slot: string; values: string[] };
  /** Says nothing but values, or follows up the topic at hand. */
  elliptic: boolean;
  /** Picks an option of the last question back. */
  chosen: boolean;
}

/** What is remembered between messages of one conversation. */
export interface Memory {
  topic: Topic | null;
  slots: Slots;
  details: Details;
  compare?: { slot: string; values: string[] } | undefined;
  /** Slot that the last answer asked for. */
  asked?: string;
  options?: { slot: string; value: string; label: string }[];
  clarifications: number;
  text: string;
  /** The days asked about, where they are not today. */
  span?: Span | undefined;
}

export interface Situation {
  text: string;
  topic: Topic;
  alsoTopics: Topic[];
  confidence: number;
  slots: Slots;
  details: Details;
  compare?: { slot: string; values: string[] };
  span: Span;
  asOf: string;
  clarifications: number;
}

export const EMPTY_MEMORY: Memory = { topic: null, slots: {}, details: {}, clarifications: 0, text: '' };

const CASE: SlotName[] = ['region', 'regions', 'scheme', 'care', 'hospitalLevel', 'status', 'remote', 'year'];
const KIN: SlotName[] = ['region', 'scheme', 'relation'];
const PERSON: SlotName[] = ['region', 'scheme', 'status'];

/**
 * What a topic takes over from the one before it; within one topic everything stays until it is said anew.
 * A talk topic takes nothing and ends nothing.
 */
const TAKES_OVER: Record<Topic, SlotName[]> = {
  'binding-limit': KIN,
  'binding-howto': KIN,
  'binding-eligibility': KIN,
  'binding-terminate': KIN,
  'mutual-aid-scope': KIN,
  'mutual-aid-rule': KIN,
  'mutual-aid-violation': ['region', 'scheme'],
  'records-lookup': ['region', 'scheme'],
  ratio: CASE,
  deductible: CASE,
  cap: ['region', 'scheme', 'care', 'status', 'year'],
  'reimbursement-procedure': ['region', 'scheme', 'care'],
  'reimbursement-scope': ['region', 'scheme'],
  'remote-settlement': ['region', 'scheme'],
  enrolment: PERSON,
  contribution: PERSON,
  'contribution-years': PERSON,
  'account-credit': PERSON,
  transfer: ['region', 'scheme'],
  backpay: PERSON,
  'waiting-period': PERSON,
  'benefit-change': CASE,
  comparison: CASE,
  estimate: [...CASE, 'amount'],
  pension: ['region', 'scheme'],
  'pension-benefit': ['region', 'scheme', 'amount'],
  definition: ['region', 'scheme'],
  contact: ['region'],
  greeting: [],
  thanks: [],
  help: [],
  handoff: [],
};

function carryOver(memory: Memory, topic: Topic | null): Slots {
  if (topic === null) return {};
  if (topic === memory.topic) return { ...memory.slots };
  const wanted = TAKES_OVER[topic];
  return Object.fromEntries(
    Object.entries(memory.slots).filter(([k]) => wanted.includes(k as SlotName)),
  ) as Slots;
}

const OTHER_KIN = 'kin-other';

export interface Merged {
  topic: Topic | null;
  slots: Slots;
  details: Details;
  compare?: { slot: string; values: string[] };
  sameTopic: boolean;
  span?: Span | undefined;
}

/** Merges a message into the conversation; its own words win over what was said before. `asked` are the days it names. */
export function merge(memory: Memory, u: Understanding, asked?: Span): Merged {
  const { topic } = u;
  const sameTopic = topic !== null && topic === memory.topic;
  const carried = carryOver(memory, topic);
  const slots = { ...carried, ...u.slots };
  // 表哥 is no relation that the rules name, and not the sister of the question before.
  if (!u.slots.relation && u.concepts.includes(OTHER_KIN)) delete slots.relation;
  if (u.slots.region) delete slots.regions;
  if (u.slots.regions) delete slots.region;
  // 那今年呢 ends the year of the question before.
  if (asked && !u.slots.year) delete slots.year;
  const keepsTime = topic !== null && (sameTopic || TAKES_OVER[topic].includes('year'));
  const compare =
    u.compare ?? comparedWith(carried, u) ?? (sameTopic && u.elliptic ? memory.compare : undefined);
  if (compare) delete slots[compare.slot as SlotName];
  return {
    topic,
    slots,
    details: { ...(sameTopic ? memory.details : {}), ...u.details },
    ...(compare && { compare }),
    sameTopic,
    span: asked ?? (keepsTime ? memory.span : undefined),
  };
}

/** 那职工跟它差多少: the value named now against the one at hand. */
function comparedWith(carried: Slots, u: Understanding): Merged['compare'] {
  if (u.topic !== 'comparison') return undefined;
  for (const slot of ['scheme', 'status', 'care', 'hospitalLevel', 'remote'] as const) {
    const [before, now] = [carried[slot], u.slots[slot]];
    if (before && now && before !== now) return { slot, values: [before, now] };
  }
  return undefined;
}
