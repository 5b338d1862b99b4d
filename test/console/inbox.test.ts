/** A hand-off from both sides, live, over real HTTP: nobody is left in silence, and no two answer at once. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createConsole } from '../../src/console.js';
import type { InboxItem } from '../../src/contract/console.js';
import { CONSOLE_API } from '../../src/contract/console.js';
import { type Browser, type Desk, type Row, realDesk } from './desk.js';

let desk: Desk;
beforeAll(async () => {
  desk = await realDesk();
});
afterAll(() => desk?.close());

async function fresh(): Promise<Desk> {
  const made = await realDesk();
  onTestFinished(() => made.close());
  return made;
}
const EVENTS = `${CONSOLE_API}/events`;
const item = (body: Row): InboxItem => body.item as InboxItem;
const items = async (b: Browser, query = ''): Promise<InboxItem[]> =>
  (await b.call<{ items: InboxItem[] }>('inbox', undefined, '', query)).body.items;
async function waits(d: Desk, question = '太原职工三甲住院报几成'): Promise<string> {
  const first = await d.ask(question);
  const id = first.conversationId as string;
  const handed = await d.ask('转人工', id);
  expect(handed.outcome).toBe('handoff');
  return id;
}
const messages = async (d: Desk, id: string): Promise<Row[]> =>
  (await d.browser().send<{ messages: Row[] }>('GET', `/v1/conversations/${id}/messages`)).body.messages;
const told = async (d: Desk, id: string): Promise<string[]> =>
  (await messages(d, id)).filter((m) => m.role === 'system').map((m) => m.text as string);
/** Until the desk has said what it had to say of what has come. */
async function cared(d: Desk, id: string, count: number): Promise<string[]> {
  for (;;) {
    await d.console.desk.care();
    const said = await told(d, id);
    if (said.length >= count) return said;
  }
}

test('从转人工到转回：两边都当场看到，坐席接手时智能问答不插话', async () => {
  const agent = await desk.as('agent');
  const live = await agent.listen(EVENTS);
  const id = await waits(desk);
  const citizen = await desk.browser().listen(`/v1/conversations/${id}/events?after=0`);

  const rung = await live.next((e) => e.kind === 'handoff' && e.conversationId === id);
  expect(rung.item).toMatchObject({ status: 'open', channel: 'api', lastText: '转人工', citizenWaits: true });
  const waiting = await citizen.next((m) => m.role === 'system');
  expect(waiting.text).toContain('已经帮您转给人工坐席');
  expect(waiting.text).not.toContain('没有坐席在线');

  const taken = await agent.call('take', undefined, id);
  expect(item(taken.body)).toMatchObject({ status: 'taken', agent: { displayName: 'agent同志' } });
  expect((await citizen.next((m) => m.role === 'system')).text).toContain('“agent同志”已接入');
  await live.next((e) => e.kind === 'taken' && e.conversationId === id);

  const shown = await agent.call<{ messages: Row[] }>('conversation', undefined, id);
  expect(shown.body.messages.map((m) => m.role).slice(0, 4)).toEqual([
    'citizen',
    'assistant',
    'citizen',
    'assistant',
  ]);

  // Deliberately like a question that the assistant could answer.
  const passed = await desk.ask('居民呢', id);
  expect(passed).toMatchObject({ outcome: 'smalltalk', topic: 'handoff', facts: [] });
  expect(passed.text).toBe('已转给坐席，请稍等坐席回复。');
  const said = await live.next((e) => (e.item as InboxItem | null)?.lastText === '居民呢');
  expect(said.item).toMatchObject({ citizenWaits: true });

  const reply = await agent.call('reply', { text: '居民医保三甲住院报六成五，起付线八百元。' }, id);
  expect(reply.status).toBe(200);
  const got = await citizen.next((m) => m.role === 'agent');
  expect(got).toMatchObject({ author: 'agent同志', text: '居民医保三甲住院报六成五，起付线八百元。' });
  expect((await items(agent)).find((i) => i.conversationId === id)?.citizenWaits).toBe(false);

  // On a platform that will not take it, as WeChat after 48 hours.
  const seq = Number(shown.body.messages.at(-1)?.seq);
  await desk.store.keepAddress(
    { conversationId: id, channel: 'wechat', address: 'o' },
    '2025-12-01T04:00:00Z',
  );
  await desk.service.undeliverable(id, seq, '收信人 48 小时内没有发过消息');
  await live.next((e) => e.kind === 'message' && e.conversationId === id);
  const then = await agent.call<{ undelivered: object[] }>('conversation', undefined, id);
  expect(then.body.undelivered).toEqual([{ seq, reason: '收信人 48 小时内没有发过消息' }]);

  expect((await agent.call('handBack', undefined, id)).status).toBe(200);
  expect((await citizen.next((m) => m.role === 'system')).text).toContain('由智能问答回答');
  expect((await live.next((e) => e.kind === 'returned' && e.conversationId === id)).item).toBeNull();
  // What was remembered before the agent came is remembered still.
  const again = await desk.ask('居民呢', id);
  expect(again).toMatchObject({ outcome: 'answer', topic: 'ratio' });
  expect(again.slots).toMatchObject({ region: '140100', scheme: 'resident' });
  expect((await agent.call('conversation', undefined, id)).status).toBe(404);
  expect((await agent.call('reply', { text: '还在吗' }, id)).status).toBe(404);

  const { entries } = (await (await desk.as('admin')).call('audit', undefined, '', `?subject=${id}`))
    .body as { entries: Row[] };
  expect(entries.map((e) => [e.actorName, e.action])).toEqual([
    ['agent同志', 'handed-back'],
    ['agent同志', 'replied'],
    ['agent同志', 'taken'],
  ]);
  expect(JSON.stringify(entries)).not.toContain('起付线');
  live.stop();
  citizen.stop();
});

