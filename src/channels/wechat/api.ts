/** The platform's interface as far as it is used: the token, and messages to one citizen (客服消息). */
import { failureOf, tokenFailureOf, unreachable } from './failures.js';
import { createTokenKeeper, type TokenTools } from './token.js';

export const API_ROOT = 'https://api.weixin.qq.com';
/** Of each second that the token lasts: another is fetched before it ends. */
const USED = 900;
const PATIENCE_MS = 5_000;
/** The platform's answers are short; more is not read. */
const LONGEST = 64 * 1024;

export interface ApiOptions {
  appId: string;
  secret: string;
  root?: string | undefined;
  now(): number;
  /** For processes that share the token. */
  shared?: Pick<TokenTools, 'cache' | 'alone'>;
}

export interface WechatApi {
  /** Whether app id and secret are right; rejects with what is wrong. */
  check(): Promise<void>;
  /** Rejects with `WechatFailure`. */
  send(to: string, text: string): Promise<void>;
}

type Reply = { errcode: number; [field: string]: unknown };

async function post(url: string, body: object): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((error: Error) => {
    throw unreachable(error.name === 'TimeoutError' ? `${PATIENCE_MS / 1000} 秒没有应答` : '连不上');
  });
  const text = await response.text().catch(() => '');
  if (!response.ok) throw unreachable(`HTTP ${response.status}`);
  if (text.length > LONGEST) throw unreachable('应答太长');
  try {
    const reply = JSON.parse(text) as Partial<Reply> | null;
    if (typeof reply !== 'object' || reply === null) throw new Error();
    return { ...reply, errcode: Number(reply.errcode ?? 0) };
  } catch {
    throw unreachable('应答不是 JSON');
  }
}

export function createApi({ appId, secret, root = API_ROOT, now, shared }: ApiOptions): WechatApi {
  const keeper = createTokenKeeper({
    ...shared,
    now,
    async obtain(anew) {
      const reply = await post(`${root}/cgi-bin/stable_token`, {
        ...{ grant_type: 'client_credential', appid: appId, secret, force_refresh: anew },
      });
      if (reply.errcode !== 0) throw tokenFailureOf(reply.errcode);
      const { access_token: value, expires_in: seconds } = reply;
      if (typeof value !== 'string' || !value || typeof seconds !== 'number') throw unreachable('没有令牌');
      return { value, until: now() + seconds * USED };
    },
  });
  const send = (token: string, to: string, content: string): Promise<Reply> =>
    post(`${root}/cgi-bin/message/custom/send?access_token=${encodeURIComponent(token)}`, {
      ...{ touser: to, msgtype: 'text', text: { content } },
    });

  return {
    check: async () => void (await keeper.token()),
    async send(to, text) {
      const token = await keeper.token();
      const first = await send(token, to, text);
      if (first.errcode === 0) return;
      const failure = failureOf(first.errcode);
      if (failure.kind !== 'token') throw failure;
      const again = await send(await keeper.renewed(token), to, text);
      if (again.errcode !== 0) throw failureOf(again.errcode);
    },
  };
}
