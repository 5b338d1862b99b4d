/** What is kept, as callers see it: receipts to the byte, repeats answered once, messages at once and live, and forgetting. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  feedbackReplySchema,
  messagePageSchema,
  messageSchema,
  receiptSchema,
} from '../../src/contract/api.js';
import { type Answer, answerSchema } from '../../src/contract.js';
import { type RealServer, realServer } from '../real.js';
import { expectRefusal } from './refusal.js';

let server: RealServer;
beforeAll(async () => {
  server = await realServer();
});
afterAll(() => server?.close());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  server.send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const ask = async (body: object = { text: '太原职工三甲住院报几成' }): Promise<Answer> =>
  answerSchema.parse((await post('/v1/ask', body)).body);

const UNKNOWN = 'AAAAAAAAAAAAAAAAAAAAAA';

describe('凭据', () => {
  test('原样给回，一个字节不差，后面是事实的版本、日子、问的话', async () => {
    const { raw } = await post('/v1/ask', { text: '太原职工三甲住院报几成，我的电话 13800138000' });
    const given = answerSchema.parse(JSON.parse(raw));
    const receipt = await server.send(`/v1/answers/${given.id}`);
    expect(receipt.status).toBe(200);
    expect(receipt.raw.startsWith(raw.slice(0, -1))).toBe(true);
    const parsed = receiptSchema.parse(receipt.body);
    expect(parsed.asOf).toBe(given.asOf);
    expect(parsed.receipt.facts.map((f) => f.id).sort()).toEqual(given.facts.map((f) => f.id).sort());
    for (const f of parsed.receipt.facts) expect(f.version).not.toBe('');
    expect(parsed.receipt.question).toContain('太原职工三甲住院报几成');
    expect(receipt.raw).not.toContain('13800138000');
  });

  test('浏览器看到可以打印的一页，不用外面的资源', async () => {
    const { id, text } = await ask();
    const page = await server.send(`/v1/answers/${id}`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('vary')).toMatch(/accept/i);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.raw).toContain(id);
    expect(page.raw).toContain(text.slice(0, 20));
    expect(page.raw).not.toMatch(/(?:src|href)\s*=\s*["']?(?:https?:)?\/\//);
  });

  test('没有的编号', async () => {
    for (const accept of ['application/json', 'text/html'])
      expectRefusal(
        await server.send(`/v1/answers/${UNKNOWN}`, { headers: { accept } }),
        404,
        'not-found',
        'id',
      );
    expectRefusal(await server.send('/v1/answers/..%2fx'), 400, 'invalid-request', 'id');
  });
});

describe('重复', () => {
  test('同一个 Idempotency-Key 得到第一次的回答，会话里只有一问一答', async () => {
    const key = { 'idempotency-key': 'key-1' };
    const first = await post('/v1/ask', { text: '太原共济能绑几个人' }, key);
    const again = await post('/v1/ask', { text: '太原共济能绑几个人' }, key);
    expect(again.raw).toBe(first.raw);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const { conversationId } = answerSchema.parse(first.body);
    const page = messagePageSchema.parse(
      (await server.send(`/v1/conversations/${conversationId}/messages`)).body,
    );
    expect(page.messages).toHaveLength(2);
  });

  test('同时来的重复也只答一次', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, () =>
        post('/v1/ask', { text: '太原医保局电话' }, { 'idempotency-key': 'key-2' }),
      ),
    );
    expect(new Set(replies.map((r) => r.raw)).size).toBe(1);
    expect(replies.map((r) => r.status)).toEqual(replies.map(() => 200));
  });

  test('同一个键问别的，说明错在哪里', async () => {
    const key = { 'idempotency-key': 'key-3' };
    await post('/v1/ask', { text: '太原共济能绑几个人' }, key);
    expectRefusal(
      await post('/v1/ask', { text: '长治共济能绑几个人' }, key),
      400,
      'invalid-request',
      'Idempotency-Key',
    );
  });

  test.each(['', 'x'.repeat(256), 'a b'])('写法不对的键：%s', async (key) => {
    expectRefusal(
      await post('/v1/ask', { text: '你好' }, { 'idempotency-key': key }),
      400,
      'invalid-request',
      'Idempotency-Key',
    );
  });
});

describe('POST /v1/feedback', () => {
  test('记下；重复的说是重复', async () => {
    const { id: answerId } = await ask();
    const key = { 'idempotency-key': 'word-1' };
    const word = { answerId, helpful: false, comment: '说得太长' };
    const first = feedbackReplySchema.parse((await post('/v1/feedback', word, key)).body);
    expect(first).toEqual({ recorded: true, repeated: false });
    const again = feedbackReplySchema.parse((await post('/v1/feedback', word, key)).body);
    expect(again).toEqual({ recorded: true, repeated: true });
  });

  test('指出哪条事实的数不对，只收那次回答引用的', async () => {
    const { id: answerId, facts } = await ask();
    const factId = facts[0]?.id as string;
    const word = { answerId, helpful: false, factId };
    expect(feedbackReplySchema.parse((await post('/v1/feedback', word)).body).recorded).toBe(true);
    expect((await server.store.feedback(answerId))?.factId).toBe(factId);
    expectRefusal(
      await post('/v1/feedback', { ...word, factId: 'no-such-fact' }),
      400,
      'invalid-request',
      'factId',
    );
  });

  test.each<[object, number, 'invalid-request' | 'not-found', string]>([
    [{ answerId: UNKNOWN, helpful: true }, 404, 'not-found', 'answerId'],
    [{ helpful: true }, 400, 'invalid-request', 'answerId'],
    [{ answerId: UNKNOWN, helpful: 'yes' }, 400, 'invalid-request', 'helpful'],
    [{ answerId: UNKNOWN, helpful: true, comment: '长'.repeat(1001) }, 400, 'invalid-request', 'comment'],
    [{ answerId: UNKNOWN, helpful: true, stars: 5 }, 400, 'invalid-request', 'stars'],
  ])('%j', async (word, status, code, field) => {
    expectRefusal(await post('/v1/feedback', word), status, code, field);
  });
});

describe('会话', () => {
  test('一问一答按次序，after 之后的才给', async () => {
    const { conversationId, id } = await ask({ text: '太原共济能绑几个人' });
    await ask({ text: '长治呢', conversationId });
    const page = async (query: string) =>
      messagePageSchema.parse(
        (await server.send(`/v1/conversations/${conversationId}/messages${query}`)).body,
      );
    const all = await page('');
    expect(all.messages.map((m) => [m.seq, m.role])).toEqual([
      [1, 'citizen'],
      [2, 'assistant'],
      [3, 'citizen'],
      [4, 'assistant'],
    ]);
    expect(all.messages[1]?.answerId).toBe(id);
    expect(all.lastSeq).toBe(4);
    expect((await page('?after=2')).messages.map((m) => m.seq)).toEqual([3, 4]);
    expect((await page('?limit=1')).messages.map((m) => m.seq)).toEqual([1]);
    expect((await page('?after=4')).messages).toEqual([]);
  });

  test.each([
    ['?after=-1', 'after'],
    ['?after=x', 'after'],
    ['?limit=0', 'limit'],
    ['?limit=1000', 'limit'],
    ['?before=3', 'before'],
  ])('写法不对的参数 %s', async (query, field) => {
    expectRefusal(
      await server.send(`/v1/conversations/${UNKNOWN}/messages${query}`),
      400,
      'invalid-request',
      field,
    );
  });

  test('忘掉之后什么也找不到了', async () => {
    const { conversationId, id } = await ask();
    const forget = () => server.send(`/v1/conversations/${conversationId}`, { method: 'DELETE' });
    expect(await forget()).toMatchObject({ status: 200, body: { forgotten: true } });
    expectRefusal(await forget(), 404, 'not-found', 'id');
    for (const path of [
      `/v1/answers/${id}`,
      `/v1/conversations/${conversationId}/messages`,
      `/v1/conversations/${conversationId}/events`,
    ])
      expectRefusal(await server.send(path), 404, 'not-found', 'id');
  });
});

/** Reads server-sent events until `enough` of them came, or the stream ended. */
async function events(path: string, enough: number, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const response = await fetch(`${server.url}${path}`, { headers, signal: stop.signal });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{22}$/);
  const found: { event: string; id?: string; data: unknown }[] = [];
  const reading = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split('\n').map((l) => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 2)]),
        );
        if (fields.event)
          found.push({ event: fields.event, id: fields.id, data: JSON.parse(fields.data ?? 'null') });
      }
      if (found.length >= enough) break;
    }
    stop.abort();
    return found;
  })();
  return { found: reading };
}

