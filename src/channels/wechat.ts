/** WeChat Official Account: a signed request in; the answer in its reply, or by 客服消息 where it would come too late. */
import type { FastifyInstance } from 'fastify';
import { type Answer, MAX_TEXT } from '../contract.js';
import { Refusal } from '../errors.js';
import type { Clock, Message } from '../service.js';
import type { Store } from '../store/store.js';
import { type ChatTools, createChat, Later, type Send, Undeliverable } from './chat.js';
import { createApi } from './wechat/api.js';
import { createCipher } from './wechat/cipher.js';
import { createEnvelope, type Query, Refused } from './wechat/envelope.js';
import { WechatFailure } from './wechat/failures.js';
import { createHandover } from './wechat/handover.js';
import { conversationOf, type Incoming, incoming } from './wechat/message.js';
import { asksForMore, createPieces } from './wechat/more.js';
import { type Reply, wechatRoutes } from './wechat/routes.js';
import type { WechatSettings } from './wechat/settings.js';
import { pieceOf, pieces } from './wechat/text.js';
import type { TokenTools } from './wechat/token.js';

export { wechatSettings } from './wechat/settings.js';

export interface WechatWords {
  welcome: string;
  /** To a picture, or speech that nobody wrote down. */
  unreadable: string;
  tooLong: string;
  refused: string;
  /** Before an agent's words, `{name}` in it. */
  agent: string;
  /** Ends a piece that has another one after it. */
  more: string;
}

export interface WechatOptions {
  settings: WechatSettings;
  store: Store;
  service: ChatTools['service'];
  clock: Clock;
  words: WechatWords;
  log(level: 'warn' | 'error', message: string, details?: object): void;
  /** For processes that share the access token. */
  shared?: Pick<TokenTools, 'cache' | 'alone'>;
}

export interface Wechat {
  routes(app: FastifyInstance): void;
  /** Works until it is stopped, or until the settings turn out to be wrong: then it says so, and only this channel ends. */
  start(): void;
  stop(): Promise<void>;
}

const CHANNEL = 'wechat';
/** Milliseconds of the platform's five that an answer may take. */
const PATIENCE = 4_000;
/** Seconds until wrong settings may have been mended. */
const MENDED = 60;

