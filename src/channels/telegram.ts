/** Telegram: updates come in by polling or by webhook, answers leave as messages with buttons; agents' words too. */
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../service.js';
import type { Store } from '../store/store.js';
import { type ChatTools, createChat } from './chat.js';
import { createApi, Unauthorised } from './telegram/api.js';
import { createPace } from './telegram/pace.js';
import { KINDS, poll } from './telegram/poll.js';
import { createSend, type SendWords } from './telegram/send.js';
import { type Bot, type CommandWords, deliveryOf, readBot, readUpdate } from './telegram/updates.js';
import { WEBHOOK_PATH, webhookRoutes } from './telegram/webhook.js';

export type TelegramWords = SendWords &
  CommandWords & {
    help: string;
    region: string;
    tooLong: string;
    unreadable: string;
    refused: string;
    thanks: string;
    /** What the menu says of each command. */
    commands: Record<string, string>;
  };

export interface TelegramOptions {
  token: string;
  /** With it updates come by webhook. */
  webhookSecret?: string | undefined;
  /** Where Telegram reaches this service from outside; a webhook needs it. */
  publicUrl?: string | undefined;
  apiRoot?: string | undefined;
  words: TelegramWords;
  store: Store;
  service: ChatTools['service'];
  clock: Clock;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

export interface Telegram {
  /** For the webhook; nothing where it polls. */
  routes(app: FastifyInstance): void;
  /** Works until it is stopped, or until the token turns out to be none: then it says so, and only this channel ends. */
  start(): void;
  stop(): Promise<void>;
}

const CHANNEL = 'telegram';

export function createTelegram(o: TelegramOptions): Telegram {
  const { words, log } = o;
  const api = createApi(o.token, o.apiRoot);
  const seconds = o.clock.seconds ?? (() => o.clock.now().getTime() / 1000);
  const pace = createPace(() => seconds() * 1000);
  const { help, region, tooLong, unreadable, refused } = words;
  const chat = createChat({
    ...{ channel: CHANNEL, store: o.store, service: o.service, clock: o.clock, log },
    send: createSend(api, pace, words),
    words: { help, region, tooLong, unreadable, refused },
  });
  const process = new AbortController();
  let stopping = new AbortController();
  let working: Promise<void> | undefined;
  let known: Bot | undefined;

  async function me(signal: AbortSignal): Promise<Bot> {
    known ??= readBot(await api.patiently('getMe', {}, signal));
    return known;
  }

  /** Small signs that an answer is under way; nobody waits for them, and nothing is lost with them. */
  const sign = (method: string, payload: object): void =>
    void api.once(method, payload, process.signal).catch(() => undefined);

  async function keep(given: unknown): Promise<void> {
    const update = readUpdate(given);
    const delivery = update && deliveryOf(update, await me(process.signal), words);
    if (!delivery) return;
    const { repeat } = await chat.receive(delivery);
    const tap = update.callback_query;
    if (tap) {
      const judged = 'helpful' in delivery.deed;
      sign('answerCallbackQuery', { callback_query_id: tap.id, ...(judged && { text: words.thanks }) });
    } else if (!repeat && 'text' in delivery.deed && update.message)
      sign('sendChatAction', { chat_id: update.message.chat.id, action: 'typing' });
  }

  async function present(signal: AbortSignal): Promise<void> {
    await me(signal);
    const commands = Object.entries(words.commands).map(([command, description]) => ({
      command,
      description,
    }));
    await api.patiently('setMyCommands', { commands }, signal);
    if (o.webhookSecret === undefined) return void (await api.patiently('deleteWebhook', {}, signal));
    const url = `${o.publicUrl}${WEBHOOK_PATH}`;
    await api.patiently('setWebhook', { url, secret_token: o.webhookSecret, allowed_updates: KINDS }, signal);
  }

  async function work(signal: AbortSignal): Promise<void> {
    try {
      await present(signal);
      chat.start();
      if (o.webhookSecret === undefined) await poll({ api, keep, log }, signal);
    } catch (error) {
      if (signal.aborted) return;
      const why =
        error instanceof Unauthorised
          ? '令牌不对，请核对 TELEGRAM_BOT_TOKEN（向 @BotFather 要）'
          : `它不接受这些设置（${(error as Error).message}）`;
      log('error', `Telegram 停了：${why}；其他渠道照常`);
    }
  }

  return {
    routes(app) {
      if (o.webhookSecret !== undefined) webhookRoutes(app, o.webhookSecret, keep);
    },
    start() {
      if (o.webhookSecret !== undefined && !o.publicUrl)
        return log(
          'error',
          'Telegram 没有启动：用 webhook 要设 GONGJI_PUBLIC_URL（从外面访问本服务的 https 地址）',
        );
      stopping = new AbortController();
      working = work(stopping.signal);
    },
    async stop() {
      stopping.abort(new Error('stopped'));
      await working;
      await chat.stop();
    },
  };
}
