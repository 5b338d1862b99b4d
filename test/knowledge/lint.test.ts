/** Every rule of the lint: a small broken file, where the complaint points (the line marked ←), and the one edit that mends it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Complaint, formatComplaint, readKnowledge } from '../../src/knowledge/load.js';
import { KNOWLEDGE_RULES, type RuleName } from '../../src/knowledge/rules.js';
import { complaintsOn, type Files, factFile } from './fixtures.js';

interface Case {
  rule: RuleName;
  /** What is wrong, as the test's name. */
  when: string;
  /** Exactly one line of one file is marked ←: the complaint must point there. */
  files: Files;
  /** The mending edit in the marked file (this text becomes that), or the mended files where it is no such edit. */
  mend: [string, string] | Files;
  /** Other rules that rightly speak up too. */
  also?: RuleName[];
}

const F = 'knowledge/facts/a/x.yaml';
const TERMS = 'knowledge/terms.yaml';
const TOPIC = 'knowledge/topics/cap.yaml';
const SOURCES = 'knowledge/sources/all.yaml';
const REGIONS = 'knowledge/regions.yaml';
const HOSPITALS = 'knowledge/hospitals.yaml';
const MATTERS = 'knowledge/matters/cap.yaml';

/** A clean fact to which a broken neighbour is added. */
const CLEAN = `
  - id: first
    value: '600'
    unit: CNY/year
    from: '2024-01-01'
    statement: 门诊每年最多报销600元。
    sources: [gov]`;

const shape: Case[] = [
  {
    rule: 'syntax',
    when: '引号没有合上',
    files: { [F]: factFile({}, `${CLEAN}\n    notice: '没有合上 # ←`) },
    mend: ["'没有合上", '合上了'],
  },
  {
    rule: 'syntax',
    when: '同一个键写了两次',
    files: { [F]: factFile({}, `${CLEAN}\n    unit: CNY/year # ←`) },
    mend: ['    unit: CNY/year # ←', ''],
  },
  {
    rule: 'shape',
    when: '主题不在契约里',
    files: { [F]: factFile({ topic: 'capp # ←' }, CLEAN) },
    mend: ['capp', 'cap'],
  },
  {
    rule: 'shape',
    when: '险种不在契约里',
    files: { [F]: factFile({ scheme: 'employees # ←' }, CLEAN) },
    mend: ['employees', 'employee'],
  },
  {
    rule: 'shape',
    when: '地区代码写成数字',
    files: { [F]: factFile({}, CLEAN).replace("place: '140000'", 'place: 140000 # ←') },
    mend: ['140000', "'140000'"],
  },
  {
    rule: 'shape',
    when: '条件的取值不存在',
    files: { [F]: factFile({}, `${CLEAN}\n    conditions: { care: dentist } # ←`) },
    mend: ['dentist', 'outpatient'],
  },
  {
    rule: 'shape',
    when: '条件的键不存在',
    files: { [F]: factFile({}, `${CLEAN}\n    conditions:\n      caree: outpatient # ←`) },
    mend: ['caree', 'care'],
  },
  {
    rule: 'shape',
    when: '事实里有不认识的键',
    files: { [F]: factFile({}, `${CLEAN}\n    valeu: '600' # ←`) },
    mend: ["    valeu: '600' # ←", ''],
  },
  {
    rule: 'shape',
    when: '数值写成浮点数',
    files: {
      [F]: factFile(
        { topic: 'ratio', matter: 'outpatient-ratio' },
        `
  - id: r
    value: 0.6 # ←
    unit: ratio
    base: fund-share
    from: '2024-01-01'
    statement: 门诊报销60%。
    sources: [gov]`,
      ),
    },
    mend: ['0.6', "'0.6'"],
  },
  {
    rule: 'shape',
    when: '数值写成整数',
    files: { [F]: factFile({}, CLEAN.replace("'600'", '600 # ←')) },
    mend: ['600 # ←', "'600' # ←"],
  },
  {
    rule: 'shape',
    when: '数值带单位',
    files: { [F]: factFile({}, CLEAN.replace("'600'", "'600元' # ←")) },
    mend: ["'600元'", "'600'"],
  },
  {
    rule: 'shape',
    when: '分段里的比例写成浮点数',
    files: {
      [F]: factFile(
        { topic: 'ratio', matter: 'inpatient-ratio' },
        `
  - id: r
    value: { bands: [ { upTo: '30000', ratio: '0.85' }, { upTo: null, ratio: 0.95 } ] } # ←
    unit: ratio
    base: fund-share
    from: '2024-01-01'
    statement: 30000元以内报销85%，以上报销95%。
    sources: [gov]`,
      ),
    },
    mend: ['ratio: 0.95', "ratio: '0.95'"],
  },
  {
    rule: 'shape',
    when: '月份不存在',
    files: { [F]: factFile({}, CLEAN.replace("'2024-01-01'", "'2024-13' # ←")) },
    mend: ['2024-13', '2024-12'],
  },
  {
    rule: 'shape',
    when: '没有正文',
    files: {
      [F]: factFile(
        {},
        CLEAN.replace('    statement: 门诊每年最多报销600元。\n', '').replace('first', 'first # ←'),
      ),
    },
    mend: ['    unit: CNY/year', '    unit: CNY/year\n    statement: 门诊每年最多报销600元。'],
  },
  {
    rule: 'shape',
    when: '没有来源',
    files: { [F]: factFile({}, CLEAN.replace('[gov]', '[] # ←')) },
    mend: ['[]', '[gov]'],
  },
  {
    rule: 'shape',
    when: '步骤是空的',
    files: { [F]: factFile({}, `${CLEAN}\n    steps: [] # ←`) },
    mend: ['steps: []', 'steps: [去窗口]'],
  },
  {
    rule: 'shape',
    when: '判错的说法没有写由谁更正',
    files: { [F]: factFile({}, `${CLEAN}\n    refuted: { why: 没有依据, correctedBy: [] } # ←`) },
    mend: ['    refuted: { why: 没有依据, correctedBy: [] } # ←', ''],
  },
  {
    rule: 'shape',
    when: '分歧只写了一方',
    files: {
      [F]: `${factFile({}, CLEAN)}\nconflicts:\n  - reason: 两处不同。\n    facts: [first] # ←`,
    },
    mend: ['\nconflicts:\n  - reason: 两处不同。\n    facts: [first] # ←', ''],
  },
  {
    rule: 'shape',
    when: '来源的权威等级不存在',
    files: {
      [SOURCES]: `
sources:
  - id: gov
    title: 通知
    publisher: 医保局
    authority: oficial # ←
    checked: '2025-12-01'`,
    },
    mend: ['oficial', 'official'],
  },
  {
    rule: 'shape',
    when: '来源没有写何时读过',
    files: {
      [SOURCES]: `
sources:
  - id: gov # ←
    title: 通知
    publisher: 医保局
    authority: official`,
    },
    mend: ['authority: official', "authority: official\n    checked: '2025-12-01'"],
  },
  {
    rule: 'shape',
    when: '主题文件的主题不存在',
    files: { [TOPIC]: 'topic: capp # ←\ntitle: 限额\nutterances: [最多报多少]' },
    mend: ['capp', 'cap'],
  },
  {
    rule: 'shape',
    when: '词条要填的槽位不存在',
    files: {
      [TERMS]: 'terms:\n  - term: 门诊\n    concept: outpatient\n    slot: caree # ←\n    value: outpatient',
    },
    mend: ['caree', 'care'],
  },
];

