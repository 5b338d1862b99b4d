/** WeChat's side of the protocol on loopback: delivers signed XML with its tries, gives tokens, takes 客服消息. */
import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cipher, createCipher, isSigned, signatureOf } from '../channels/wechat/cipher.js';
import { type Fields, readXml, writeXml } from '../channels/wechat/xml.js';

export interface WechatAccount {
  token: string;
  appId: string;
  secret: string;
  /** With it messages are encrypted (安全模式). */
  encodingKey?: string | undefined;
}

export interface WechatPlatformOptions extends WechatAccount {
  /** Where messages are delivered: `http://127.0.0.1:8787/wechat`. */
  target: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** What a citizen sees, in the order in which it comes. */
  shown?(to: string, text: string, way: 'passive' | 'custom'): void;
  patienceMs?: number;
  tries?: number;
}

/** One try of a delivery: what goes to the account's server. */
export interface Request {
  url: string;
  body: string;
}

/** `silent`: acknowledged without a text; `failed`: a try that the platform will repeat. */
export type Outcome = { kind: 'text'; text: string } | { kind: 'silent' } | { kind: 'failed'; why: string };

export interface WechatPlatform {
  /** Of its own interface, for WECHAT_API_ROOT. */
  root: string;
  /** Where the account's server is found from now on. */
  moveTo(target: string): void;
  /** The server check that saving the settings makes. */
  check(): Promise<boolean>;
  message(from: string, fields: Record<string, string | number>): Record<string, string | number>;
  request(fields: Record<string, string | number>): Request;
  once(request: Request): Promise<Outcome>;
  /** With all its tries; what the citizen sees at last. */
  deliver(fields: Record<string, string | number>): Promise<Outcome>;
  /** The next calls to send, to this citizen or to anybody, get this error code. */
  fail(code: number, o?: { calls?: number; to?: string }): void;
  /** Tokens given so far end at once. */
  endTokens(): void;
  /** How often a token was fetched, and a message sent. */
  counts: { tokens: number; sends: number };
  /** How often something was sent to this citizen, taken or not. */
  attempts(to: string): number;
  close(): Promise<void>;
}

const ACCOUNT = 'gh_simulated';
export const UNAVAILABLE = '该公众号暂时无法提供服务，请稍后再试';
const TOKEN_SECONDS = 7200;
/** Bytes of a 客服消息, and of a passive reply. */
const LONGEST = 2048;

