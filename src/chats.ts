/** Where chat channels start: one row each, with its settings and its words. */
import type { FastifyInstance } from 'fastify';
import type { Assistant } from './assistant.js';
import { createTelegram, type TelegramWords } from './channels/telegram.js';
import { createWechat, type WechatWords, wechatSettings } from './channels/wechat.js';
import type { Settings } from './config.js';
import type { Clock, Service } from './service.js';
import type { Store } from './store/store.js';

export interface ChatChannel {
  name: string;
  /** What the platform calls; in every process. */
  routes(app: FastifyInstance): void;
  /** In one process at a time. */
  start(): void;
  stop(): Promise<void>;
}

export interface ChatsTools {
  store: Store;
  service: Service;
  clock: Clock;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

type Word = (name: string) => string;

/** Words are what the templates say when the program starts. */
function wordsOf({ renderer, kb }: Assistant): Word {
  const example = kb.topicByName.get('help')?.suggestions[0] ?? '';
  return (name) => renderer.render(name, { example });
}

function telegramWords(word: Word): TelegramWords {
  const commands = word('chat/commands')
    .split('\n')
    .map((line) => line.split(' ') as [string, string]);
  return {
    help: word('outcome/help'),
    tooLong: word('notice/too-long'),
    refused: word('notice/failed'),
    region: word('chat/region'),
    unreadable: word('chat/unreadable'),
    agent: word('chat/agent'),
    helpful: word('chat/helpful'),
    unhelpful: word('chat/unhelpful'),
    thanks: word('chat/thanks'),
    reset: word('chat/reset'),
    human: word('chat/human'),
    commands: Object.fromEntries(commands),
  };
}

function telegram(settings: Settings, word: Word, tools: ChatsTools): ChatChannel | undefined {
  const { TELEGRAM_BOT_TOKEN: token } = settings;
  if (!token) return undefined;
  const channel = createTelegram({
    ...{ token, ...tools, words: telegramWords(word) },
    webhookSecret: settings.TELEGRAM_WEBHOOK_SECRET,
    publicUrl: settings.GONGJI_PUBLIC_URL,
    apiRoot: settings.TELEGRAM_API_ROOT,
  });
  return { name: 'telegram', ...channel };
}

const wechatWords = (word: Word): WechatWords => ({
  welcome: word('outcome/help'),
  unreadable: word('chat/unreadable'),
  tooLong: word('notice/too-long'),
  refused: word('notice/failed'),
  agent: word('chat/agent'),
  more: word('chat/more'),
});

/** Settings that cannot be right are said, and stop this channel alone. */
function wechat(given: Settings, word: Word, tools: ChatsTools): ChatChannel | undefined {
  const { settings, wrong } = wechatSettings(given) ?? {};
  if (wrong) tools.log('error', `微信没有启动：${wrong}；其他渠道照常`);
  return settings && { name: 'wechat', ...createWechat({ settings, ...tools, words: wechatWords(word) }) };
}

/** The channels whose secrets are set. */
export function createChats(settings: Settings, assistant: Assistant, tools: ChatsTools): ChatChannel[] {
  const word = wordsOf(assistant);
  return [telegram, wechat].flatMap((channel) => channel(settings, word, tools) ?? []);
}