const names: Case[] = [
  {
    rule: 'duplicate-id',
    when: '一个文件里两条事实用了同一个 id',
    files: {
      [F]: factFile(
        {},
        `${CLEAN}\n${CLEAN.replace('first', 'first # ←').replace('    value', '    conditions: { care: outpatient }\n    value')}`,
      ),
    },
    mend: ['first # ←', 'second'],
  },
  {
    rule: 'duplicate-id',
    when: '两个文件里的事实用了同一个 id',
    files: {
      'knowledge/facts/a/a.yaml': factFile({}, CLEAN),
      [F]: factFile({ place: '150000' }, CLEAN.replace('first', 'first # ←')),
    },
    mend: ['first # ←', 'second'],
  },
  {
    rule: 'unknown-place',
    when: '事实的地区不在 regions.yaml',
    files: { [F]: factFile({ place: '149900' }, CLEAN).replace("'149900'", "'149900' # ←") },
    mend: ['149900', '140100'],
  },
  {
    rule: 'unknown-source',
    when: '来源没有登记',
    files: { [F]: factFile({}, CLEAN.replace('[gov]', '[gov, nobody] # ←')) },
    mend: ['[gov, nobody]', '[gov]'],
  },
  {
    rule: 'unknown-fact',
    when: '更正它的事实不存在',
    files: {
      [F]: factFile(
        {},
        `${CLEAN}
  - id: wrong
    value: '900'
    unit: CNY/year
    statement: 有网页称门诊每年最多报销900元。
    refuted: { why: 文件写的是600元, correctedBy: [first, nobody] } # ←
    sources: [page]`,
      ),
    },
    mend: ['[first, nobody]', '[first]'],
  },
  {
    rule: 'unknown-fact',
    when: '更正它的事实本身已被判错',
    files: {
      [F]: factFile(
        {},
        `${CLEAN}
  - id: wrong
    value: '900'
    unit: CNY/year
    statement: 有网页称门诊每年最多报销900元。
    refuted: { why: 文件写的是600元, correctedBy: [first] }
    sources: [page]
  - id: wrong-too
    value: '800'
    unit: CNY/year
    statement: 有网页称门诊每年最多报销800元。
    refuted: { why: 没有依据, correctedBy: [wrong] } # ←
    sources: [page]`,
      ),
    },
    mend: ['correctedBy: [wrong]', 'correctedBy: [first]'],
  },
  {
    rule: 'unknown-fact',
    when: '声称仍然有效时所指的上级规定不存在',
    files: { [F]: factFile({}, `${CLEAN}\n    holdsBeside: [nobody] # ←`) },
    mend: ['    holdsBeside: [nobody] # ←', ''],
  },
  {
    rule: 'unknown-fact',
    when: '分歧里的事实不存在',
    files: {
      [F]: `${factFile({}, CLEAN)}\nconflicts:\n  - facts: [first, nobody] # ←\n    reason: 两处不同。`,
    },
    mend: ['\nconflicts:\n  - facts: [first, nobody] # ←\n    reason: 两处不同。', ''],
  },
  {
    rule: 'unknown-fact',
    when: '例问的事实不存在',
    files: { [F]: `${factFile({}, CLEAN)}\nexamples:\n  - ask: 最多报多少 # ←\n    facts: [nobody]` },
    mend: ['[nobody]', '[first]'],
  },
  {
    rule: 'unknown-term',
    when: '词条的值不是该槽位的取值',
    files: { [TERMS]: 'terms:\n  - { term: 门诊, concept: outpatient, slot: care, value: outpatients } # ←' },
    mend: ['outpatients', 'outpatient'],
  },
  {
    rule: 'unknown-term',
    when: '词条有槽位而没有值',
    files: { [TERMS]: 'terms:\n  - { term: 门诊, concept: outpatient, slot: care } # ←' },
    mend: ['slot: care', 'slot: care, value: outpatient'],
  },
  {
    rule: 'unknown-topic',
    when: '近似问法的主题不存在',
    files: {
      [TOPIC]:
        'topic: cap\ntitle: 限额\nutterances: [最多报多少]\nnearMisses:\n  - { text: 报几成, topic: ratios } # ←',
    },
    mend: ['ratios', 'ratio'],
  },
  {
    rule: 'unknown-topic',
    when: '模板的主题不存在',
    files: { 'templates/answer/capp.hbs': '{{! ← }}{{lead}}' },
    mend: { 'templates/answer/cap.hbs': '{{lead}}' },
  },
];