export function createWechat(o: WechatOptions): Wechat {
  const { settings, store, service, clock, words, log } = o;
  const now = (): number => clock.now().getTime();
  const { token, appId, encodingKey } = settings;
  const envelope = createEnvelope(token, encodingKey ? createCipher(encodingKey, appId) : undefined, now);
  const api = createApi({
    ...{ appId, secret: settings.secret, root: settings.apiRoot, now },
    ...(o.shared && { shared: o.shared }),
  });
  let open = true;
  let checking: Promise<void> | undefined;

  async function answerOf(answerId: string): Promise<Answer> {
    const json = await service.answerJson(answerId);
    if (!json) throw new Undeliverable('回答已删除');
    return JSON.parse(json) as Answer;
  }
  const text = async (answerId: string, piece = 0): Promise<string> =>
    pieceOf(await answerOf(answerId), piece, words.more);
  const handover = createHandover({ channel: CHANNEL, store, now: clock.now, text });
  const more = createPieces(CHANNEL, store);

  const saidBy = ({ role, author, text }: Message): string =>
    role === 'agent' && author ? words.agent.replace('{name}', () => author) + text : text;

  async function custom(to: string, content: string): Promise<void> {
    try {
      await api.send(to, content);
    } catch (error) {
      if (!(error instanceof WechatFailure)) throw error;
      if (error.kind === 'refused') throw new Undeliverable(`微信客服消息：${error.message}`);
      log('error', '微信客服消息没有发出，稍后再试', { reason: error.message });
      throw error.kind === 'passing' ? error : new Later(MENDED);
    }
  }
  const send: Send = async (to, out, { signal }) => {
    if (out.kind === 'answer') {
      const { externalId: id, orderKey, receivedAt } = out.record;
      return handover.send({ id, orderKey, receivedAt }, (t) => custom(to, t), signal);
    }
    for (const piece of pieces(out.kind === 'message' ? saidBy(out.message) : out.text))
      await custom(to, piece);
  };
  const chat = createChat({
    ...{ channel: CHANNEL, store, service, clock, send, log },
    words: { refused: words.refused },
  });

  /** A signature that does not cover the message counts for one message alone; its own tries may carry it again. */
  async function checkUse(use: string, id: string, orderKey: string): Promise<void> {
    const { message } = await store.receive({
      ...{ channel: `${CHANNEL}-use`, externalId: use, orderKey, payload: id },
      receivedAt: clock.now().toISOString(),
    });
    if (message.payload !== id || message.orderKey !== orderKey)
      throw new Refused('重放：这个签名已用于另一条消息');
  }

  async function answer(
    m: Incoming & { kind: 'question' },
    until: number,
    say: (text: string) => Reply,
  ): Promise<Reply> {
    if (m.text.length > MAX_TEXT) return say(words.tooLong);
    const conversationId = conversationOf(appId, m.from);
    const known = { id: m.id, orderKey: conversationId, receivedAt: clock.now().toISOString() };
    if (asksForMore(m.text) && !(await store.inboxMessage(CHANNEL, m.id))) {
      const count = async (answerId: string) => pieces(await answerOf(answerId), words.more).length;
      const piece = await more.next(known, count);
      if (piece) return say(await text(piece.answerId, piece.piece));
    }
    const { record } = await chat.receive({
      ...{ id: m.id, conversationId, address: m.from, deed: { text: m.text } },
    });
    if (record.orderKey !== conversationId) throw new Refused('这个 MsgId 是另一个人的');
    const found = await handover.reply({ ...known, receivedAt: record.receivedAt }, until);
    if (found === undefined) return { xml: '' };
    const left = () =>
      handover
        .left(m.id)
        .catch((error: Error) => log('error', '发出去的没有记下', { channel: CHANNEL, name: error.name }));
    return { ...say(found), handed: () => void left() };
  }

  async function deliver(query: Query, body: Buffer): Promise<Reply> {
    if (!open) throw new Refusal('unavailable', '微信渠道没有启动；原因见服务的日志');
    const until = now() + PATIENCE;
    const { fields, use } = envelope.open(query, body);
    const message = incoming(fields);
    if (!message) throw new Refused('消息里没有该有的字段');
    const { id, from, to } = message;
    if (use) await checkUse(use, id, conversationOf(appId, from));
    const say = (content: string): Reply => ({
      xml: envelope.close({
        ...{ ToUserName: from, FromUserName: to, CreateTime: Math.floor(now() / 1000) },
        ...{ MsgType: 'text', Content: content },
      }),
    });
    if (message.kind === 'question') return answer(message, until, say);
    if (message.kind === 'welcome') return say(words.welcome);
    return message.kind === 'unreadable' ? say(words.unreadable) : { xml: '' };
  }

  async function checked(): Promise<void> {
    try {
      await api.check();
    } catch (error) {
      const { kind, message } = error as WechatFailure;
      if (kind !== 'settings')
        return log('warn', '微信：现在取不到令牌，迟到的回答和人工回复要等它好了才发得出去', {
          reason: message,
        });
      open = false;
      await chat.stop();
      log('error', `微信停了：${message}；其他渠道照常`);
    }
  }

  return {
    routes: (app) =>
      wechatRoutes(app, {
        check: (query) => envelope.check(query),
        deliver,
        refused: (reason) => log('warn', '微信：拒收了一个请求', { reason }),
      }),
    start() {
      open = true;
      chat.start();
      checking = checked();
    },
    async stop() {
      await checking;
      await chat.stop();
    },
  };
}
