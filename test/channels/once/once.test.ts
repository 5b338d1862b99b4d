/**
 * Deliveries shuffled and repeated, the program killed (kill -9) again and again, also exactly between sending and recording:
 * each question is worked out once, none is lost, each chat keeps its order. 10,000 deliveries and 50 kills with GONGJI_SOAK=1.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Answer } from '../../../src/contract.js';
import { openPostgres } from '../../../src/store/postgres.js';
import { openSqlite } from '../../../src/store/sqlite.js';
import type { Channel, Store } from '../../../src/store/store.js';
import { realAssistant, temporaryFolder } from '../../real.js';
import { type Program, serveProgram } from '../../replicas/serving.js';
import { ownDatabase, postgresHere } from '../../services.js';
import { PLATFORMS } from './platforms.js';

const SOAK = process.env.GONGJI_SOAK === '1';
const DELIVERIES = SOAK ? 10_000 : 300;
const KILLS = SOAK ? 50 : 4;
const CHATS = SOAK ? 200 : 30;
vi.setConfig({ testTimeout: SOAK ? 3_600_000 : 180_000 });

interface Kept {
  /** For each program. */
  env(): Record<string, string>;
  open(): Store;
  remove(): Promise<void>;
}
interface Kind {
  programs: number;
  make(): Promise<Kept>;
}
const postgres = await postgresHere();

/** Where the programs keep things, and how many they are: one row each. */
const STORES: Record<string, Kind> = {
  SQLite: {
    programs: 1,
    async make() {
      const folder = temporaryFolder();
      return {
        env: () => ({ GONGJI_DATA_DIR: folder }),
        open: () => openSqlite(folder),
        remove: async () => undefined,
      };
    },
  },
  ...(postgres && {
    PostgreSQL: {
      programs: 3,
      async make() {
        const { url, remove } = await ownDatabase(postgres);
        return {
          env: () => ({ GONGJI_DATA_DIR: temporaryFolder(), DATABASE_URL: url }),
          open: () => openPostgres(url),
          remove,
        };
      },
    },
  }),
};

interface Delivery {
  n: number;
  chat: number;
  amount: number;
}

function shuffled<T>(list: T[]): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** Each question 1 to 5 times; a chat's deliveries in a line of their own. */
function lines(deliveries: number, chats: number): Map<number, Delivery[]> {
  const all: Delivery[] = [];
  for (let n = 1; all.length < deliveries; n++)
    for (let times = 1 + Math.floor(Math.random() * 5); times > 0; times--)
      all.push({ n, chat: 1 + (n % chats), amount: 10_000 + n });
  const lines = new Map<number, Delivery[]>();
  for (const d of shuffled(all)) lines.set(d.chat, [...(lines.get(d.chat) ?? []), d]);
  return lines;
}

const firsts = (line: Delivery[]): Delivery[] => [...new Map(line.map((d) => [d.n, d])).values()];

