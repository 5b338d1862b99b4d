/** Slots as the contract reads them: what a text states, in all its words, and what it does not state. */
import { describe, expect, test } from 'vitest';
import type { Slots } from '../../src/contract.js';
import { read, states } from './states.js';

describe('没说的不猜', () => {
  states('ratio', [
    ['三级医院报多少', { hospitalLevel: '3' }],
    ['医保能报几成', {}],
    ['看病能报多少', {}],
    ['我爸75岁了能报几成', {}],
    ['县医院报几成', {}],
    ['异地看病报几成', {}],
    ['全额自费的药能报不', {}],
  ]);
});

describe('scheme：哪种保险', () => {
  states('ratio', [
    ['职工报几成', { scheme: 'employee' }],
    ['城职报几成', { scheme: 'employee' }],
    ['单位医保报几成', { scheme: 'employee' }],
    ['城乡居民医保报几成', { scheme: 'resident' }],
    ['新农合报几成', { scheme: 'resident' }],
    ['合疗报几成', { scheme: 'resident' }],
    ['农合报几成', { scheme: 'resident' }],
    ['灵活就业报几成', { scheme: 'flexible' }],
    ['自由职业的人报几成', { scheme: 'flexible' }],
    ['晋城居民报几成', { region: '140500', scheme: 'resident' }],
    ['运城职工报几成', { region: '140800', scheme: 'employee' }],
  ]);
  states('pension', [
    ['新农保怎么领', { scheme: 'resident-pension' }],
    ['农保一年交几次', { scheme: 'resident-pension' }],
    ['居民养老怎么补', { scheme: 'resident-pension' }],
    ['晋城居民养老怎么补', { region: '140500', scheme: 'resident-pension' }],
  ]);
});

describe('care：怎么看的病', () => {
  states('ratio', [
    ['住院报几成', { care: 'inpatient' }],
    ['住了10天院报几成', { care: 'inpatient' }],
    ['出院了报几成', { care: 'inpatient' }],
    ['看门诊报几成', { care: 'outpatient' }],
    ['门诊报销多少', { care: 'outpatient' }],
    ['门规报几成', { care: 'chronic' }],
    ['特病报几成', { care: 'chronic' }],
    ['门诊慢特病报几成', { care: 'chronic' }],
    ['慢病去药店拿药报几成', { care: 'chronic' }],
    ['大病二次报销报几成', { care: 'critical' }],
    ['药店买药报几成', { care: 'pharmacy' }],
    ['医保卡在药店报几成', { care: 'pharmacy' }],
  ]);
  describe('门诊共济、家庭共济、门诊统筹是政策的名字，不是看门诊', () => {
    states('ratio', [
      ['门诊共济报几成', {}],
      ['家庭共济报几成', {}],
      ['门诊统筹报几成', {}],
      ['门诊统筹在药店报几成', { care: 'pharmacy' }],
    ]);
  });
});

describe('hospitalLevel：几级医院', () => {
  states('ratio', [
    ['三甲报几成', { hospitalLevel: '3A' }],
    ['3甲医院报几成', { hospitalLevel: '3A' }],
    ['三级乙等报几成', { hospitalLevel: '3B' }],
    ['二乙报几成', { hospitalLevel: '2B' }],
    ['二级甲等报几成', { hospitalLevel: '2A' }],
    ['2级医院报几成', { hospitalLevel: '2' }],
    ['一级甲等报几成', { hospitalLevel: '1A' }],
    ['社区卫生服务站报几成', { hospitalLevel: 'primary' }],
    ['镇卫生院报几成', { hospitalLevel: 'primary' }],
    ['甲类药报几成', {}],
  ]);
});

describe('status：什么人', () => {
  states('ratio', [
    ['退休的报几成', { status: 'retired' }],
    ['退了休报几成', { status: 'retired' }],
    ['还在上班报几成', { status: 'active' }],
    ['在职职工报几成', { scheme: 'employee', status: 'active' }],
    ['大学生报几成', { status: 'student' }],
    ['五保户报几成', { status: 'poor' }],
    ['建档立卡的报几成', { status: 'poor' }],
  ]);
  states('contribution', [['给刚出生的娃交医保', { status: 'child' }]]);
  states('contribution-years', [
    ['退休时要交够几年', {}],
    ['我已退休，还差几年', { status: 'retired' }],
  ]);
  states('pension', [['退休后一个月领几个钱', {}]]);
});

describe('remote：备没备案', () => {
  states('ratio', [
    ['备过案报几成', { remote: 'filed' }],
    ['办好了异地备案报几成', { remote: 'filed' }],
    ['忘记备案报几成', { remote: 'unfiled' }],
    ['没去备案报几成', { remote: 'unfiled' }],
    ['转诊到省城报几成', { remote: 'referred' }],
    ['没有转诊报几成', {}],
    ['急诊抢救报几成', { remote: 'emergency' }],
    ['在本地看病报几成', { remote: 'local' }],
    ['有没有备案报得一样吗', {}],
  ]);
});

