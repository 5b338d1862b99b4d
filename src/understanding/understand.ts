/** A message → topic, slots, details and confidence. Pure: the same text gives the same understanding. */
import { type Slots, TALK_TOPICS, TOPICS, type Topic } from '../contract.js';
import type { Understanding } from '../dialogue.js';
import { classify, type Guess, type Model } from './classify.js';
import { features } from './features.js';
import { normalise } from './normalise.js';
import { readSlots, type Segments, segment } from './slots.js';
import type { Vocabulary } from './vocabulary.js';

export interface Reader {
  vocabulary: Vocabulary;
  model: Model;
}

/** A second topic is answered too when the text names it and the model does not rule it out. */
const SECOND: [Topic, RegExp][] = [
  ['ratio', /比例|几成|报多少|百分/],
  ['deductible', /起付|门槛/],
  ['cap', /封顶|最多报|最高报|上限/],
  ['binding-limit', /绑几个|几个人|几个名额/],
  ['binding-howto', /怎么绑|咋绑|如何绑/],
];

const isTopic = (label: string): label is Topic => (TOPICS as readonly string[]).includes(label);
export const isTalk = (topic: string): boolean => (TALK_TOPICS as readonly string[]).includes(topic);

/** Nothing of a question but places, levels, sums and the like, or an opener such as 那…呢. */
function isElliptic(s: Segments, slots: Slots, guess: Guess): boolean {
  const text = s.text.replace(/[，。？！?!,.\s]/g, '');
  if (text.length > 22) return false;
  const opener =
    /^(?:那|那么|要是|如果|换成|改成|不对|不是|错了|我是|我的是|是)/.test(text) || /呢$/.test(text);
  const filled = Object.keys(slots).filter((k) => k !== 'limitOf').length > 0;
  const content = s.terms.filter(
    (h) => !h.entry.slot && !['insurance', 'hospital', 'hello', 'thanks'].includes(h.entry.concept),
  );
  if (!filled) return false;
  return content.length === 0 && (opener || text.length <= 10 || guess.probability < 0.5);
}

export function understand(reader: Reader, input: string): Understanding {
  const { vocabulary: v, model } = reader;
  const normal = normalise(input, v.toSimplified);
  const s = segment(v, normal.text);
  const ranking = classify(model, features(v, s));
  const best = ranking[0] ?? { label: 'out-of-scope', probability: 0 };
  const topic = isTopic(best.label) ? best.label : null;
  const reading = readSlots(v, s, topic);
  const alsoTopics = topic ? secondTopics(s, topic) : [];
  return {
    text: normal.text,
    topic,
    alsoTopics,
    label: best.label,
    confidence: best.probability,
    ranking: ranking.slice(0, 4).map((g) => ({ topic: g.label, probability: g.probability })),
    slots: topic && isTalk(topic) ? {} : reading.slots,
    details: reading.details,
    ...(reading.compare && { compare: reading.compare }),
    elliptic: isElliptic(s, reading.slots, best),
  };
}

function secondTopics(s: Segments, topic: Topic): Topic[] {
  const family = SECOND.filter(([t]) => t !== topic && related(topic, t));
  return family.filter(([, re]) => re.test(s.text)).map(([t]) => t);
}

const VALUES: Topic[] = ['ratio', 'deductible', 'cap'];
const BINDING: Topic[] = ['binding-limit', 'binding-howto'];
const related = (a: Topic, b: Topic): boolean =>
  (VALUES.includes(a) && VALUES.includes(b)) || (BINDING.includes(a) && BINDING.includes(b));
