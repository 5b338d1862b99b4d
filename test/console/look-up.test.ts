/** Looking up at the desk: chips that change the answer, what lost and why, three lengths, the curve, and places side by side. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  choicesSchema,
  compareReplySchema,
  deskEstimateReplySchema,
  type LookUpReply,
  lookUpReplySchema,
} from '../../src/contract/console.js';
import { type Browser, type Desk, type Row, realDesk } from './desk.js';

let desk: Desk;
let agent: Browser;
beforeAll(async () => {
  desk = await realDesk();
  agent = await desk.as('agent');
});
afterAll(() => desk?.close());

async function lookUp(body: object): Promise<LookUpReply> {
  const reply = await agent.call('lookUp', body);
  expect(reply.status, reply.raw).toBe(200);
  return lookUpReplySchema.parse(reply.body);
}
const chip = (r: LookUpReply, slot: string) => r.understood.chips.find((c) => c.slot === slot);
const text = '太原职工三甲住院报几成';

test('答的和市民问到的一字不差；看到读懂了什么', async () => {
  const found = await lookUp({ text });
  const { id: _, conversationId: __, ...asked } = await desk.ask(text);
  expect(found.answer).toEqual(asked);
  expect(found.understood.chips.filter((c) => c.value !== null)).toEqual([
    { slot: 'topic', name: '主题', value: 'ratio', label: '报销比例', from: 'text' },
    { slot: 'region', name: '参保地', value: '140100', label: '太原市', from: 'text' },
    { slot: 'scheme', name: '险种', value: 'employee', label: '职工医保', from: 'text' },
    { slot: 'care', name: '就医类型', value: 'inpatient', label: '住院', from: 'text' },
    { slot: 'hospitalLevel', name: '医院级别', value: '3A', label: '三级甲等', from: 'text' },
  ]);
  expect(chip(found, 'status')).toMatchObject({ value: null, from: 'nothing' });
  expect(found.understood.topics[0]).toMatchObject({ topic: 'ratio', title: '报销比例' });
});

describe('改一项，答案跟着变，和照那样问的一样', () => {
  test.each([
    ['险种', { slots: { scheme: 'resident' } }, '太原居民三甲住院报几成'],
    ['级别', { slots: { hospitalLevel: 'primary' } }, '太原职工社区医院住院报几成'],
    ['主题', { topic: 'deductible' }, '太原职工三甲住院起付线多少'],
    ['参保地', { slots: { region: '140200' } }, '大同职工三甲住院报几成'],
  ])('%s', async (_name, edits, asked) => {
    const [found, plain] = await Promise.all([lookUp({ text, edits }), lookUp({ text: asked })]);
    expect(found.answer.slots).toEqual(plain.answer.slots);
    expect(found.answer.topic).toBe(plain.answer.topic);
    expect(found.answer.facts.map((f) => f.id)).toEqual(plain.answer.facts.map((f) => f.id));
    const slot = 'topic' in edits ? 'topic' : (Object.keys(edits.slots)[0] as string);
    expect(chip(found, slot)?.from).toBe('edited');
  });
  test('拿掉一项就是没有说', async () => {
    const found = await lookUp({ text, edits: { slots: { hospitalLevel: null } } });
    expect(found.answer.slots.hospitalLevel).toBeUndefined();
    expect(chip(found, 'hospitalLevel')).toMatchObject({ value: null, from: 'edited' });
  });
  test('拿掉的参保地，不会被默认的地方补上', async () => {
    const with_ = await lookUp({ text: '职工三甲住院报几成', region: '140100' });
    expect(chip(with_, 'region')).toMatchObject({ value: '140100', from: 'caller' });
    const without = await lookUp({ text, region: '140100', edits: { slots: { region: null } } });
    expect(without.answer.slots.region).toBeUndefined();
  });
  test('两样对比里改定一样，就不再对比那一样', async () => {
    const both = await lookUp({ text: '太原三甲住院职工和居民报销比例' });
    expect(both.answer.compare?.slot).toBe('scheme');
    const one = await lookUp({
      text: '太原三甲住院职工和居民报销比例',
      edits: { slots: { scheme: 'employee' } },
    });
    expect(one.answer.compare).toBeUndefined();
    expect(one.answer.slots.scheme).toBe('employee');
  });
  test('金额改了，算的就是那个数', async () => {
    const found = await lookUp({
      text: '太原在职职工三甲住院花两万三能报多少',
      edits: { slots: { amount: '10000' } },
    });
    // (10000 − 800) × 82 %
    expect(found.answer.calculation?.fundPays).toBe('7544.00');
  });
});

test('什么都不留下：没有会话、没有统计、没有待办', async () => {
  const before = [await desk.store.lastEvent(), await desk.store.counts('0000-01-01', '9999-12-31')];
  await lookUp({ text: '天气怎么样' });
  await lookUp({ text: '转人工' });
  const after = [await desk.store.lastEvent(), await desk.store.counts('0000-01-01', '9999-12-31')];
  expect(after).toEqual(before);
  expect(await desk.store.unanswered({}, { limit: 10 })).toEqual([]);
  expect(await desk.store.handOffs({}, { limit: 10 })).toEqual([]);
});

describe('落选的和为什么', () => {
  test('别的级别、别的险种、判错的、旧的，各说各的理由；说了话的不在里面', async () => {
    const { candidates, answer } = await lookUp({ text });
    const spoke = new Set(answer.facts.map((f) => f.id));
    expect(candidates.length).toBeGreaterThan(10);
    expect(candidates.length).toBeLessThanOrEqual(40);
    for (const c of candidates) {
      expect(spoke.has(c.factId)).toBe(false);
      expect(c.reason.length).toBeGreaterThan(4);
    }
    const level = candidates.find((c) => c.why === 'other-case' && c.statement.includes('三级乙等'));
    expect(level?.reason).toContain('三级乙等');
    // What fits the case is no reason.
    expect(level?.reason).not.toContain('住院');
    expect(candidates.find((c) => c.why === 'other-scheme')?.reason).toContain('居民');
    const { candidates: deductible } = await lookUp({ text: '太原职工三甲住院起付线多少' });
    expect(deductible.some((c) => c.why === 'refuted')).toBe(true);
  });
  test('过了期的说哪天失效，上级的说谁优先', async () => {
    const { candidates } = await lookUp({ text: '岳父能用我的共济吗（山西）' });
    const old = candidates.find((c) => c.why === 'other-period' && c.effectiveTo !== null);
    expect(old?.reason).toMatch(/^\d{4}年.*已经失效$/);
    expect(candidates.find((c) => c.why === 'nearer-place')?.reason).toBe('山西省有自己的规定，优先于全国的');
  });
});

describe('三种长短', () => {
  test.each([
    text,
    '太原退休职工三甲住院花两万三能报多少',
    '岳父能用我的共济吗（山西）',
    '太原怎么给家人绑共济',
    '太原共济能绑几个人',
    '今天天气怎么样',
    '职工住院报几成',
  ])('%s：短的里没有长的没有的数', async (asked) => {
    const { lengths, answer } = await lookUp({ text: asked });
    expect(lengths.full).toBe(answer.text);
    expect(lengths.phone.length).toBeLessThanOrEqual(lengths.message.length + 40);
    const figures = (s: string) => s.match(/\d+(?:\.\d+)?/g) ?? [];
    for (const n of [...figures(lengths.phone), ...figures(lengths.message)])
      expect(figures(lengths.full)).toContain(n);
    expect(lengths.phone).not.toContain('\n');
  });
  test('一句话不把另一半数丢掉，说法不一也不瞒', async () => {
    const { lengths } = await lookUp({ text });
    expect(lengths.phone).toMatch(/82%.*91%.*说法不一/);
    expect(lengths.message).toContain('依据：《');
    const estimate = await lookUp({ text: '太原退休职工三甲住院花两万三能报多少' });
    expect(estimate.lengths.message).not.toContain('×');
  });
});

describe('计算器', () => {
  const request = {
    region: '140100',
    scheme: 'employee',
    care: 'inpatient',
    hospitalLevel: '3A',
    status: 'active',
  };
  test('曲线上的每一点都等于照那个总费用算的结果', async () => {
    const reply = await agent.call('estimate', { request: { ...request, amount: '23000' }, upTo: '800000' });
    const { calculation, curve, facts } = deskEstimateReplySchema.parse(reply.body);
    // (23000 − 800) × 82 %
    expect(calculation.fundPays).toBe('18204.00');
    expect(facts.map((f) => f.id)).toEqual(
      expect.arrayContaining(calculation.lines.flatMap((l) => l.factIds)),
    );
    const readings = curve?.readings ?? [];
    expect(readings.length).toBeGreaterThan(0);
    for (const { points } of readings.slice(0, 1))
      for (const p of points.filter((x) => x.total !== '0')) {
        const at = await agent.send<Row>('POST', '/v1/estimate', { ...request, amount: p.total });
        const all = [at.body, ...((at.body.variants as Row[] | undefined) ?? [])];
        expect(
          all.map((c) => Number(c.totalPays)),
          p.total,
        ).toContain(Number(p.pays));
        expect(
          all.map((c) => Number(c.youPay)),
          p.total,
        ).toContain(Number(p.you));
      }
    expect(readings[0]?.points.at(-1)?.total).toBe('800000');
  });
  test('养老金没有曲线；写错的说哪一项', async () => {
    const pension = await agent.call('estimate', {
      request: {
        scheme: 'resident-pension',
        assume: { pension: { basePension: '150', balance: '30000', divisor: '139' } },
      },
    });
    expect(pension.status, pension.raw).toBe(200);
    expect(pension.body.curve).toBeNull();
    const wrong = await agent.call('estimate', { request: { ...request, amount: '-1' } });
    expect([wrong.status, (wrong.body.error as Row).field]).toEqual([400, 'amount']);
  });
});

test('两个地方并排：各是各的答案', async () => {
  const reply = await agent.call('compare', { text: '职工三甲住院报几成', regions: ['140100', '140200'] });
  const { sides } = compareReplySchema.parse(reply.body);
  expect(sides.map((s) => s.regionName)).toEqual(['太原市', '大同市']);
  for (const side of sides) {
    const alone = await lookUp({ text: '职工三甲住院报几成', region: side.region });
    expect(side.answer.facts.map((f) => f.id)).toEqual(alone.answer.facts.map((f) => f.id));
  }
  expect((await agent.call('compare', { text, regions: ['140100'] })).status).toBe(400);
  expect((await agent.call('compare', { text, regions: ['140100', '999999'] })).status).toBe(400);
});

test('能选的都有名字', async () => {
  const { topics, slots } = choicesSchema.parse((await agent.call('choices')).body);
  for (const t of topics) expect(t.label, t.value).toMatch(/[\u4e00-\u9fff]/);
  for (const s of slots) for (const v of s.values) expect(v.label, v.value).toMatch(/[\u4e00-\u9fff]/);
});

test.each([
  ['空的问题', { text: '' }],
  ['太长的问题', { text: '长'.repeat(2001) }],
  ['没有的地方', { text, region: '999999' }],
  ['没有的日子', { text, asOf: '2025-02-30' }],
  ['没有的主题', { text, edits: { topic: 'weather' } }],
  ['没有的值', { text, edits: { slots: { scheme: 'x' } } }],
  ['改成没有的地方', { text, edits: { slots: { region: '999999' } } }],
])('不对的要求：%s', async (_name, body) => {
  const reply = await agent.call('lookUp', body);
  expect(reply.status).toBe(400);
  expect((reply.body.error as Row).code).toBe('invalid-request');
});
