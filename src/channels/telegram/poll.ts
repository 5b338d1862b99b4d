/** Long polling: a batch is confirmed by the next call, and that call is made only when the whole batch is kept. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TelegramError } from 'telegraf';
import { type Api, retryAfter, Unauthorised } from './api.js';
import { updateNumber } from './updates.js';

export interface PollTools {
  api: Api;
  /** Keeps one update; rejects where it could not be kept. */
  keep(update: unknown): Promise<void>;
  log(level: 'warn' | 'error', message: string, details?: object): void;
}

const SECONDS = 50;
const BATCH = 100;
/** Milliseconds after a failure, and after another poller was met. */
const PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const OTHER_POLLER = 10_000;

/** The kinds of updates that are asked for. */
export const KINDS = ['message', 'callback_query'];

/** Until the signal is aborted. Rejects with `Unauthorised` where the token is none. */
export async function poll({ api, keep, log }: PollTools, signal: AbortSignal): Promise<void> {
  let offset = 0;
  let failures = 0;

  async function batch(): Promise<void> {
    const updates = await api.once(
      'getUpdates',
      { timeout: SECONDS, limit: BATCH, offset, allowed_updates: KINDS },
      signal,
      (SECONDS + 20) * 1000,
    );
    if (!Array.isArray(updates)) throw new TypeError('no list of updates');
    // In the order in which they came: a chat's messages stay in theirs.
    for (const update of updates) {
      const n = updateNumber(update);
      if (n === undefined) continue;
      await keep(update);
      offset = n + 1;
    }
    failures = 0;
  }

  function pauseAfter(error: unknown): number {
    failures += 1;
    if (error instanceof TelegramError && (error.code === 401 || error.code === 404))
      throw new Unauthorised(`Telegram ${error.code}`);
    if (error instanceof TelegramError && error.code === 409) {
      if (failures === 1) log('warn', '另一个程序在用同一个 Telegram 机器人收消息，过一会儿再试');
      return OTHER_POLLER;
    }
    const seconds = retryAfter(error);
    if (seconds !== undefined) return seconds * 1000;
    // Never the error's words: the address with the token may be in them.
    if (failures === 1) log('warn', 'Telegram 暂时连不上，会一直再试', { name: (error as Error).name });
    return Math.min(LONGEST_PAUSE, PAUSE * 2 ** (failures - 1));
  }

  while (!signal.aborted) {
    try {
      await batch();
    } catch (error) {
      if (signal.aborted) return;
      await sleep(pauseAfter(error), undefined, { signal }).catch(() => undefined);
    }
  }
}