const dates: Case[] = [
  {
    rule: 'date',
    when: '二月三十日',
    files: { [F]: factFile({}, CLEAN.replace("'2024-01-01'", "'2024-02-30' # ←")) },
    mend: ['2024-02-30', '2024-02-29'],
  },
  {
    rule: 'date',
    when: '最后一天早于第一天',
    files: { [F]: factFile({}, `${CLEAN}\n    to: '2023-12-31' # ←`) },
    mend: ['2023-12-31', '2024-12-31'],
  },
  {
    rule: 'date-without-day',
    when: '正文说了起始的日，from 只有月',
    files: {
      [F]: factFile(
        {},
        `
  - id: a
    value: '600'
    unit: CNY/year
    from: '2024-07' # ←
    statement: 自2024年7月1日起，门诊每年最多报销600元。
    sources: [gov]`,
      ),
    },
    mend: ["'2024-07'", "'2024-07-01'"],
    also: ['loose-figure'],
  },
  {
    rule: 'loose-figure',
    when: '正文说了起始的日，却没有 from',
    files: {
      [F]: factFile(
        {},
        `
  - id: a
    value: '600'
    unit: CNY/year
    statement: 自2024年7月1日起，门诊每年最多报销600元。 # ←
    sources: [gov]`,
      ),
    },
    mend: ['    unit: CNY/year', "    unit: CNY/year\n    from: '2024-07-01'"],
  },
];

/** A second fact of the same key as CLEAN with another value. */
const rival = (source: string, from: string): string => `
  - id: second
    value: '900' # ←
    unit: CNY/year
    from: '${from}'
    statement: 门诊每年最多报销900元。
    sources: [${source}]`;
const DECLARED = `
conflicts:
  - facts: [first, second]
    reason: 一处写600元，另一处写900元。`;
const PROVINCE = 'knowledge/facts/a/province.yaml';
const provinceRule = (head = ''): string =>
  factFile(
    {},
    `
  - id: up
    value: '700'
    unit: CNY/year
    from: '2025-01-01'
    statement: 门诊每年最多报销700元。
    sources: [gov]${head}`,
  );
const cityRule = factFile({ place: '140100' }, CLEAN.replace('first', 'down # ←'));

const rivals: Case[] = [
  {
    rule: 'undeclared-conflict',
    when: '同一件事两个数值，来源权威相同，没有声明分歧',
    files: { [F]: factFile({}, `${CLEAN}${rival('gov2', '2024-08-01')}`) },
    mend: ['sources: [gov2]', `sources: [gov2]${DECLARED}`],
  },
  {
    rule: 'undeclared-conflict',
    when: '同上：旧值写了最后一天就不算分歧',
    files: { [F]: factFile({}, `${CLEAN}${rival('gov2', '2024-08-01')}`) },
    mend: ["from: '2024-01-01'", "from: '2024-01-01'\n    to: '2024-07-31'"],
  },
  {
    rule: 'undeclared-conflict',
    when: '同上：补上区别两者的条件就不算分歧',
    files: { [F]: factFile({}, `${CLEAN}${rival('gov2', '2024-08-01')}`) },
    mend: ['  - id: second', '  - id: second\n    conditions: { status: retired }'],
  },
  {
    rule: 'undeclared-conflict',
    when: '同上：来源权威不同时由高的说了算，不必声明',
    files: { [F]: factFile({}, `${CLEAN}${rival('gov2', '2024-08-01')}`) },
    mend: ['sources: [gov2]', 'sources: [news]'],
  },
  {
    rule: 'undeclared-conflict',
    when: '同上：一方只是文字就不算分歧',
    files: { [F]: factFile({}, `${CLEAN}${rival('gov2', '2024-08-01')}`) },
    mend: {
      [F]: factFile(
        {},
        `${CLEAN}
  - id: second
    from: '2024-08-01'
    statement: 门诊费用可以报销。
    sources: [gov2]`,
      ),
    },
  },
  {
    rule: 'undeclared-conflict',
    when: '一处有数值，另一处说没有规定',
    files: {
      [F]: factFile(
        {},
        `${CLEAN}
  - id: second # ←
    noRule: true
    from: '2024-08-01'
    statement: 没有文件规定门诊限额。
    sources: [gov2]`,
      ),
    },
    mend: ['sources: [gov2]', `sources: [gov2]${DECLARED.replace('，另一处写900元', '，另一处说没有规定')}`],
  },
  {
    rule: 'undeclared-conflict',
    when: '两条分在两个文件里',
    files: {
      'knowledge/facts/a/a.yaml': factFile({}, CLEAN),
      [F]: factFile({}, rival('gov2', '2024-08-01')),
    },
    mend: ['sources: [gov2]', `sources: [gov2]${DECLARED}`],
  },
  {
    rule: 'undeclared-conflict',
    when: '收费类别和医院等级说的是同一家医院',
    files: {
      [F]: factFile(
        {},
        `${CLEAN.replace('    value', "    conditions: { priceClass: '1' }\n    value")}
${rival('gov2', '2024-08-01').replace('    value', '    conditions: { hospitalLevel: 3A }\n    value')}`,
      ),
    },
    mend: ['hospitalLevel: 3A', 'hospitalLevel: 3B'],
  },
  {
    rule: 'overlapping-periods',
    when: '同一来源的两个时期重叠',
    files: {
      [F]: factFile(
        {},
        `${CLEAN}${rival('gov', '2025-01-01')}`
          .replace(' # ←', '')
          .replace("'2025-01-01'", "'2025-01-01' # ←"),
      ),
    },
    mend: ["from: '2024-01-01'", "from: '2024-01-01'\n    to: '2024-12-31'"],
  },
  {
    rule: 'overlapping-periods',
    when: '同上：声明了分歧就可以',
    files: {
      [F]: factFile(
        {},
        `${CLEAN}${rival('gov', '2025-01-01')}`
          .replace(' # ←', '')
          .replace("'2025-01-01'", "'2025-01-01' # ←"),
      ),
    },
    mend: ['900元。\n    sources: [gov]', `900元。\n    sources: [gov]${DECLARED}`],
  },
  {
    rule: 'overlapping-periods',
    when: '旧值的最后一天正是新值的第一天',
    files: {
      [F]: factFile(
        {},
        `${CLEAN}\n    to: '2025-01-01'${rival('gov', '2025-01-01')}`
          .replace(' # ←', '')
          .replace("from: '2025-01-01'", "from: '2025-01-01' # ←"),
      ),
    },
    mend: ["to: '2025-01-01'", "to: '2024-12-31'"],
  },
  {
    rule: 'maybe-ended',
    when: '上级后来的规定可能已取代市里的，没有写明',
    files: { [PROVINCE]: provinceRule(), [F]: cityRule },
    mend: ["from: '2024-01-01'", "from: '2024-01-01'\n    to: '2024-12-31'"],
  },
  {
    rule: 'maybe-ended',
    when: '同上：写明它与上级规定并存',
    files: { [PROVINCE]: provinceRule(), [F]: cityRule },
    mend: ["from: '2024-01-01'", "from: '2024-01-01'\n    holdsBeside: [up]"],
  },
  {
    rule: 'maybe-ended',
    when: '同上：声明了分歧',
    files: { [PROVINCE]: provinceRule(), [F]: cityRule },
    mend: [
      'sources: [gov]',
      'sources: [gov]\nconflicts:\n  - { facts: [up, down], reason: 省里写700元，市里写600元。 }',
    ],
  },
  {
    rule: 'maybe-ended',
    when: '同上：市里的更新就不在此列',
    files: { [PROVINCE]: provinceRule(), [F]: cityRule },
    mend: ["from: '2024-01-01'", "from: '2025-01-02'"],
  },
  {
    rule: 'maybe-ended',
    when: '同上：市里的已被判错',
    files: { [PROVINCE]: provinceRule(), [F]: cityRule },
    mend: ['sources: [gov]', 'sources: [gov]\n    refuted: { why: 省里另有规定, correctedBy: [up] }'],
  },
  {
    rule: 'maybe-ended',
    when: '同上：市里的只是文字',
    files: { [PROVINCE]: provinceRule(), [F]: cityRule },
    mend: {
      [PROVINCE]: provinceRule(),
      [F]: factFile(
        { place: '140100' },
        "  - id: down\n    from: '2024-01-01'\n    statement: 门诊费用可以报销。\n    sources: [gov]",
      ),
    },
  },
  {
    rule: 'maybe-ended',
    when: '上级不分情形的新规定也可能取代市里分情形的',
    files: {
      [PROVINCE]: provinceRule(),
      [F]: cityRule.replace('    value', '    conditions: { status: retired }\n    value'),
    },
    mend: ["from: '2024-01-01'", "from: '2024-01-01'\n    holdsBeside: [up]"],
  },
  {
    rule: 'maybe-ended',
    when: '全国的新规定也可能取代市里的',
    files: { [PROVINCE]: provinceRule().replace('140000', '000000'), [F]: cityRule },
    mend: ["from: '2024-01-01'", "from: '2024-01-01'\n    holdsBeside: [up]"],
  },
];

