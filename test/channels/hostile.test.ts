/** Clients that are slow, huge, broken or deaf: the right refusal or a closed connection, and everybody else is answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerSchema } from '../../src/contract.js';
import { type RealServer, realServer } from '../real.js';
import { raw, written } from './raw.js';
import { expectRefusal, PROCESS } from './refusal.js';

/** A connection that misbehaves is gone after this many milliseconds. */
const GONE = 12_000;
/** The same bounds as in service, of which each takes seconds; in the short form they are tightened so that a test takes one. */
const LONG = process.env.GONGJI_SOAK === '1';
const bounds = LONG
  ? {}
  : { headersTimeout: 400, requestTimeout: 800, idleTimeout: 900, keepAliveTimeout: 500 };

let server: RealServer;
beforeAll(async () => {
  server = await realServer({ bounds });
});
afterAll(() => server?.close());

const QUESTION = JSON.stringify({ text: '太原职工三甲住院报几成' });
const JSON_TYPE = { 'content-type': 'application/json' };

/** Whatever goes on: a question asked now is answered. */
async function othersAreAnswered(): Promise<void> {
  const { status, body } = await server.ask(JSON.parse(QUESTION));
  expect(status).toBe(200);
  expect(answerSchema.parse(body).text).toContain('82%');
}

describe('慢的', () => {
  test('连上了什么也不发', async () => {
    const clients = Array.from({ length: 20 }, () => raw(server.url));
    await othersAreAnswered();
    await Promise.all(clients.map((c) => c.closed(GONE)));
  });

  test('请求头一个字一个字地发', async () => {
    const client = raw(server.url);
    client.socket.write('POST /v1/ask HTTP/1.1\r\nhost: x\r\n');
    const timer = setInterval(() => client.socket.write('a'), 50);
    await othersAreAnswered();
    await client.closed(GONE);
    clearInterval(timer);
    expect(client.received()).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
    expect(client.received()).not.toMatch(PROCESS);
  });

  test('请求体一个字一个字地发', async () => {
    const client = raw(server.url);
    client.socket.write(written('/v1/ask', QUESTION.padEnd(2_000)).slice(0, -1_000));
    const timer = setInterval(() => client.socket.write(' '), 100);
    await othersAreAnswered();
    await client.closed(GONE);
    clearInterval(timer);
    expect(client.received()).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
  });

  test('问了很多却一个字也不收', async () => {
    const clients = Array.from({ length: 5 }, () => raw(server.url));
    for (const { socket } of clients) {
      socket.pause();
      socket.write(written('/v1/ask', QUESTION).repeat(400));
    }
    await sleep(100);
    await othersAreAnswered();
    // It reads again only to see that the connection has gone.
    await sleep(LONG ? GONE : 2_500);
    for (const { socket } of clients) socket.resume();
    await Promise.all(clients.map((c) => c.closed(GONE)));
  });
});

describe('大的', () => {
  test('十万个请求头', async () => {
    const client = raw(server.url);
    client.socket.write(`GET /healthz HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(100_000)}\r\n`);
    expect(await client.until(/\}$/)).toMatch(/^HTTP\/1\.1 431 [\s\S]*"too-large"/);
    await client.closed(GONE);
    await othersAreAnswered();
  });

  test('说有 1 GB 的请求体：没等它发就拒绝', async () => {
    const client = raw(server.url);
    client.socket.write(
      `POST /v1/ask HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${2 ** 30}\r\n\r\n{`,
    );
    expect(await client.until(/\}$/)).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*"too-large"/i);
    await client.closed(GONE);
    await othersAreAnswered();
  });

  test('不说多长、一直发的请求体：过了 16 KiB 就拒绝，没把它收完', async () => {
    const client = raw(server.url);
    client.socket.write(
      'POST /v1/ask HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${'a'.repeat(65536)}\r\n`;
    let sent = 0;
    const timer = setInterval(() => {
      while (sent < 2 ** 30 && client.socket.writable && client.socket.write(chunk)) sent += chunk.length;
    }, 1);
    await client.closed(GONE);
    clearInterval(timer);
    // Whoever is still sending may lose the reply together with the connection.
    expect(client.received()).toMatch(/^(?:HTTP\/1\.1 413 |$)/);
    expect(sent).toBeLessThan(2 ** 27);
    await othersAreAnswered();
  });

  test('地址很长', async () => {
    const { status, raw: text } = await server.send(`/v1/regions?q=${'x'.repeat(12_000)}`);
    expect(status).toBe(400);
    expect(text).not.toMatch(PROCESS);
  });
});

describe('坏的', () => {
  const post = (body: BodyInit, headers: Record<string, string> = JSON_TYPE) =>
    server.send('/v1/ask', { method: 'POST', headers, body });

  test('一万六千层的 JSON', async () => {
    for (const open of ['[', '{"a":']) {
      const depth = Math.floor(16_000 / open.length);
      expectRefusal(await post(open.repeat(depth)), 400, 'invalid-request');
      const closed = `${open.repeat(2_000)}1${(open === '[' ? ']' : '}').repeat(2_000)}`;
      const { status } = await post(closed);
      expect(status).toBe(400);
      expect((await post(`{"text":${closed}}`)).status).toBe(400);
    }
  });

  test.each([
    '{"text":"a","__proto__":{"polluted":1}}',
    '{"text":"a","\\u005f_proto__":{"polluted":1}}',
    '{"text":"a","constructor":{"prototype":{"polluted":1}}}',
  ])('污染原型：%s', async (body) => {
    expect((await post(body)).status).toBe(400);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each([
    ['半个汉字', [0xe5, 0xa4]],
    ['过长编码', [0xc0, 0xaf]],
    ['代理对', [0xed, 0xa0, 0x80]],
    ['从没有的字节', [0xff]],
  ])('不是 UTF-8：%s', async (_name, bytes) => {
    const body = Buffer.concat([Buffer.from('{"text":"住院'), Buffer.from(bytes), Buffer.from('"}')]);
    expectRefusal(await post(body), 400, 'invalid-request');
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/json; charset=gbk',
    'application/jsonp',
    'not a type',
  ])('内容类型是 %s', async (type) => {
    expectRefusal(await post(QUESTION, { 'content-type': type }), 400, 'invalid-request');
  });

  test.each<[string, string]>([
    ['两个长度', 'POST /v1/ask HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!'],
    [
      '长度和分块都有',
      'POST /v1/ask HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['没有 host', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['没有的方法', 'BREW / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['头里有控制字符', 'GET / HTTP/1.1\r\nhost: x\r\na: \u0000\r\n\r\n'],
    ['别的协议', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001'],
  ])('不合 HTTP 的写法：%s', async (_name, bytes) => {
    const client = raw(server.url);
    client.socket.write(bytes);
    expect(await client.until(/^HTTP\/1\.1 4\d\d /)).not.toMatch(PROCESS);
    await client.closed(GONE);
    await othersAreAnswered();
  });

  test('发到一半就走', async () => {
    const clients = Array.from({ length: 50 }, () => raw(server.url));
    for (const { socket } of clients) {
      socket.write(written('/v1/ask', QUESTION).slice(0, 150));
      socket.destroy();
    }
    await othersAreAnswered();
  });
});