describe('GET …/events', () => {
  test('先补上没看过的，再一条一条地来；断了从 Last-Event-ID 接着', async () => {
    const { conversationId } = await ask({ text: '太原共济能绑几个人' });
    const path = `/v1/conversations/${conversationId}/events`;
    const live = await events(path, 4);
    await ask({ text: '长治呢', conversationId });
    const found = await live.found;
    expect(found.map((e) => [e.event, e.id])).toEqual(['1', '2', '3', '4'].map((id) => ['message', id]));
    for (const e of found) messageSchema.parse(e.data);
    const rest = await events(path, 2, { 'last-event-id': '2' });
    expect((await rest.found).map((e) => e.id)).toEqual(['3', '4']);
  });

  test('会话忘掉了就说一声，结束', async () => {
    const { conversationId } = await ask({ text: '你好' });
    const live = await events(`/v1/conversations/${conversationId}/events?after=2`, 1);
    await server.send(`/v1/conversations/${conversationId}`, { method: 'DELETE' });
    expect((await live.found).map((e) => e.event)).toEqual(['gone']);
  });

  test('一个会话开得太多就拒绝，关掉就又能开', async () => {
    const { conversationId } = await ask({ text: '你好' });
    const path = `/v1/conversations/${conversationId}/events?after=2`;
    const stops = Array.from({ length: 8 }, () => new AbortController());
    for (const { signal } of stops)
      expect((await fetch(`${server.url}${path}`, { signal })).status).toBe(200);
    const refused = await server.send(path);
    expectRefusal(refused, 503, 'unavailable');
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    for (const s of stops) s.abort();
    await expect
      .poll(async () => {
        const response = await fetch(`${server.url}${path}`);
        await response.body?.cancel();
        return response.status;
      })
      .toBe(200);
  });

  test('服务停下时流就结束', async () => {
    const other = await realServer();
    const first = await other.ask({ text: '你好' });
    const { conversationId } = answerSchema.parse(first.body);
    const response = await fetch(`${other.url}/v1/conversations/${conversationId}/events`);
    const ended = response.text();
    await other.close();
    expect(await ended).toContain('event: message');
  });
});
