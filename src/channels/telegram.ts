/** Telegram: a text message in, the answer's text out. */
import { createHash } from 'node:crypto';
import { Telegraf } from 'telegraf';
import { MAX_TEXT } from '../contract.js';
import type { Service } from '../service.js';

/** Telegram's limit for one message, in UTF-16 units. */
const LIMIT = 4096;

/** A chat's own number is personal; its conversation goes by a digest. */
const conversationOf = (chat: number): string =>
  createHash('sha256').update(`telegram:${chat}`).digest('base64url').slice(0, 32);

/** Splits at line ends, then at sentence ends, so that no part is over the limit. */
export function splitMessage(text: string, limit = LIMIT): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const head = rest.slice(0, limit);
    const cut = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('。') + 1);
    const at = cut > limit / 2 ? cut : limit - (/[\ud800-\udbff]$/.test(head) ? 1 : 0);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (rest) parts.push(rest);
  return parts;
}

export interface TelegramWords {
  start: string;
  tooLong: string;
  failed: string;
}

/** The bot, not yet started: `launch()` polls, `handleUpdate` takes one update. */
export function createTelegram(token: string, service: Pick<Service, 'ask'>, words: TelegramWords): Telegraf {
  const bot = new Telegraf(token);
  bot.start((ctx) => ctx.reply(words.start));
  bot.on('text', async (ctx) => {
    const text = ctx.message.text;
    if (text.length > MAX_TEXT) return void (await ctx.reply(words.tooLong));
    const { answer } = await service.ask(
      { text, conversationId: conversationOf(ctx.chat.id) },
      { channel: 'telegram' },
    );
    const options = answer.options?.map((o, i) => `${i + 1}. ${o.label}`) ?? [];
    for (const part of splitMessage([answer.text, ...options].join('\n'))) await ctx.reply(part);
  });
  // A handler that throws while polling would still confirm the update: the asker is told instead.
  bot.catch(async (_error, ctx) => {
    await ctx.reply(words.failed).catch(() => undefined);
  });
  return bot;
}
