/** The operators' proxy files before a replica that dies over each POST: only what may be repeated is given to the other. */
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installed } from './own.js';
import { type Front, startHaproxy, startNginx } from './proxy.js';

const KINDS = [
  { name: 'nginx' as const, start: startNginx },
  { name: 'haproxy' as const, start: startHaproxy },
];

describe.each(KINDS.filter((k) => installed(k.name)))('$name', ({ start }) => {
  let front: Front;
  const seen = { dying: [] as string[], well: [] as string[] };
  const servers: Server[] = [];
  async function backend(name: keyof typeof seen): Promise<number> {
    const server = createServer((req, res) => {
      let body = '';
      req.on('data', (piece) => {
        body += piece;
      });
      req.on('end', () => {
        if (req.url === '/readyz') return res.end('ok');
        if (req.url?.endsWith('/events')) return res.write('data: at once\n\n');
        seen[name].push(body);
        if (name === 'dying') req.socket.destroy();
        else res.end(JSON.stringify(req.headers));
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as { port: number }).port;
  }
  beforeAll(async () => {
    front = await start([await backend('dying'), await backend('well')]);
    await sleep(1_500);
  });
  afterAll(async () => {
    await front?.stop();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });
  /** Until the dying one has had its turn: proxies leave out for a while who has just failed. */
  async function send(method: string, headers: Record<string, string>) {
    const replies: number[] = [];
    seen.dying = [];
    seen.well = [];
    for (let n = 0; n < 200 && seen.dying.length === 0; n++) {
      const body = method === 'POST' ? { body: `${n}` } : {};
      // A connection that just ends says it too.
      replies.push(
        await fetch(front.url, { method, headers, ...body }).then(
          (r) => r.status,
          () => 0,
        ),
      );
      if (replies.length % 10 === 0) await sleep(250);
    }
    return replies;
  }

  test('有 Idempotency-Key 的 POST：交给另一个，客户看不到', async () => {
    const replies = await send('POST', { 'idempotency-key': 'k' });
    expect(new Set(replies)).toEqual(new Set([200]));
    for (const body of seen.dying) expect(seen.well).toContain(body);
  });
  test('没有的：说出错了，不再发一遍', async () => {
    const replies = await send('POST', {});
    expect(replies.filter((s) => s !== 200)).toHaveLength(seen.dying.length);
    for (const body of seen.dying) expect(seen.well).not.toContain(body);
  });
  test('GET：交给另一个', async () => {
    expect(new Set(await send('GET', {}))).toEqual(new Set([200]));
  });
  test('副本看到的客户地址、主机名；指标不对外；实时消息不攒着', async () => {
    for (let n = 0; n < 20; n++) {
      const response = await fetch(front.url, { headers: { 'x-forwarded-for': '192.0.2.9' } });
      const got = (await response.json()) as Record<string, string>;
      expect(got['x-forwarded-for']?.split(', ').at(-1)).toBe('127.0.0.1');
      expect(got.host).toBe(new URL(front.url).host);
    }
    for (const path of ['/metrics', '/readyz']) expect((await fetch(`${front.url}${path}`)).status).toBe(404);
    const stop = new AbortController();
    const stream = await fetch(`${front.url}/v1/conversations/x/events`, { signal: stop.signal });
    const { value } = (await stream.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toContain('at once');
    stop.abort();
  });
});
