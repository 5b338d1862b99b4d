/** Conversations with the real assistant: what sticks, what is taken back, and what ends it. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Assistant } from '../src/assistant.js';
import type { Slots } from '../src/contract.js';
import { conversation, realAssistant } from './real.js';

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

interface Expected {
  topic?: string | null;
  outcome?: string;
  /** All slots, no others. */
  slots?: Slots;
  fundPays?: string;
  text?: RegExp;
}
type Turn = [string, Expected];

function holds(turns: Turn[]): void {
  const say = conversation(a);
  for (const [text, { fundPays, text: pattern, ...expected }] of turns) {
    const answer = say(text);
    const { outcome, topic, slots } = answer;
    const wanted = { outcome: 'answer', topic, slots, ...expected };
    expect({ text, outcome, topic, slots }).toEqual({ text, ...wanted });
    if (fundPays) expect([text, answer.calculation?.fundPays]).toEqual([text, fundPays]);
    if (pattern) expect(answer.text).toMatch(pattern);
  }
}

const TAIYUAN: Slots = { region: '140100', scheme: 'employee', care: 'inpatient', hospitalLevel: '3A' };
const FIRST: Turn = ['太原职工住三甲，住院报几成', { topic: 'ratio', slots: TAIYUAN, text: /82%/ }];

describe('接着问', () => {
  test.each<[string, Turn[]]>([
    [
      '只说一个值，换那一个槽，别的留着',
      [
        FIRST,
        ['二级的呢', { topic: 'ratio', slots: { ...TAIYUAN, hospitalLevel: '2' } }],
        ['退休了的呢', { topic: 'ratio', slots: { ...TAIYUAN, hospitalLevel: '2', status: 'retired' } }],
        [
          '门诊呢',
          {
            topic: 'ratio',
            slots: { ...TAIYUAN, hospitalLevel: '2', status: 'retired', care: 'outpatient' },
          },
        ],
      ],
    ],
    [
      '只说别的主题，情形留着',
      [
        FIRST,
        ['起付线呢', { topic: 'deductible', slots: TAIYUAN, text: /800元/ }],
        ['那居民的呢', { topic: 'deductible', slots: { ...TAIYUAN, scheme: 'resident' }, text: /1000元/ }],
      ],
    ],
    [
      '换主题以后答的是新主题，不再说旧的',
      [FIRST, ['封顶线是多少', { topic: 'cap', text: /^[^\n]*年度限额/ }]],
    ],
    [
      '换一年问',
      [
        ['山西职工2023年门诊限额多少', { topic: 'cap', text: /1800元/ }],
        ['2025年呢', { topic: 'cap', text: /2500元/ }],
      ],
    ],
    [
      '主题没换，说过的一样也不丢',
      [
        [
          '长治的共济要绑几家定点医院',
          { outcome: 'no-rule', slots: { region: '140400', limitOf: 'hospitals' } },
        ],
        ['太原呢', { topic: 'binding-limit', slots: { region: '140100', limitOf: 'hospitals' } }],
      ],
    ],
    [
      '换一个亲属问，规定里没有的亲属不沿用前一个',
      [
        ['太原医保共济我姐可不可以用', { slots: { region: '140100', relation: 'sibling' }, text: /可以/ }],
        ['那我公公呢', { slots: { region: '140100', relation: 'parent-in-law' }, text: /不(?:可以|能)/ }],
        ['表哥呢', { slots: { region: '140100' }, text: /不(?:可以|能)/ }],
      ],
    ],
    [
      '比较的两样留着，换地方、加条件',
      [
        [
          '太原的职工跟居民住院比一比',
          { topic: 'comparison', slots: { region: '140100', care: 'inpatient' } },
        ],
        ['大同呢', { topic: 'comparison', slots: { region: '140200', care: 'inpatient' } }],
        [
          '退休的呢',
          { topic: 'comparison', slots: { region: '140200', care: 'inpatient', status: 'retired' } },
        ],
      ],
    ],
  ])('%s', (_rule, turns) => holds(turns));
});

describe('换数目', () => {
  const cost: Turn = [
    '太原的职工在三甲住院，一共花了2万，能报多少',
    { topic: 'estimate', fundPays: '15744.00' },
  ];
  test.each<[string, Turn[]]>([
    [
      '只说一个数就换总数',
      [cost, ['3万呢', { fundPays: '23944.00' }], ['花了八千', { fundPays: '5904.00' }]],
    ],
    [
      '改口说的数算数',
      [cost, ['不对，是两万三', { fundPays: '18204.00', slots: { ...TAIYUAN, amount: '23000' } }]],
    ],
    ['换身份，数留着', [cost, ['要是居民呢', { fundPays: '11400.00' }], ['5万呢', { fundPays: '29400.00' }]]],
    [
      '问过比例、起付线再说一个数，就是问能报多少',
      [
        FIRST,
        ['起付线多少', { topic: 'deductible' }],
        ['那2万呢', { topic: 'estimate', fundPays: '15744.00' }],
      ],
    ],
  ])('%s', (_rule, turns) => holds(turns));
});

