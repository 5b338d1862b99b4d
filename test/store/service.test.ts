/** The service on its store: repeats, order, receipts and their replay, live messages, forgetting, and a store that fails. */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerSchema, citedFactSchema } from '../../src/contract.js';
import { newId } from '../../src/id.js';
import { replay } from '../../src/service/receipt.js';
import { createService, type Message, type OwnService } from '../../src/service.js';
import { assistantOf, keepSnapshot } from '../../src/snapshots.js';
import { loadBuilt } from '../../src/start.js';
import { openSqlite } from '../../src/store/sqlite.js';
import type { AnswerRecord } from '../../src/store/store.js';
import { CLOCK, type RealService, ROOT, realService, temporaryFolder } from '../real.js';

let real: RealService;
let service: OwnService;
beforeAll(async () => {
  real = await realService();
  service = real.service;
});
afterAll(() => real?.close());

const record = async (id: string): Promise<AnswerRecord> => (await real.store.answer(id)) as AnswerRecord;
const refusal = (promise: Promise<unknown>): Promise<{ code: string; field?: string }> =>
  promise.then(
    () => ({ code: 'none' }),
    (error) => ({ code: error.code, field: error.field }),
  );

describe('问', () => {
  test('给出的、存下的、再查到的，是同样的字节；合乎契约', async () => {
    const { answer, json, repeated, recorded } = await service.ask({ text: '太原职工三甲住院报几成' });
    expect(answerSchema.parse(JSON.parse(json))).toEqual(answer);
    expect([repeated, recorded]).toEqual([false, true]);
    expect(await service.answerJson(answer.id)).toBe(json);
    expect(await record(answer.id)).toMatchObject({
      topic: 'ratio',
      region: '140100',
      channel: 'api',
      seq: 2,
    });
  });

  test('同样的话再问，编号各是各的，别的都一样', async () => {
    const [a, b] = [
      await service.ask({ text: '太原共济能绑几个人' }),
      await service.ask({ text: '太原共济能绑几个人' }),
    ];
    const rest = ({ id: _id, conversationId: _c, ...r }: typeof a.answer) => r;
    expect(rest(a.answer)).toEqual(rest(b.answer));
    expect(a.answer.id).not.toBe(b.answer.id);
    expect(a.answer.conversationId).not.toBe(b.answer.conversationId);
  });

  test('一个会话里同时问的，一句接一句答', async () => {
    const first = await service.ask({ text: '太原职工三甲住院报几成' });
    const { conversationId } = first.answer;
    const more = await Promise.all(
      ['那居民呢', '起付线呢', '封顶线呢'].map((text) => service.ask({ text, conversationId })),
    );
    expect(more.map((m) => m.answer.slots.region)).toEqual(['140100', '140100', '140100']);
    expect(more[1]?.answer).toMatchObject({ topic: 'deductible', slots: { scheme: 'resident' } });
    const page = await service.messages(conversationId, 0);
    expect(page?.messages.map((m) => [m.seq, m.role])).toEqual(
      Array.from({ length: 8 }, (_, i) => [i + 1, i % 2 ? 'assistant' : 'citizen']),
    );
    expect(page).toMatchObject({ lastSeq: 8, handOff: null });
    expect((await service.messages(conversationId, 7))?.messages).toHaveLength(1);
    expect(await service.messages(newId(), 0)).toBeUndefined();
  });

  test('两个进程在一个会话里同时问，都答了，都记得前面的', async () => {
    const other = createService(real.assistant, real.store, CLOCK);
    const { conversationId } = (await service.ask({ text: '太原职工三甲住院报几成' })).answer;
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        (i % 2 ? service : other).ask({ text: '那居民呢', conversationId }),
      ),
    );
    expect(all.every((a) => a.recorded && a.answer.slots.region === '140100')).toBe(true);
    expect((await service.messages(conversationId, 0))?.lastSeq).toBe(14);
  });

  test('没答上的、要人工的，排进各自的队', async () => {
    const { answer } = await service.ask({ text: '今天天气怎么样' });
    expect((await real.store.unanswered({}, { limit: 1 }))[0]).toMatchObject({
      ...{ answerId: answer.id, reason: answer.outcome, text: '今天天气怎么样' },
    });
    const handed = (await service.ask({ text: '转人工' })).answer;
    expect(handed.outcome).toBe('handoff');
    expect((await service.messages(handed.conversationId, 0))?.handOff).toBe('open');
  });
});

