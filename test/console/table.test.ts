/** Who may call what: every console route × role, each change refused without its origin and token; complete, or this fails. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CONSOLE_API } from '../../src/contract/console.js';
import { type Browser, type Desk, realDesk } from './desk.js';

const ANYONE = ['anonymous', 'agent', 'curator', 'admin'];
const AGENT = ['agent', 'curator', 'admin'];
const CURATOR = ['curator', 'admin'];
const ADMIN = ['admin'];

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
/** Method and path below the API → who may; written by hand: it is the decision, not a copy of the code. */
const MAY: Record<string, string[]> = {
  'GET /entry': ANYONE,
  'POST /sign-in': ANYONE,
  'POST /set-up': ANYONE,
  'GET /me': AGENT,
  'POST /sign-out': AGENT,
  'POST /me/password': AGENT,
  'GET /choices': AGENT,
  'POST /look-up': AGENT,
  'POST /compare': AGENT,
  'POST /estimate': AGENT,
  'GET /inbox': AGENT,
  'GET /events': AGENT,
  'GET /inbox/:id': AGENT,
  'POST /inbox/:id/take': AGENT,
  'POST /inbox/:id/reply': AGENT,
  'POST /inbox/:id/hand-back': AGENT,
  'POST /inbox/:id/put-back': AGENT,
  'GET /pieces': AGENT,
  'GET /knowledge/coverage': AGENT,
  'GET /knowledge/facts': AGENT,
  'GET /knowledge/facts/:id': AGENT,
  'GET /knowledge/conflicts': AGENT,
  'GET /colleagues': CURATOR,
  'GET /unanswered': CURATOR,
  'POST /unanswered/assign': CURATOR,
  'POST /unanswered/mark': CURATOR,
  'POST /unanswered/export': CURATOR,
  'GET /knowledge/complaints': CURATOR,
  'GET /knowledge/versions': CURATOR,
  'GET /knowledge/changes': CURATOR,
  'GET /insight': CURATOR,
  'GET /insight.csv': CURATOR,
  'GET /staff': ADMIN,
  'POST /staff': ADMIN,
  'PATCH /staff/:id': ADMIN,
  'GET /audit': ADMIN,
};

/** `├── /console/api` and what hangs below it → `GET /console/api/me`. */
function routesOf(tree: string): string[] {
  const path: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^((?:│ {3}| {4})*)[├└]── (\S*?)(?: \(([A-Z, ]+)\))?$/.exec(line.trimEnd());
    if (!found) return [];
    const [, indent = '', part = '', methods] = found;
    path.length = indent.length / 4;
    path.push(part);
    return methods ? methods.split(', ').map((m) => `${m} ${path.join('')}`) : [];
  });
}

let desk: Desk;
let browsers: Record<string, Browser>;
beforeAll(async () => {
  desk = await realDesk({ allowedOrigins: ['https://www.example.org'] });
  browsers = { anonymous: desk.browser() };
  await browsers.anonymous?.enter();
  for (const role of ['agent', 'curator', 'admin'] as const) browsers[role] = await desk.as(role);
});
afterAll(() => desk?.close());

const split = (route: string): [string, string] => {
  const [method = '', path = ''] = route.split(' ');
  return [method, `${CONSOLE_API}${path.replace(':id', ID)}`];
};
const error = (body: unknown) =>
  (body as { error?: { code: string; message: string; field?: string } }).error;

test('表里有每一个注册了的控制台接口，也没有多的', () => {
  const tree = desk.app.printRoutes({ commonPrefix: false });
  const registered = routesOf(tree).filter((r) => r.includes(CONSOLE_API));
  const table = Object.keys(MAY).map((r) => r.replace(' ', ` ${CONSOLE_API}`));
  expect(registered.sort()).toEqual(table.sort());
});

describe.each(Object.entries(MAY))('%s', (route, may) => {
  const [method, path] = split(route);
  test.each(ANYONE)('%s', async (role) => {
    // Whoever signs out here is gone for the other tests.
    const b =
      route === 'POST /sign-out' && role !== 'anonymous' ? await desk.as(role as 'agent') : browsers[role];
    if (route === 'GET /events' && may.includes(role)) {
      const stream = await (b as Browser).listen(path);
      stream.stop();
      return expect(stream.status).toBe(200);
    }
    // The token of before signing in is another than the one of the session.
    const token = may === ANYONE ? ((await entryToken(b as Browser)) as string) : (b as Browser).token;
    const reply = await (b as Browser).send(method, path, method === 'GET' ? undefined : {}, {
      'x-gongji-token': token,
    });
    const refused = error(reply.body);
    if (may.includes(role)) {
      // An empty body is refused as such, an id of nobody as not found: the door was open.
      expect([200, 400, 404, 409], reply.raw).toContain(reply.status);
      expect(refused?.code).not.toBe('unauthorised');
      expect(refused?.code).not.toBe('forbidden-origin');
    } else {
      expect(reply.status, reply.raw).toBe(role === 'anonymous' ? 401 : 403);
      expect(refused?.code).toBe('unauthorised');
    }
  });
});

