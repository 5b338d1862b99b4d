/** The questions that the product must answer: outcome, figures and sources, each worked by hand from the documents. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Assistant, ask } from '../../src/assistant.js';
import { EMPTY_MEMORY } from '../../src/dialogue.js';
import { realAssistant } from '../real.js';

let a: Assistant;
beforeAll(async () => {
  a = await realAssistant();
});

interface Case {
  ask: string;
  outcome?: string;
  topic?: string;
  has?: RegExp[];
  hasNot?: RegExp[];
  /** Ids that must be cited. */
  facts?: string[];
  conflict?: boolean;
  refuted?: string[];
  asOf?: string;
}

const cases: Case[] = [
  {
    ask: '长治职工医保共济能绑几家医院',
    outcome: 'no-rule',
    facts: ['changzhi-hospital-limit'],
    has: [/没有文件/, /任何一家/],
  },
  { ask: '长治共济绑医院有数量限制没有', outcome: 'no-rule', facts: ['changzhi-hospital-limit'] },
  {
    ask: '太原共济可以绑几个人',
    conflict: true,
    facts: ['taiyuan-bind-limit', 'sx-bind-multiple'],
    has: [/1人/, /没有写人数上限/, /7人/, /6人/, /5人/],
  },
  { ask: '太原医保共济最多给几个家里人用', conflict: true, facts: ['taiyuan-bind-limit'] },
  {
    ask: '怎么在山西医保公众号绑定家人',
    has: [/山西医保/, /服务大厅/, /家庭账户共济/],
    topic: 'binding-howto',
  },
  { ask: '山西网站上怎么授权家人用共济', has: [/账户共济授权/], topic: 'binding-howto' },
  { ask: '我卡里只有800块，家里人能用共济吗（太原）', has: [/^不能/, /1000元/], facts: ['sx-aid-threshold'] },
  { ask: '太原，医保卡里就六百块，家属能不能用共济', has: [/^不能/, /1000元/], facts: ['sx-aid-threshold'] },
  {
    ask: '岳父能用我的共济吗（山西）',
    topic: 'binding-eligibility',
    has: [/^不可以/, /配偶/, /外孙子女/, /2024年9月1日/, /只能授权给配偶、子女和父母/],
    facts: ['sx-nearkin-2024', 'sx-family-2022'],
  },
  { ask: '山西丈母娘可以刷我的共济不', has: [/^不可以/], facts: ['sx-nearkin-2024'] },
  { ask: '看病时刷谁的卡（长治共济）', has: [/自己的医保电子凭证/, /冒名/], refuted: ['changzhi-voucher'] },
  { ask: '太原职工三甲住院起付线和报销比例', has: [/800元/, /82%/] },
  { ask: '太原单位职工在三甲住院，门槛费多少，能报几成', has: [/800元/, /82%/] },
  {
    ask: '太原居民三甲住院报多少，起付多少',
    has: [/60%/, /1000元/, /一类/],
    refuted: ['taiyuan-res-in-ratio-l3'],
  },
  { ask: '太原职工住院一年最多报多少', conflict: true, has: [/8万元/, /20万元/] },
  { ask: '太原退休职工在三甲看门诊报几成', has: [/60%/], refuted: ['taiyuan-emp-out-ratio-retired-l3'] },
  { ask: '太原退休职工在一级医院看门诊报几成', has: [/70%/], refuted: ['taiyuan-emp-out-ratio-retired-l1'] },
  { ask: '山西居民门诊2025年一年最多报多少', has: [/300元/, /2024年1月1日/], facts: ['sx-res-out-cap-2024'] },
  { ask: '山西居民门诊2023年一年最多报多少', has: [/250元/], hasNot: [/300元/] },
  { ask: '山西职工门诊统筹限额2025年', has: [/2500元/, /3000元/], hasNot: [/最多报1800/] },
  { ask: '山西职工门诊统筹2024年3月的限额', has: [/1800元/, /2000元/], hasNot: [/2500元/] },
  {
    ask: '山西职工门诊统筹限额2024年',
    has: [/1800元/, /2000元/, /2500元/, /3000元/, /2024年7月1日起/, /至2024年6月30日/],
  },
  { ask: '门诊共济和住院报销有什么区别', topic: 'comparison', has: [/门诊共济/, /住院报销/] },
  { ask: '共济就医和自己医保有什么不同', topic: 'comparison', has: [/家庭共济/, /自己的医保/] },
  { ask: '太原怎么查就医记录', has: [/山西医保/, /就医记录查询/, /国家医保服务平台/] },
  { ask: '肇庆职工门诊一年限额2025年', has: [/2017元/], facts: ['zhaoqing-out-cap'] },
  { ask: '肇庆职工门诊一年限额2026年', outcome: 'no-fact', has: [/2017元/, /2025年/, /12393/] },
  {
    ask: '五指山居民住院比例怎么调整的',
    topic: 'benefit-change',
    conflict: true,
    has: [/90% → 95%/, /75% → 80%/, /65% → 70%/, /全省/],
  },
  { ask: '琼海居民住院报销额度', has: [/15万元/, /30万元/] },
  { ask: '文昌居民住院比例', has: [/90%/, /75%/, /65%/, /有网页称/] },
  { ask: '文昌居民没有转诊住院比例降多少', has: [/10个百分点/] },
  { ask: '梅州灵活就业门诊报销比例', has: [/60%/, /65%/] },
  { ask: '梅州灵活就业门诊一年最多报多少', has: [/1885元/, /471\.25元/] },
  {
    ask: '儋州居民门诊一年额度是不是2619.6',
    has: [/^不是/, /500元/, /700元/, /深圳/],
    refuted: ['danzhou-out-cap-2'],
  },
  { ask: '肇庆灵活就业住院报多少比例', conflict: true, has: [/90%/, /80%/, /70%/, /91%/, /85%/] },
  { ask: '梅州灵活就业住院报销比例', has: [/85%/, /90%/, /灵活就业按职工医保执行/, /60%到80%.*不对/] },
  {
    ask: '滁州新农保一年交6000领多少',
    topic: 'pension-benefit',
    has: [/647\.48/, /6000 × 15/, /÷ 139/, /115元/, /2018年/],
  },
  { ask: '太原共济的钱能买什么', topic: 'mutual-aid-scope', has: [/药品/, /门诊特药/] },
  { ask: '太原共济乱用会怎样', topic: 'mutual-aid-violation', has: [/暂停/, /追回/] },
  { ask: '太原共济怎么取消', topic: 'binding-terminate', has: [/随时/] },
  { ask: '太原医保在外地怎么结算', topic: 'remote-settlement', has: [/备案/, /联网/] },
  { ask: '太原住院报销要带什么', topic: 'reimbursement-procedure', has: [/发票/, /费用清单/, /出院小结/] },
  { ask: '长治有哪些三甲', has: [/和平医院是三级甲等/] },
  { ask: '长治市中医院几级', has: [/中医院是二级甲等/] },
  { ask: '安徽新农保补缴新规定', has: [/补缴/] },
  { ask: '衡水共济怎么查', has: [/河北智慧医保/] },
  { ask: '衡水异地怎么结算', topic: 'remote-settlement', has: [/备案/] },
  { ask: '大同共济怎么办', has: [/山西医保/], topic: 'binding-howto' },
  { ask: '安庆新农合怎么查', topic: 'records-lookup', has: [/国家医保服务平台/] },
  { ask: '石楼县居民医保住院比例', has: [/60%/, /山西省/, /按山西省的规定作答/] },
  { ask: '拉萨共济绑几个人', outcome: 'no-fact', has: [/12393/, /近亲属/] },
  { ask: '公积金能绑几个人', outcome: 'out-of-scope' },
  { ask: '今天天气怎么样', outcome: 'out-of-scope' },
];

describe('a real question in, the right sourced answer out', () => {
  test.each(cases)('$ask', (c) => {
    const { answer } = ask(a, { text: c.ask, asOf: c.asOf ?? '2025-12-01', memory: EMPTY_MEMORY });
    expect(answer.outcome).toBe(c.outcome ?? 'answer');
    if (c.topic) expect(answer.topic).toBe(c.topic);
    for (const re of c.has ?? []) expect(answer.text).toMatch(re);
    for (const re of c.hasNot ?? []) expect(answer.text).not.toMatch(re);
    const ids = answer.facts.map((f) => f.id);
    for (const id of c.facts ?? []) expect(ids).toContain(id);
    if (c.conflict) expect(answer.conflicts.length).toBeGreaterThan(0);
    const refuted = answer.refuted.map((r) => r.factId);
    for (const id of c.refuted ?? []) expect(refuted).toContain(id);
    if (answer.outcome === 'answer' || answer.outcome === 'no-rule') {
      expect(answer.facts.every((f) => f.sources.length > 0)).toBe(true);
      expect(answer.text).toMatch(/来源：\n\[1\] 《/);
      expect(answer.text).toMatch(/以参保地医保经办机构为准/);
    }
  });
});
