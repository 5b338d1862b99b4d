/** HTTP as a caller sees it: the contract's shapes on real knowledge, and refusals that say what was wrong and nothing of the process. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttp } from '../../src/channels/http.js';
import { answerSchema } from '../../src/contract.js';
import { type RealServer, realServer, TODAY } from '../real.js';
import { expectRefusal, PROCESS } from './refusal.js';

let server: RealServer;
beforeAll(async () => {
  server = await realServer();
});
afterAll(() => server?.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: BodyInit, headers: Record<string, string> = JSON_TYPE): RequestInit => ({
  method: 'POST',
  headers,
  body,
});

describe('POST /v1/ask', () => {
  test('回答合乎契约，有编号、日期、事实和出处', async () => {
    const { status, body } = await server.ask({ text: '太原职工在三甲住院，医保给报几成' });
    expect(status).toBe(200);
    const answer = answerSchema.parse(body);
    expect(answer).toMatchObject({
      outcome: 'answer',
      topic: 'ratio',
      asOf: TODAY,
      slots: { region: '140100', scheme: 'employee', hospitalLevel: '3A' },
    });
    expect(answer.id).toMatch(/^[\w-]{22}$/);
    expect(answer.text).toContain('82%');
    expect(answer.facts.length).toBeGreaterThan(0);
    for (const fact of answer.facts) expect(fact.sources.length).toBeGreaterThan(0);
  });

  test('同一会话里可以接着问', async () => {
    const first = answerSchema.parse((await server.ask({ text: '太原职工三甲住院起付线多少' })).body);
    const second = answerSchema.parse(
      (await server.ask({ text: '那居民呢', conversationId: first.conversationId })).body,
    );
    expect(second.conversationId).toBe(first.conversationId);
    expect(second.id).not.toBe(first.id);
    expect(second).toMatchObject({ topic: 'deductible', slots: { region: '140100', scheme: 'resident' } });
  });

  test('不同会话互不相干', async () => {
    await server.ask({ text: '太原职工三甲住院起付线多少' });
    const other = answerSchema.parse((await server.ask({ text: '那居民呢' })).body);
    expect(other.slots.region).toBeUndefined();
  });

  test('一个会话里同时到的消息一条一条地答', async () => {
    const { conversationId } = answerSchema.parse((await server.ask({ text: '你好' })).body);
    const replies = await Promise.all(
      ['太原职工三甲住院起付线多少', '那居民呢', '二级医院呢'].map((text) =>
        server.ask({ text, conversationId }),
      ),
    );
    const slots = replies.map((r) => answerSchema.parse(r.body).slots);
    expect(slots[2]).toMatchObject({ region: '140100', scheme: 'resident', hospitalLevel: '2' });
  });

  test('没说地方时用请求里的 region；说了按说的', async () => {
    const asked = async (text: string) =>
      answerSchema.parse((await server.ask({ text, region: '140100' })).body).slots.region;
    expect(await asked('职工住院报销比例是多少')).toBe('140100');
    expect(await asked('长治职工住院报销比例是多少')).toBe('140400');
  });

  test('asOf 换一天，按那一天的规定', async () => {
    const on = async (asOf: string) =>
      answerSchema.parse((await server.ask({ text: '山西居民门诊一年最多报多少', asOf })).body);
    expect((await on('2025-12-01')).text).toContain('300');
    const old = await on('2023-06-01');
    expect(old.asOf).toBe('2023-06-01');
    expect(old.text).toContain('250');
  });

  test('两千字的问题收下', async () => {
    const text = `${'嗯'.repeat(1980)}太原职工三甲住院报几成`;
    expect((await server.ask({ text: text.slice(-2000).padStart(2000, '嗯') })).status).toBe(200);
  });

  test.each([
    ['看不见的字符', '\u200b\u200b'],
    ['标点', '？？？'],
    ['表情', '😀'],
    ['控制字符', '\u0000\u0007'],
    ['两千个字母', 'a'.repeat(2000)],
    ['半个代理对', '\ud800太原医保'],
  ])('读不出意思的话（%s）也有合乎契约的回答', async (_name, text) => {
    const { status, body } = await server.ask({ text });
    expect(status).toBe(200);
    answerSchema.parse(body);
  });
});

describe('拒绝', () => {
  test.each<[string, unknown, string | undefined]>([
    ['空文字', { text: '' }, 'text'],
    ['只有空白', { text: ' \n　' }, 'text'],
    ['没有 text', {}, 'text'],
    ['text 不是文字', { text: 42 }, 'text'],
    ['2001 字', { text: '医'.repeat(2001) }, 'text'],
    ['不存在的行政区划代码', { text: '住院报几成', region: '999999' }, 'region'],
    ['写法不对的行政区划代码', { text: '住院报几成', region: '太原' }, 'region'],
    ['日历上没有的日子', { text: '住院报几成', asOf: '2025-02-30' }, 'asOf'],
    ['写法不对的日子', { text: '住院报几成', asOf: '2025/2/3' }, 'asOf'],
    ['不认识的字段', { text: '住院报几成', debug: true }, 'debug'],
    ['写法不对的会话编号', { text: '住院报几成', conversationId: '../x' }, 'conversationId'],
    ['手机号作会话编号', { text: '住院报几成', conversationId: '13800138000' }, 'conversationId'],
    ['身份证号作会话编号', { text: '住院报几成', conversationId: 'u_11010519491231002X' }, 'conversationId'],
    ['数组', [], undefined],
    ['null', null, undefined],
    ['文字而不是对象', '住院报几成', undefined],
  ])('%s', async (_name, body, field) => {
    expectRefusal(await server.ask(body), 400, 'invalid-request', field);
  });

  test('空的请求体', async () => {
    expectRefusal(await server.send('/v1/ask', { method: 'POST' }), 400, 'invalid-request');
    expectRefusal(await server.send('/v1/ask', post('')), 400, 'invalid-request');
  });

  test.each(['{"text":', 'text=住院', '{"text":"a","__proto__":{"x":1}}'])(
    '不是合法的 JSON：%s',
    async (body) => {
      expectRefusal(await server.send('/v1/ask', post(body)), 400, 'invalid-request');
    },
  );

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data'])(
    '内容类型是 %s',
    async (type) => {
      const body = JSON.stringify({ text: '住院报几成' });
      expectRefusal(
        await server.send('/v1/ask', post(body, { 'content-type': type })),
        400,
        'invalid-request',
      );
    },
  );

  test('超过 16 KiB 的请求体', async () => {
    expectRefusal(await server.ask({ text: 'a'.repeat(16 * 1024) }), 413, 'too-large');
  });

  test.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1/ask'],
    ['DELETE', '/v1/ask'],
    ['GET', '/../package.json'],
    ['GET', '/src/main.ts'],
  ])('没有的地址 %s %s', async (method, path) => {
    expectRefusal(await server.send(path, { method }), 404, 'not-found');
  });

  test('写坏的地址也用契约的样子拒绝', async () => {
    expectRefusal(await server.send('/%zz'), 400, 'invalid-request');
  });

  test('不是 HTTP 的字节得不到程序的内情', async () => {
    const reply = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
        socket.write('垃圾\r\n\r\n'),
      );
      socket.on('data', (d) => {
        text += d;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(reply).not.toMatch(PROCESS);
  });

  test('内部出错只说出错，不说哪里', async () => {
    const ask = () => Promise.reject(new Error('SELECT * FROM conversations at /srv/gongji/src/x.ts:1'));
    const app = createHttp(
      { ...server.service, ask },
      { site: { page: () => '', files: {} }, logLevel: 'silent' },
    );
    const r = await app.inject({ method: 'POST', url: '/v1/ask', payload: { text: '住院报几成' } });
    await app.close();
    expectRefusal({ status: r.statusCode, raw: r.body, body: r.json() }, 500, 'internal');
  });

  test('拒绝之后照常回答', async () => {
    await server.ask({});
    expect((await server.ask({ text: '你好' })).status).toBe(200);
  });
});

describe('健康', () => {
  test('GET /healthz', async () => {
    expect(await server.send('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });
});
