/** WeChat over real HTTP, in both modes: what a citizen says and sees. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversationOf } from '../../../src/channels/wechat/message.js';
import { ACCOUNT, newMessageId, WORDS, type World, wechatWorld } from './world.js';

const LONG = '太原和北京的住院报销比例比较';
const LIMIT = 2048;

describe.each([
  ['明文', false],
  ['加密', true],
])('%s模式', (_name, encrypted) => {
  let world: World;
  beforeAll(async () => {
    world = await wechatWorld({ encrypted });
  });
  afterAll(() => world?.close());

  test('服务器验证：原样还回 echostr', async () => expect(await world.platform.check()).toBe(true));

  test('文字：在回复里作答，与接口的回答一样', async () => {
    const text = '太原职工在三甲住院，医保给报几成';
    const outcome = await world.say('o_text', text);
    const { answer } = await world.service.ask({ text });
    expect(outcome).toEqual({ kind: 'text', text: answer.text });
    expect(world.seen('o_text')).toEqual([answer.text]);
  });

  test('接着问；别人的不受影响', async () => {
    await world.say('o_talk', '太原职工三甲住院起付线多少');
    await world.say('o_talk', '那居民呢');
    await world.say('o_other', '那居民呢');
    const [, followed] = world.seen('o_talk');
    expect(followed).toContain('居民');
    expect(world.seen('o_other')[0]).not.toBe(followed);
  });

  test('转成文字的语音当文字；没转成的请他打字', async () => {
    const voice = (Recognition?: string) =>
      world.platform.message('o_voice', {
        ...{ MsgType: 'voice', MediaId: 'm', Format: 'amr', MsgId: newMessageId() },
        ...(Recognition !== undefined && { Recognition }),
      });
    await world.platform.deliver(voice('太原职工三甲住院报几成'));
    expect(world.seen('o_voice')[0]).toContain('82%');
    expect(await world.platform.deliver(voice())).toEqual({ kind: 'text', text: WORDS.unreadable });
  });

  test('关注时说怎么用；菜单按钮的 KEY 就是问题；别的事件只收下', async () => {
    const event = (Event: string, more = {}) =>
      world.platform.deliver(world.platform.message('o_event', { MsgType: 'event', Event, ...more }));
    expect(await event('subscribe', { EventKey: '' })).toEqual({ kind: 'text', text: WORDS.welcome });
    expect(await event('CLICK', { EventKey: '太原职工三甲住院报几成' })).toMatchObject({ kind: 'text' });
    expect(world.seen('o_event')[1]).toContain('82%');
    for (const name of ['unsubscribe', 'VIEW', 'LOCATION', 'TEMPLATESENDJOBFINISH', 'SCAN'])
      expect(await event(name)).toEqual({ kind: 'silent' });
  });

  test('图片请他打字；认不得的类型只收下', async () => {
    const of = (MsgType: string) =>
      world.platform.deliver(world.platform.message('o_kind', { MsgType, MsgId: newMessageId() }));
    expect(await of('image')).toEqual({ kind: 'text', text: WORDS.unreadable });
    expect(await of('something-new')).toEqual({ kind: 'silent' });
  });

  test('太长的请他缩短，不去回答', async () => {
    expect(await world.say('o_long', '医'.repeat(2001))).toEqual({ kind: 'text', text: WORDS.tooLong });
    expect(await world.store.conversation(conversationOf(ACCOUNT.appId, 'o_long'))).toBeUndefined();
  });

  test('选项编号，下一句说号码就是选它', async () => {
    await world.say('o_choice', '太原三级医院住院花两万报多少');
    expect(world.seen('o_choice')[0]).toMatch(/\n1\. 职工医保\n2\. /);
    await world.say('o_choice', '2');
    const id = conversationOf(ACCOUNT.appId, 'o_choice');
    const [, , , given] = await world.store.messages(id, 0, 10);
    const answer = JSON.parse((await world.service.answerJson(given?.answerId ?? '')) ?? '{}');
    expect(answer).toMatchObject({ outcome: 'answer', topic: 'estimate', slots: { scheme: 'resident' } });
    expect(world.seen('o_choice')[1]).toBe(answer.text);
  });

  test('长回答在句子处断开，“继续”给下一段，重投的“继续”还是那一段，合起来一字不少', async () => {
    await world.say('o_more', LONG);
    const id = newMessageId();
    const first = await world.say('o_more', '继续', id);
    const again = await world.say('o_more', '继续', id);
    expect(again).toEqual(first);
    const [head = '', tail = ''] = world.seen('o_more');
    const { answer } = await world.service.ask({ text: LONG });
    expect(Buffer.byteLength(answer.text)).toBeGreaterThan(LIMIT);
    expect(head.endsWith(`\n${WORDS.more}`)).toBe(true);
    expect(tail).not.toContain(WORDS.more);
    for (const piece of [head, tail]) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(LIMIT);
    const begun = head.slice(0, -WORDS.more.length - 1);
    const [between] = /^\s*/.exec(answer.text.slice(begun.length)) ?? [''];
    expect(begun + between + tail).toBe(answer.text);
    expect(between.includes('\n') || /[。！？；]$/.test(begun)).toBe(true);
    // Nothing is left: now it is a message like any other.
    expect(await world.say('o_more', '继续')).toMatchObject({ kind: 'text' });
    expect(world.seen('o_more')[3]).not.toBe(tail);
  });

  test('同一条消息投递几次：只答一次，每次都是那个回答', async () => {
    const message = world.text('o_again', '太原共济能绑几个人');
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => world.platform.once(world.platform.request(message))),
    );
    outcomes.push(await world.platform.once(world.platform.request(message)));
    expect(new Set(outcomes.map((x) => JSON.stringify(x))).size).toBe(1);
    const id = conversationOf(ACCOUNT.appId, 'o_again');
    expect((await world.store.conversation(id))?.lastSeq).toBe(2);
  });

  test('MsgId 是 64 位数：只差最后一位的是两条消息', async () => {
    await world.say('o_big', '你好', '18446744073709551614');
    await world.say('o_big', '你好', '18446744073709551615');
    const id = conversationOf(ACCOUNT.appId, 'o_big');
    expect((await world.store.conversation(id))?.lastSeq).toBe(4);
  });

  test('转人工：坐席说的话用客服消息送到，太长就分几条', async () => {
    await world.say('o_person', '转人工');
    const conversationId = conversationOf(ACCOUNT.appId, 'o_person');
    expect((await world.store.handedOff(conversationId))?.channel).toBe('wechat');
    const long = '请带上身份证和医保卡。'.repeat(100);
    await world.service.say({ conversationId, role: 'agent', author: '小李', text: '您好，请说。' });
    await world.service.say({ conversationId, role: 'agent', author: '小李', text: long });
    await expect
      .poll(() => world.seen('o_person').slice(1).join(''), { timeout: 5_000 })
      .toBe(`小李：您好，请说。小李：${long}`);
    expect(world.shown.filter((s) => s.to === 'o_person').map((s) => s.way)).toEqual([
      'passive',
      ...['custom', 'custom', 'custom'],
    ]);
  });

  test('会话编号、收件箱和回答里看不出是谁', async () => {
    await world.say('o_secret_openid', '你好');
    const id = conversationOf(ACCOUNT.appId, 'o_secret_openid');
    expect(id).toMatch(/^[\w-]{32}$/);
    const kept = [await world.store.conversation(id), await world.store.messages(id, 0, 10)];
    expect(JSON.stringify(kept)).not.toContain('o_secret');
  });
});
