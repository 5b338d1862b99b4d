/** What browsers load: the demo page under a strict policy, the widget for any page, and plain words where a file was not built. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttp } from '../../src/channels/http.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { openSite } from '../../src/site.js';
import { type RealServer, ROOT, realServer, temporaryFolder } from '../real.js';
import { expectRefusal } from './refusal.js';

const WIDGET_LIMIT = 20 * 1024;
const FILES = [
  ['widget.js', 'text/javascript; charset=utf-8'],
  ['demo.js', 'text/javascript; charset=utf-8'],
  ['demo.css', 'text/css; charset=utf-8'],
  ['icon.svg', 'image/svg+xml'],
] as const;

let server: RealServer;
beforeAll(async () => {
  server = await realServer();
});
afterAll(() => server.close());

describe('演示页', () => {
  test('内容安全策略只放行自己的脚本、样式、图和连接；页面里没有内嵌的', async () => {
    const { status, headers, raw } = await server.send('/');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(raw).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=")/);
    // What it loads is here, and only here.
    const loaded = [...raw.matchAll(/<(?:script|link)[^>]*\s(?:src|href)="([^"]+)"/g)].map(
      (m) => m[1] as string,
    );
    expect(loaded.length).toBe(4);
    for (const name of loaded) expect((await server.send(`/${name}`)).status).toBe(200);
  });

  test('例子、事实条数和知识库版本是现在的；换了版本，页面跟着换', async () => {
    const { assistant, service } = server;
    const { kb } = assistant;
    // Counted in the curators' own files; a refuted claim is no fact.
    const { factFiles } = readKnowledge(ROOT);
    const facts = factFiles.flatMap((f) => f.data.facts).filter((f) => !f.refuted).length;
    expect(facts).toBeGreaterThan(1000);
    const page = (await server.send('/')).raw;
    for (const q of kb.topicByName.get('help')?.suggestions ?? []) expect(page).toContain(`data-ask="${q}"`);
    expect(page).toContain(`收录 ${facts} 条事实`);
    expect(page).toContain(kb.version);
    // Dated documents of authorities, newest first.
    const days = [...page.matchAll(/<time>(.*?)<\/time>/g)].map((m) => m[1] as string);
    expect(days).toHaveLength(5);
    expect(days).toEqual(days.toSorted().reverse());
    service.adopt({ assistant: { ...assistant, kb: { ...kb, version: 'next-version' } }, snapshot: '' });
    const after = (await server.send('/')).raw;
    service.adopt({ assistant, snapshot: '' });
    expect(after).toContain('next-version');
    expect(after).not.toContain(kb.version);
  });

  test('嵌入代码写着本服务的地址', async () => {
    expect((await server.send('/')).raw).toContain(`&lt;script src="${server.url}/widget.js"&gt;`);
    const outside = await realServer({ publicUrl: 'https://ask.example.org/yibao' });
    const { raw } = await outside.send('/');
    await outside.close();
    expect(raw).toContain('src="https://ask.example.org/yibao/widget.js"');
  });

  test('地址里写了标记，也只是文字', () => {
    const site = openSite(ROOT, () => server.assistant, console.log);
    expect(site.page('http://x"><script>alert(1)</script>&')).toContain(
      'http://x&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;/widget.js',
    );
  });
});

describe('浏览器要的文件', () => {
  test.each(FILES)('%s：类型对，哪个网站都能用，问过的不再传', async (name, type) => {
    const first = await server.send(`/${name}`, { headers: { origin: 'https://hospital.example.org' } });
    expect(first.status).toBe(200);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-type': type,
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      vary: expect.stringContaining('accept-encoding'),
    });
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{20,}"$/);
    const again = await server.send(`/${name}`, { headers: { 'if-none-match': etag } });
    expect([again.status, again.raw]).toEqual([304, '']);
    expect((await server.send(`/${name}`, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('压缩着传，widget.js 不到 20 KB；不会解压的拿原样的', async () => {
    const size = async (encoding: string) => {
      const { headers } = await server.send('/widget.js', {
        method: 'HEAD',
        headers: { 'accept-encoding': encoding },
      });
      return { encoding: headers.get('content-encoding'), bytes: Number(headers.get('content-length')) };
    };
    const packed = await size('gzip, deflate, br');
    expect(packed.encoding).toBe('gzip');
    expect(packed.bytes).toBeGreaterThan(1000);
    expect(packed.bytes).toBeLessThanOrEqual(WIDGET_LIMIT);
    const whole = await size('identity');
    expect(whole.encoding).toBeNull();
    expect(whole.bytes).toBeGreaterThan(packed.bytes);
  });

  test('没有构建的：启动时说一次，来要的人也看得明白', async () => {
    const folder = temporaryFolder();
    const missing: string[] = [];
    const site = openSite(
      ROOT,
      () => server.assistant,
      (name) => missing.push(name),
      folder,
    );
    expect(missing).toEqual(FILES.map(([name]) => name));
    const app = createHttp(server.service, { site, logLevel: 'silent' });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const reply = await fetch(`${url}/widget.js`);
    const body = (await reply.json()) as { error: { message: string } };
    await app.close();
    expectRefusal({ status: reply.status, raw: JSON.stringify(body), body }, 503, 'unavailable');
    expect(body.error.message).toContain('没有构建');
    expect(body.error.message).toContain('npm run build');
  });
});
