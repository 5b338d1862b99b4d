/** Calls to Telegram: tried until it takes them, as slowly as it asks; what can never succeed is told apart. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Telegram, TelegramError } from 'telegraf';
import { Undeliverable } from '../chat.js';

/** The token is none, or was revoked: nothing works until somebody mends it. */
export class Unauthorised extends Error {}

export interface Api {
  /** One try. Rejects with `TelegramError`, or with whatever the network says. */
  once(method: string, payload: object, signal: AbortSignal, limitMs?: number): Promise<unknown>;
  /**
   * Until it is taken. Rejects with `Undeliverable`, `Unauthorised`, Telegram's wish for silence, or when the signal is
   * aborted: no try begins after it, and one that has begun ends at `cut`.
   */
  call(method: string, payload: object, signal: AbortSignal, cut?: AbortSignal): Promise<unknown>;
  /** The same, waiting out the silence as well. */
  patiently(method: string, payload: object, signal: AbortSignal): Promise<unknown>;
}

const LIMIT_MS = 15_000;
/** Milliseconds of the first wait and of the longest. */
const FIRST = 500;
const LONGEST = 30_000;

/** Seconds that Telegram asks to wait. */
export const retryAfter = (error: unknown): number | undefined =>
  error instanceof TelegramError && error.code === 429 ? (error.parameters?.retry_after ?? 1) : undefined;

/** What a failure means, without its words: an address with the token may be in them. */
function final(error: unknown): Error | undefined {
  if (!(error instanceof TelegramError)) return undefined;
  const { code } = error;
  if (code === 401 || code === 404) return new Unauthorised(`Telegram ${code}`);
  // Blocked by the citizen, no such chat, a text it does not take.
  return code === 400 || code === 403
    ? new Undeliverable(`Telegram 不收（${code} ${error.description}）`)
    : undefined;
}

export function createApi(token: string, apiRoot?: string): Api {
  const telegram = new Telegram(token, { ...(apiRoot && { apiRoot }), webhookReply: false });
  const once: Api['once'] = (method, payload, signal, limitMs = LIMIT_MS) =>
    telegram.callApi(method as never, payload as never, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) as never,
    });
  const call: Api['call'] = async (method, payload, signal, cut = signal) => {
    for (let wait = FIRST; ; wait = Math.min(LONGEST, wait * 2)) {
      signal.throwIfAborted();
      try {
        return await once(method, payload, cut);
      } catch (error) {
        const end = signal.aborted ? signal.reason : final(error);
        if (end) throw end;
        if (retryAfter(error) !== undefined) throw error;
        await sleep(wait, undefined, { signal });
      }
    }
  };
  return {
    once,
    call,
    async patiently(method, payload, signal) {
      for (;;)
        try {
          return await call(method, payload, signal);
        } catch (error) {
          const seconds = retryAfter(error);
          if (seconds === undefined) throw error;
          await sleep(seconds * 1000, undefined, { signal });
        }
    },
  };
}