describe('重复的请求', () => {
  test('同一个键：先后来、同时来，都是第一次的回答，字节一样', async () => {
    const ask = () => service.ask({ text: '太原职工三甲住院报几成' }, { idempotencyKey: 'k1' });
    const all = [...(await Promise.all([ask(), ask(), ask()])), await ask()];
    expect(new Set(all.map((a) => a.json)).size).toBe(1);
    expect(all.map((a) => a.repeated)).toEqual([false, true, true, true]);
  });

  test('同一个键，另一个请求：拒绝，说出是哪个头', async () => {
    await service.ask({ text: '太原职工三甲住院报几成' }, { idempotencyKey: 'k2' });
    expect(await refusal(service.ask({ text: '太原共济能绑几个人' }, { idempotencyKey: 'k2' }))).toEqual({
      ...{ code: 'invalid-request', field: 'Idempotency-Key' },
    });
  });

  test('评价', async () => {
    const { id } = (await service.ask({ text: '太原共济能绑几个人' })).answer;
    const give = () =>
      service.feedback(
        { answerId: id, helpful: false, comment: '电话13812345678打不通' },
        { idempotencyKey: 'k3' },
      );
    expect(await give()).toEqual({ recorded: true, repeated: false });
    expect(await give()).toEqual({ recorded: true, repeated: true });
    expect((await real.store.feedback(id))?.comment).toBe('电话［手机号］打不通');
    expect(await refusal(service.feedback({ answerId: newId(), helpful: true }))).toEqual({
      ...{ code: 'not-found', field: 'answerId' },
    });
  });

  test('平台的同一条消息，只答一次', async () => {
    const message = {
      channel: 'telegram',
      externalId: '7',
      orderKey: 'chat',
      payload: '{}',
      receivedAt: CLOCK.now().toISOString(),
    };
    await real.store.receive(message);
    const ask = () => service.ask({ text: '太原共济能绑几个人' }, { channel: 'telegram', externalId: '7' });
    const [a, b] = [await ask(), await ask()];
    expect([a.repeated, b.repeated, a.json === b.json]).toEqual([false, true, true]);
    expect(await real.store.inboxMessage('telegram', '7')).toMatchObject({
      status: 'done',
      answerId: a.answer.id,
    });
  });
});

describe('回执', () => {
  const QUESTIONS = [
    '太原职工三甲住院报几成',
    '太原退休职工三甲住院花两万三能报多少',
    '我身份证140105199001011234，太原共济能绑几个人',
    '长治职工住院能报多少',
    '今天天气怎么样',
    '你好',
  ];

  test.each(QUESTIONS)('%s：用存下的快照重新生成，逐字节相同', async (text) => {
    const { manifest, assistant } = await loadBuilt(ROOT);
    await keepSnapshot(real.store, ROOT, manifest);
    const kept = createService(assistant, real.store, CLOCK, {
      snapshot: manifest.snapshot,
      program: 'p',
    });
    const first = (await kept.ask({ text })).answer;
    const next = (await kept.ask({ text: '那居民呢', conversationId: first.conversationId })).answer;
    for (const { id } of [first, next]) {
      const r = await record(id);
      const then = await assistantOf(real.store, r.snapshot);
      if (!then) throw new Error('no snapshot');
      expect(replay(then, r)).toEqual({ stored: r.body, again: r.body, same: true, differs: [] });
    }
  });

  test('模板改过：存下的照给，不同的字段说得出', async () => {
    const { id } = (await service.ask({ text: '太原共济能绑几个人' })).answer;
    const { assistant } = real;
    const renderer = {
      ...assistant.renderer,
      render: (name: string, data: object) => `新${assistant.renderer.render(name, data)}`,
    };
    const r = await record(id);
    const result = replay({ ...assistant, renderer }, r);
    expect(result).toMatchObject({ stored: r.body, same: false });
    expect(result.differs).toContain('text');
    expect(result.differs).not.toContain('facts');
  });

  test('带着事实的版本；能打印；问题里的尖括号在网页里不是标签', async () => {
    const { id } = (
      await service.ask({ text: '请问太原的家庭共济最多能绑几个人？<script>alert(1)</script> & "引号"' })
    ).answer;
    const receipt = await service.receipt(id);
    expect(receipt?.facts.length).toBeGreaterThan(0);
    for (const f of receipt?.facts ?? []) expect(f.version).toMatch(/^[0-9a-f]{12}$/);
    const html = (await service.receiptPage(id, 'html')) ?? '';
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script');
    const text = (await service.receiptPage(id, 'text')) ?? '';
    for (const part of [
      id,
      '2025-12-01',
      '<script>',
      receipt?.answer.knowledgeVersion as string,
      receipt?.facts[0]?.id as string,
    ])
      expect(text).toContain(part);
    expect(await service.receipt(newId())).toBeUndefined();
    expect(await service.receiptPage(newId(), 'html')).toBeUndefined();
  });
});