const rows = Object.keys(PLATFORMS).flatMap((p) =>
  Object.keys(STORES).map((s) => [p, s, DELIVERIES, CHATS] as const),
);
test.each(rows)('%s、%s：%i 次投递，%i 个聊天，一再被杀', async (name, kept, deliveries, chats) => {
  await realAssistant();
  const { programs, make } = STORES[kept] as Kind;
  const platform = await (PLATFORMS[name] as (typeof PLATFORMS)[string])(programs);
  onTestFinished(platform.close);
  const where = await make();
  onTestFinished(where.remove);
  const serving = new Map<number, Program>();
  let over = false;
  let kills = 0;
  const stop = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    for (const { child } of serving.values()) child.kill(signal);
    await Promise.all([...serving.values()].map((p) => p.ended));
  };
  onTestFinished(() => stop('SIGKILL'));

  /** How often each answer was with the platform and not recorded as sent when the program died: so often it may be said again. */
  const mayRepeat = new Map<string, number>();
  /** Of each program that died: how many answers were between. */
  const caught: number[] = [];
  async function lookBetween(n: number, from: number): Promise<void> {
    const store = where.open();
    const unsent = new Set((await store.unsent(name as Channel, 10_000)).map((m) => m.answerId));
    await store.close();
    const said = platform.told
      .slice(from)
      .filter((t) => t.program === n)
      .map((t) => t.answerId);
    const between = new Set(said.filter((id) => unsent.has(id)));
    for (const id of between) mayRepeat.set(id, (mayRepeat.get(id) ?? 0) + 1);
    caught.push(between.size);
  }

  async function serveAgain(n: number): Promise<void> {
    while (!over) {
      const from = platform.told.length;
      const program = await serveProgram([], { ...platform.env[n], ...where.env() });
      serving.set(n, program);
      let taken = 0;
      const enough = 1 + Math.floor(Math.random() * 12);
      // The platform has it; its reply has not left, so that the program cannot have recorded it.
      platform.onTaken(n, () => {
        taken += 1;
        if (taken !== enough || kills >= KILLS) return;
        kills += 1;
        program.child.kill('SIGKILL');
      });
      await program.ended;
      serving.delete(n);
      await lookBetween(n, from);
    }
  }
  const running = Promise.all(Array.from({ length: programs }, (_, n) => serveAgain(n)));
  /** As a load balancer: one of those that serve. */
  const somewhere = (): string | undefined => shuffled([...serving.values()])[0]?.url;
  const deliver = async (d: Delivery): Promise<boolean> => {
    const url = somewhere();
    const text = `太原职工三甲住院花${d.amount}元能报多少`;
    return url !== undefined && platform.deliver(url, d.n, d.chat, text).catch(() => false);
  };

  const queue = lines(deliveries, chats);
  await Promise.all(
    [...queue.values()].map(async (line) => {
      // Until it is acknowledged, as platforms do.
      for (const d of line) while (!(await deliver(d))) await sleep(50);
    }),
  );
  const expected = [...queue.values()].flatMap(firsts);
  const told = () => new Set(platform.told.map((t) => t.answerId)).size;
  await expect.poll(told, { timeout: SOAK ? 1_800_000 : 120_000, interval: 200 }).toBe(expected.length);
  // Whatever would be said once too often has time to be said.
  await sleep(3_000);
  over = true;
  await stop('SIGTERM');
  await running;

  const store = where.open();
  for (const line of queue.values()) {
    const ids: string[] = [];
    let conversationId = '';
    for (const d of firsts(line)) {
      const message = await store.inboxMessage(name as Channel, platform.externalId(d.n));
      expect(message).toMatchObject({ status: 'done', sentAt: expect.any(String) });
      const record = await store.answer(message?.answerId ?? '');
      // The answer to this very question.
      const answer = JSON.parse(record?.body ?? '{}') as Answer;
      expect(Object.values(answer.calculation?.inputs ?? {})).toContain(String(d.amount));
      ids.push(answer.id);
      conversationId = message?.orderKey ?? '';
    }
    // Worked out once: a question and an answer each, in the order in which they came.
    const messages = await store.messages(conversationId, 0, 10_000);
    expect(messages.flatMap((m) => m.answerId ?? [])).toEqual(ids);
    expect(messages).toHaveLength(2 * ids.length);
    const said = platform.told.filter((t) => t.chat === line[0]?.chat).map((t) => t.answerId);
    expect(said.filter((id, i) => id !== said[i - 1])).toEqual(ids);
  }
  await store.close();
  // Between handing over and recording it there is one at a time.
  expect(Math.max(...caught)).toBe(1);
  expect(kills).toBe(KILLS);
  const times = new Map<string, number>();
  for (const { answerId } of platform.told) times.set(answerId, (times.get(answerId) ?? 0) + 1);
  const repeated = [...times].filter(([, n]) => n > 1);
  expect(repeated.filter(([id, n]) => n - 1 > (mayRepeat.get(id) ?? 0))).toEqual([]);
  expect(platform.told.length - expected.length).toBeLessThanOrEqual(kills);
  console.log(
    `${name} ${kept}: ${expected.length} questions, ${deliveries} deliveries, ${chats} chats, ${kills} kills, ${platform.told.length - expected.length} said again`,
  );
});