test('坐席接手时说的话也有凭据，以后还能照样算出来', async () => {
  const agent = await desk.as('agent');
  const id = await waits(desk);
  await agent.call('take', undefined, id);
  const passed = await desk.ask('我的电话 13800138000', id);
  const receipt = await desk.browser().send('GET', `/v1/answers/${passed.id}`);
  expect(receipt.status).toBe(200);
  expect(receipt.raw).not.toContain('13800138000');
  const { replay } = await import('../../src/service/receipt.js');
  const record = await desk.store.answer(passed.id as string);
  if (!record) throw new Error('not recorded');
  expect(replay(desk.service.serving().assistant, record).differs).toEqual([]);
});

describe('一个会话一个坐席', () => {
  test('两个人同时接，只有一个接到；没接到的不能回复，也不能转回', async () => {
    const [a, b] = [await desk.as('agent', 'first'), await desk.as('agent', 'second')];
    const id = await waits(desk);
    const [one, two] = await Promise.all([a.call('take', undefined, id), b.call('take', undefined, id)]);
    expect([one.status, two.status].sort()).toEqual([200, 409]);
    const loser = one.status === 409 ? a : b;
    const winner = one.status === 409 ? b : a;
    for (const name of ['reply', 'handBack', 'putBack'] as const) {
      const refused = await loser.call(name, name === 'reply' ? { text: '您好' } : undefined, id);
      expect(refused.status, name).toBe(409);
    }
    expect((await messages(desk, id)).some((m) => m.role === 'agent')).toBe(false);
    // Pressed twice.
    expect((await winner.call('take', undefined, id)).status).toBe(200);
    expect((await items(winner, '?mine=true')).map((i) => i.conversationId)).toContain(id);
    expect((await items(loser, '?mine=true')).map((i) => i.conversationId)).not.toContain(id);
  });
  test('没有接入就不能回复；空的、太长的不发', async () => {
    const a = await desk.as('agent');
    const id = await waits(desk);
    expect((await a.call('reply', { text: '您好' }, id)).status).toBe(409);
    await a.call('take', undefined, id);
    for (const text of ['', ' \n', '长'.repeat(2001)])
      expect((await a.call('reply', { text }, id)).status).toBe(400);
  });
  test('放回队里：又在等，市民知道，别人能接；管理知识的人可以替人放回', async () => {
    const [a, b] = [await desk.as('agent', 'third'), await desk.as('curator')];
    const id = await waits(desk);
    await a.call('take', undefined, id);
    expect(item((await b.call('putBack', undefined, id)).body)).toMatchObject({
      status: 'open',
      agent: null,
    });
    expect((await told(desk, id)).join()).toContain('重新排队');
    expect((await b.call('take', undefined, id)).status).toBe(200);
    expect((await a.call('reply', { text: '您好' }, id)).status).toBe(409);
  });
  test('别人的会话，没有转人工的会话，都看不到', async () => {
    const a = await desk.as('agent');
    const { conversationId } = await desk.ask('太原共济能绑几个人');
    expect((await a.call('conversation', undefined, conversationId as string)).status).toBe(404);
    expect((await a.call('take', undefined, conversationId as string)).status).toBe(404);
  });
});

