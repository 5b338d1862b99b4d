/** For those who run it: metrics that count, logs that say nothing anybody said, ids that lead from one to the other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMetrics } from '../../src/channels/http.js';
import { readinessSchema } from '../../src/contract/api.js';
import { type RealServer, realServer } from '../real.js';

const lines: string[] = [];
let server: RealServer;
beforeAll(async () => {
  server = await realServer({
    logLevel: 'trace',
    logStream: { write: (line) => void lines.push(line) },
    metrics: createMetrics(),
    trustProxy: true,
  });
});
afterAll(() => server?.close());

const SECRET = '一句谁也不该在日志里看到的话';
const logged = () => lines.map((l) => JSON.parse(l) as Record<string, unknown>);

describe('日志', () => {
  test('一个请求一行：方法、路、结果、毫秒、编号；没有说过的话，没有会话编号和地址', async () => {
    lines.length = 0;
    const conversationId = 'conversation-0123456789';
    const { headers } = await server.ask({ text: `${SECRET}，太原职工住院报几成`, conversationId });
    await server.send(`/v1/conversations/${conversationId}/messages?after=0`);
    await server.send(`/v1/regions?q=${encodeURIComponent(SECRET)}`);
    await server.send(`/${encodeURIComponent(SECRET)}?q=${encodeURIComponent(SECRET)}`);
    await server.send(`/%zz${encodeURIComponent(SECRET)}`);
    for (const body of [`{"text":"${SECRET}"`, `{"${SECRET}":1}`, `{"text":"a","region":"${SECRET}"}`])
      await server.send('/v1/ask', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await expect.poll(() => logged().filter((l) => l.msg === 'request').length).toBeGreaterThan(6);
    const first = logged().find((l) => l.reqId === headers.get('x-request-id'));
    expect(first).toMatchObject({ method: 'POST', route: '/v1/ask', status: 200, ms: expect.any(Number) });
    const text = lines.join('');
    for (const said of [SECRET, encodeURIComponent(SECRET), conversationId, '127.0.0.1', '"q"'])
      expect(text).not.toContain(said);
  });

  test('代理给的请求编号照用；写法古怪的不用，像个人号码的也不用', async () => {
    const id = async (given: string) =>
      (await server.send('/healthz', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await id('trace-42')).toBe('trace-42');
    expect(await id('"},{"level":60')).toMatch(/^[\w-]{22}$/);
    expect(await id('x'.repeat(65))).toMatch(/^[\w-]{22}$/);
    for (const number of ['13800138000', '140105199001011234', '138-0013-8000'])
      expect(await id(number)).toMatch(/^[\w-]{22}$/);
  });
});

describe('/metrics', () => {
  test('数问题、拒绝、各段用时、知识版本', async () => {
    const before = (await server.send('/metrics')).raw;
    expect((await server.ask({ text: '太原职工三甲住院报几成' })).status).toBe(200);
    await server.ask({});
    const { raw, headers } = await server.send('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=/);
    const value = (text: string, line: RegExp) => Number(line.exec(text)?.[1] ?? 0);
    for (const line of [
      /^gongji_http_requests_total\{route="\/v1\/ask",status="200"\} (\d+)/m,
      /^gongji_refusals_total\{code="invalid-request"\} (\d+)/m,
      /^gongji_stage_seconds_count\{stage="request"\} (\d+)/m,
    ])
      expect(value(raw, line), String(line)).toBeGreaterThan(value(before, line));
    expect(raw).toMatch(/^process_cpu_seconds_total /m);
  });
});

describe('/readyz', () => {
  test('知识装好了，存得下', async () => {
    const { status, body } = await server.send('/readyz');
    expect(status).toBe(200);
    expect(readinessSchema.parse(body)).toMatchObject({ ready: true, store: { ok: true } });
  });
});
