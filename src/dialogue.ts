/** Conversation so far + what one message says → the situation to answer; what sticks and what is dropped is one table. */
import type { Details, SlotName, Slots, Topic } from './contract.js';
import type { Span } from './period.js';

/** What a message asks of an estimate the other way round. */
export interface Backwards {
  /** To where the deductible ends, to the yearly cap, to a sum paid by the insurance, to a sum of one's own. */
  kind: 'start' | 'cap' | 'pays' | 'you';
  /** The sum aimed at; canonical yuan. */
  amount?: string;
  /** It asks for a total outright, and needs no estimate before it. */
  total: boolean;
}

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
  /** The total is what it asks for. */
  backwards?: Backwards;
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
  backwards?: Backwards | undefined;
  clarifications: number;
  text: string;
}

/** What somebody who looks an answer up knows better than the text; null takes a slot away. */
export interface Edits {
  topic?: Topic | undefined;
  slots?: { [K in SlotName]?: Slots[K] | null | undefined } | undefined;
}

/** Lays the edits over what was read; a slot that was edited is compared no more. */
export function edited(u: Understanding, { topic, slots = {} }: Edits): Understanding {
  const said = Object.entries(slots).filter(([, value]) => value !== undefined);
  const kept = Object.entries(u.slots).filter(
    ([slot]) => !(slot in slots) && !(slot === 'regions' && 'region' in slots),
  );
  const { compare, ...rest } = u;
  return {
    ...rest,
    ...(compare &&
      !(compare.slot in slots) &&
      !(compare.slot === 'region' && 'region' in slots) && { compare }),
    ...(topic && { topic, alsoTopics: [], label: topic, unsure: false, onlyNames: false }),
    slots: Object.fromEntries([...kept, ...said.filter(([, value]) => value !== null)]) as Slots,
  };
}

/** The same estimate as it was before the message changed it. */
export type Earlier = Pick<Situation, 'text' | 'slots' | 'details'>;

export interface Situation {
  text: string;
  topic: Topic;
  alsoTopics: Topic[];
  confidence: number;
  slots: Slots;
  details: Details;
  compare?: { slot: string; values: string[] };
  backwards?: Backwards;
  before?: Earlier;
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
}

/** Merges a message into the conversation; its own words win over what was said before. */
export function merge(memory: Memory, u: Understanding): Merged {
  const { topic } = u;
  const sameTopic = topic !== null && topic === memory.topic;
  const carried = carryOver(memory, topic);
  const slots = { ...carried, ...u.slots };
  // 表哥 is no relation that the rules name, and not the sister of the question before.
  if (!u.slots.relation && u.concepts.includes(OTHER_KIN)) delete slots.relation;
  if (u.slots.region) delete slots.regions;
  const rivals = topic === 'comparison' && memory.topic === 'estimate' && RIVALS.test(u.text);
  if (rivals && memory.slots.amount) slots.amount ??= memory.slots.amount;
  const [a, b] = [memory.slots.region, u.slots.region];
  if (rivals && a && b && a !== b) slots.regions = [a, b];
  if (slots.regions) delete slots.region;
  const compare =
    u.compare ?? comparedWith(carried, u) ?? (sameTopic && u.elliptic ? memory.compare : undefined);
  if (compare) delete slots[compare.slot as SlotName];
  return {
    topic,
    slots,
    details: { ...(sameTopic ? memory.details : {}), ...u.details },
    ...(compare && { compare }),
    sameTopic,
  };
}

const MEASURES: (Topic | null)[] = ['estimate', 'ratio', 'deductible', 'cap'];

/**
 * A message that asks an estimate the other way round is about that estimate, and the sum it aims at is no bill.
 * How far it is to a limit, said of no bill, is a question about the limit.
 */
export function turned(memory: Memory, u: Understanding, b: Backwards | undefined): Understanding {
  const underway = memory.topic === 'estimate';
  const meant = underway || (b?.total && b.kind !== 'start') || u.slots.amount !== undefined;
  if (!b || !meant || (u.topic === null ? !underway : !MEASURES.includes(u.topic))) return u;
  const { amount, ...rest } = u.slots;
  const slots = amount === undefined || amount === b.amount ? rest : u.slots;
  return { ...u, topic: 'estimate', alsoTopics: [], slots, unsure: false, elliptic: underway, backwards: b };
}

const SUPPOSING = /^那?(?:要是|如果|假如|假设|换成|改成|换个)|的话|呢[?？]?$/;

/** What the last estimate was of, where the message changes it and answers no question. */
export function earlier(memory: Memory, u: Understanding, m: Merged): Earlier | undefined {
  const { slots, details, text } = memory;
  const follows = m.sameTopic && m.topic === 'estimate' && (u.elliptic || SUPPOSING.test(u.text));
  if (!follows || memory.asked || !slots.amount || m.compare || u.backwards) return undefined;
  const changed = JSON.stringify([slots, details]) !== JSON.stringify([m.slots, m.details]);
  return changed ? { slots, details, text } : undefined;
}

/** 在太原和大同花三万哪个报得多, asked after an estimate, is about that bill. */
const RIVALS = /报得?[多少]|多报|少报|划算|合算|便宜|自己[付掏出花]得?[多少]/;

/** 那职工跟它差多少: the value named now against the one at hand. */
function comparedWith(carried: Slots, u: Understanding): Merged['compare'] {
  if (u.topic !== 'comparison') return undefined;
  for (const slot of ['scheme', 'status', 'care', 'hospitalLevel', 'remote'] as const) {
    const [before, now] = [carried[slot], u.slots[slot]];
    if (before && now && before !== now) return { slot, values: [before, now] };
  }
  return undefined;
}
