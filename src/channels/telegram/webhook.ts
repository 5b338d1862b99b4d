/** Telegram by webhook: an update with the right secret is kept before it is acknowledged. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../errors.js';
import { updateNumber } from './updates.js';

export const WEBHOOK_PATH = '/telegram/webhook';
/** An update carries the message that it replies to as well. */
const BODY = 256 * 1024;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** In the same time wherever they differ, and however long the given one is. */
const isSame = (given: unknown, secret: string): boolean =>
  timingSafeEqual(digest(typeof given === 'string' ? given : ''), digest(secret));

export function webhookRoutes(
  app: FastifyInstance,
  secret: string,
  keep: (update: unknown) => Promise<void>,
): void {
  app.post(
    WEBHOOK_PATH,
    {
      bodyLimit: BODY,
      schema: { hide: true },
      // Before the body is read.
      onRequest: async (request) => {
        if (!isSame(request.headers['x-telegram-bot-api-secret-token'], secret))
          throw new Refusal('unauthorised', '这不是 Telegram 发来的请求');
      },
    },
    async (request) => {
      if (updateNumber(request.body) === undefined)
        throw new Refusal('invalid-request', '请求体不是 Telegram 的 update');
      await keep(request.body);
      return {};
    },
  );
}