const ratioFact = (value: string, says: string): string =>
  factFile(
    { topic: 'ratio', matter: 'inpatient-ratio' },
    `
  - id: r
    value: ${value} # ←
    unit: ratio
    base: fund-share
    from: '2024-01-01'
    statement: ${says}
    sources: [gov]`,
  );
const capAndDeductible = (cap: string): Files => ({
  'knowledge/facts/a/deductible.yaml': factFile(
    { topic: 'deductible', matter: 'outpatient-deductible' },
    `
  - id: d
    conditions: { care: outpatient }
    value: '300'
    unit: CNY
    from: '2024-01-01'
    statement: 门诊起付线300元。
    sources: [gov]`,
  ),
  [F]: factFile(
    {},
    `
  - id: c
    conditions: { care: outpatient }
    value: '${cap}' # ←
    unit: CNY/year
    from: '2024-01-01'
    statement: 门诊每年最多报销。
    sources: [gov]`,
  ),
});

const values: Case[] = [
  {
    rule: 'ratio-range',
    when: '比例大于1',
    files: { [F]: ratioFact("'1.2'", '住院报销比例。') },
    mend: ['1.2', '1'],
  },
  {
    rule: 'ratio-range',
    when: '比例写成百分数',
    files: { [F]: ratioFact("'60'", '住院报销比例。') },
    mend: ['60', '0.6'],
  },
  {
    rule: 'ratio-range',
    when: '比例是负数',
    files: { [F]: ratioFact("'-0.1'", '住院报销比例。') },
    mend: ['-0.1', '0'],
  },
  {
    rule: 'ratio-range',
    when: '分段里的比例大于1',
    files: {
      [F]: ratioFact(
        "{ bands: [ { upTo: '30000', ratio: '0.85' }, { upTo: null, ratio: '9.5' } ] }",
        '住院分段报销。',
      ),
    },
    mend: ['9.5', '0.95'],
  },
  {
    rule: 'ratio-range',
    when: '区间的一端大于1',
    files: { [F]: ratioFact("{ from: '0.5', to: '7' }", '住院报销比例有高有低。') },
    mend: ["'7'", "'0.7'"],
  },
  {
    rule: 'ratio-base',
    when: '比例没有说是什么的比例',
    files: {
      [F]: ratioFact("'0.6'", '住院报销60%。')
        .replace(' # ←', '')
        .replace('unit: ratio\n    base: fund-share', 'unit: ratio # ←'),
    },
    mend: ['unit: ratio # ←', 'unit: ratio\n    base: fund-share'],
  },
  {
    rule: 'unit',
    when: '有数值而没有单位',
    files: { [F]: factFile({}, CLEAN.replace("'600'", "'600' # ←").replace('    unit: CNY/year\n', '')) },
    mend: ["'600' # ←", "'600'\n    unit: CNY/year"],
  },
  {
    rule: 'unit',
    when: '有单位而没有数值',
    files: {
      [F]: factFile(
        {},
        CLEAN.replace("    value: '600'\n", '').replace('CNY/year', 'CNY/year # ←').replace('600元', '若干'),
      ),
    },
    mend: ['    unit: CNY/year # ←', ''],
  },
  {
    rule: 'cap-under-deductible',
    when: '限额低于起付线',
    files: capAndDeductible('200'),
    mend: ['200', '300'],
  },
  {
    rule: 'cap-under-deductible',
    when: '同上：不是一种就医就不比',
    files: capAndDeductible('200'),
    mend: ['care: outpatient', 'care: chronic'],
  },
  {
    rule: 'cap-under-deductible',
    when: '同上：不在一个时期就不比',
    files: capAndDeductible('200'),
    mend: ["from: '2024-01-01'", "from: '2022-01-01'\n    to: '2023-12-31'"],
  },
  {
    rule: 'howto-without-steps',
    when: '办事的事没有步骤',
    files: {
      [F]: factFile(
        { topic: 'binding-howto', matter: 'aid-bind-howto' },
        `
  - id: h
    conditions: { channel: app }
    from: '2024-01-01'
    statement: 在手机上就能办。 # ←
    sources: [gov]`,
      ),
    },
    mend: ['    statement', '    steps: [打开 APP, 添加家人]\n    statement'],
  },
];

