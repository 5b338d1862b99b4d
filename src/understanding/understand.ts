/** A message, in the light of the conversation, → topic, slots, details and confidence. Pure. */
import { type Slots, TALK_TOPICS, TOPICS, type Topic } from '../contract.js';
import type { Understanding } from '../dialogue.js';
import { classify, type Guess, type Model } from './classify.js';
import { features } from './features.js';
import { readSlots, type SlotReading } from './slots.js';
import { readText } from './sound.js';
import type { SoundTable } from './sound-table.js';
import { type Segments, segment } from './stated.js';
import type { Vocabulary } from './vocabulary.js';

export interface Reader {
  vocabulary: Vocabulary;
  model: Model;
  sounds: SoundTable;
  /** Topic → a word for what it is about. */
  subjects: ReadonlyMap<string, string>;
}

/** What of the conversation bears on how the next message is read. */
export interface Context {
  topic: Topic | null;
  /** Where the person is insured, where it was told. */
  slots?: { region?: string | undefined };
  /** Slot that the last answer asked for. */
  asked?: string | undefined;
  options?: readonly { slot: string; value: string; label: string }[] | undefined;
  /** The topic is known: the citizen picked it. */
  meant?: Topic;
}

/** The talk itself, of which no fact speaks. */
export const isTalk = (topic: string): boolean => (TALK_TOPICS as readonly string[]).includes(topic);
const isTopic = (label: string): label is Topic => (TOPICS as readonly string[]).includes(label);

/** A second topic is answered too when the text names it and the model does not rule it out. */
const SECOND: [Topic, RegExp][] = [
  ['ratio', /比例|几成|(?<!最[多高](?:能|可以?)?)报多少|百分/],
  ['deductible', /(?<!(?:过|超|除|扣|减|去|掉|够)了?)(?:起付|门槛)/],
  ['cap', /封顶|最多报|最高报|上限/],
  ['binding-limit', /绑几个|几个人|几个名额/],
  ['binding-howto', /怎么绑|咋绑|如何绑/],
];

/** Words around the values of a follow-up that ask nothing by themselves. */
const FILLERS =
  /参保|参加|[入买上交缴]的|那么?|要是|如果|假如|换成|改成|换|改|不对|不是|错了|说错|搞错|应该|是|我们|我|俺|他|她|的话|的|了|呢|嘛|吗|啊|呀|哈|哦|嗯|就|也|都|又|还有|还|去|在|住|看|花|算|同样|一样|别|级别|人|医院|，|。|？|！|、|\s|[,.?!~]/g;

/** Concepts that a follow-up may name without asking anything new. */
const SAYS_NOTHING = ['insurance', 'remote', 'hospital', 'kin-any'];

/** What a text says besides values of slots and fillers. */
function rest(s: Segments, besides: Segments['terms'] = []): string {
  const marked = [...s.text];
  const wipe = (h: { start: number; end: number }): void => {
    for (let i = h.start; i < h.end; i++) marked[i] = ' ';
  };
  for (const h of s.terms) if (h.entry.slot || SAYS_NOTHING.includes(h.entry.concept)) wipe(h);
  for (const h of [...besides, ...s.places]) wipe(h);
  return marked
    .join('')
    .replace(/[三二一321]级?[甲乙]?等?(?![\d万千百年])/g, ' ')
    .replace(
      /(?:20)?\d\d年|[去今明前]年|[\d.,]+(?:万|千|w|k)?\d*(?:块钱?|元)?|[一二两三四五六七八九十百千万]+(?:块钱?|元)?/g,
      ' ',
    )
    .replace(FILLERS, '');
}

/** A sum named in a follow-up turns a question about rates into one about money. */
const WITH_AMOUNT: Partial<Record<Topic, Topic>> = {
  ratio: 'estimate',
  deductible: 'estimate',
  cap: 'estimate',
};
const withAmount = (topic: Topic): Topic => WITH_AMOUNT[topic] ?? topic;

/** 封顶呢, 起付线多少: nothing but the word of another topic (concepts of that name) besides values of slots. */
function namedTopic(s: Segments): Topic | undefined {
  const named = s.terms.filter((h) => isTopic(h.entry.concept));
  const topics = new Set(named.map((h) => h.entry.concept));
  const [topic] = topics;
  if (topics.size !== 1 || topic === undefined || !isTopic(topic)) return undefined;
  const others = rest(s, named).replace(/多少钱?|几多|是|怎么样?|咋样/g, '');
  return others === '' ? topic : undefined;
}

const FOLLOW_UP = 'follow-up';
/** These leave nothing unsaid. */
const SAID_WHOLE = new Set<string>([FOLLOW_UP, 'reset', ...TALK_TOPICS]);
const MAX_FOLLOW_UP = 40;
/** How much likelier the topic at hand is than any other one. */
const STAYING = 4;
/** A message this long stands by itself. */
const STANDALONE = 28;

/** Probabilities in the light of the topic at hand: read alone, and read with the subject that a follow-up leaves unsaid. */
function inContext(reader: Reader, s: Segments, alone: Guess[], topic: Topic): Guess[] {
  const subject = reader.subjects.get(topic);
  if (!subject || s.text.length > STANDALONE) return alone;
  const told = new Map(
    classify(
      reader.model,
      features(reader.vocabulary, segment(reader.vocabulary, `${subject}，${s.text}`)),
    ).map((g) => [g.label, g.probability]),
  );
  const weighed = alone.map((g) => ({
    label: g.label,
    probability: SAID_WHOLE.has(g.label)
      ? g.probability
      : Math.sqrt(g.probability * (told.get(g.label) ?? 0)) * (g.label === topic ? STAYING : 1),
  }));
  const sum = weighed.reduce((a, g) => a + g.probability, 0);
  return weighed
    .map((g) => ({ label: g.label, probability: g.probability / sum }))
    .sort((a, b) => b.probability - a.probability);
}

