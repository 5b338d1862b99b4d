/** What is asked back: a slot at a time, twice in a row at most; which of two topics, where the guess is poor. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Assistant, ask } from '../src/assistant.js';
import { EMPTY_MEMORY } from '../src/dialogue.js';
import { conversation, realAssistant, TODAY } from './real.js';

let a: Assistant;
/** The same, sure of nothing, every guess near the best: what it does where a guess is poor can be seen on any question. */
let unsure: Assistant;
beforeAll(async () => {
  a = await realAssistant();
  const { model } = a.reader;
  const thresholds = { ...model.thresholds, offer: 1.01, temperature: 1000 };
  unsure = { ...a, reader: { ...a.reader, model: { ...model, thresholds } } };
});

describe('反问', () => {
  const question = '住院能报几成';
  test('一次问一样，答了就不再问', () => {
    const say = conversation(a);
    expect(say(question)).toMatchObject({ outcome: 'clarify', topic: 'ratio' });
    const second = say('我是太原的');
    expect(second).toMatchObject({ outcome: 'clarify', slots: { region: '140100' } });
    expect(new Set(second.options?.map((o) => o.slot))).toEqual(new Set(['scheme']));
    const slots = { region: '140100', scheme: 'resident', care: 'inpatient' };
    expect(say('居民')).toMatchObject({ outcome: 'answer', topic: 'ratio', slots });
  });

  test('选项可以用序号、名称、代码、自己的话来答，结果一样', () => {
    // Which places are offered moves with what is known; the last of them needs its number.
    const options = conversation(a)(question).options ?? [];
    const at = options.length - 1;
    const { value = '', label = '' } = options[at] ?? {};
    expect(value).toMatch(/^\d{6}$/);
    const short = label.replace(/[省市]$/, '');
    const answers = [
      `${at + 1}`,
      `第${at + 1}个`,
      `选${at + 1}`,
      label,
      value,
      `${short}的`,
      `在${short}参保`,
    ].map((way) => {
      const say = conversation(a);
      say(question);
      const { outcome, topic, slots } = say(way);
      return { way, outcome, topic, slots };
    });
    for (const { way, ...said } of answers) {
      const { way: _first, ...expected } = answers[0] as (typeof answers)[0];
      expect({ way, ...said }).toEqual({ way, ...expected });
      expect(said).toMatchObject({ topic: 'ratio', slots: { region: value, care: 'inpatient' } });
    }
  });

  test('险种也一样', () => {
    for (const way of [
      '2',
      '第二个',
      '城乡居民医保',
      'resident',
      '居民的',
      '我参加的是新农合',
      '不是职工是居民',
    ]) {
      const say = conversation(a);
      say('太原住院能报几成');
      const { outcome, slots } = say(way);
      const expected = { region: '140100', scheme: 'resident', care: 'inpatient' };
      expect({ way, outcome, slots }).toEqual({ way, outcome: 'answer', slots: expected });
    }
  });

  test.each([['说不上来'], ['不晓得']])('连着最多问两次，再答不上来就给能给的：%s', (shrug) => {
    const say = conversation(a);
    const outcomes = [say('花了3万能报多少'), say(shrug), say(shrug)].map((x) => x.outcome);
    expect(outcomes.slice(0, 2)).toEqual(['clarify', 'clarify']);
    expect(outcomes[2]).not.toBe('clarify');
  });

  test('问了两次以后，答得出多少就按多少算', () => {
    const say = conversation(a);
    expect([say('花了3万能报多少'), say('太原')].map((x) => x.outcome)).toEqual(['clarify', 'clarify']);
    const { outcome, slots, facts } = say('职工');
    expect({ outcome, slots }).toEqual({
      outcome: 'answer',
      slots: { region: '140100', scheme: 'employee', amount: '30000' },
    });
    expect(facts.length).toBeGreaterThan(0);
  });
});

describe('拿不准问的是什么', () => {
  const question = '太原的职工在三甲住院，一共花了2万，能报多少';
  /** The question asked, and what was offered. */
  const offered = () => {
    const say = conversation(unsure);
    return { say, answer: say(question) };
  };

  test('问是两件事里的哪一件，头一件是猜得最像的', () => {
    const { answer } = offered();
    expect(answer.outcome).toBe('clarify');
    expect(answer.options).toHaveLength(2);
    expect(answer.options?.every((o) => o.slot === 'topic')).toBe(true);
    expect(answer.options?.[0]?.value).toBe('estimate');
    for (const { label } of answer.options ?? []) expect(answer.text).toContain(label);
  });

  test('选了一件，原来的问题就照这件答，用序号、名称、代码选都一样', () => {
    const direct = conversation(a)(question);
    expect(direct.calculation?.fundPays).toBe('15744.00');
    for (const way of ['1', '第一个', 'estimate', offered().answer.options?.[0]?.label as string]) {
      const { topic, slots, calculation, outcome } = offered().say(way);
      expect({ way, outcome, topic, slots, fundPays: calculation?.fundPays }).toEqual({
        way,
        outcome: 'answer',
        topic: 'estimate',
        slots: direct.slots,
        fundPays: '15744.00',
      });
    }
  });

  test('选第二件，答的是第二件', () => {
    const { say, answer } = offered();
    const second = answer.options?.[1]?.value;
    expect(second).not.toBe('estimate');
    expect(say('2').topic).toBe(second);
  });

  test('照选的那一件，把原来的问题再读一遍', () => {
    const say = conversation(unsure);
    const { options, slots } = say('太原怎么给我妈办医保');
    expect(options?.map((o) => o.value).sort()).toEqual(['binding-howto', 'enrolment']);
    expect(slots).toEqual({ region: '140100' });
    const answer = say('binding-howto');
    expect(answer).toMatchObject({ topic: 'binding-howto', outcome: 'answer' });
    expect(answer.slots).toEqual({ region: '140100', relation: 'parent' });
  });

  test('不选，另外说清楚了，就答新说的', () => {
    const { memory } = ask(unsure, { text: question, asOf: TODAY, memory: EMPTY_MEMORY });
    const { answer } = ask(a, { text: '太原医保共济最多绑几口人', asOf: TODAY, memory });
    expect(answer).toMatchObject({ outcome: 'answer', topic: 'binding-limit' });
  });

  test('聊到一半，照前后文猜，不反问是哪件事', () => {
    const { say } = offered();
    say('1');
    expect(say('起付线是多少')).toMatchObject({ outcome: 'answer', topic: 'deductible' });
  });

  test('拿得准就不问；第二件差得远也不问', () => {
    expect(conversation(a)(question).outcome).toBe('answer');
    const { model } = a.reader;
    const thresholds = { ...model.thresholds, offer: 1.01, temperature: 0.01 };
    const far = { ...a, reader: { ...a.reader, model: { ...model, thresholds } } };
    expect(conversation(far)(question).outcome).toBe('answer');
  });

  test('只说了个名字，还没问什么', () => {
    const say = conversation(a);
    const { outcome, topic, options } = say('家庭共济');
    expect({ outcome, topic }).toEqual({ outcome: 'clarify', topic: null });
    expect(options?.map((o) => o.slot)).toEqual(['topic', 'topic']);
    expect(say('1').topic).toBe(options?.[0]?.value);
  });
});