describe('听消息和忘记', () => {
  test('从某一条之后，按次序，不重不漏；取消了就不再来', async () => {
    const { conversationId } = (await service.ask({ text: '你好' })).answer;
    const heard: Message[] = [];
    const stop = service.subscribe(conversationId, 1, {
      message: (m) => heard.push(m),
      gone: () => undefined,
    });
    await service.say({ conversationId, role: 'agent', text: '您好，打13812345678', author: '小李' });
    await service.ask({ text: '太原共济能绑几个人', conversationId });
    await expect
      .poll(() => heard.map((m) => [m.seq, m.role]))
      .toEqual([
        [2, 'assistant'],
        [3, 'agent'],
        [4, 'citizen'],
        [5, 'assistant'],
      ]);
    expect(heard[1]).toMatchObject({ text: '您好，打［手机号］', author: '小李' });
    stop();
    await service.ask({ text: '你好', conversationId });
    expect(heard).toHaveLength(4);
  });

  test('忘记之后什么都查不到；听着的知道它没了；再问是新的会话', async () => {
    const { id, conversationId } = (await service.ask({ text: '太原职工三甲住院报几成' })).answer;
    let gone = 0;
    service.subscribe(conversationId, 2, { message: () => undefined, gone: () => gone++ });
    expect(await service.forget(conversationId)).toBe(true);
    expect(await service.forget(conversationId)).toBe(false);
    await expect.poll(() => gone).toBe(1);
    expect(await service.answerJson(id)).toBeUndefined();
    expect(await service.messages(conversationId, 0)).toBeUndefined();
    expect((await service.ask({ text: '那居民呢', conversationId })).answer.slots.region).toBeUndefined();
  });
});

describe('翻看知识库', () => {
  test('一页一页，不重不漏，合乎契约；地方自己的在前', () => {
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = service.facts({ region: '140100', topic: 'ratio', limit: 7, ...(cursor && { cursor }) });
      for (const f of page.facts) citedFactSchema.parse(f);
      seen.push(...page.facts.map((f) => f.region));
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    const whole = service.facts({ region: '140100', topic: 'ratio', limit: 100 }).facts.map((f) => f.region);
    expect(seen.slice(0, 100)).toEqual(whole);
    expect(seen[0]).toBe('140100');
    const places = [...new Set(seen)];
    expect(places).toEqual(['140100', '140000', '000000'].filter((p) => places.includes(p)));
  });

  test('用词找；按编号取；险种的筛选留下不分险种的', () => {
    const [first] = service.facts({ q: '共济 轮椅', region: '140100', limit: 3 }).facts;
    expect(first?.statement).toMatch(/轮椅|器械|共济/);
    expect(service.fact(first?.id ?? '')?.id).toBe(first?.id);
    expect(service.fact('没有')).toBeUndefined();
    const schemes = new Set(
      service.facts({ region: '140100', scheme: 'resident', limit: 100 }).facts.map((f) => f.scheme),
    );
    expect([...schemes].every((s) => s === 'resident' || s === null)).toBe(true);
  });

  test.each([
    ['region', { region: '999999' }],
    ['cursor', { cursor: '乱写' }],
    ['cursor', { cursor: Buffer.from('旧版本:20').toString('base64url') }],
  ])('不对的 %s 被拒绝', (field, query) => {
    expect(() => service.facts(query)).toThrow(expect.objectContaining({ code: 'invalid-request', field }));
  });

  test('地方：名字、简称、代码；不写就是各省', () => {
    expect(service.regions('太原')[0]).toMatchObject({ code: '140100', fullName: '山西省太原市' });
    expect(service.regions('140100')[0]?.name).toBe('太原市');
    expect(service.regions('1401', 3)).toHaveLength(3);
    expect(service.regions('').every((r) => r.parent === '000000')).toBe(true);
    expect(service.regions('没有这个地方')).toEqual([]);
  });
});

describe('存不下的时候', () => {
  test('照样回答，说明没有存下；评价不装作收下；说得出哪里坏了', async () => {
    const folder = temporaryFolder();
    const store = openSqlite(folder);
    const failures: string[] = [];
    const hooks = { storeFailed: (operation: string, kind: string) => failures.push(`${operation} ${kind}`) };
    const s = createService(real.assistant, store, CLOCK, { hooks });
    const before = (await s.ask({ text: '太原职工三甲住院报几成' })).answer;
    truncateSync(join(folder, 'gongji.sqlite'), 0);
    const { answer, json, recorded } = await s.ask({ text: '太原共济能绑几个人' });
    expect(recorded).toBe(false);
    expect(answerSchema.parse(JSON.parse(json))).toEqual(answer);
    expect(answer.outcome).toBe('answer');
    expect(answer.text).toContain('没有存下');
    expect(answer.notices.at(-1)).toContain('没有存下');
    await expect(s.feedback({ answerId: before.id, helpful: true })).rejects.toMatchObject({
      kind: 'damaged',
    });
    await expect(s.ask({ text: '你好' }, { externalId: '9', channel: 'telegram' })).rejects.toMatchObject({
      kind: 'damaged',
    });
    expect(failures).toEqual(['ask damaged', 'feedback damaged', 'ask damaged']);
    const ready = await s.ready();
    expect(ready).toMatchObject({ ready: false, store: { ok: false } });
    expect(ready.store.reason).toContain('清空');
    await store.close();
  });

  test('停下来之前答完收下的，之后的不收', async () => {
    const store = openSqlite(':memory:');
    const s = createService(real.assistant, store, CLOCK);
    const asked = Array.from({ length: 20 }, () => s.ask({ text: '太原共济能绑几个人' }));
    await s.drain();
    expect((await Promise.all(asked)).every((a) => a.recorded)).toBe(true);
    expect(await refusal(s.ask({ text: '你好' }))).toMatchObject({ code: 'unavailable' });
    await store.close();
  });
});