describe('没有人被晾着', () => {
  test('没有坐席在线：说没有人在，留下问题，还能打哪里', async () => {
    const d = await fresh();
    const id = await waits(d);
    expect(await cared(d, id, 1)).toEqual([expect.stringMatching(/没有坐席在线.*12393/)]);
    await d.console.desk.care();
    expect(await told(d, id)).toHaveLength(1);
  });
  test('等的时候接着问，智能问答照样答', async () => {
    const d = await fresh();
    const id = await waits(d);
    const more = await d.ask('太原共济能绑几个人', id);
    expect(['answer', 'no-rule']).toContain(more.outcome);
  });
  test('前面有几位、大约几分钟：按刚才接入的快慢；不知道快慢就不说分钟', async () => {
    const d = await fresh();
    const agent = await d.as('agent');
    const live = await agent.listen(EVENTS);
    const first = await waits(d);
    expect((await cared(d, first, 1))[0]).toMatch(/已经帮您转给人工坐席。等待时/);
    d.later(6);
    await agent.call('take', undefined, first);
    const second = await waits(d);
    expect((await cared(d, second, 1))[0]).toContain('大约要等 6 分钟');
    d.later(1);
    const third = await waits(d);
    expect((await cared(d, third, 1))[0]).toMatch(/前面还有 1 位在等。.*大约要等 12 分钟/);
    live.stop();
  });
  test('五分钟还没有人接，再说一次，只再说一次', async () => {
    const d = await fresh();
    const agent = await d.as('agent');
    const live = await agent.listen(EVENTS);
    const id = await waits(d);
    await cared(d, id, 1);
    d.later(4);
    await d.console.desk.care();
    expect(await told(d, id)).toHaveLength(1);
    d.later(1);
    expect((await cared(d, id, 2))[1]).toMatch(/久等.*12393/);
    d.later(60);
    await d.console.desk.care();
    expect(await told(d, id)).toHaveLength(2);
    live.stop();
  });
  test('说过要等几分钟、后来坐席都走了：五分钟后说没有人在线', async () => {
    const d = await fresh();
    const agent = await d.as('agent');
    const live = await agent.listen(EVENTS);
    const id = await waits(d);
    await cared(d, id, 1);
    live.stop();
    while (d.console.desk.agents() > 0) await d.browser().enter();
    d.later(5);
    expect((await cared(d, id, 2))[1]).toContain('没有坐席在线');
  });
  test('坐席走开了（网页关了、市民的话三分钟没人回）：重新排队；坐席还在就不动', async () => {
    const d = await fresh();
    const agent = await d.as('agent');
    const live = await agent.listen(EVENTS);
    const id = await waits(d);
    await agent.call('take', undefined, id);
    await d.ask('在吗', id);
    d.later(4);
    await d.console.desk.care();
    expect((await d.store.handedOff(id))?.status).toBe('taken');
    live.stop();
    while (d.console.desk.agents() > 0) await d.browser().enter();
    await d.console.desk.care();
    expect((await d.store.handedOff(id))?.status).toBe('open');
    expect((await told(d, id)).join()).toContain('重新排队');
  });
  test('停用一个坐席，他接着的会话重新排队', async () => {
    const d = await fresh();
    const [agent, admin] = [await d.as('agent'), await d.as('admin')];
    const id = await waits(d);
    await agent.call('take', undefined, id);
    await admin.call('changeStaff', { disabled: true }, agent.id);
    expect(await d.store.handedOff(id)).toMatchObject({ status: 'open', agent: null });
  });
  test('服务停着的时候来的、没有说上话的，启动后补上；说过的不再说', async () => {
    const d = await fresh();
    d.console.close();
    const id = await waits(d);
    expect(await told(d, id)).toEqual([]);
    for (let starts = 0; starts < 2; starts++) {
      const again = createConsole(d.service, d.store, { now: () => new Date(), today: () => '2025-12-01' });
      await again.desk.care();
      again.close();
    }
    expect(await told(d, id)).toHaveLength(1);
  });
});

describe('收件箱', () => {
  test('断线之后用 Last-Event-ID 接上，一件不漏', async () => {
    const d = await fresh();
    const agent = await d.as('agent');
    const live = await agent.listen(EVENTS);
    const first = await waits(d);
    await live.next((e) => e.kind === 'handoff' && e.conversationId === first);
    const seen = await d.store.lastEvent();
    live.stop();
    const second = await waits(d);
    const back = await agent.listen(EVENTS, { 'last-event-id': String(seen) });
    const missed = await back.next((e) => e.kind === 'handoff');
    expect(missed.conversationId).toBe(second);
    back.stop();
  });
  test('等得最久的在前；市民删除会话后不再出现', async () => {
    const d = await fresh();
    const agent = await d.as('agent');
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.push(await waits(d));
      d.later(1);
    }
    expect((await items(agent)).map((i) => i.conversationId)).toEqual(ids);
    await d.browser().send('DELETE', `/v1/conversations/${ids[1]}`);
    expect((await items(agent, '?status=open')).map((i) => i.conversationId)).toEqual([ids[0], ids[2]]);
    expect((await agent.call('take', undefined, ids[1])).status).toBe(404);
  });
  test('现成的话都有题目和内容', async () => {
    const { pieces } = (await (await desk.as('agent')).call('pieces')).body as { pieces: Row[] };
    expect(pieces.length).toBeGreaterThan(4);
    for (const p of pieces) {
      expect(String(p.title).length).toBeGreaterThan(1);
      expect(String(p.text)).toMatch(/[。？]$/);
    }
  });
  test('坐席的回复里个人号码不落盘；带网页代码的话原样是字', async () => {
    const agent = await desk.as('agent');
    const id = await waits(desk);
    await agent.call('take', undefined, id);
    await agent.call('reply', { text: '您的身份证 11010519491231002X <img src=x onerror=alert(1)>' }, id);
    const got = (await messages(desk, id)).find((m) => m.role === 'agent');
    expect(got?.text).not.toContain('11010519491231002X');
    expect(got?.text).toContain('<img src=x onerror=alert(1)>');
  });
});