/** A rule in words, to whose sentence figures are added. */
const says = (statement: string, rest = ''): string =>
  factFile(
    { topic: 'mutual-aid-rule', matter: 'aid-area' },
    `
  - id: w
    from: '2024-07-01'
    statement: ${statement} # ←
    sources: [gov]${rest}`,
  );
const CORRECTED = `
  - id: wrong
    value: '900'
    unit: CNY/year
    statement: 有网页称门诊每年最多报销900元。
    refuted:
      why: 文件写的是600元 # ←
      correctedBy: [first]
    sources: [page]`;

const figures: Case[] = [
  {
    rule: 'loose-figure',
    when: '正文的金额不是数值',
    files: { [F]: factFile({}, CLEAN.replace('600元。', '800元。 # ←')) },
    mend: ['800元', '600元'],
  },
  {
    rule: 'loose-figure',
    when: '正文另带一个数字',
    files: { [F]: factFile({}, CLEAN.replace('600元。', '600元，每次50元。 # ←')) },
    mend: ['，每次50元', ''],
  },
  {
    rule: 'loose-figure',
    when: '汉字写的数字也算',
    files: { [F]: factFile({}, CLEAN.replace('600元。', '八百元。 # ←')) },
    mend: ['八百元', '六百元'],
  },
  {
    rule: 'loose-figure',
    when: '汉字写的整数不带单位也算',
    files: { [F]: factFile({}, CLEAN.replace('600元。', '两万。 # ←')) },
    mend: ['两万', '六百'],
  },
  {
    rule: 'loose-figure',
    when: '百分数按数值比',
    files: { [F]: ratioFact("'0.6'", '住院报销七成。').replace(' # ←', '').replace('七成。', '七成。 # ←') },
    mend: ['七成', '六成'],
  },
  {
    rule: 'loose-figure',
    when: '句首的小数不是编号',
    files: {
      [F]: factFile(
        { topic: 'account-credit', matter: 'account-credit' },
        `
  - id: m
    value: '1.2'
    unit: multiplier
    from: '2024-01-01'
    statement: 1.5倍划入。 # ←
    sources: [gov]`,
      ),
    },
    mend: ['1.5倍', '1.2倍'],
  },
  {
    rule: 'loose-figure',
    when: '像电话号码的天数也算',
    files: { [F]: says('120天内有效。') },
    mend: ['120天内', '当年'],
  },
  {
    rule: 'loose-figure',
    when: '起始的月份不是人数的依据',
    files: { [F]: says('最多绑定7人。') },
    mend: ['7人', '若干人'],
  },
  {
    rule: 'loose-figure',
    when: '文号前面的数字也算',
    files: { [F]: says('报销80%见甲医保发〔2024〕38号。') },
    mend: ['报销80%见', '报销办法见'],
  },
  {
    rule: 'loose-figure',
    when: '文号不是来源的',
    files: { [F]: says('依据是38号文和45号文。') },
    mend: ['和45号文', ''],
  },
  {
    rule: 'loose-figure',
    when: '日期不是起止日期',
    files: { [F]: says('2024年8月1日起全省可用。') },
    mend: ['8月', '7月'],
    also: [],
  },
  {
    rule: 'loose-figure',
    when: '分段之外的数字',
    files: {
      [F]: ratioFact(
        "{ bands: [ { upTo: '30000', ratio: '0.85' }, { upTo: null, ratio: '0.95' } ] }",
        '3万元以内报销85%，以上报销96%。',
      )
        .replace(' # ←', '')
        .replace('96%。', '96%。 # ←'),
    },
    mend: ['96%', '95%'],
  },
  {
    rule: 'loose-figure',
    when: '区间之外的数字',
    files: {
      [F]: ratioFact("{ from: '0.5', to: '0.7' }", '住院报销50%至80%。')
        .replace(' # ←', '')
        .replace('80%。', '80%。 # ←'),
    },
    mend: ['80%', '70%'],
  },
  {
    rule: 'loose-figure',
    when: '条件之外的数字',
    files: { [F]: says('年满60周岁的可以用。', "\n    conditions: { age: '65+' }") },
    mend: ["'65+'", "'60+'"],
  },
  {
    rule: 'loose-figure',
    when: '步骤之外的数字',
    files: { [F]: says('要等5个工作日。', '\n    steps: [提交申请, 等3个工作日]') },
    mend: ['等3个', '等5个'],
  },
  {
    rule: 'loose-figure',
    when: '更正的理由里有更正事实没有的数字',
    files: { [F]: factFile({}, `${CLEAN}${CORRECTED.replace('600元', '700元')}`) },
    mend: ['700元', '600元'],
  },
  {
    rule: 'loose-figure',
    when: '提示里有没有依据的数字',
    files: { [F]: factFile({}, `${CLEAN}\n    notice: 另有补助50元 # ←`) },
    mend: ['另有补助50元', '2022年口径'],
  },
  {
    rule: 'loose-figure',
    when: '分歧的说明里有双方都没有的数字',
    files: {
      [F]: factFile(
        {},
        `${CLEAN}${rival('gov2', '2024-08-01').replace(' # ←', '')}${DECLARED.replace('900元', '950元').replace('second]', 'second] # ←')}`,
      ),
    },
    mend: ['950元', '900元'],
  },
];

