/** The learnt model: the same bytes from the same examples, a label for every topic, and a bounded reading of any text. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { examplesOf, simplifiedPairs, soundsOf, vocabularyOf } from '../../src/build.js';
import { detailsSchema, MAX_TEXT, slotsSchema, TOPICS } from '../../src/contract.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { type Built, readBuilt } from '../../src/knowledge/snapshot.js';
import { classify, loadModel, type ModelFile } from '../../src/understanding/classify.js';
import { features } from '../../src/understanding/features.js';
import { loadSounds } from '../../src/understanding/sound-load.js';
import type { SoundFile } from '../../src/understanding/sound-table.js';
import { segment } from '../../src/understanding/stated.js';
import { trainCalibrated } from '../../src/understanding/train.js';
import { type Reader, understand } from '../../src/understanding/understand.js';
import { ROOT, realAssistant } from '../real.js';

let reader: Reader;
let built: Omit<Built<ModelFile, SoundFile>, 'search'>;
let sounds: ReturnType<typeof soundsOf>;
let examples: ReturnType<typeof examplesOf>;
beforeAll(async () => {
  reader = (await realAssistant()).reader;
  built = readBuilt<ModelFile, SoundFile>(ROOT);
  const raw = readKnowledge(ROOT);
  const vocabulary = vocabularyOf(raw, simplifiedPairs());
  sounds = soundsOf(vocabulary, raw);
  examples = examplesOf(vocabulary, raw, loadSounds(sounds));
});

describe('训练', () => {
  test('同样的例句训练两次，一个字节也不差；少一句就不一样', () => {
    const some = examples.filter((_, i) => i % 10 === 0);
    const once = JSON.stringify(trainCalibrated(some));
    expect(JSON.stringify(trainCalibrated(some))).toBe(once);
    expect(JSON.stringify(trainCalibrated(some.slice(1)))).not.toBe(once);
  });

  test('这里重新做的读音表，和构建写下的一个字节也不差', () => {
    expect(JSON.stringify(sounds)).toBe(JSON.stringify(built.sounds));
  });

  test('这里从头训练的，和构建写下的一个字节也不差', { timeout: 600_000 }, () => {
    const { model, heldBack } = trainCalibrated(examples);
    expect(JSON.stringify(model)).toBe(JSON.stringify(built.model));
    expect(JSON.stringify(heldBack)).toBe(JSON.stringify(built.heldBack));
  });

  test('契约里的每个主题都是一个标签，此外只有接着问、重来和不相干', () => {
    const others = ['follow-up', 'out-of-scope', 'reset'];
    expect([...built.model.labels].sort()).toEqual([...TOPICS, ...others].sort());
  });

  test('留出的五分之一：构建时没见过它们，记下了答对多少', () => {
    const { n, accuracy } = built.heldBack;
    const labels = new Set(examples.map((e) => e.label)).size;
    console.log(
      `held back: ${n} of ${examples.length} examples, ${labels} labels, ${(100 * accuracy).toFixed(1)} % right`,
    );
    expect(n / examples.length).toBeGreaterThan(0.15);
    expect(n / examples.length).toBeLessThan(0.25);
    expect(accuracy).toBeGreaterThan(0.5);
    expect(accuracy).toBeLessThan(1);
  });
});

describe('分类', () => {
  const rank = (text: string) =>
    classify(reader.model, features(reader.vocabulary, segment(reader.vocabulary, text)));

  test('概率加起来是一，从大到小，每个标签一次', () => {
    const ranking = rank('职工住院报几成');
    const probabilities = ranking.map((g) => g.probability);
    expect(probabilities.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 9);
    expect(probabilities).toEqual([...probabilities].sort((x, y) => y - x));
    expect(ranking.map((g) => g.label).sort()).toEqual([...built.model.labels].sort());
    expect(ranking[0]?.label).toBe('ratio');
  });

  test('一个认得的特征也没有，也给得出概率', () => {
    for (const text of ['', '\u3400\u3401\u3402', 'ЖЩЪ'])
      for (const { probability } of rank(text)) expect(probability).toBeGreaterThanOrEqual(0);
  });

  test('重新装一次模型，同一句话一模一样', () => {
    const again: Reader = { ...reader, model: loadModel(built.model) };
    for (const { text } of examples.filter((_, i) => i % 50 === 0)) {
      const first = understand(reader, text);
      expect(understand(again, text)).toEqual(first);
      expect(understand(reader, text)).toEqual(first);
    }
  });

  test('地名和数目换一个，主题和把握不变', () => {
    const of = (text: string) => {
      const { topic, confidence } = understand(reader, text);
      return { topic, confidence };
    };
    const here = of('太原职工住院花了2万能报多少');
    expect(of('大同职工住院花了3万能报多少')).toEqual(here);
    expect(of('长治职工住院花了8600能报多少')).toEqual(here);
  });
});

/** Our own words thick on the ground, and whatever else Unicode has. */
const ours = fc.constantFrom(
  ...[
    '太原',
    '大同',
    '晋城',
    '职工',
    '居民',
    '住院',
    '门诊',
    '共济',
    '绑',
    '三级',
    '二甲',
    '岳父',
    '备案',
    '没',
    '不是',
  ],
  ...[
    '花了',
    '5元',
    '两万三',
    '1,000',
    '总共',
    '自费',
    '，',
    '。',
    '？',
    ' ',
    '和',
    '转到',
    '在',
    '2024年',
    '第一个',
    '怎么',
  ],
);
const hostile = fc.oneof(
  fc.string({ unit: ours, maxLength: MAX_TEXT / 2, size: 'max' }).map((s) => s.slice(0, MAX_TEXT)),
  fc.string({ unit: 'binary', maxLength: MAX_TEXT / 2, size: 'max' }),
  fc.string({ unit: 'grapheme', maxLength: 500, size: 'max' }).map((s) => s.slice(0, MAX_TEXT)),
  fc
    .array(fc.nat(0xffff), { maxLength: MAX_TEXT, size: 'max' })
    .map((codes) => String.fromCharCode(...codes)),
  fc
    .tuple(fc.oneof(ours, fc.string({ unit: 'binary', minLength: 1, maxLength: 4 })))
    .map(([s]) => s.repeat(MAX_TEXT).slice(0, MAX_TEXT)),
);
/** One to three characters over 400 characters and their frame, and pairs of the concepts found there. */
const MOST_TOKENS = 3 * 402 + 400;

