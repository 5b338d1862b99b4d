/** Bounds in order: how many at once, how often, from which pages, and how the service ends. */
import { afterEach, describe, expect, test } from 'vitest';
import { answerSchema } from '../../src/contract.js';
import { type RealServer, realServer } from '../real.js';
import { raw, written } from './raw.js';
import { expectRefusal } from './refusal.js';

let server: RealServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const start = async (options: Parameters<typeof realServer>[0]): Promise<RealServer> => {
  server = await realServer(options);
  return server;
};
const QUESTION = { text: '太原职工三甲住院起付线多少' };
const asked = (s: RealServer, headers: Record<string, string>, body: object = QUESTION) =>
  s.send('/v1/ask', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('同时', () => {
  test('多了就在读请求体之前拒绝，说过多久再来；空出来就照常', async () => {
    const s = await start({ bounds: { inFlight: 2 } });
    // Two requests whose bodies never end hold the two places.
    const holders = [raw(s.url), raw(s.url)];
    for (const { socket } of holders) socket.write(written('/v1/ask', '{"text":"a"}').slice(0, -3));
    await expect.poll(async () => (await s.ask(QUESTION)).status).toBe(503);
    const refused = await s.ask(QUESTION);
    expectRefusal(refused, 503, 'unavailable');
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    const unread = raw(s.url);
    unread.socket.write('POST /v1/ask HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n{');
    expect(await unread.until(/\}$/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close/i);
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await s.send(path)).status).toBe(200);
    expect((await s.send('/metrics')).raw).toMatch(/^gongji_refusals_total\{code="unavailable"\} [1-9]/m);
    for (const { socket } of holders) socket.destroy();
    await expect.poll(async () => (await s.ask(QUESTION)).status).toBe(200);
  });

  test('一下子来得再多，拒绝也分批，个个都得到', async () => {
    const s = await start({ bounds: { inFlight: 1, refusalsPerBeat: 5 } });
    const holder = raw(s.url);
    holder.socket.write(written('/v1/ask', '{"text":"a"}').slice(0, -3));
    await expect.poll(async () => (await s.ask(QUESTION)).status).toBe(503);
    const refused = await Promise.all(Array.from({ length: 40 }, () => s.ask(QUESTION)));
    for (const r of refused) expectRefusal(r, 503, 'unavailable');
    holder.socket.destroy();
    await expect.poll(async () => (await s.ask(QUESTION)).status).toBe(200);
  });

  test('一条连接连着发的，一个接一个答，只占一个位置；积得太多就断开', async () => {
    const s = await start({ bounds: { inFlight: 2, pipelined: 30 } });
    const holder = raw(s.url);
    holder.socket.write(written('/v1/ask', '{"text":"a"}').slice(0, -3));
    const eager = raw(s.url);
    const questions = Array.from({ length: 30 }, (_, i) => `太原职工三甲住院花${i + 1}万能报多少`);
    eager.socket.write(questions.map((text) => written('/v1/ask', JSON.stringify({ text }))).join(''));
    await expect.poll(() => eager.received().match(/HTTP\/1\.1 \d+/g)?.length).toBe(questions.length);
    const got = eager.received();
    expect(got.match(/HTTP\/1\.1 \d+/g)).toEqual(questions.map(() => 'HTTP/1.1 200'));
    const amounts = [...got.matchAll(/"amount":"(\d+)0000"/g)].map((m) => Number(m[1]));
    expect([...new Set(amounts)]).toEqual(questions.map((_, i) => i + 1));
    eager.socket.write(written('/v1/ask', JSON.stringify(QUESTION)).repeat(40));
    await eager.closed(5_000);
    holder.socket.destroy();
  });

  test('连接有数；满了新的连不上，旧的照常', async () => {
    const s = await start({ bounds: { connections: 3 } });
    const held = Array.from({ length: 3 }, () => raw(s.url));
    for (const h of held) {
      h.socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
      await h.until(/"ok"/);
    }
    await raw(s.url).closed(5_000);
    held[0]?.socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    await held[0]?.until(/"ok"[\s\S]*"ok"/);
    for (const h of held) h.socket.destroy();
  });
});