const comments = (n: number): string => Array.from({ length: n }, (_, i) => `# 第${i + 1}行\n`).join('');
const examples = (n: number): string =>
  Array.from(
    { length: n },
    (_, i) => `\n  - { ask: 问法${i + 1}, facts: [first] }${i === 7 ? ' # ←' : ''}`,
  ).join('');

const words: Case[] = [
  {
    rule: 'long-file',
    when: '事实写到了第201行',
    files: { [F]: comments(190) + factFile({}, CLEAN.replace('600元。', '600元。 # ←')) },
    mend: ['# 第1行\n', ''],
  },
  {
    rule: 'long-file',
    when: '例问写到了第202行',
    files: { [F]: `${comments(180)}${factFile({}, CLEAN)}\nexamples:${examples(10)}\n` },
    mend: ['# 第1行\n# 第2行\n', ''],
  },
  {
    rule: 'double-alias',
    when: '一个别名属于两个词条',
    files: {
      [TERMS]: `
terms:
  - { term: 门诊, aliases: [看病], concept: outpatient }
  - { term: 住院, aliases: [看病, 入院], concept: inpatient } # ←`,
    },
    mend: ['[看病, 入院]', '[入院]'],
  },
  {
    rule: 'double-alias',
    when: '一个词条的别名是另一个词条',
    files: {
      [TERMS]: `
terms:
  - { term: 门诊, concept: outpatient }
  - { term: 住院, aliases: [门诊], concept: inpatient } # ←`,
    },
    mend: [', aliases: [门诊]', ''],
  },
  {
    rule: 'double-alias',
    when: '一个别名属于两个地方',
    files: {
      [REGIONS]: `
asOf: '2026-01-01'
regions:
  - { code: '000000', name: 全国, parent: null }
  - { code: '140100', name: 子市, short: [龙城], parent: '000000' }
  - { code: '140200', name: 丑市, aliases: [龙城], parent: '000000' } # ←`,
    },
    mend: ['aliases: [龙城], ', ''],
  },
  {
    rule: 'template-field',
    when: '模板要步骤，而该主题没有一条事实有步骤',
    files: {
      [F]: factFile({}, CLEAN),
      'templates/answer/cap.hbs': '{{! ← }}{{#each stepGroups}}{{this}}{{/each}}',
    },
    mend: ['{{#each stepGroups}}{{this}}{{/each}}', '{{#each lines}}{{this}}{{/each}}'],
  },
  {
    rule: 'template-field',
    when: '模板经由片段要步骤，而该主题没有一条事实有步骤',
    files: {
      [F]: factFile({}, CLEAN),
      'templates/part/steps.hbs': '{{#each stepGroups}}{{this}}{{/each}}',
      'templates/answer/cap.hbs': '{{! ← }}{{> part/steps}}',
    },
    mend: ['{{> part/steps}}', ''],
  },
  {
    rule: 'template-field',
    when: '模板要数值，而该主题只有文字规定',
    files: {
      [F]: says('全省可用。').replace(' # ←', ''),
      'templates/answer/mutual-aid-rule.hbs': '{{! ← }}{{#each lines}}{{this}}{{/each}}',
    },
    mend: ['{{#each lines}}{{this}}{{/each}}', '{{lead}}'],
  },
  {
    rule: 'template-syntax',
    when: '模板的括号没有配对',
    files: { [F]: factFile({}, CLEAN), 'templates/answer/cap.hbs': '您好。\n{{lead} {{! ← }}' },
    mend: ['{{lead}', '{{lead}}'],
  },
  {
    rule: 'template-syntax',
    when: '模板的块没有收尾',
    files: { 'templates/outcome/help.hbs': '{{#if lead}}{{! ← }}\n您好。{{/each}}' },
    mend: ['{{/each}}', '{{/if}}'],
  },
  {
    rule: 'template-figure',
    when: '模板里写死了数字',
    files: { 'templates/outcome/help.hbs': '您好。\n最多绑5人。{{! ← }}\n请问。' },
    mend: ['5人', '若干人'],
  },
  {
    rule: 'template-figure',
    when: '模板里写死了数字，同样的数字先在别处出现',
    files: { 'templates/outcome/help.hbs': '{{#each steps5}}{{/each}}\n共5{{unit}}。{{! ← }}' },
    mend: ['共5', '共'],
  },
  {
    rule: 'template-figure',
    when: '模板里用汉字写死了数字',
    files: { 'templates/outcome/help.hbs': '您好。\n最多报销两万元。{{! ← }}' },
    mend: ['两万元', '若干'],
  },
  {
    rule: 'template-figure',
    when: '热线以外的号码',
    files: { 'templates/outcome/help.hbs': '请拨打12393或96510。{{! ← }}' },
    mend: ['或96510', ''],
  },
];

