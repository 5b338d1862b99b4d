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
  {
    ask: '山西职工门诊统筹限额2025年',
    has: [/^山西省[^\n]*2500元[^\n]*3000元/, /\n此前 2023年1月1日至2024年6月30日：[^\n]*1800元/],
    hasNot: [/最多报1800/],
  },
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
  // A special matter speaks only where it is named; then it leads.
  { ask: '太原家庭共济该去哪儿弄', topic: 'binding-howto', has: [/^在“山西医保”/], hasNot: [/钱包/] },
  { ask: '山西医保钱包咋开通', has: [/^医保钱包/, /确认使用钱包/] },
  { ask: '医保钱包晚上能转钱吗', has: [/22:00/] },
  { ask: '吕梁的共济怎么加家人', hasNot: [/代缴/, /亲情账户/] },
  { ask: '太原退休职工住院，三甲报多少', hasNot: [/降低/] },
  // A matter answers under the topic that a question is easily filed under.
  { ask: '新农保是不是改叫别的名字了', has: [/城乡居民养老保险/], facts: ['def-resident-pension'] },
  { ask: '山西的家庭共济是哪一年启动的', has: [/2022年7月/], facts: ['sx-aid-timeline'] },
  { ask: '山西普通门诊统筹打哪年实行的', has: [/2023年1月1日/] },
  { ask: '海南慢特病有多少个病种', has: [/52种/] },
  { ask: '居民医保断了以后接着交要等多久', has: [/3个月/], topic: 'waiting-period' },
  // Yes or no comes first where the fact decides it.
  { ask: '共济的钱能不能买轮椅，太原的', has: [/^能。/] },
  { ask: '太原共济可以拿去办健身卡吗', has: [/^不可以。/] },
  { ask: '海南医保卡的钱可以取现吗', has: [/^不可以。/] },
  { ask: '山西的共济出了省还能用吗', has: [/^不能。/, /省内/], facts: ['sx-aid-geo'] },
  { ask: '太原医保卡余额年底会清零吗', has: [/^不会。/] },
  { ask: '长治表姐能绑进我的共济吗', has: [/^不/], topic: 'binding-eligibility' },
  { ask: '我自己是居民医保，能给儿子共济吗（太原）', hasNot: [/^(?:能|可以)/] },
  { ask: '山西居民慢特病门诊收不收起付线', has: [/^不收。/] },
  { ask: '海南人去广东看门诊用不用备案', has: [/^不用。/] },
  { ask: '工伤住院医保给不给报', has: [/^不给/] },
  // A figure asked about is called right or wrong before anything else.
  { ask: '文昌居民在三级医院住院是报53%吗', has: [/^不是53%/, /65%/], refuted: ['wenchang-quota-l3'] },
  { ask: '太原在职职工三甲门诊是不是报七成', has: [/^不是七成/, /55%/] },
  { ask: '太原职工三甲住院门槛是800对吗', has: [/^是的/] },
  { ask: '山西居民住院封顶线20万对吗', has: [/^不是20万/, /7万元/], refuted: ['sx-res-cap-20w-agg'] },
  // Asked back only where the answers would differ.
  { ask: '琼海低保在一级医院住院要付门槛费吗', has: [/不设起付线/] },
  { ask: '文昌高血压慢病一年能报多少钱', has: [/660元/] },
  { ask: '太原门诊用乙类药先自付多少', has: [/5%/] },
  { ask: '骗保要罚几倍', has: [/5倍/] },
  // A change of other care is no answer; where none is known, what holds is told.
  {
    ask: '文昌居民住院待遇最近有什么变化',
    topic: 'benefit-change',
    has: [/没有查到文昌市这项待遇的调整规定/, /90%/],
    hasNot: [/个人缴费/],
  },
  { ask: '山西职工门诊起付线调整过没有', has: [/没有查到/, /80元/], hasNot: [/1800元/] },
  // What ended is told as the last known, and its sister is no substitute.
  { ask: '滁州的基础养老金每月多少', outcome: 'no-fact', has: [/115元/, /2018年/, /12333/] },
  { ask: '西宁异地安置退休人员的门诊额度', outcome: 'no-fact', hasNot: [/9:00/] },
  // The county's own facts come before its city's.
  { ask: '无为居民得一种慢性病一年封顶多少', has: [/3000元/], facts: ['ww-res-chronic-cap'] },
  { ask: '宣州的基础养老金现在多少', has: [/165元/], facts: ['xz-pen-base-2024'] },
  // Another place, another rule.
  { ask: '阜阳居民没转诊自己去省外住院报多少', has: [/50%/], hasNot: [/75%/] },
  { ask: '异地备案用哪个APP', has: [/国家医保服务平台/] },
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