describe('一分钟里', () => {
  test('一个客户有数，标准的头说还剩多少、何时再来', async () => {
    const s = await start({ rateLimit: 3 });
    for (const left of ['2', '1', '0']) {
      const { status, headers } = await s.ask(QUESTION);
      expect(status).toBe(200);
      expect(headers.get('ratelimit-limit')).toBe('3');
      expect(headers.get('ratelimit-remaining')).toBe(left);
      expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    }
    const refused = await s.ask(QUESTION);
    expectRefusal(refused, 429, 'rate-limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // Pages and probes are not counted.
    for (const path of ['/', '/healthz', '/openapi.json']) expect((await s.send(path)).status).toBe(200);
  });

  test('代理后面按代理说的客户算；没说信代理就不信', async () => {
    const trusting = await start({ rateLimit: 1, trustProxy: ['loopback'] });
    const from = (s: RealServer, ip: string) => asked(s, { 'x-forwarded-for': ip }).then((r) => r.status);
    expect(await from(trusting, '192.0.2.1')).toBe(200);
    expect(await from(trusting, '192.0.2.1')).toBe(429);
    expect(await from(trusting, '192.0.2.2')).toBe(200);
    await trusting.close();
    const plain = await start({ rateLimit: 1 });
    expect(await from(plain, '192.0.2.1')).toBe(200);
    expect(await from(plain, '192.0.2.2')).toBe(429);
  });

  test('一个会话也有数，换了客户也一样', async () => {
    const s = await start({ rateLimit: 2, trustProxy: true });
    const conversationId = 'a-conversation-that-went-round';
    const status = async (ip: string, id: string) =>
      (await asked(s, { 'x-forwarded-for': ip }, { ...QUESTION, conversationId: id })).status;
    expect(await status('192.0.2.1', conversationId)).toBe(200);
    expect(await status('192.0.2.2', conversationId)).toBe(200);
    expect(await status('192.0.2.3', conversationId)).toBe(429);
    expect(await status('192.0.2.3', 'another-conversation')).toBe(200);
  });
});

describe('哪些网页', () => {
  const allowedOrigins = ['https://www.example.org', 'http://localhost:3000'];

  test('名单上的来源一字不差才行', async () => {
    const s = await start({ allowedOrigins });
    for (const origin of allowedOrigins) {
      const { status, headers } = await asked(s, { origin });
      expect(status).toBe(200);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('vary')).toMatch(/origin/i);
    }
    for (const origin of [
      'https://www.example.org.evil.net',
      'https://example.org',
      'http://www.example.org',
      'https://www.example.org:8443',
      'null',
      'https://WWW.example.org',
    ]) {
      const refused = await asked(s, { origin });
      expectRefusal(refused, 403, 'forbidden-origin', 'Origin');
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('浏览器先问一声也照此回答', async () => {
    const s = await start({ allowedOrigins });
    const preflight = (origin: string) =>
      s.send('/v1/ask', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,idempotency-key',
        },
      });
    const { status, headers } = await preflight('https://www.example.org');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expectRefusal(await preflight('https://evil.net'), 403, 'forbidden-origin', 'Origin');
    expect((await s.send('/v1/ask', { method: 'OPTIONS' })).status).toBe(204);
  });

  test('自己的网页总可以；不是网页的客户不受影响', async () => {
    const s = await start({ publicUrl: 'https://ask.example.org' });
    expect((await asked(s, { origin: s.url })).status).toBe(200);
    expect((await asked(s, { origin: 'https://ask.example.org' })).status).toBe(200);
    expect((await asked(s, {})).status).toBe(200);
    expect((await asked(s, { origin: 'https://www.example.org' })).status).toBe(403);
  });
});

describe('停下来', () => {
  test('收下的答完，连接跟着结束，新的连不上', async () => {
    const s = await start({});
    const idle = raw(s.url);
    idle.socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    await idle.until(/"ok"/);
    // All but the last bytes: accepted, and not yet answerable.
    const whole = written('/v1/ask', JSON.stringify(QUESTION));
    const begun = Array.from({ length: 20 }, () => raw(s.url));
    for (const { socket } of begun) socket.write(whole.slice(0, -5));
    await expect
      .poll(async () => (await s.send('/metrics')).raw)
      .toMatch(/^gongji_http_in_flight (?:20|21)$/m);
    const closed = s.close();
    server = undefined;
    for (const { socket } of begun) socket.write(whole.slice(-5));
    for (const b of begun) {
      const reply = await b.until(/HTTP\/1\.1 200[\s\S]*\}$/);
      answerSchema.parse(JSON.parse(reply.slice(reply.indexOf('\r\n\r\n'))));
    }
    await closed;
    await Promise.all([idle, ...begun].map((c) => c.closed(2_000)));
    await expect(fetch(`${s.url}/healthz`)).rejects.toThrow();
  });

  test('有人磨磨蹭蹭，也停得下来', async () => {
    const s = await start({ bounds: { headersTimeout: 3_000, requestTimeout: 3_000 } });
    const slow = raw(s.url);
    slow.socket.write(written('/v1/ask', JSON.stringify(QUESTION)).slice(0, -20));
    await expect.poll(async () => (await s.send('/metrics')).raw).toMatch(/^gongji_http_in_flight [12]$/m);
    const timer = setInterval(() => slow.socket.write(' '), 100);
    server = undefined;
    await s.close();
    clearInterval(timer);
    await slow.closed(1_000);
  });
});