/** What is said of a matter for all places. */
const about = (lines: string): Files => ({
  [F]: factFile({}, CLEAN),
  [MATTERS]: `topic: cap\nmatters:\n${lines}`,
});
const matters: Case[] = [
  {
    rule: 'unknown-matter',
    when: '没有一条事实说这件事',
    files: about('  - { matter: outpatient-caps, lead: true } # ←'),
    mend: ['outpatient-caps', 'outpatient-cap'],
  },
  {
    rule: 'double-matter',
    when: '一件事写了两次',
    files: about(
      '  - { matter: outpatient-cap, lead: true }\n  - { matter: outpatient-cap, asks: [额度] } # ←',
    ),
    mend: ['\n  - { matter: outpatient-cap, asks: [额度] } # ←', ''],
  },
  {
    rule: 'own-topic',
    when: '把自己的主题当作别的主题',
    files: about('  - { matter: outpatient-cap, alsoTopics: { cap: [额度] } } # ←'),
    mend: ['cap: [额度]', 'ratio: [额度]'],
  },
  {
    rule: 'says-both',
    when: '一个词既答是又答否',
    files: { [F]: factFile({}, `${CLEAN}\n    says: { yes: [药店], no: [体温计, 药店] } # ←`) },
    mend: [', 药店] }', '] }'],
  },
  {
    rule: 'says-nothing',
    when: '说了要答是或否，却没有词',
    files: { [F]: factFile({}, `${CLEAN}\n    says: {} # ←`) },
    mend: ['says: {}', 'says: { no: [体温计] }'],
  },
];

/** Names that point nowhere, in the files beside the facts. */
const beside: Case[] = [
  {
    rule: 'unknown-place',
    when: '医院所在的地区不在 regions.yaml',
    files: { [HOSPITALS]: "hospitals:\n  - { name: 某医院, place: '149900' } # ←" },
    mend: ['149900', '140100'],
  },
  {
    rule: 'unknown-place',
    when: '上级地区不在 regions.yaml',
    files: {
      [REGIONS]: `
asOf: '2026-01-01'
regions:
  - { code: '000000', name: 全国, parent: null }
  - { code: '140100', name: 子市, parent: '140000' } # ←`,
    },
    mend: ["'140000'", "'000000'"],
  },
  {
    rule: 'unknown-source',
    when: '医院的来源没有登记',
    files: { [HOSPITALS]: "hospitals:\n  - { name: 某医院, place: '140100', sources: [nobody] } # ←" },
    mend: ['[nobody]', '[gov]'],
  },
  {
    rule: 'duplicate-id',
    when: '两个来源用了同一个 id',
    files: {
      'knowledge/sources/b.yaml':
        "sources:\n  - { id: gov, title: 通知, publisher: 医保局, authority: media, checked: '2025-12-01' } # ←",
    },
    mend: ['id: gov', 'id: gov-b'],
  },
  {
    rule: 'duplicate-id',
    when: '两个地区用了同一个代码',
    files: {
      [REGIONS]: `
asOf: '2026-01-01'
regions:
  - { code: '000000', name: 全国, parent: null }
  - { code: '140100', name: 子市, parent: '000000' }
  - { code: '140100', name: 丑市, parent: '000000' } # ←`,
    },
    mend: ["'140100', name: 丑市", "'140200', name: 丑市"],
  },
];

/** The default sources and one that is a mirror. */
const MIRRORED = `
sources:
  - { id: gov, title: 通知, publisher: 医保局, published: '2024-06-20', authority: official, checked: '2025-12-01' }
  - { id: copy, title: 通知, publisher: 镜像, url: 'http://gov.copy.example/1.html', authority: official, checked: '2025-12-01', mirror: true }`;
const templatesAndMirrors: Case[] = [
  {
    rule: 'template-name',
    when: '模板用了不存在的函数',
    files: { 'templates/outcome/help.hbs': '您好。\n{{upper lead}}{{! ← }}' },
    mend: ['upper lead', 'lead'],
  },
  {
    rule: 'template-name',
    when: '模板的块用了不存在的函数',
    files: { 'templates/outcome/help.hbs': '{{#when lead}}{{! ← }}\n您好。\n{{/when}}' },
    mend: { 'templates/outcome/help.hbs': '{{#if lead}}\n您好。\n{{/if}}' },
  },
  {
    rule: 'template-name',
    when: '括号里用了不存在的函数',
    files: { 'templates/outcome/help.hbs': '{{#if (same lead place)}}{{! ← }}您好。{{/if}}' },
    mend: ['(same lead place)', 'lead'],
  },
  {
    rule: 'template-name',
    when: '模板用了不存在的片段',
    files: {
      'templates/outcome/help.hbs': '您好。\n{{> part/leed}}{{! ← }}',
      'templates/part/lead.hbs': '您好。',
    },
    mend: ['part/leed', 'part/lead'],
  },
  {
    rule: 'template-name',
    when: '不在 part/ 里的模板不能当片段用',
    files: {
      'templates/outcome/help.hbs': '{{> outcome/thanks}}{{! ← }}',
      'templates/outcome/thanks.hbs': '不客气。',
    },
    mend: ['{{> outcome/thanks}}', '不客气。'],
  },
  {
    rule: 'mirror-address',
    when: '正文里有镜像网站的地址',
    files: {
      [SOURCES]: MIRRORED,
      [F]: factFile({}, CLEAN.replace('600元。', '600元，见gov.copy.example。 # ←')),
    },
    mend: ['，见gov.copy.example', ''],
  },
  {
    rule: 'mirror-address',
    when: '步骤里有镜像网站的地址',
    files: {
      [SOURCES]: MIRRORED,
      [F]: factFile({}, `${CLEAN}\n    steps: [打开 http://GOV.copy.example 登录] # ←`),
    },
    mend: ['打开 http://GOV.copy.example 登录', '登录'],
  },
  {
    rule: 'mirror-address',
    when: '分歧的说明里有镜像网站的地址',
    files: {
      [SOURCES]: MIRRORED,
      [F]: `${factFile({}, CLEAN)}${rival('copy', '2024-08-01').replace(' # ←', '')}${DECLARED.replace('两处', '').replace('一处写', '见gov.copy.example，一处写').replace('second]', 'second] # ←')}`,
    },
    mend: ['见gov.copy.example，', ''],
  },
  {
    rule: 'unknown-source',
    when: '取代它的来源没有登记',
    files: {
      [SOURCES]: `
sources:
  - id: gov
    title: 通知
    publisher: 医保局
    authority: official
    checked: '2025-12-01'
    supersededBy: nobody # ←
  - { id: copy, title: 新通知, publisher: 医保局, authority: official, checked: '2025-12-01' }`,
    },
    mend: ['supersededBy: nobody', 'supersededBy: copy'],
  },
];

