/** Telegram's Bot API on loopback, as strict as Telegram where it matters: updates out by polling or webhook, messages in. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Button, objectionTo, type Sent } from './telegram-message.js';

export type { Sent } from './telegram-message.js';

/** Instead of the usual reply: a status with a body; or the usual one, late. */
export type Fault =
  | { status: number; body?: object | string; times?: number }
  | { slowMs: number; times?: number };

export interface Speaker {
  user: number;
  /** A group's number is below zero. */
  chat?: number;
  mention?: boolean;
}

export interface TelegramServer {
  /** For TELEGRAM_API_ROOT. */
  root: string;
  /** Every message that was taken, in order. */
  sent: Sent[];
  calls: { method: string; payload: Record<string, unknown> }[];
  /** Each gives the update's number. */
  say(text: string, from?: Speaker): number;
  tap(data: string, from?: Speaker): number;
  push(update: Record<string, unknown>): number;
  /** Updates that were not confirmed yet. */
  waiting(): number;
  fail(method: string, fault: Fault): void;
  close(): Promise<void>;
}

export interface TelegramServerOptions {
  token: string;
  /** Milliseconds since 1970. */
  now(): number;
  shown?(message: Sent): void;
}

const BOT = { id: 4242, is_bot: true, first_name: '共济问答', username: 'gongji_simulated_bot' };
const AGAIN_MS = 200;

type Result = [status: number, body: object];
const fine = (result: unknown): Result => [200, { ok: true, result }];
const wrong = (code: number, description: string): Result => [
  code,
  { ok: false, error_code: code, description },
];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function startTelegramServer(o: TelegramServerOptions, port = 0): Promise<TelegramServer> {
  const sent: Sent[] = [];
  const calls: TelegramServer['calls'] = [];
  const faults = new Map<string, Fault>();
  let updates: { update_id: number }[] = [];
  let number = 1000;
  let wake: () => void = () => undefined;
  let webhook: { url: string; secret: string } | undefined;
  let delivering = Promise.resolve();

  async function getUpdates(payload: Record<string, unknown>): Promise<Result> {
    if (webhook) return wrong(409, "Conflict: can't use getUpdates method while webhook is active");
    const offset = Number(payload.offset ?? 0);
    updates = updates.filter((u) => u.update_id >= offset);
    const until = o.now() + Math.min(50, Number(payload.timeout ?? 0)) * 1000;
    while (updates.length === 0 && o.now() < until)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, until - o.now()));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    return fine(updates.slice(0, Number(payload.limit ?? 100)));
  }

  function sendMessage(payload: Record<string, unknown>): Result {
    const objection = objectionTo(payload);
    if (objection) return wrong(400, `Bad Request: ${objection}`);
    const { reply_markup: markup, reply_parameters: reply } = payload as {
      reply_markup?: { inline_keyboard: Button[][] };
      reply_parameters?: { message_id: number };
    };
    number += 1;
    const message: Sent = {
      id: number,
      chat: Number(payload.chat_id),
      text: String(payload.text),
      entities: (payload.entities ?? []) as Sent['entities'],
      buttons: markup?.inline_keyboard.flat() ?? [],
      ...(reply && { replyTo: reply.message_id }),
    };
    sent.push(message);
    o.shown?.(message);
    return fine({ message_id: number, date: 0, chat: { id: message.chat, type: 'private' } });
  }

  async function run(method: string, payload: Record<string, unknown>): Promise<Result> {
    if (method === 'getMe') return fine(BOT);
    if (method === 'getUpdates') return getUpdates(payload);
    if (method === 'sendMessage') return sendMessage(payload);
    if (method === 'setWebhook') {
      webhook = { url: String(payload.url), secret: String(payload.secret_token) };
      deliver();
    } else if (method === 'deleteWebhook') webhook = undefined;
    else if (!['setMyCommands', 'sendChatAction', 'answerCallbackQuery'].includes(method))
      return wrong(404, 'Not Found');
    return fine(true);
  }

  /** One at a time, in order, again until it is taken. */
  function deliver(): void {
    delivering = delivering.then(async () => {
      for (let [next] = updates; webhook && next; [next] = updates) {
        const response = await fetch(webhook.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-telegram-bot-api-secret-token': webhook.secret,
          },
          body: JSON.stringify(next),
        }).catch(() => undefined);
        if (response?.ok) updates = updates.filter((u) => u !== next);
        else await pause(AGAIN_MS);
      }
    });
  }

  /** True where the fault was the whole reply. */
  async function faulty(method: string, res: ServerResponse): Promise<boolean> {
    const fault = faults.get(method);
    if (!fault) return false;
    fault.times = (fault.times ?? Number.POSITIVE_INFINITY) - 1;
    if (fault.times <= 0) faults.delete(method);
    if ('slowMs' in fault) {
      await pause(fault.slowMs);
      return false;
    }
    const { status, body = wrong(status, 'as asked for')[1] } = fault;
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(typeof body === 'string' ? body : JSON.stringify(body));
    return true;
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(req.url ?? '') ?? [];
    let body = '';
    for await (const piece of req) body += piece;
    const payload = (body ? JSON.parse(body) : {}) as Record<string, unknown>;
    calls.push({ method, payload });
    if (await faulty(method, res)) return;
    const [status, reply] = token === o.token ? await run(method, payload) : wrong(401, 'Unauthorized');
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  }

  const server = createServer((req, res) => void answer(req, res).catch(() => res.destroy()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });

  const place = ({ user, chat = user }: Speaker) => ({
    chat: { id: chat, type: chat < 0 ? 'supergroup' : 'private' },
    from: { id: user, is_bot: false, first_name: '市民' },
  });
  function push(update: Record<string, unknown>): number {
    number += 1;
    updates.push({ update_id: number, ...update });
    wake();
    if (webhook) deliver();
    return number;
  }

  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    calls,
    push,
    say(text, from = { user: 1 }) {
      const name = `@${BOT.username}`;
      const message = {
        ...{ message_id: number + 1, date: Math.floor(o.now() / 1000), ...place(from) },
        text: from.mention ? `${name} ${text}` : text,
        ...(from.mention && { entities: [{ type: 'mention', offset: 0, length: name.length }] }),
      };
      return push({ message });
    },
    tap(data, from = { user: 1 }) {
      const { chat, from: who } = place(from);
      return push({
        callback_query: { id: String(number), from: who, data, message: { message_id: number, chat } },
      });
    },
    waiting: () => updates.length,
    fail: (method, fault) => void faults.set(method, fault),
    close: () =>
      new Promise((resolve) => {
        webhook = undefined;
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
