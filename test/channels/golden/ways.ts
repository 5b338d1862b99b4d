/** The ways to ask, each as its users meet it: turns go in, what is shown and what was answered come out. One function each. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createChats } from '../../../src/chats.js';
import { readSettings } from '../../../src/config.js';
import type { Answer } from '../../../src/contract.js';
import { type Sent, startTelegramServer } from '../../../src/simulate/telegram.js';
import { type RealServer, ROOT, realServer, TODAY } from '../../real.js';
import { WORDS, wechatWorld } from '../wechat/world.js';
import { CHOOSE } from './conversations.js';

export interface Shown {
  /** All that is read, whatever its parts. */
  text: string;
  parts: string[];
  /** Where the way has it at hand. */
  answer?: Answer;
}
/** All conversations, each with the shown of each turn. */
export type Way = (conversations: readonly (readonly string[])[]) => Promise<Shown[][]>;

const inTurn = async <T>(turns: readonly string[], one: (turn: string) => Promise<T>): Promise<T[]> => {
  const out: T[] = [];
  for (const turn of turns) out.push(await one(turn));
  return out;
};

export const http: Way = async (conversations) => {
  const server = await realServer({ rateLimit: 0 });
  const all = await Promise.all(
    conversations.map((turns) => {
      let last: Answer | undefined;
      return inTurn(turns, async (turn) => {
        const text = turn === CHOOSE ? last?.options?.[0]?.label : turn;
        const { body } = await server.ask({ text, ...(last && { conversationId: last.conversationId }) });
        last = body as Answer;
        return { text: last.text, parts: [], answer: last };
      });
    }),
  );
  await server.close();
  return all;
};

const PROMPT = '\n您：';
/** One terminal for all: what was said before is forgotten between them. */
export const commandLine: Way = async (conversations) => {
  const child = spawn(process.execPath, [join(ROOT, 'src', 'launch.mjs'), 'chat', '--as-of', TODAY]);
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece;
  });
  const turns = conversations.flatMap((c) => ['重新来', ...c.map((turn) => (turn === CHOOSE ? '1' : turn))]);
  child.stdin.end(`${turns.join('\n')}\n`);
  await new Promise((done) => child.once('close', done));
  const [, ...shown] = text.split(PROMPT).map((part) => part.trim());
  let at = 0;
  return conversations.map((c) => {
    at += 1;
    return c.map(() => ({ text: shown[at++] ?? '', parts: [] }));
  });
};

async function answerOf(
  { store }: Pick<RealServer, 'store'>,
  id: string | null | undefined,
): Promise<Answer> {
  return JSON.parse((await store.answer(id ?? ''))?.body ?? '{}') as Answer;
}

const LONGEST_WAIT_MS = 60_000;
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const begun = Date.now(); Date.now() - begun < LONGEST_WAIT_MS; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((r) => setTimeout(r, 30));
  }
  throw new Error(`not answered: ${what}`);
}

const TOKEN = `123456:${'A'.repeat(24)}`;
export const telegram: Way = async (conversations) => {
  const platform = await startTelegramServer({ token: TOKEN, now: Date.now });
  const channels: ReturnType<typeof createChats> = [];
  const server = await realServer((real) => {
    const settings = readSettings({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: platform.root });
    const clock = { now: () => new Date(), today: () => TODAY };
    channels.push(
      ...createChats(settings, real.assistant, {
        ...{ store: real.store, service: real.service, clock },
        log: () => undefined,
      }),
    );
    return {};
  });
  for (const c of channels) c.start();
  const all = await Promise.all(
    conversations.map((turns, i) => {
      const user = i + 1;
      let seen = 0;
      let last: Sent[] = [];
      return inTurn(turns, async (turn) => {
        const option = last.at(-1)?.buttons.find((b) => b.callback_data.startsWith('o:'));
        const n =
          turn === CHOOSE
            ? platform.tap(option?.callback_data ?? '', { user })
            : platform.say(turn, { user });
        const message = await until(turn, async () => {
          const m = await server.store.inboxMessage('telegram', `update-${n}`);
          return m?.sentAt ? m : undefined;
        });
        const mine = platform.sent.filter((s) => s.chat === user);
        last = mine.slice(seen);
        seen = mine.length;
        const parts = last.map((s) => s.text);
        return { text: parts.join('\n'), parts, answer: await answerOf(server, message.answerId) };
      });
    }),
  );
  for (const c of channels) await c.stop();
  await server.close();
  await platform.close();
  return all;
};

export const wechat: Way = async (conversations) => {
  const world = await wechatWorld();
  let ids = 1_000;
  const all = await Promise.all(
    conversations.map((turns, i) =>
      inTurn(turns, async (turn) => {
        const parts: string[] = [];
        const id = String(++ids);
        for (let said = turn === CHOOSE ? '1' : turn; said; ) {
          const outcome = await world.say(`citizen-${i}`, said, said === '继续' ? String(++ids) : id);
          const text = outcome.kind === 'text' ? outcome.text : '';
          parts.push(text);
          said = text.endsWith(WORDS.more) ? '继续' : '';
        }
        const message = await world.store.inboxMessage('wechat', id);
        const text = parts.map((p) => p.replace(WORDS.more, '')).join('\n');
        return { text, parts, answer: await answerOf(world, message?.answerId) };
      }),
    ),
  );
  await world.close();
  return all;
};
