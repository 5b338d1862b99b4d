/** Looking up: a question with edited slots → its answer, what was understood, what lost and why, and three lengths. Keeps nothing. */
import { regionName } from '../answer/wording.js';
import { type Assistant, ask, type Reply, toolsFor } from '../assistant.js';
import {
  CHIP_SLOTS,
  type Chip,
  type ChipSlot,
  type Choices,
  type CompareReply,
  type CompareRequest,
  type Edits,
  type LookUpReply,
  type LookUpRequest,
} from '../contract/console.js';
import { type Slots, TOPICS, type Topic } from '../contract.js';
import { EMPTY_MEMORY } from '../dialogue.js';
import { lengthsOf } from './lengths.js';
import { candidatesOf } from './losers.js';

/** What slots are called on a chip. */
const NAMES: Record<ChipSlot | 'topic', string> = {
  topic: '主题',
  region: '参保地',
  scheme: '险种',
  care: '就医类型',
  hospitalLevel: '医院级别',
  status: '人员',
  remote: '异地',
  amount: '金额',
  relation: '亲属',
  year: '年份',
  limitOf: '限什么',
};
const LABELLED = ['scheme', 'care', 'hospitalLevel', 'status', 'remote', 'relation', 'limitOf'] as const;
type Labelled = (typeof LABELLED)[number];
const isLabelled = (slot: string): slot is Labelled => (LABELLED as readonly string[]).includes(slot);

const titleOf = (a: Assistant, topic: string): string => a.kb.topicByName.get(topic as Topic)?.title ?? topic;
const isTopic = (label: string): label is Topic => (TOPICS as readonly string[]).includes(label);

function labelOf(a: Assistant, slot: ChipSlot | 'topic', value: string): string {
  if (slot === 'topic') return titleOf(a, value);
  if (slot === 'region') return regionName(a.kb, value);
  if (isLabelled(slot)) return (a.kb.labels[slot] as Record<string, string>)[value] ?? value;
  return value;
}

function chipsOf(a: Assistant, { answer, trace }: Reply, edits: Edits): Chip[] {
  const read: Slots = trace.understanding.slots;
  const chip = (slot: ChipSlot | 'topic', value: string | null, touched: boolean): Chip => ({
    slot,
    name: NAMES[slot],
    value,
    label: value === null ? '' : labelOf(a, slot, value),
    from: touched ? 'edited' : value === null ? 'nothing' : 'text',
  });
  const slots = CHIP_SLOTS.map((slot): Chip => {
    const made = chip(slot, answer.slots[slot] ?? null, edits.slots?.[slot] !== undefined);
    return made.from === 'text' && read[slot] === undefined ? { ...made, from: 'caller' } : made;
  });
  return [chip('topic', answer.topic, edits.topic !== undefined), ...slots];
}

export function lookUp(a: Assistant, request: LookUpRequest, today: string): LookUpReply {
  const edits = request.edits ?? {};
  const asOf = request.asOf ?? today;
  // A place taken away stays away.
  const region = edits.slots?.region === undefined ? request.region : undefined;
  const reply = ask(a, { text: request.text, region, asOf, memory: EMPTY_MEMORY, edits });
  const { understanding: u, situation } = reply.trace;
  return {
    understood: {
      text: u.text,
      confidence: Math.round(u.confidence * 1000) / 1000,
      chips: chipsOf(a, reply, edits),
      topics: u.ranking.flatMap(({ topic, probability }) =>
        isTopic(topic)
          ? [{ topic, title: titleOf(a, topic), probability: Math.round(probability * 1000) / 1000 }]
          : [],
      ),
    },
    answer: reply.answer,
    lengths: lengthsOf(a.renderer, reply.answer),
    candidates: situation ? candidatesOf(a, toolsFor(a), situation, reply.answer) : [],
  };
}

export function compare(a: Assistant, request: CompareRequest, today: string): CompareReply {
  const { regions, edits, ...rest } = request;
  return {
    sides: regions.map((region) => ({
      region,
      regionName: regionName(a.kb, region),
      ...lookUp(a, { ...rest, edits: { ...edits, slots: { ...edits?.slots, region } } }, today),
    })),
  };
}

export const choicesOf = (a: Assistant): Choices => ({
  topics: TOPICS.map((value) => ({ value, label: titleOf(a, value) })),
  slots: CHIP_SLOTS.map((slot) => ({
    slot,
    name: NAMES[slot],
    values: isLabelled(slot)
      ? Object.entries(a.kb.labels[slot] as Record<string, string>).map(([value, label]) => ({
          value,
          label,
        }))
      : [],
  })),
});
