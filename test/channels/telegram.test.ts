/** Telegram: updates as Telegram sends them in, recorded API calls out; the answers are the real assistant's. */
import { type Telegraf, Telegram } from 'telegraf';
import type { Update } from 'telegraf/types';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTelegram, splitMessage } from '../../src/channels/telegram.js';
import type { Service } from '../../src/service.js';
import { type RealService, realService } from '../real.js';

const WORDS = { start: '直接提问就行。', tooLong: '问题太长了。', failed: '刚才没能回答。' };
const TOKEN = '123456:AAAAAAAAAAAAAAAAAAAAAAAA';
const LIMIT = 4096;

let real: RealService;
let sent: { method: string; chat: number; text: string }[] = [];
// Telegraf makes a client of its own for each update, so the recorder goes on the class.
vi.spyOn(Telegram.prototype, 'callApi').mockImplementation(async (method, payload) => {
  const { chat_id, text } = payload as { chat_id: number; text: string };
  sent.push({ method, chat: chat_id, text });
  return {} as never;
});
beforeAll(async () => {
  real = await realService();
});
afterAll(() => real?.close());
beforeEach(() => {
  sent = [];
});

let updates = 0;
const update = (chat: number, text: string): Update =>
  ({
    update_id: ++updates,
    message: {
      message_id: updates,
      date: 1_764_561_600,
      chat: { id: chat, type: 'private', first_name: '甲' },
      from: { id: chat, is_bot: false, first_name: '甲' },
      text,
      ...(text.startsWith('/') && { entities: [{ type: 'bot_command', offset: 0, length: text.length }] }),
    },
  }) as Update;

function bot(service: Asked = real.service): Telegraf {
  const made = createTelegram(TOKEN, service, WORDS);
  made.botInfo = {
    id: 1,
    is_bot: true,
    first_name: '共济问答',
    username: 'gongji_bot',
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
  return made;
}

type Asked = Pick<Service, 'ask'>;
const fakeAnswer = (text: string): Asked => ({
  ask: async () => ({ answer: { text, suggestions: [] } }) as never,
});

describe('文字消息', () => {
  test('在原来的聊天里回答', async () => {
    await bot().handleUpdate(update(1001, '太原职工在三甲住院，医保给报几成'));
    expect(sent).toEqual([{ method: 'sendMessage', chat: 1001, text: expect.stringContaining('82%') }]);
  });

  test('同一聊天里接着问，别的聊天不受影响', async () => {
    const b = bot();
    const ask = vi.spyOn(real.service, 'ask');
    await b.handleUpdate(update(1002, '太原职工三甲住院起付线多少'));
    await b.handleUpdate(update(1002, '那居民呢'));
    await b.handleUpdate(update(1003, '那居民呢'));
    const answers = (
      await Promise.all(ask.mock.results.map((r) => r.value as ReturnType<Service['ask']>))
    ).map((a) => a.answer);
    ask.mockRestore();
    expect(answers[1]).toMatchObject({
      topic: 'deductible',
      slots: { region: '140100', scheme: 'resident' },
      conversationId: answers[0]?.conversationId,
    });
    expect(answers[2]?.conversationId).not.toBe(answers[0]?.conversationId);
    expect(answers[2]?.slots.region).toBeUndefined();
    expect(sent.map((s) => s.chat)).toEqual([1002, 1002, 1003]);
  });

  test('会话编号里看不出聊天号', async () => {
    const ask = vi.spyOn(real.service, 'ask');
    await bot().handleUpdate(update(138_001_380, '你好'));
    expect(ask.mock.calls[0]?.[0].conversationId).toMatch(/^[\w-]{32}$/);
    expect(ask.mock.calls[0]?.[0].conversationId).not.toContain('138001380');
    ask.mockRestore();
  });

  test('/start 说怎么用', async () => {
    await bot().handleUpdate(update(1004, '/start'));
    expect(sent).toEqual([{ method: 'sendMessage', chat: 1004, text: WORDS.start }]);
  });

  test('三千字的消息请他缩短，不去回答', async () => {
    const ask = vi.spyOn(real.service, 'ask');
    await bot().handleUpdate(update(1005, '医'.repeat(3000)));
    expect(sent.map((s) => s.text)).toEqual([WORDS.tooLong]);
    expect(ask).not.toHaveBeenCalled();
    ask.mockRestore();
  });

  test('要选的项目列成一行一个', async () => {
    const options = [{ slot: 's', value: '3', label: '三级' }];
    const service: Asked = { ask: async () => ({ answer: { text: '哪一级医院？', options } }) as never };
    await bot(service).handleUpdate(update(1006, '报多少'));
    expect(sent[0]?.text).toBe('哪一级医院？\n1. 三级');
  });

  test('答不出来时告诉问的人，不漏错误内容', async () => {
    const failing: Asked = { ask: () => Promise.reject(new Error('SQLITE_FULL')) };
    await bot(failing).handleUpdate(update(1007, '住院报几成'));
    expect(sent).toEqual([{ method: 'sendMessage', chat: 1007, text: WORDS.failed }]);
  });

  test('连告诉他都办不到时也不抛出', async () => {
    const failing: Asked = { ask: () => Promise.reject(new Error('x')) };
    vi.mocked(Telegram.prototype.callApi).mockRejectedValueOnce(new Error('network'));
    await expect(bot(failing).handleUpdate(update(1008, '住院报几成'))).resolves.toBeUndefined();
  });

  test('不是文字的消息不理会', async () => {
    const photo = update(1009, '') as { message: Record<string, unknown> } & Update;
    delete photo.message.text;
    await bot().handleUpdate({ ...photo, message: { ...photo.message, photo: [] } } as Update);
    expect(sent).toEqual([]);
  });
});

describe('长回答', () => {
  const long = Array.from({ length: 400 }, (_, i) => `第${i}条，这一条说明报销的一个条件。`).join('\n');

  test('分成几条，每条不超过 4096，一字不丢', async () => {
    await bot(fakeAnswer(long)).handleUpdate(update(1010, '全部条件'));
    expect(sent.length).toBeGreaterThan(1);
    for (const s of sent) expect(s.text.length).toBeLessThanOrEqual(LIMIT);
    expect(sent.map((s) => s.text).join('\n')).toBe(long);
    expect(new Set(sent.map((s) => s.chat))).toEqual(new Set([1010]));
  });

  test.each([
    ['恰好一条', '医'.repeat(LIMIT), 1],
    ['多一个字', '医'.repeat(LIMIT + 1), 2],
    ['全是代理对', '😀'.repeat(LIMIT), 2],
    ['空的', '', 0],
  ])('%s', (_name, text, parts) => {
    const split = splitMessage(text);
    expect(split).toHaveLength(parts);
    expect(split.join('')).toBe(text);
    for (const part of split) {
      expect(part.length).toBeLessThanOrEqual(LIMIT);
      expect(part).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
  });

  test('切在代理对中间时退一格', () => {
    const split = splitMessage(`一${'😀'.repeat(LIMIT)}`);
    expect(split.join('')).toBe(`一${'😀'.repeat(LIMIT)}`);
    for (const part of split) expect(part).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
  });
});
