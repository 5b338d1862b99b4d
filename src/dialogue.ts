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
  ranking: { topic: string; probability: number }[];
  slots: Slots;
  details: Details;
  compare?: { slot: string; values: string[] };
  /** Says nothing but slot values, or opens like a follow-up (那…呢). */
  elliptic: boolean;
}

/** What is remembered between messages of one conversation. */
export interface Memory {
  topic: Topic | null;
  slots: Slots;
  details: Details;
  /** Slot that the last answer asked for. */
  asked?: string;
  options?: { slot: string; value: string; label: string }[];
  clarifications: number;
  text: string;
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

/** On a new topic a slot stays (`keep`) or goes (`drop`); within one topic everything stays until it is said anew. */
const ON_TOPIC_SWITCH: Record<SlotName, 'keep' | 'drop'> = {
  region: 'keep',
  regions: 'drop',
  scheme: 'keep',
  care: 'drop',
  hospitalLevel: 'drop',
  status: 'keep',
  remote: 'drop',
  amount: 'drop',
  relation: 'drop',
  year: 'drop',
  limitOf: 'drop',
};

export function carryOver(memory: Memory, sameTopic: boolean): Slots {
  if (sameTopic) return { ...memory.slots };
  const kept = Object.entries(memory.slots).filter(([k]) => ON_TOPIC_SWITCH[k as SlotName] === 'keep');
  return Object.fromEntries(kept) as Slots;
}

/** Merges a message into the conversation; its own words win over what was said before. */
export function merge(
  memory: Memory,
  u: Understanding,
): { topic: Topic | null; slots: Slots; details: Details; sameTopic: boolean } {
  const followUp = memory.topic !== null && u.elliptic;
  const topic = followUp ? memory.topic : u.topic;
  const sameTopic = topic !== null && topic === memory.topic;
  const slots = { ...carryOver(memory, sameTopic), ...u.slots };
  if (u.slots.region) delete slots.regions;
  if (u.slots.regions) delete slots.region;
  if (u.compare) delete slots[u.compare.slot as SlotName];
  return { topic, slots, details: { ...(sameTopic ? memory.details : {}), ...u.details }, sameTopic };
}
