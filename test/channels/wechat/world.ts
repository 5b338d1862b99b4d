/** WeChat put together for tests: the simulated platform and the real service, talking over real HTTP on loopback. */
import { createHttp } from '../../../src/channels/http.js';
import { createWechat } from '../../../src/channels/wechat.js';
import type { Service } from '../../../src/service.js';
import { startWechatPlatform, type WechatPlatform } from '../../../src/simulate/wechat.js';
import { openSite } from '../../../src/site.js';
import { type RealService, ROOT, realService, TODAY } from '../../real.js';

export const ACCOUNT = {
  token: 'pamtest',
  appId: 'wxb11529c136998cb6',
  secret: '0123456789abcdef'.repeat(2),
};
export const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
export const WORDS = {
  welcome: '直接提问就行。',
  unreadable: '请打字问。',
  tooLong: '问题太长了。',
  refused: '刚才没能回答。',
  agent: '{name}：',
  more: '回复“继续”看更多',
};

export interface Shown {
  to: string;
  text: string;
  way: 'passive' | 'custom';
}

export interface World extends RealService {
  url: string;
  platform: WechatPlatform;
  shown: Shown[];
  /** Why requests were refused, and what else was logged. */
  logged: string[];
  /** What one citizen has seen. */
  seen(to: string): string[];
  /** A text message, with all the tries of the platform. */
  say(from: string, text: string, id?: string): ReturnType<WechatPlatform['deliver']>;
  text(from: string, text: string, id?: string): Record<string, string | number>;
}

let ids = 7_000_000_000_000_000_000n;
export const newMessageId = (): string => String(++ids);

export interface WorldOptions {
  encrypted?: boolean;
  /** Milliseconds that the answer to this takes. */
  delay?(text: string): number;
  ask?: Service['ask'];
  secret?: string;
}

export async function wechatWorld(o: WorldOptions = {}): Promise<World> {
  const real = await realService();
  const shown: Shown[] = [];
  const logged: string[] = [];
  const encodingKey = o.encrypted ? KEY : undefined;
  const platform = await startWechatPlatform({
    ...{ ...ACCOUNT, encodingKey, target: '', now: Date.now },
    shown: (to, text, way) => shown.push({ to, text, way }),
  });
  const ask: Service['ask'] = async (request, options) => {
    const ms = o.delay?.(request.text) ?? 0;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    return (o.ask ?? real.service.ask)(request, options);
  };
  const wechat = createWechat({
    settings: {
      ...{ token: ACCOUNT.token, appId: ACCOUNT.appId, secret: o.secret ?? ACCOUNT.secret },
      ...(encodingKey && { encodingKey }),
      apiRoot: platform.root,
    },
    store: real.store,
    service: { ...real.service, ask },
    clock: { now: () => new Date(), today: () => TODAY },
    words: WORDS,
    log: (_level, message, details) => logged.push(`${message} ${JSON.stringify(details ?? {})}`),
  });
  const site = openSite(ROOT, () => real.service.serving().assistant, console.log);
  const app = createHttp(real.service, { site, logLevel: 'silent', more: wechat.routes });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  platform.moveTo(`${url}/wechat`);
  wechat.start();
  const text: World['text'] = (from, content, id = newMessageId()) =>
    platform.message(from, { MsgType: 'text', Content: content, MsgId: id });
  return {
    ...{ ...real, url, platform, shown, logged, text },
    seen: (to) => shown.filter((s) => s.to === to).map((s) => s.text),
    say: (from, content, id) => platform.deliver(text(from, content, id)),
    close: async () => {
      await app.close();
      await wechat.stop();
      await platform.close();
      await real.close();
    },
  };
}