async function entryToken(b: Browser): Promise<unknown> {
  return (await b.call('entry')).body.token;
}

const CHANGES = Object.keys(MAY).filter((r) => !r.startsWith('GET'));
describe.each(CHANGES)('%s 不认别处来的请求', (route) => {
  const [method, path] = split(route);
  const admin = () => browsers.admin as Browser;
  const attempts: [string, (b: Browser) => Promise<Record<string, string>> | Record<string, string>][] = [
    ['没有口令', () => ({ 'x-gongji-token': '-' })],
    ['空的口令', () => ({ 'x-gongji-token': '' })],
    ['编的口令', () => ({ 'x-gongji-token': 'A'.repeat(43) })],
    ['别人的口令', () => ({ 'x-gongji-token': (browsers.agent as Browser).token })],
    ['没有来源', () => ({ origin: '-' })],
    ['别的网站', () => ({ origin: 'https://evil.example' })],
    ['只准嵌入小部件的网站', () => ({ origin: 'https://www.example.org' })],
    ['null 来源', () => ({ origin: 'null' })],
    ['Referer 是别的网站', () => ({ origin: '-', referer: 'https://evil.example/console' })],
    ['浏览器说是跨站', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['浏览器说是同站的另一个来源', () => ({ 'sec-fetch-site': 'same-site' })],
  ];
  test.each(attempts)('%s', async (_name, headers) => {
    const b = admin();
    const token = MAY[route] === ANYONE ? ((await entryToken(b)) as string) : b.token;
    const reply = await b.send(method, path, {}, { 'x-gongji-token': token, ...(await headers(b)) });
    expect(reply.status, reply.raw).toBe(403);
    expect(error(reply.body)?.code).toBe('forbidden-origin');
  });
  test('只有 Referer 的自己网页可以', async () => {
    if (route === 'POST /sign-out') return;
    const b = admin();
    const token = MAY[route] === ANYONE ? ((await entryToken(b)) as string) : b.token;
    const headers = { 'x-gongji-token': token, origin: '-', referer: `${desk.url}/console` };
    const reply = await b.send(method, path, {}, headers);
    expect([200, 400, 404, 409], reply.raw).toContain(reply.status);
  });
});

test('没有接口用 HEAD，OPTIONS 不放行跨站的凭据', async () => {
  const head = await browsers.admin?.send('HEAD', `${CONSOLE_API}/me`);
  expect(head?.status).toBe(404);
  const preflight = await browsers.admin?.send('OPTIONS', `${CONSOLE_API}/staff`, undefined, {
    origin: 'https://www.example.org',
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'x-gongji-token',
  });
  expect(preflight?.headers.get('access-control-allow-credentials')).toBeNull();
  expect(preflight?.headers.get('access-control-allow-headers') ?? '').not.toMatch(/gongji/i);
});

test('控制台接口不进公开的接口说明，回答不许缓存', async () => {
  const described = await browsers.admin?.send('GET', '/openapi.json');
  expect(described?.raw).not.toContain(CONSOLE_API);
  const me = await browsers.admin?.call('me');
  expect(me?.headers.get('cache-control')).toBe('no-store');
});

describe('网页', () => {
  test('只用自己的文件，没有内联的脚本和样式，不进别人的框', async () => {
    const page = { html: '<!doctype html><p>控制台', js: '"js"', css: 'p{}' };
    const d = await realDesk({ consolePage: page });
    onTestFinished(() => d.close());
    const b = d.browser();
    for (const [path, type, text] of [
      ['/console', 'text/html', page.html],
      ['/console.js', 'text/javascript', page.js],
      ['/console.css', 'text/css', page.css],
    ] as const) {
      const reply = await b.send('GET', path);
      expect([reply.status, reply.raw]).toEqual([200, text]);
      expect(reply.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
      const policy = reply.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; /);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(reply.headers.get('x-frame-options')).toBe('DENY');
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
  test('没有打包时没有这一页，接口照常', async () => {
    expect((await (browsers.admin as Browser).send('GET', '/console')).status).toBe(404);
  });
});

test('一个登录一分钟里的请求有上限，别的登录不受它连累', async () => {
  const d = await realDesk({ rateLimit: 2 });
  onTestFinished(() => d.close());
  const [a, b] = [await d.as('agent'), await d.as('curator')];
  const statuses: number[] = [];
  for (let i = 0; i < 22; i++) statuses.push((await a.call('me')).status);
  expect(statuses.filter((s) => s === 200)).toHaveLength(20);
  expect(statuses.at(-1)).toBe(429);
  expect((await b.call('me')).status).toBe(200);
});