describe('改口', () => {
  test.each<[string, Turn[]]>([
    [
      '不对，我是……',
      [FIRST, ['不对，我是居民', { topic: 'ratio', slots: { ...TAIYUAN, scheme: 'resident' }, text: /60%/ }]],
    ],
    [
      '不是甲是乙',
      [FIRST, ['不是三甲，是二甲', { topic: 'ratio', slots: { ...TAIYUAN, hospitalLevel: '2A' } }]],
    ],
    [
      '不是甲是乙，没有逗号',
      [FIRST, ['不是职工是居民', { topic: 'ratio', slots: { ...TAIYUAN, scheme: 'resident' } }]],
    ],
    [
      '说错了地方',
      [FIRST, ['说错了，我在大同参保', { topic: 'ratio', slots: { ...TAIYUAN, region: '140200' } }]],
    ],
  ])('%s', (_rule, turns) => holds(turns));
});

describe('换题和回来', () => {
  test.each<[string, Turn[]]>([
    [
      '地方一直算数，直到换了地方',
      [
        [
          '太原医保共济最多绑几口人',
          { topic: 'binding-limit', slots: { region: '140100', limitOf: 'members' } },
        ],
        ['职工三甲住院起付线是多少', { topic: 'deductible', slots: TAIYUAN }],
        ['回到共济，怎么解绑', { topic: 'binding-terminate' }],
        [
          '大同职工住院报几成',
          { topic: 'ratio', slots: { region: '140200', scheme: 'employee', care: 'inpatient' } },
        ],
      ],
    ],
    [
      '亲属只在共济里沿用，看病的情形不带到共济里',
      [
        ['太原共济能不能给岳父用', { slots: { region: '140100', relation: 'parent-in-law' } }],
        ['职工三甲住院报几成', { topic: 'ratio', slots: TAIYUAN }],
        ['共济咋绑', { topic: 'binding-howto', slots: { region: '140100', scheme: 'employee' } }],
      ],
    ],
    [
      '道谢、问好、骂人都不打断',
      [
        FIRST,
        ['谢谢你啊', { outcome: 'smalltalk', topic: 'thanks', slots: {} }],
        ['那居民呢', { topic: 'ratio', slots: { ...TAIYUAN, scheme: 'resident' } }],
        ['你好', { outcome: 'smalltalk', topic: 'greeting', slots: {} }],
        ['一级医院呢', { topic: 'ratio', slots: { ...TAIYUAN, scheme: 'resident', hospitalLevel: '1' } }],
      ],
    ],
    [
      '别家的事和危险不打断',
      [
        FIRST,
        ['公积金怎么取出来', { outcome: 'out-of-scope', topic: null, slots: {} }],
        ['有人拿刀威胁我', { outcome: 'out-of-scope', topic: null, slots: {}, text: /110/ }],
        ['二级医院呢', { topic: 'ratio', slots: { ...TAIYUAN, hospitalLevel: '2' } }],
      ],
    ],
    [
      '重新来，前面说的都不算',
      [
        FIRST,
        ['换个问题', { outcome: 'smalltalk', topic: null, slots: {} }],
        ['住院报几成', { outcome: 'clarify', topic: 'ratio', slots: { care: 'inpatient' } }],
        ['重新来', { outcome: 'smalltalk', topic: null, slots: {} }],
        ['职工住院起付线是多少', { outcome: 'clarify', slots: { scheme: 'employee', care: 'inpatient' } }],
      ],
    ],
  ])('%s', (_rule, turns) => holds(turns));

  test('两个人的会话互不相干', () => {
    const [one, other] = [conversation(a), conversation(a)];
    one('太原职工三甲住院报几成');
    expect(other('住院报几成')).toMatchObject({ outcome: 'clarify', slots: { care: 'inpatient' } });
    expect(one('那居民呢').slots).toEqual({ ...TAIYUAN, scheme: 'resident' });
  });

  test('一句问两样，两样都答，先问的在前', () => {
    const answer = conversation(a)('太原职工三甲住院门槛费多少，能报几成');
    expect(answer).toMatchObject({ outcome: 'answer', topic: 'deductible', alsoTopics: ['ratio'] });
    expect(answer.text).toMatch(/800元[\s\S]*82%/);
  });
});
