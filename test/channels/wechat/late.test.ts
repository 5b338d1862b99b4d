/** Answers that come late, tries that go wrong, 客服消息 that is refused: each citizen sees each answer once. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { conversationOf } from '../../../src/channels/wechat/message.js';
import { StoreFailure } from '../../../src/errors.js';
import { UNAVAILABLE } from '../../../src/simulate/wechat.js';
import { ACCOUNT, type World, wechatWorld } from './world.js';

vi.setConfig({ testTimeout: 60_000 });

let plain: World;
let sealed: World;
let broken = 2;
beforeAll(async () => {
  // One after the other: each builds what is stale.
  plain = await wechatWorld({
    delay: secondsIn,
    ask: (request, options) =>
      request.text.includes('库坏了') && broken-- > 0
        ? Promise.reject(new StoreFailure('busy', '忙'))
        : plain.service.ask(request, options),
  });
  sealed = await wechatWorld({ encrypted: true, delay: secondsIn });
});
afterAll(async () => {
  await plain?.close();
  await sealed?.close();
});

const SOAK = process.env.GONGJI_SOAK === '1';
/** Seconds that an answer takes. */
const LATE = SOAK ? Array.from({ length: 21 }, (_, i) => i) : [0, 1, 3, 3.9, 4, 4.1, 5, 7];
const secondsIn = (text: string): number => Number(/迟(\d+(?:\.\d+)?)秒/.exec(text)?.[1] ?? 0) * 1000;
const ways = (w: World, to: string) => w.shown.filter((s) => s.to === to).map((s) => s.way);

// Nearly all of the time is waiting: they wait together.
describe.concurrent('迟到的、断线的、送不到的', () => {
  test.for(['明文', '加密'])(
    '%s：每个人恰好看到一次，四秒以内的在回复里，再迟的用客服消息',
    async (mode, { expect }) => {
      const w = mode === '加密' ? sealed : plain;
      const asked = LATE.map((s) => ({ to: `o_late_${s}`, s, text: `太原共济能绑几个人，迟${s}秒` }));
      await Promise.all(asked.map(({ to, text }) => w.say(to, text)));
      const all = (to: string) => w.seen(to).length === 1;
      await expect.poll(() => asked.filter(({ to }) => !all(to)), { timeout: 25_000 }).toEqual([]);
      // Long enough for whoever would say it a second time.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      for (const { to, s } of asked) {
        expect(w.seen(to)).toEqual([expect.stringContaining('共济')]);
        expect(w.seen(to)[0]).not.toBe(UNAVAILABLE);
        if (s < 3.5) expect(ways(w, to)).toEqual(['passive']);
        if (s > 4.5) expect(ways(w, to)).toEqual(['custom']);
        expect((await w.store.conversation(conversationOf(ACCOUNT.appId, to)))?.lastSeq).toBe(2);
      }
    },
  );

  test('平台等的时候断了线：重投的那次给它，不再用客服消息', async ({ expect }) => {
    const w = plain;
    const message = w.text('o_cut', '太原共济能绑几个人，迟2秒');
    const { url, body } = w.platform.request(message);
    await expect(fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(1_000) })).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await w.platform.deliver(message)).toMatchObject({ kind: 'text' });
    await new Promise((resolve) => setTimeout(resolve, 16_000));
    expect(ways(w, 'o_cut')).toEqual(['passive']);
  });

  test('断了线也没有再投：三次的时间过了，用客服消息送到', async ({ expect }) => {
    const w = plain;
    const { url, body } = w.platform.request(w.text('o_gone', '太原共济能绑几个人，迟2秒'));
    await expect(fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(1_000) })).rejects.toThrow();
    await expect.poll(() => ways(w, 'o_gone'), { timeout: 20_000 }).toEqual(['custom']);
  });

  test('客服消息送出以后，平台再投也不再说一遍', async ({ expect }) => {
    const w = plain;
    const message = w.text('o_twice', '太原共济能绑几个人，迟5秒');
    expect(await w.platform.deliver(message)).toEqual({ kind: 'silent' });
    await expect.poll(() => ways(w, 'o_twice'), { timeout: 5_000 }).toEqual(['custom']);
    for (let i = 0; i < 3; i++) expect(await w.platform.deliver(message)).toEqual({ kind: 'silent' });
    expect(ways(w, 'o_twice')).toEqual(['custom']);
  });

  test('一个人的迟了，不耽误别人；同一个人的按次序', async ({ expect }) => {
    const w = plain;
    const slow = w.say('o_slow', '太原共济能绑几个人，迟6秒');
    const quick = await Promise.all(Array.from({ length: 40 }, (_, i) => w.say(`o_quick_${i}`, '你好')));
    expect(quick.every((q) => q.kind === 'text')).toBe(true);
    const next = w.say('o_slow', '你好');
    await Promise.all([slow, next]);
    await expect.poll(() => w.seen('o_slow').length, { timeout: 10_000 }).toBe(2);
    expect(w.seen('o_slow')[0]).toContain('共济');
    expect(w.seen('o_slow')[1]).toContain('您好');
  });
  test('客服消息过了 48 小时：日志里用话说明，不再试', async ({ expect }) => {
    const w = plain;
    w.platform.fail(45015, { to: 'o_window' });
    await w.say('o_window', '太原共济能绑几个人，迟5秒');
    await expect.poll(() => w.logged.join('\n'), { timeout: 5_000 }).toMatch(/48 小时.*45015/);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(w.platform.attempts('o_window')).toBe(1);
    const left = await w.store.unsent('wechat', 1_000);
    expect(left.filter((m) => m.orderKey === conversationOf(ACCOUNT.appId, 'o_window'))).toEqual([]);
  });

  test('平台忙：稍后再发，到一次', async ({ expect }) => {
    const w = plain;
    w.platform.fail(-1, { calls: 2, to: 'o_busy' });
    await w.say('o_busy', '太原共济能绑几个人，迟5秒');
    await expect.poll(() => ways(w, 'o_busy'), { timeout: 10_000 }).toEqual(['custom']);
    expect(w.platform.attempts('o_busy')).toBe(3);
  });

  test('坐席的话送不到：日志里说明原因', async ({ expect }) => {
    const w = plain;
    await w.say('o_agent', '转人工');
    w.platform.fail(45047, { to: 'o_agent' });
    const conversationId = conversationOf(ACCOUNT.appId, 'o_agent');
    await w.service.say({ conversationId, role: 'agent', author: '小李', text: '您好' });
    await expect.poll(() => w.logged.join('\n'), { timeout: 5_000 }).toMatch(/上限.*45047/);
  });

  test('库一时写不进：不丢，好了再答，只答一次', async ({ expect }) => {
    await plain.say('o_store', '太原共济能绑几个人，库坏了');
    await expect.poll(() => plain.seen('o_store').length, { timeout: 10_000 }).toBe(1);
    expect(plain.seen('o_store')[0]).toContain('共济');
    expect(broken).toBeLessThan(0);
  });
});

describe('密钥不对', () => {
  test('启动时说明是哪个；微信停下，别的照常', async () => {
    const w = await wechatWorld({ secret: 'f'.repeat(32) });
    onTestFinished(() => w.close());
    await expect.poll(() => w.logged.join('\n')).toMatch(/微信停了：WECHAT_APP_SECRET 不对/);
    const { url, body } = w.platform.request(w.text('o_wrong', '你好'));
    expect((await fetch(url, { method: 'POST', body })).status).toBe(503);
    const asked = await fetch(`${w.url}/v1/ask`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":"你好"}' },
    });
    expect(asked.status).toBe(200);
  });
});