describe('任何两千字以内的文字', () => {
  const contexts = fc.constantFrom(
    { topic: null },
    { topic: 'ratio' as const },
    {
      topic: 'binding-limit' as const,
      asked: 'region',
      options: [{ slot: 'region', value: '140100', label: '太原市' }],
    },
    { topic: 'transfer' as const },
    { topic: 'thanks' as const },
  );

  test('不出错，读出来的合乎契约，把握在零到一之间', () => {
    fc.assert(
      fc.property(hostile, contexts, (text, context) => {
        const u = understand(reader, text, context);
        expect(slotsSchema.safeParse(u.slots).error).toBeUndefined();
        expect(detailsSchema.safeParse(u.details).error).toBeUndefined();
        expect(u.topic === null || TOPICS.includes(u.topic)).toBe(true);
        expect(u.confidence).toBeGreaterThanOrEqual(0);
        expect(u.confidence).toBeLessThanOrEqual(1);
        expect(u.ranking.length).toBeLessThanOrEqual(4);
        expect(u.alsoTopics.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 300 },
    );
  });

  test('多长的字，进分类的特征也有数', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tokens = features(reader.vocabulary, segment(reader.vocabulary, text));
        expect(tokens.length).toBeLessThanOrEqual(MOST_TOKENS);
        expect(new Set(tokens).size).toBe(tokens.length);
      }),
      { numRuns: 300 },
    );
  });

  test('同一句话问两遍，读出来一样', () => {
    fc.assert(
      fc.property(hostile, contexts, (text, context) => {
        expect(understand(reader, text, context)).toEqual(understand(reader, text, context));
      }),
      { numRuns: 100 },
    );
  });
});
