/** Telegram over real HTTP: its Bot API on loopback, the real assistant and store behind the channel. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ChatChannel, createChats } from '../../src/chats.js';
import { readSettings } from '../../src/config.js';
import type { Clock } from '../../src/service.js';
import { type Sent, startTelegramServer, type TelegramServer } from '../../src/simulate/telegram.js';
import type { HandOffRecord } from '../../src/store/store.js';
import { type RealServer, realServer, TODAY } from '../real.js';

const TOKEN = '123456:AAAAAAAAAAAAAAAAAAAAAAAA';
const SECRET = 'a-secret-of-the-webhook';
/** Waiting and pacing need a clock that goes. */
const WALL: Clock = { now: () => new Date(), today: () => TODAY };
const BACKLOG = process.env.GONGJI_SOAK === '1' ? 5_000 : 500;
const QUESTION = '太原职工三甲住院花2万能报多少';

interface Running {
  server: RealServer;
  channel: ChatChannel;
  lines: string[];
  stop(): Promise<void>;
}
let telegram: TelegramServer;
let running: Running | undefined;

async function run(env: Record<string, string> = {}): Promise<Running> {
  const lines: string[] = [];
  const channels: ChatChannel[] = [];
  const server = await realServer((real) => {
    const settings = readSettings({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: telegram.root, ...env });
    channels.push(
      ...createChats(settings, real.assistant, {
        ...{ store: real.store, service: real.service, clock: WALL },
        log: (level, message, details) => lines.push(`${level} ${message} ${JSON.stringify(details ?? {})}`),
      }),
    );
    return {
      more: (app) => {
        for (const c of channels) c.routes(app);
      },
    };
  });
  const [channel] = channels as [ChatChannel];
  running = {
    ...{ server, channel, lines },
    async stop() {
      await channel.stop();
      await server.close();
    },
  };
  channel.start();
  return running;
}

beforeEach(async () => {
  telegram = await startTelegramServer({ token: TOKEN, now: Date.now });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await telegram.close();
});

