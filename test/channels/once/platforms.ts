/** Chat platforms as the once-only suite sees them: one row each. */
import { startTelegramServer } from '../../../src/simulate/telegram.js';

export interface Told {
  /** Which program said it. */
  program: number;
  chat: number;
  /** Of the answer that was said. */
  answerId: string;
}

export interface Platform {
  /** For each program, so that it is known which one said something. */
  env: Record<string, string>[];
  externalId(n: number): string;
  /** Hands delivery `n` to the program at this address; true when it was acknowledged. */
  deliver(url: string, n: number, chat: number, text: string): Promise<boolean>;
  /** All that was said, in the order in which the platform took it. */
  told: Told[];
  /** Called when the platform has taken an answer of this program, and the program does not know it yet. */
  onTaken(program: number, listener: () => void): void;
  close(): Promise<void>;
}

const TOKEN = `123456:${'A'.repeat(24)}`;
const SECRET = 'a-secret-of-the-webhook';

async function telegram(programs: number): Promise<Platform> {
  const told: Told[] = [];
  const listeners = new Map<number, () => void>();
  const servers = await Promise.all(
    Array.from({ length: programs }, (_, program) =>
      startTelegramServer({
        ...{ token: TOKEN, now: Date.now },
        shown: ({ chat, buttons }) => {
          // Under the last part of an answer stand the buttons that judge it.
          const [, answerId] = buttons.at(-1)?.callback_data.split(':') ?? [];
          if (!answerId) return;
          told.push({ program, chat, answerId });
          listeners.get(program)?.();
        },
      }),
    ),
  );
  return {
    env: servers.map(({ root }) => ({
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      TELEGRAM_API_ROOT: root,
      GONGJI_PUBLIC_URL: 'http://127.0.0.1:1',
    })),
    externalId: (n) => `update-${n}`,
    async deliver(url, n, chat, text) {
      const who = { chat: { id: chat, type: 'private' }, from: { id: chat, is_bot: false } };
      const response = await fetch(`${url}/telegram/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
        body: JSON.stringify({ update_id: n, message: { message_id: n, ...who, text } }),
      });
      await response.arrayBuffer();
      return response.ok;
    },
    told,
    onTaken: (program, listener) => void listeners.set(program, listener),
    close: async () => void (await Promise.all(servers.map((s) => s.close()))),
  };
}

export const PLATFORMS: Record<string, (programs: number) => Promise<Platform>> = { telegram };
