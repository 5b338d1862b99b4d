/** The access token over real HTTP against the simulated platform: fetched once, shared, renewed once where it is refused. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApi } from '../../../src/channels/wechat/api.js';
import type { WechatFailure } from '../../../src/channels/wechat/failures.js';
import type { Token } from '../../../src/channels/wechat/token.js';
import { startWechatPlatform } from '../../../src/simulate/wechat.js';

const ACCOUNT = { token: 'pamtest', appId: 'wxb11529c136998cb6', secret: 's'.repeat(32) };

async function platform() {
  const shown: string[] = [];
  const p = await startWechatPlatform({
    ...ACCOUNT,
    target: 'http://127.0.0.1:1/wechat',
    now: Date.now,
    shown: (to, text) => shown.push(`${to}: ${text}`),
  });
  onTestFinished(() => p.close());
  return { ...p, shown };
}
const apiOf = (root: string, o: Partial<Parameters<typeof createApi>[0]> = {}) =>
  createApi({ appId: ACCOUNT.appId, secret: ACCOUNT.secret, root, now: Date.now, ...o });
const failing = (work: Promise<unknown>): Promise<WechatFailure> =>
  work.then(
    () => expect.unreachable(),
    (error) => error,
  );

describe('令牌', () => {
  test('一百条一起发，只取一次令牌', async () => {
    const p = await platform();
    const api = apiOf(p.root);
    await Promise.all(Array.from({ length: 100 }, (_, i) => api.send('o1', `第${i}条`)));
    expect(p.counts).toEqual({ tokens: 1, sends: 100 });
    expect(p.shown).toHaveLength(100);
  });

  test('被平台作废后只换一次，每一条都送到且只到一次', async () => {
    const p = await platform();
    const api = apiOf(p.root);
    await api.send('o1', '先');
    p.endTokens();
    await Promise.all(Array.from({ length: 20 }, (_, i) => api.send('o1', `后${i}`)));
    expect(p.counts.tokens).toBe(2);
    expect(new Set(p.shown).size).toBe(21);
    expect(p.shown).toHaveLength(21);
  });

  test('平台还给同一个、用起来却不认：强制换一次，再不行就说出来', async () => {
    const p = await platform();
    const api = apiOf(p.root);
    p.fail(42001, { calls: 1 });
    await api.send('o1', '换了就行');
    expect(p.shown).toEqual(['o1: 换了就行']);
    p.fail(40001);
    expect(await failing(api.send('o1', '换了也不行'))).toMatchObject({ kind: 'token', code: 40001 });
  });

  test('快到期时换新的', async () => {
    const p = await platform();
    let now = 0;
    const api = apiOf(p.root, { now: () => now });
    await api.send('o1', '一');
    now = 6_400_000;
    await api.send('o1', '二');
    expect(p.counts.tokens).toBe(1);
    now = 6_500_000;
    await api.send('o1', '三');
    expect(p.counts.tokens).toBe(2);
  });

  test('几个进程共用：一个取，大家用', async () => {
    const p = await platform();
    let kept: Token | undefined;
    let last: Promise<unknown> = Promise.resolve();
    const shared = {
      cache: {
        get: async () => kept,
        put: async (t: Token) => {
          kept = t;
        },
      },
      alone: <T>(run: () => Promise<T>) => {
        const mine = last.then(run, run);
        last = mine;
        return mine;
      },
    };
    const apis = [1, 2, 3].map(() => apiOf(p.root, { shared }));
    await Promise.all(apis.map((api) => api.send('o1', '甲')));
    p.endTokens();
    await Promise.all(apis.map((api) => api.send('o1', '乙')));
    expect(p.counts.tokens).toBe(2);
    expect(p.shown).toHaveLength(6);
  });
});

describe('出了什么错，用话说', () => {
  test.each([
    ['AppID', { appId: 'wx1' }, /WECHAT_APP_ID 不对.*40013/],
    ['AppSecret', { secret: 'x' }, /WECHAT_APP_SECRET 不对.*40125/],
  ])('%s 不对', async (_name, o, words) => {
    const p = await platform();
    const failure = await failing(apiOf(p.root, o).check());
    expect(failure).toMatchObject({ kind: 'settings' });
    expect(failure.message).toMatch(words);
  });
  test.each([
    [45015, 'refused', /48 小时/],
    [45047, 'refused', /上限/],
    [48001, 'refused', /权限/],
    [-1, 'passing', /忙/],
    [99999, 'refused', /99999/],
  ])('errcode %d 是 %s', async (code, kind, words) => {
    const p = await platform();
    p.fail(code);
    const failure = await failing(apiOf(p.root).send('o1', '甲'));
    expect(failure).toMatchObject({ kind, code });
    expect(failure.message).toMatch(words);
    expect(p.counts.tokens).toBe(1);
  });
  test.each([
    ['不是 JSON', 200, '<html>'],
    ['null', 200, 'null'],
    ['没有令牌', 200, '{}'],
    ['502', 502, '{}'],
  ])('平台的应答%s：算暂时的', async (_name, status, body) => {
    const server = createServer((_req, res) => void res.writeHead(status).end(body));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await failing(apiOf(root).send('o1', '甲'))).toMatchObject({ kind: 'passing' });
  });
  test('连不上也是暂时的，话里没有密钥', async () => {
    const failure = await failing(apiOf('http://127.0.0.1:1').send('o1', '甲'));
    expect(failure).toMatchObject({ kind: 'passing' });
    expect(failure.message).not.toContain(ACCOUNT.secret);
  });
});