const sent = (n: number): Promise<void> =>
  expect.poll(() => telegram.sent.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(n);
const answers = (): Sent[] => telegram.sent;
const callsOf = (method: string) => telegram.calls.filter((c) => c.method === method);

describe('问答', () => {
  test('一问一答：重点加粗，出处在里面，下面有追问和评价的按钮', async () => {
    await run();
    telegram.say(QUESTION);
    await sent(1);
    const [answer] = answers() as [Sent];
    expect(answer.chat).toBe(1);
    expect(answer.text).toMatch(/15744/);
    expect(answer.text).toMatch(/4256/);
    expect(answer.text).toMatch(/来源：/);
    expect(answer.entities[0]).toMatchObject({ type: 'bold', offset: 0 });
    expect(answer.buttons.map((b) => b.text)).toContain('👍 有用');
    expect(callsOf('sendChatAction').length).toBeGreaterThan(0);
    expect(callsOf('setMyCommands')[0]?.payload.commands).toContainEqual({
      command: 'help',
      description: '怎么问',
    });
  });

  test('要再问的变成按钮，点了就接着答；追问也一样；再点一次是新的一问', async () => {
    await run();
    telegram.say('职工三甲住院报几成');
    await sent(1);
    const [asked] = answers() as [Sent];
    const option = asked.buttons[0];
    expect(option).toBeDefined();
    telegram.tap(option?.callback_data ?? '');
    await sent(2);
    const answer = answers()[1] as Sent;
    expect(answer.text).toContain((option?.text ?? '').replace(/[省市]$/, ''));
    const followUp = answer.buttons.find((b) => !/^[👍👎]/u.test(b.text));
    telegram.tap(followUp?.callback_data ?? '');
    await sent(3);
    expect(callsOf('answerCallbackQuery')).toHaveLength(2);
  });

  test('点评价：记下来，不另外回话', async () => {
    const { server } = await run();
    telegram.say(QUESTION);
    await sent(1);
    const button = answers()[0]?.buttons.find((b) => b.text.startsWith('👎'));
    telegram.tap(button?.callback_data ?? '');
    await expect.poll(() => callsOf('answerCallbackQuery').length).toBe(1);
    const answerId = (button?.callback_data ?? '').split(':')[1] ?? '';
    await expect.poll(() => server.store.feedback(answerId)).toMatchObject({ helpful: false });
    expect(answers()).toHaveLength(1);
    expect(callsOf('answerCallbackQuery')[0]?.payload.text).toMatch(/谢谢/);
  });

  test('别人的按钮点不动', async () => {
    await run();
    telegram.say(QUESTION, { user: 1 });
    await sent(1);
    const [answer] = answers() as [Sent];
    const followUp = answer.buttons.find((b) => b.callback_data.startsWith('s:'));
    telegram.tap(followUp?.callback_data ?? '', { user: 2 });
    telegram.say('你好', { user: 2 });
    await sent(2);
    expect(answers().map((a) => a.chat)).toEqual([1, 2]);
    expect(answers()[1]?.text).toMatch(/您好|你好/);
  });

  test('命令：怎么问、在哪里参保、换个问题、转人工；太长的、看不懂的说一声', async () => {
    const { server } = await run();
    telegram.say('/start', { user: 1 });
    telegram.say('/region', { user: 2 });
    telegram.say('/reset', { user: 3 });
    telegram.say('/human', { user: 4 });
    telegram.say('字'.repeat(2001), { user: 5 });
    telegram.push({
      message: { message_id: 1, chat: { id: 6, type: 'private' }, from: { id: 6, is_bot: false }, photo: [] },
    });
    await sent(6);
    const said = new Map(answers().map((a) => [a.chat, a.text]));
    expect(said.get(1)).toMatch(/直接用平常的话问/);
    expect(said.get(2)).toMatch(/写明省市/);
    expect(said.get(5)).toMatch(/太长/);
    expect(said.get(6)).toMatch(/文字/);
    const waiting = await server.store.handOffs({ status: 'open' }, { limit: 10 });
    expect(waiting).toHaveLength(1);
    expect(waiting[0]?.channel).toBe('telegram');
  });

  test('先说在哪里参保，后面就按它答', async () => {
    await run();
    telegram.say('/region 太原职工医保');
    telegram.say('三甲住院起付线多少');
    await sent(2);
    expect(answers()[1]?.text).toMatch(/太原/);
  });

  test('群里只答叫到它的，回在那条消息下面；各人各有各的会话', async () => {
    await run();
    const group = { chat: -100, mention: true };
    telegram.say('三甲住院起付线多少', { user: 1, chat: -100 });
    telegram.say('太原职工三甲住院报几成', { user: 1, ...group });
    telegram.say('那退休的呢', { user: 2, ...group });
    await sent(2);
    const [first, second] = answers() as [Sent, Sent];
    expect(first.text).toMatch(/82/);
    expect(first.text).not.toMatch(/simulated_bot/);
    expect([first.replyTo, second.replyTo].every((n) => typeof n === 'number')).toBe(true);
    expect(second.text).not.toMatch(/91%/);
  });

  test('个人号码不进收件箱，问题照答，提醒一句', async () => {
    const { server } = await run();
    telegram.fail('sendMessage', { status: 500, times: 3 });
    telegram.say(`我身份证140105199001011234，${QUESTION}`);
    await sent(1);
    expect(answers()[0]?.text).toMatch(/15744/);
    expect(answers()[0]?.text).toMatch(/请不要再发/);
    const page = await server.store.unanswered({}, { limit: 10 });
    expect(JSON.stringify(page)).not.toMatch(/140105/);
  });
});

describe('转人工', () => {
  test('坐席的话发到聊天里，署名；重启以后没发的补上，发过的不再发', async () => {
    const { server } = await run();
    telegram.say('转人工');
    await sent(1);
    const [waiting] = (await server.store.handOffs({}, { limit: 1 })) as [HandOffRecord];
    const say = (text: string) =>
      server.service.say({ conversationId: waiting.conversationId, role: 'agent', author: '小王', text });
    await say('您好，请讲');
    await sent(2);
    expect(answers()[1]?.text).toBe('小王：\n您好，请讲');
    await running?.channel.stop();
    await say('还在吗');
    running?.channel.start();
    await sent(3);
    expect(
      answers()
        .slice(1)
        .map((a) => a.text),
    ).toEqual(['小王：\n您好，请讲', '小王：\n还在吗']);
  });
});

describe('webhook', () => {
  const env = { TELEGRAM_WEBHOOK_SECRET: SECRET };

  test('密语对才收；存好了才说收到；重复的不再答', async () => {
    const { server } = await run({ ...env, GONGJI_PUBLIC_URL: 'http://127.0.0.1:1' });
    const update = (n: number) => ({
      update_id: n,
      message: {
        message_id: n,
        chat: { id: 9, type: 'private' },
        from: { id: 9, is_bot: false },
        text: QUESTION,
      },
    });
    const post = (body: unknown, secret?: string) =>
      server.send('/telegram/webhook', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    for (const secret of [undefined, '', `${SECRET}x`, SECRET.slice(1)])
      expect((await post(update(1), secret)).status).toBe(401);
    for (const odd of ['null', '[]', '{}', '"x"', '{"update_id":"1"}', '{', ''])
      expect((await post(odd, SECRET)).status).toBe(400);
    for (const n of [1, 1, 2, 1]) expect((await post(update(n), SECRET)).status).toBe(200);
    await sent(2);
    await new Promise((r) => setTimeout(r, 1_500));
    expect(answers()).toHaveLength(2);
    expect(callsOf('setWebhook')[0]?.payload).toMatchObject({
      url: 'http://127.0.0.1:1/telegram/webhook',
      secret_token: SECRET,
    });
    expect(callsOf('getUpdates')).toHaveLength(0);
  });

  test('没设从外面访问的地址：说清楚，只停这一个', async () => {
    const { lines, server } = await run(env);
    expect(lines.join('\n')).toMatch(/GONGJI_PUBLIC_URL/);
    expect((await server.ask({ text: QUESTION })).status).toBe(200);
  });
});

describe('Telegram 出毛病', () => {
  test('令牌不对：说清楚，停这一个，别的照常；日志里没有令牌', async () => {
    const { lines, server } = await run({ TELEGRAM_BOT_TOKEN: `${TOKEN}B` });
    await expect.poll(() => lines.join('\n')).toMatch(/TELEGRAM_BOT_TOKEN/);
    expect((await server.ask({ text: QUESTION })).status).toBe(200);
    expect(lines.join('\n')).not.toContain(TOKEN);
  });

  test.each([
    ['忙', { status: 502, times: 2 }],
    ['说的不是 JSON', { status: 200, body: '<html>', times: 2 }],
    ['JSON 不对', { status: 200, body: { ok: true, result: 'x' }, times: 1 }],
    [
      '要等一等',
      {
        status: 429,
        body: { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 1 } },
        times: 1,
      },
    ],
    ['慢', { slowMs: 1_500, times: 1 }],
  ] as const)('收消息时%s：再试，一条不丢', async (_name, fault) => {
    telegram.fail('getUpdates', { ...fault });
    const { lines } = await run();
    telegram.say(QUESTION);
    await sent(1);
    expect(lines.join('\n')).not.toContain(TOKEN);
  });

  test.each([
    ['忙', { status: 500, times: 2 }],
    [
      '要等一等',
      {
        status: 429,
        body: { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 1 } },
        times: 2,
      },
    ],
    ['说的不是 JSON', { status: 200, body: 'x', times: 1 }],
  ] as const)('发消息时%s：再发，次序不乱', async (_name, fault) => {
    telegram.fail('sendMessage', { ...fault });
    await run();
    telegram.say(QUESTION);
    telegram.say('那退休的呢');
    await sent(2);
    expect(answers()[0]?.text).toMatch(/15744/);
    expect(answers()[1]?.text).toMatch(/91/);
  });

  test('另一个程序在收：说出来，等一等再收', { timeout: 40_000 }, async () => {
    telegram.fail('getUpdates', { status: 409, times: 1 });
    const { lines } = await run();
    telegram.say(QUESTION);
    await expect.poll(() => lines.join('\n'), { timeout: 15_000 }).toMatch(/另一个程序/);
    await expect.poll(() => telegram.sent.length, { timeout: 30_000 }).toBe(1);
  });

  test(`积压 ${BACKLOG} 条：都收下才确认，一条不丢`, { timeout: 120_000 }, async () => {
    const numbers = Array.from({ length: BACKLOG }, (_, i) => telegram.say('/help', { user: 1 + (i % 500) }));
    const { server } = await run();
    await expect.poll(() => telegram.waiting(), { timeout: 90_000, interval: 200 }).toBe(0);
    for (const n of numbers) expect(await server.store.inboxMessage('telegram', `update-${n}`)).toBeDefined();
    await sent(1);
  });

  test('被拉黑：放弃这一条，不再试，别人照常', async () => {
    const { lines } = await run();
    telegram.fail('sendMessage', { status: 403, times: 1 });
    telegram.say(QUESTION, { user: 1 });
    await expect.poll(() => lines.join('\n')).toMatch(/送不到/);
    telegram.say(QUESTION, { user: 2 });
    await sent(1);
    expect(answers().map((a) => a.chat)).toEqual([2]);
  });

  test('问完马上发命令：先说回答，再说命令的话', async () => {
    const { server } = await run();
    // What is to leave is known late.
    const { store } = server;
    const unsent = store.unsent.bind(store);
    store.unsent = async (channel, limit) => {
      const found = await unsent(channel, limit);
      await sleep(200);
      return found;
    };
    const users = Array.from({ length: 20 }, (_, i) => i + 1);
    for (const user of users) {
      telegram.say(QUESTION, { user });
      telegram.say('/help', { user });
    }
    await sent(2 * users.length);
    for (const user of users) {
      const [answer, help] = answers().filter((a) => a.chat === user);
      expect(answer?.text).toContain('15744');
      expect(help?.text).not.toBe(answer?.text);
      expect(help?.buttons).toEqual([]);
    }
  });

  test('坐席的回复送不到：记下是哪一句、为什么，后面的照常', async () => {
    const { server } = await run();
    telegram.say('/human', { user: 1 });
    await sent(1);
    const [waiting] = await server.store.handOffs({}, { limit: 1 });
    const conversationId = waiting?.conversationId as string;
    telegram.fail('sendMessage', { status: 403, times: 1 });
    const lost = await server.service.say({ conversationId, role: 'agent', text: '在吗', author: '小王' });
    await expect
      .poll(() => server.store.undelivered(conversationId))
      .toEqual([{ seq: lost?.seq, reason: expect.stringContaining('Telegram 不收（403') }]);
    await server.service.say({ conversationId, role: 'agent', text: '还在吗', author: '小王' });
    await expect.poll(() => telegram.sent.at(-1)?.text).toContain('还在吗');
    expect(await server.store.undelivered(conversationId)).toHaveLength(1);
  });
});