const CASES = [
  ...shape,
  ...templatesAndMirrors,
  ...names,
  ...dates,
  ...rivals,
  ...values,
  ...figures,
  ...words,
  ...matters,
  ...beside,
];

/** The one marked line of the files, as `file:line`. */
function marked(files: Files): string {
  const found = Object.entries(files).flatMap(([file, text]) =>
    text.split('\n').flatMap((l, i) => (l.includes('←') ? [`${file}:${i + 1}`] : [])),
  );
  expect(found, 'exactly one line carries the mark').toHaveLength(1);
  return found[0] as string;
}

function mended({ files, mend }: Case): Files {
  if (!Array.isArray(mend)) return mend;
  const file = marked(files).replace(/:\d+$/, '');
  const broken = files[file] as string;
  expect(broken, 'the text to mend stands in the marked file').toContain(mend[0]);
  return { ...files, [file]: broken.replace(mend[0], mend[1]) };
}

const spots = (complaints: Complaint[]): string[] => complaints.map((c) => `${c.file}:${c.line} ${c.rule}`);

describe.each(CASES.map((c) => [`${c.rule}：${c.when}`, c] as const))('%s', (_name, c) => {
  it('is refused at its line, with reason and remedy', () => {
    const complaints = complaintsOn(c.files).filter(({ rule }) => !c.also?.includes(rule));
    expect(spots(complaints)).toEqual([`${marked(c.files)} ${c.rule}`]);
    for (const { file, line, reason, remedy } of complaints) {
      expect([reason.trim(), remedy.trim()]).not.toContain('');
      expect(complaints.map(formatComplaint)).toEqual([`${file}:${line} ${reason}。${remedy}`]);
    }
  });

  it('passes once mended', () => {
    expect(complaintsOn(mended(c)).map(formatComplaint)).toEqual([]);
  });
});

/** What may stand behind a figure of a statement, each by itself. */
describe('正文的数字有依据', () => {
  const fact = (rest: string): Files => ({
    [F]: factFile(
      { topic: 'mutual-aid-rule', matter: 'aid-area' },
      `\n  - id: w\n${rest}\n    sources: [gov]`,
    ),
  });
  it.each([
    ['数值', "    value: '20000'\n    unit: CNY\n    statement: 最多2万元，也就是两万元、20,000元。"],
    [
      '比例',
      "    value: '0.7'\n    unit: ratio\n    base: fund-share\n    statement: 报七成，也就是70%、百分之七十。",
    ],
    [
      '百分点',
      "    value: '-0.05'\n    unit: ratio-delta\n    base: fund-share\n    statement: 降低5个百分点。",
    ],
    [
      '分段',
      "    value: { bands: [ { upTo: '30000', ratio: '0.85' }, { upTo: null, ratio: '0.95' } ] }\n    unit: ratio\n    base: fund-share\n    statement: 3万元以内85%，以上95%。",
    ],
    ['区间', "    value: { from: '30', to: '60' }\n    unit: days\n    statement: 要30至60天。"],
    ['清单', '    value: [满60周岁的人, 重残者]\n    statement: 满60周岁的人可以。'],
    [
      '条件',
      "    conditions: { costBand: { from: '10000', to: '30000' } }\n    statement: 1万元至3万元的部分。",
    ],
    ['步骤', '    steps: [提交, 等3个工作日]\n    statement: 提交后等3个工作日。'],
    [
      '起止日期',
      "    from: '2024-07-01'\n    to: '2025-12-31'\n    statement: 2024年7月1日至2025年12月31日有效。",
    ],
    ['起止日期说到月或年', "    from: '2024-07-01'\n    statement: 2024年7月起、2024年起有效。"],
    ['来源的文号', '    statement: 依据甲医保发〔2024〕38号。'],
    ['等级、类别和次序不是数字', '    statement: 三级甲等医院、一类收费医院、第二次住院都适用。'],
  ])('%s', (_what, rest) => {
    expect(complaintsOn(fact(rest)).map(formatComplaint)).toEqual([]);
  });
});

it('比较和估算的模板用的是别的主题的事实', () => {
  const text = '{{#each lines}}{{this}}{{/each}}{{#each stepGroups}}{{this}}{{/each}}';
  for (const topic of ['comparison', 'estimate'])
    expect(complaintsOn({ [`templates/answer/${topic}.hbs`]: text })).toEqual([]);
});

it('names every file that the knowledge folder needs and has not', () => {
  const root = mkdtempSync(join(tmpdir(), 'gongji-'));
  try {
    const { complaints } = readKnowledge(root);
    expect(complaints.map((c) => [c.rule, c.file, c.line])).toEqual(
      ['regions', 'hospitals', 'sound', 'terms', 'labels', 'phrases'].map((n) => [
        'missing',
        `knowledge/${n}.yaml`,
        1,
      ]),
    );
    for (const c of complaints) expect([c.reason, c.remedy]).not.toContain('');
  } finally {
    rmSync(root, { recursive: true });
  }
});

it('leaves no rule of the lint without a broken file here', () => {
  const tested = new Set<string>([...CASES.map((c) => c.rule), 'missing']);
  expect(Object.keys(KNOWLEDGE_RULES).filter((rule) => !tested.has(rule))).toEqual([]);
});

it('has no rule in its list that the code never names', () => {
  const dir = new URL('../../src/knowledge/', import.meta.url);
  const source = readdirSync(dir)
    .filter((name) => name.startsWith('lint') || name === 'load.ts')
    .map((name) => readFileSync(new URL(name, dir), 'utf8'))
    .join('\n');
  expect(Object.keys(KNOWLEDGE_RULES).filter((rule) => !source.includes(`'${rule}'`))).toEqual([]);
});
