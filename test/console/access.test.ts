/** Signing in: passwords, cookies, limits, sessions that end, the first account, and accounts; and what the audit says of it. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PER_CLIENT, PER_NAME } from '../../src/console/attempts.js';
import { hashPassword, passwordMatches } from '../../src/console/passwords.js';
import { CONSOLE_API } from '../../src/contract/console.js';
import { temporaryFolder } from '../real.js';
import { type Desk, PASSWORD, type Row, realDesk, sendAs } from './desk.js';

let desk: Desk;
beforeAll(async () => {
  desk = await realDesk();
});
afterAll(() => desk?.close());

async function fresh(o: Parameters<typeof realDesk>[0] = {}): Promise<Desk> {
  const made = await realDesk(o);
  onTestFinished(() => made.close());
  return made;
}
const code = (body: Row) => (body.error as { code: string } | undefined)?.code;
const message = (body: Row) => (body.error as { message: string }).message;

describe('密码', () => {
  test('只留下慢的摘要和它的参数；同样的密码摘要不同；错一个字不对', async () => {
    const [a, b] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    expect(a).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(a).not.toBe(b);
    expect(a).not.toContain(PASSWORD);
    expect(await passwordMatches(PASSWORD, a)).toBe(true);
    expect(await passwordMatches(`${PASSWORD}。`, a)).toBe(false);
    expect(await passwordMatches(PASSWORD, undefined)).toBe(false);
    expect(await passwordMatches('', '')).toBe(false);
  });
  test('以前的参数写在摘要里，照样能核对', async () => {
    const { scryptSync } = await import('node:crypto');
    const salt = Buffer.alloc(16, 7);
    const key = scryptSync(PASSWORD.normalize('NFKC'), salt, 32, { N: 1024, r: 8, p: 1 });
    const old = `scrypt$1024$8$1$${salt.toString('base64url')}$${key.toString('base64url')}`;
    expect(await passwordMatches(PASSWORD, old)).toBe(true);
    expect(await passwordMatches('别的密码别的密码', old)).toBe(false);
  });
});

describe('登录', () => {
  test('得到只有浏览器自己拿着的 Cookie，和网页要带的口令', async () => {
    const b = desk.browser();
    const reply = await b.signIn('agent');
    expect(reply.status).toBe(200);
    expect(reply.body.staff).toMatchObject({ name: 'agent', role: 'agent', displayName: 'agent同志' });
    const cookies = reply.headers.getSetCookie();
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/^__Host-gongji=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    // The token is no secret that could stand in for the cookie, and neither is kept.
    const secret = b.cookies.get('__Host-gongji') as string;
    expect(reply.raw).not.toContain(secret);
    const { readFileSync, readdirSync } = await import('node:fs');
    const kept = readdirSync(desk.dataDir).map((f) =>
      readFileSync(`${desk.dataDir}/${f}`).toString('latin1'),
    );
    for (const text of kept) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(b.token);
      expect(text).not.toContain(PASSWORD);
    }
    expect((await b.call('me')).status).toBe(200);
  });
  test.each([
    ['错的密码', 'agent', `${PASSWORD}!`],
    ['没有的名字', 'nobody', PASSWORD],
    ['别的大小写也是同一个人，密码仍要对', 'AGENT', 'x'],
  ])('%s：说的是同一句话', async (_n, name, password) => {
    const reply = await desk.browser().signIn(name, password);
    expect(reply.status).toBe(401);
    expect(message(reply.body)).toBe('名字或密码不对，或账号已停用');
    expect(reply.headers.getSetCookie()).toEqual([]);
  });
  test('没有登录前的口令，或来源不对，就不看密码', async () => {
    const b = desk.browser();
    const none = await b.call('signIn', { name: 'agent', password: PASSWORD });
    expect([none.status, code(none.body)]).toEqual([403, 'forbidden-origin']);
    await b.enter();
    const body = { name: 'agent', password: PASSWORD };
    const foreign = await b.send('POST', `${CONSOLE_API}/sign-in`, body, { origin: 'https://evil.example' });
    expect([foreign.status, code(foreign.body)]).toEqual([403, 'forbidden-origin']);
  });

  const attempt = async (host: string, origin: string, d = desk) => {
    const entry = await sendAs(d.url, host, 'GET', `${CONSOLE_API}/entry`);
    const cookie = entry.setCookie[0]?.split(';')[0] ?? '';
    const headers = { origin, cookie, 'x-gongji-token': entry.body.token as string };
    return sendAs(d.url, host, 'POST', `${CONSOLE_API}/sign-in`, headers, {
      name: 'agent',
      password: PASSWORD,
    });
  };
  test.each([
    ['没有加密的地址', 'ask.example.org', 'http://ask.example.org'],
    ['局域网地址', '192.0.2.7:8787', 'http://192.0.2.7:8787'],
    ['名字像本机的别的主机', 'localhost.example.org', 'http://localhost.example.org'],
  ])('%s不能登录，并说怎么办', async (_n, host, origin) => {
    const reply = await attempt(host, origin);
    expect([reply.status, code(reply.body)]).toEqual([403, 'forbidden-origin']);
    expect(message(reply.body)).toMatch(/没有加密.*https.*GONGJI_PUBLIC_URL.*127\.0\.0\.1/);
    expect(reply.setCookie).toEqual([]);
  });
  test.each([
    ['本机', 'localhost:8787', 'http://localhost:8787'],
    ['本机 IPv6', '[::1]:8787', 'http://[::1]:8787'],
    ['反向代理后的 https', 'ask.example.org', 'https://ask.example.org'],
  ])('%s可以', async (_n, host, origin) => {
    expect((await attempt(host, origin)).status).toBe(200);
  });
  test('代理换了 Host 的，设了 GONGJI_PUBLIC_URL 就可以；不设不行', async () => {
    const behind = await fresh({ publicUrl: 'https://ask.example.org/gongji' });
    expect((await attempt('10.0.0.5:8787', 'https://ask.example.org', behind)).status).toBe(200);
    expect((await attempt('10.0.0.5:8787', 'https://ask.example.org')).status).toBe(403);
  });
});

describe('试得太多', () => {
  test('一个名字：到数就不看密码了，说还要等多久；别的名字照常，过了时间又可以', async () => {
    const d = await fresh();
    const wrong = () => d.browser().signIn('curator', '不对的密码不对的密码');
    // At once: none may slip through while another is looked at.
    const tried = await Promise.all(Array.from({ length: PER_NAME + 3 }, wrong));
    expect(tried.filter((r) => r.status === 401)).toHaveLength(PER_NAME);
    const refused = tried.filter((r) => r.status === 429);
    expect(refused).toHaveLength(3);
    expect(code(refused[0]?.body as Row)).toBe('rate-limited');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBe(15 * 60);
    expect((await d.browser().signIn('CURATOR')).status).toBe(429);
    expect((await d.browser().signIn('agent')).status).toBe(200);
    d.later(15);
    expect((await d.browser().signIn('curator')).status).toBe(200);
  });
  test('登录成功的不算：一个办公室几十个人可以同一个地址', async () => {
    const d = await fresh();
    for (let i = 0; i < PER_CLIENT + 2; i++)
      expect((await d.browser().signIn(i % 2 ? 'agent' : 'admin')).status).toBe(200);
    expect((await d.browser().signIn('curator')).status).toBe(200);
  });
  test('一个来访的地址，不管试多少个名字', async () => {
    const d = await fresh();
    let n = 0;
    const tried = [];
    for (; n < PER_CLIENT + 1; n++) tried.push((await d.browser().signIn(`nobody${n}`, 'x')).status);
    expect(tried.slice(0, PER_CLIENT).every((s) => s === 401)).toBe(true);
    expect(tried.at(-1)).toBe(429);
    expect((await d.browser().signIn('agent')).status).toBe(429);
  });
});

describe('登录会结束', () => {
  test('一小时没有动静', async () => {
    const d = await fresh();
    const b = await d.as('agent');
    d.later(59);
    expect((await b.call('me')).status).toBe(200);
    d.later(59);
    expect((await b.call('me')).status).toBe(200);
    d.later(61);
    expect((await b.call('me')).status).toBe(401);
  });
  test('一直在用也只到十二小时', async () => {
    const d = await fresh();
    const b = await d.as('agent');
    for (let hour = 0; hour < 23; hour++) {
      d.later(30);
      expect((await b.call('me')).status).toBe(200);
    }
    d.later(31);
    expect((await b.call('me')).status).toBe(401);
  });
  test('退出之后，原来的 Cookie 不再有用；别处的登录还在', async () => {
    const [here, there] = [await desk.as('agent'), await desk.as('agent')];
    const before = new Map(here.cookies);
    const out = await here.call('signOut');
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0');
    here.cookies = before;
    expect((await here.call('me')).status).toBe(401);
    expect((await there.call('me')).status).toBe(200);
  });
  test.each([
    ['停用', { disabled: true }],
    ['换了角色', { role: 'curator' }],
    ['管理员重设密码', { password: '另一个密码另一个密码' }],
  ])('%s，马上结束', async (name, change) => {
    const [admin, b] = [await desk.as('admin'), await desk.as('agent', `who-${name}`)];
    expect((await b.call('me')).status).toBe(200);
    expect((await admin.call('changeStaff', change, b.id)).status).toBe(200);
    expect((await b.call('me')).status).toBe(401);
    const again = await desk.browser().signIn(`who-${name}`);
    expect(again.status).toBe(name === '换了角色' ? 200 : 401);
  });
  test('自己换密码：别处的登录结束，这里接着用', async () => {
    const [here, there] = [await desk.as('agent', 'changer'), await desk.as('agent', 'changer')];
    const wrong = await here.call('changePassword', { current: 'x', password: '新的密码新的密码新的' });
    expect(wrong.status).toBe(403);
    const done = await here.call('changePassword', { current: PASSWORD, password: '新的密码新的密码新的' });
    expect(done.status).toBe(200);
    here.token = done.body.token as string;
    expect((await here.call('me')).status).toBe(200);
    expect((await there.call('me')).status).toBe(401);
    expect((await desk.browser().signIn('changer')).status).toBe(401);
    expect((await desk.browser().signIn('changer', '新的密码新的密码新的')).status).toBe(200);
  });
  test('同一个浏览器再登录别的账号，前一个登录就结束', async () => {
    const b = await desk.as('agent');
    const before = desk.browser();
    before.cookies = new Map(b.cookies);
    expect((await before.call('me')).status).toBe(200);
    await b.signIn('curator');
    expect((await b.call('me')).body.staff).toMatchObject({ name: 'curator' });
    expect((await before.call('me')).status).toBe(401);
  });
  test('一次登录的口令不能用在另一次登录上', async () => {
    const [a, b] = [await desk.as('agent'), await desk.as('agent')];
    a.token = b.token;
    expect(code((await a.call('signOut')).body)).toBe('forbidden-origin');
  });
});

describe('第一个账号', () => {
  test('设了 GONGJI_CONSOLE_PASSWORD：账号 admin，没有链接', async () => {
    const d = await fresh({ accounts: false, password: PASSWORD });
    expect(d.key).toBeUndefined();
    expect((await d.browser().enter()).body.setUp).toBe(false);
    const me = await d.browser().signIn('admin');
    expect(me.body.staff).toMatchObject({ name: 'admin', role: 'admin' });
  });
  test('没设：一次性的链接设一次密码，用过不能再用，错的不能用', async () => {
    const d = await fresh({ accounts: false });
    const b = d.browser();
    expect((await b.enter()).body.setUp).toBe(true);
    expect((await b.call('setUp', { key: 'A'.repeat(43), password: PASSWORD })).status).toBe(401);
    expect((await b.call('setUp', { key: d.key, password: '太短' })).status).toBe(400);
    const [one, two] = await Promise.all([
      b.call('setUp', { key: d.key, password: PASSWORD }),
      b.call('setUp', { key: d.key, password: '另一个人的密码另一个' }),
    ]);
    expect([one.status, two.status].sort()).toEqual([200, 401]);
    expect((await b.call('setUp', { key: d.key, password: PASSWORD })).status).toBe(401);
    expect((await b.enter()).body.setUp).toBe(false);
    expect(await d.store.staff()).toHaveLength(1);
  });
  test('几个副本打印的是同一个链接，哪个都认；别的数据库的不认', async () => {
    const dataDir = temporaryFolder();
    const [one, two] = [await fresh({ accounts: false, dataDir }), await fresh({ accounts: false, dataDir })];
    const other = await fresh({ accounts: false });
    expect(one.key).toMatch(/^[\w-]{43}$/);
    expect(two.key).toBe(one.key);
    expect(other.key).not.toBe(one.key);
    const b = two.browser();
    await b.enter();
    expect((await b.call('setUp', { key: other.key, password: PASSWORD })).status).toBe(401);
    expect((await b.call('setUp', { key: one.key, password: PASSWORD })).status).toBe(200);
  });
  test('有了账号，启动时不再给链接，也不改密码', async () => {
    const d = await fresh();
    expect(d.key).toBeUndefined();
    expect(await d.console.open('完全不同的密码完全不同')).toBeUndefined();
    expect((await d.browser().signIn('admin', '完全不同的密码完全不同')).status).toBe(401);
  });
});

describe('账号', () => {
  test('加一个人，他就能登录；名字不能重', async () => {
    const admin = await desk.as('admin');
    const given = { name: '小李', displayName: '李工', role: 'agent', password: PASSWORD };
    const added = await admin.call('addStaff', given);
    expect(added.status).toBe(200);
    expect(added.raw).not.toMatch(/scrypt|passwordHash/);
    expect((await desk.browser().signIn('小李')).status).toBe(200);
    const again = await admin.call('addStaff', given);
    expect([again.status, (again.body.error as Row).field]).toEqual([409, 'name']);
    const listed = (await admin.call('staff')).raw;
    expect(listed).toContain('李工');
    expect(listed).not.toMatch(/scrypt|passwordHash/);
  });
  test.each([
    ['密码太短', { password: '短' }, 'password'],
    ['没有的角色', { role: 'root' }, 'role'],
    ['名字里有空格', { name: 'a b' }, 'name'],
    ['多了字段', { passwordHash: 'x' }, 'passwordHash'],
  ])('不对的账号：%s', async (_n, wrong, field) => {
    const admin = await desk.as('admin');
    const given = { name: 'somebody', displayName: '某人', role: 'agent', password: PASSWORD, ...wrong };
    const reply = await admin.call('addStaff', given);
    expect([reply.status, (reply.body.error as Row).field]).toEqual([400, field]);
  });
  test('最后一个管理员不能停用、不能降级；两个管理员同时互相降级，总还有一个', async () => {
    const d = await fresh();
    const first = await d.as('admin');
    for (const change of [{ disabled: true }, { role: 'curator' }])
      expect((await first.call('changeStaff', change, first.id)).status).toBe(409);
    const second = await d.as('admin', 'second');
    const both = await Promise.all([
      first.call('changeStaff', { disabled: true }, second.id),
      second.call('changeStaff', { role: 'agent' }, first.id),
    ]);
    expect(both.filter((r) => r.status === 200)).toHaveLength(1);
    const admins = (await d.store.staff()).filter((s) => s.role === 'admin' && s.disabledAt === null);
    expect(admins).toHaveLength(1);
  });
});

test('谁做了什么都有记录：登录、被拒、加人、改人、退出；没有密码，没有打错的名字', async () => {
  const d = await fresh();
  const admin = await d.as('admin');
  await d.browser().signIn('agent', '不对的密码不对的密码');
  await d.browser().signIn('密码写在了名字里', 'x');
  const added = await admin.call('addStaff', {
    ...{ name: 'new', displayName: '新人', role: 'agent', password: '新人的密码新人的密码' },
  });
  const id = added.body.id as string;
  await admin.call('changeStaff', { role: 'curator', password: '新人的密码第二个密码' }, id);
  const other = await d.as('agent');
  await other.call('signOut');
  const { entries } = (await admin.call('audit')).body as { entries: Row[] };
  expect(entries.map((e) => [e.actorName, e.action, e.subjectName, e.detail])).toEqual([
    ['agent同志', 'signed-out', 'agent同志', {}],
    ['agent同志', 'signed-in', 'agent同志', {}],
    ['admin同志', 'staff-changed', '新人', { role: 'curator', password: true }],
    ['admin同志', 'staff-added', '新人', { name: 'new', role: 'agent' }],
    ['program', 'sign-in-refused', 'unknown', {}],
    ['program', 'sign-in-refused', 'agent同志', {}],
    ['admin同志', 'signed-in', 'admin同志', {}],
  ]);
  const ofNew = await admin.call('audit', undefined, '', `?subject=${id}`);
  expect((ofNew.body.entries as Row[]).map((e) => e.action)).toEqual(['staff-changed', 'staff-added']);
});