export async function startWechatPlatform(o: WechatPlatformOptions, port = 0): Promise<WechatPlatform> {
  const { token, now, patienceMs = 5_000, tries = 3, shown } = o;
  const cipher: Cipher | undefined = o.encodingKey ? createCipher(o.encodingKey, o.appId) : undefined;
  const attempts = new Map<string, number>();
  const counts = { tokens: 0, sends: 0 };
  let { target } = o;
  let valid = '';
  const failing: { code: number; calls: number; to?: string | undefined }[] = [];
  const nonce = (): string => String(randomInt(100_000_000, 2_000_000_000));
  const seconds = (): string => String(Math.floor(now() / 1000));

  function newToken(given: Record<string, unknown>): object {
    if (given.appid !== o.appId) return { errcode: 40013, errmsg: 'invalid appid' };
    if (given.secret !== o.secret) return { errcode: 40125, errmsg: 'invalid appsecret' };
    counts.tokens += 1;
    if (!valid || given.force_refresh === true) valid = randomBytes(24).toString('base64url');
    return { access_token: valid, expires_in: TOKEN_SECONDS };
  }

  function custom(used: string | null, given: Record<string, unknown>): object {
    counts.sends += 1;
    const citizen = String(given.touser);
    attempts.set(citizen, (attempts.get(citizen) ?? 0) + 1);
    if (used === null || used !== valid) return { errcode: 40001, errmsg: 'invalid credential' };
    const failure = failing.find((f) => f.calls > 0 && (f.to ?? given.touser) === given.touser);
    if (failure) {
      failure.calls -= 1;
      return { errcode: failure.code, errmsg: 'as asked for' };
    }
    const { content } = (given.text ?? {}) as { content?: unknown };
    if (typeof content !== 'string' || content === '') return { errcode: 44004, errmsg: 'empty content' };
    if (Buffer.byteLength(content) > LONGEST) return { errcode: 45002, errmsg: 'content size out of limit' };
    shown?.(citizen, content, 'custom');
    return { errcode: 0, errmsg: 'ok' };
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://platform');
    let body = '';
    for await (const piece of req) body += piece;
    const given = (body ? JSON.parse(body) : Object.fromEntries(url.searchParams)) as Record<string, unknown>;
    const reply =
      url.pathname === '/cgi-bin/stable_token' || url.pathname === '/cgi-bin/token'
        ? newToken(given)
        : url.pathname === '/cgi-bin/message/custom/send'
          ? custom(url.searchParams.get('access_token'), given)
          : { errcode: 40066, errmsg: 'invalid url' };
    res.setHeader('content-type', 'application/json; encoding=utf-8').end(JSON.stringify(reply));
  }

  const server = createServer((req, res) => void answer(req, res).catch(() => res.destroy()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });

  const address = (query: Record<string, string>): string => `${target}?${new URLSearchParams(query)}`;

  function request(fields: Record<string, string | number>): Request {
    const [timestamp, once] = [seconds(), nonce()];
    const query = { signature: signatureOf(token, timestamp, once), timestamp, nonce: once };
    const plain = writeXml(fields);
    if (!cipher) return { url: address(query), body: plain };
    const encrypted = cipher.encrypt(plain, randomBytes(16));
    const msg_signature = signatureOf(token, timestamp, once, encrypted);
    const to = String(fields.ToUserName);
    return {
      url: address({ ...query, openid: String(fields.FromUserName), encrypt_type: 'aes', msg_signature }),
      body: writeXml({ ToUserName: to, Encrypt: encrypted }),
    };
  }

  /** As strict as the platform: anything but a right text or an acknowledgement is a fault. */
  function read(raw: string): Outcome {
    if (raw === '' || raw === 'success') return { kind: 'silent' };
    let fields: Fields = readXml(Buffer.from(raw));
    if (cipher) {
      const [encrypted = '', time = '', once = ''] = ['Encrypt', 'TimeStamp', 'Nonce'].map((n) =>
        fields.get(n),
      );
      if (!isSigned(fields.get('MsgSignature'), token, time, once, encrypted))
        return { kind: 'failed', why: 'signature of the reply' };
      const plain = cipher.decrypt(encrypted);
      if (!plain) return { kind: 'failed', why: 'encryption of the reply' };
      fields = readXml(plain);
    }
    const text = fields.get('Content') ?? '';
    if (fields.get('MsgType') !== 'text' || !text) return { kind: 'failed', why: 'no text' };
    if (Buffer.byteLength(text) > LONGEST) return { kind: 'failed', why: 'too long' };
    return { kind: 'text', text };
  }

  async function once({ url, body }: Request): Promise<Outcome> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body,
        signal: AbortSignal.timeout(patienceMs),
      });
      const raw = await response.text();
      return response.ok ? read(raw) : { kind: 'failed', why: `HTTP ${response.status}` };
    } catch (error) {
      return { kind: 'failed', why: (error as Error).name };
    }
  }

  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    attempts: (to) => attempts.get(to) ?? 0,
    request,
    once,
    moveTo: (next) => {
      target = next;
    },
    async check() {
      const [timestamp, n, echostr] = [seconds(), nonce(), nonce()];
      const query = { signature: signatureOf(token, timestamp, n), timestamp, nonce: n, echostr };
      const response = await fetch(address(query));
      return response.ok && (await response.text()) === echostr;
    },
    message: (from, fields) => ({
      ToUserName: ACCOUNT,
      FromUserName: from,
      CreateTime: Math.floor(now() / 1000),
      ...fields,
    }),
    async deliver(fields) {
      const to = String(fields.FromUserName);
      for (let i = 0; i < tries; i++) {
        const started = now();
        const got = await once(request(fields));
        if (got.kind === 'text') shown?.(to, got.text, 'passive');
        if (got.kind !== 'failed') return got;
        // A refusal at once is tried again when the five seconds are over.
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, patienceMs - (now() - started))));
      }
      shown?.(to, UNAVAILABLE, 'passive');
      return { kind: 'failed', why: UNAVAILABLE };
    },
    fail: (code, { calls = Number.POSITIVE_INFINITY, to } = {}) => {
      failing.push({ code, calls, to });
    },
    endTokens: () => {
      valid = '';
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