/** Without a conversation there is nothing to follow up. */
function withoutFollowUp(ranking: Guess[]): Guess[] {
  const kept = ranking.filter((g) => g.label !== FOLLOW_UP);
  const sum = kept.reduce((a, g) => a + g.probability, 0);
  return kept.map((g) => ({ label: g.label, probability: g.probability / sum }));
}

const STRANGER = 'out-of-scope';

/** Strangers are declined from a threshold on, whatever else is likelier. */
function strangersFirst(ranking: Guess[], decline: number): Guess[] {
  const strange = ranking.find((g) => g.label === STRANGER);
  return strange && strange.probability >= decline
    ? [strange, ...ranking.filter((g) => g !== strange)]
    : ranking;
}

const ORDINAL = /^(?:第|选|就)?([1-9一二三四五六七八九])(?:个|项|吧|那个)?$/;
const DIGITS = '一二三四五六七八九';

/** An answer to a question back: an option's number, its label or its value. */
export function chosenOption(text: string, context: Context): { slot: string; value: string } | undefined {
  const options = context.options ?? [];
  const plain = text.replace(/[，。？！\s的吧]/g, '');
  const nth = ORDINAL.exec(plain)?.[1];
  const at = nth ? (DIGITS.indexOf(nth) >= 0 ? DIGITS.indexOf(nth) : Number(nth) - 1) : -1;
  return options[at] ?? options.find((o) => o.label === plain || o.value === plain);
}

export function understand(reader: Reader, input: string, context: Context = { topic: null }): Understanding {
  const { vocabulary: v, model } = reader;
  const normal = readText(input, v.toSimplified, reader.sounds);
  const s = segment(v, normal.text);
  const alone = classify(model, features(v, s));
  const current = context.topic && !isTalk(context.topic) ? context.topic : null;
  const chosen = context.asked ? chosenOption(normal.text, context) : undefined;
  const bare =
    current !== null &&
    s.text.length <= MAX_FOLLOW_UP &&
    (chosen !== undefined || rest(s).length === 0) &&
    Object.keys(readSlots(v, s, withAmount(current)).slots).length + (chosen ? 1 : 0) > 0;
  const named = current ? namedTopic(s) : undefined;
  const ranking = strangersFirst(
    current && !bare ? inContext(reader, s, alone, current) : withoutFollowUp(alone),
    model.thresholds.decline,
  );
  const best = ranking[0] ?? { label: 'out-of-scope', probability: 0 };
  const elliptic = named !== undefined || bare || best.label === FOLLOW_UP;
  const guessed = context.meant ?? named ?? (elliptic ? current : isTopic(best.label) ? best.label : null);
  const asked = guessed && !elliptic && !context.meant ? inOrder(s, guessed) : [];
  const said = asked[0] ?? guessed;
  // 140100 picks a place: it is no sum besides.
  const reading: SlotReading = chosen
    ? { slots: {}, details: {} }
    : readSlots(v, s, elliptic && said ? withAmount(said) : said, context.slots?.region);
  const topic = elliptic && said && reading.slots.amount ? withAmount(said) : said;
  const slots: Slots = topic && isTalk(topic) ? {} : { ...reading.slots };
  // People are what is bound unless something else is named.
  if (topic === 'binding-limit' && !elliptic && !/几[次回遍]|多少次|次数/.test(s.text))
    slots.limitOf ??= 'members';
  return {
    text: normal.text,
    topic,
    alsoTopics: asked.slice(1),
    label: best.label,
    confidence: elliptic ? 1 : best.probability,
    unsure: !elliptic && !context.meant && best.probability < model.thresholds.offer,
    onlyNames: s.terms.length === 1 && s.terms[0]?.word === s.text && !isTopic(s.terms[0].entry.concept),
    concepts: [...new Set(s.terms.map((h) => h.entry.concept))],
    ranking: ranking.slice(0, 4).map((g) => ({ topic: g.label, probability: g.probability })),
    slots: chosen && chosen.slot !== 'topic' ? ({ ...slots, [chosen.slot]: chosen.value } as Slots) : slots,
    ...(chosen?.slot === 'topic' && isTopic(chosen.value) && { topic: chosen.value }),
    details: reading.details,
    ...(reading.compare && { compare: reading.compare }),
    elliptic,
    chosen: chosen !== undefined,
  };
}

/** All that the text asks, in the order asked; the best guess first where the text has no word for it. */
function inOrder(s: Segments, guessed: Topic): Topic[] {
  return SECOND.filter(([t]) => t === guessed || related(guessed, t))
    .map(([topic, re]) => ({ topic, at: s.text.search(re) }))
    .filter(({ topic, at }) => topic === guessed || at >= 0)
    .sort((x, y) => x.at - y.at)
    .map(({ topic }) => topic);
}

const VALUES: Topic[] = ['ratio', 'deductible', 'cap'];
const BINDING: Topic[] = ['binding-limit', 'binding-howto'];
const related = (a: Topic, b: Topic): boolean =>
  (VALUES.includes(a) && VALUES.includes(b)) || (BINDING.includes(a) && BINDING.includes(b));