describe('relation：只在绑定和用共济时读', () => {
  states('binding-eligibility', [
    ['俺大能绑不', { relation: 'parent' }],
    ['爸妈都能绑吗', { relation: 'parent' }],
    ['额娘能绑不', { relation: 'parent' }],
    ['老伴儿能绑吗', { relation: 'spouse' }],
    ['对象能绑吗', { relation: 'spouse' }],
    ['孩子妈能绑吗', { relation: 'spouse' }],
    ['丈母娘能绑吗', { relation: 'parent-in-law' }],
    ['公婆能绑吗', { relation: 'parent-in-law' }],
    ['闺女能绑吗', { relation: 'child' }],
    ['姑娘能绑吗', { relation: 'child' }],
    ['我姐能绑不', { relation: 'sibling' }],
    ['姥爷能绑不', { relation: 'grandparent' }],
    ['外孙女能绑吗', { relation: 'grandchild' }],
    ['女朋友能绑不', { relation: 'friend' }],
    ['表弟能绑吗', {}],
    ['老公和孩子都能绑吗', {}],
  ]);
  states('binding-howto', [['怎么给我妈绑上', { relation: 'parent' }]]);
  states('mutual-aid-rule', [['我妈用共济先扣谁的', { relation: 'parent' }]]);
  states('records-lookup', [
    ['怎么查我爸用了几个共济的钱', { relation: 'parent' }],
    ['怎么查我爸的缴费记录', {}],
  ]);
  states('ratio', [['我爸报几成', {}]]);
  states('contribution', [['孩子的医保怎么交', {}]]);
});

describe('limitOf：几个什么', () => {
  states('binding-limit', [
    ['能绑几家定点医院', { limitOf: 'hospitals' }],
    ['绑医院有没有上限', { limitOf: 'hospitals' }],
    ['一个人最多被几个人绑', { limitOf: 'accounts' }],
    ['能用几个人的医保卡', { limitOf: 'accounts' }],
    ['一年能改几次', {}],
  ]);
});

describe('year：问的是哪一年', () => {
  states('cap', [
    ['2024年的限额', { year: '2024' }],
    ['二〇二三年限额', { year: '2023' }],
    ['24年的限额', { year: '2024' }],
    ['2024年3月的限额', { year: '2024' }],
    ['2023年和2024年的限额', {}],
  ]);
  states('contribution-years', [['交了25年够不够', {}]]);
  states('estimate', [['花了2024元', { amount: '2024' }]]);
});

describe('amount：问的总数', () => {
  states('estimate', [['住院花了两万三', { care: 'inpatient', amount: '23000' }]]);
  states('pension-benefit', [['一年交5000领几个钱', { amount: '5000' }]]);
  states('pension', [['居民养老按3千档交的话', { scheme: 'resident-pension', amount: '3000' }]]);
  states('mutual-aid-rule', [['卡里有800块能共济吗', {}]]);
  test('卡里的钱是余额，写在 details', () => {
    expect(read('卡里有800块能共济吗', 'mutual-aid-rule').details).toEqual({ balance: '800' });
  });
});

describe('否定的不算', () => {
  states('ratio', [
    ['不是职工是居民', { scheme: 'resident' }],
    ['我不是居民医保，是职工', { scheme: 'employee' }],
    ['没参加职工医保，只有居民的', { scheme: 'resident' }],
    ['不是三级医院，是二级医院', { hospitalLevel: '2' }],
    ['不是住院是门诊', { care: 'outpatient' }],
    ['并非退休，还在上班', { status: 'active' }],
    ['是不是三级医院报得少', { hospitalLevel: '3' }],
    ['我是不是居民', { scheme: 'resident' }],
  ]);
});

describe('并排的两个值不填这个槽，写在 compare', () => {
  test.each<[string, string, string[], Slots]>([
    ['职工和居民住院', 'scheme', ['employee', 'resident'], { care: 'inpatient' }],
    ['门诊和住院', 'care', ['outpatient', 'inpatient'], {}],
    ['门诊共济和住院报销', 'care', ['outpatient', 'inpatient'], {}],
    ['在职退休门诊', 'status', ['active', 'retired'], { care: 'outpatient' }],
    ['三甲和二甲住院', 'hospitalLevel', ['3A', '2A'], { care: 'inpatient' }],
  ])('%s有啥区别', (text, slot, values, slots) => {
    expect(read(`${text}有啥区别`, 'comparison')).toMatchObject({ slots, compare: { slot, values } });
    expect(read(`${text}有啥区别`, 'comparison').slots).toEqual(slots);
  });
});
