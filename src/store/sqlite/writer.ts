/** The one writer: collects what requests want written, and hands it over in groups, one after the other. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { StoreFailure } from '../../errors.js';
import type { Db } from './db.js';
import { emptyLog, type Outcome, runGroup, type Task } from './group.js';
import type { Arguments, Operation, Result } from './operations.js';

export interface Writer {
  run<K extends Operation>(name: K, ...args: Arguments<K>): Promise<Result<K>>;
  /** See `emptyLog`; nothing is written meanwhile. */
  emptyLog(): Promise<boolean>;
  /** Writes the whole file anew, without what was deleted. */
  rewrite(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Runs groups somewhere: in this thread, or in one of its own, where a flush holds up no request.
 * One thing at a time, in the order in which they were asked for.
 */
export interface Engine {
  group(tasks: Task[]): Promise<Outcome[]>;
  emptyLog(): Promise<boolean>;
  rewrite(): Promise<void>;
  close(): Promise<void>;
}

const LARGEST_GROUP = 512;
/** So many may wait; more are refused at once, rather than kept waiting for ever. */
const MOST_WAITING = 20_000;

interface Waiting extends Task {
  resolve(value: never): void;
  reject(error: Error): void;
}

/** What the engine has got and not yet done. */
interface Group {
  tasks: Waiting[];
  done: Promise<void>;
}

export function createWriter(engine: Engine): Writer {
  let waiting: Waiting[] = [];
  let closed = false;
  let scheduled = false;
  const underWay: Group[] = [];

  function settle(tasks: Waiting[], outcomes: Outcome[]): void {
    tasks.forEach(({ resolve, reject }, i) => {
      const o = outcomes[i] as Outcome;
      if ('failed' in o) reject(new StoreFailure(o.failed.kind, o.failed.message));
      else resolve(o.value as never);
    });
  }

  async function hand(tasks: Waiting[]): Promise<void> {
    const outcomes = await engine
      .group(tasks.map(({ name, args }) => ({ name, args })))
      .catch((error: Error): Outcome[] =>
        tasks.map(() => ({ failed: { kind: 'unreachable', message: error.message } })),
      );
    underWay.shift();
    advance();
    settle(tasks, outcomes);
  }

  /** A second group is handed over when it is worth a flush, so that the engine need not wait for this thread. */
  const ready = (): boolean => {
    const [now, next] = underWay;
    return now ? !next && waiting.length * 2 >= now.tasks.length : waiting.length > 0;
  };
  function advance(): void {
    scheduled = false;
    while (ready()) {
      const tasks = waiting.slice(0, LARGEST_GROUP);
      waiting = waiting.slice(LARGEST_GROUP);
      const group: Group = { tasks, done: Promise.resolve() };
      underWay.push(group);
      group.done = hand(tasks);
    }
  }
  /** What other requests of this turn of the event loop want written comes along. */
  function soon(): void {
    if (!scheduled) setImmediate(advance);
    scheduled = true;
  }

  return {
    run(name, ...args) {
      if (closed) return Promise.reject(new StoreFailure('unreachable', '数据库已经关闭'));
      if (waiting.length >= MOST_WAITING) return Promise.reject(new StoreFailure('busy', '等着存的太多'));
      return new Promise((resolve, reject) => {
        waiting.push({ name, args, resolve, reject });
        soon();
      });
    },
    emptyLog: () => engine.emptyLog(),
    rewrite: () => engine.rewrite(),
    async close() {
      if (closed) return;
      closed = true;
      while (waiting.length > 0 || underWay.length > 0) {
        await underWay[0]?.done;
        advance();
      }
      await engine.close();
    },
  };
}

export const engineHere = (db: Db, guard: () => void): Engine => ({
  group: async (tasks) => runGroup(db, tasks, guard),
  emptyLog: async () => emptyLog(db),
  rewrite: async () => void db.raw.exec('VACUUM'),
  close: async () => {
    db.raw.close();
  },
});

/** Tasks from another process join the groups of this one's. */
export const engineOf = (writer: Writer): Engine => ({
  group: (tasks) =>
    Promise.all(
      tasks.map(({ name, args }) =>
        writer.run(name, ...(args as never)).then(
          (value): Outcome => ({ value }),
          ({ kind, message }: StoreFailure): Outcome => ({ failed: { kind, message } }),
        ),
      ),
    ),
  emptyLog: writer.emptyLog,
  rewrite: writer.rewrite,
  close: async () => undefined,
});

const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Tests run from TypeScript, where there is no compiled file for a thread to start from. */
export const canThread = (file = WORKER): boolean => existsSync(file);

export type ToWorker = { group: Task[] } | { emptyLog: true } | { rewrite: true } | { close: true };
export type FromWorker =
  | { done: true }
  | { outcomes: Outcome[] }
  | { emptied: boolean }
  | { failed: { kind: StoreFailure['kind']; message: string } };

/** The thread opens the file itself, and answers each message in turn. */
export function engineInThread(file: string, script = WORKER): Engine {
  const worker = new Worker(script, { workerData: { file } });
  const asked: { resolve(m: FromWorker): void; reject(e: Error): void }[] = [];
  let dead: Error | undefined;
  worker.on('message', (m: FromWorker) => asked.shift()?.resolve(m));
  const die = (error: Error) => {
    dead ??= error;
    for (const { reject } of asked.splice(0)) reject(dead);
  };
  worker.on('error', die);
  worker.on('exit', () => die(new StoreFailure('unreachable', '写数据库的线程停了')));
  const reply = (send?: ToWorker) =>
    new Promise<FromWorker>((resolve, reject) => {
      if (dead) return reject(dead);
      asked.push({ resolve, reject });
      if (send) worker.postMessage(send);
    });
  // Its first word is that the file is open.
  reply().catch(() => undefined);
  const ask = async (send: ToWorker): Promise<FromWorker> => {
    const answer = await reply(send);
    if ('failed' in answer) throw new StoreFailure(answer.failed.kind, answer.failed.message);
    return answer;
  };
  return {
    group: async (group) => ((await ask({ group })) as { outcomes: Outcome[] }).outcomes,
    emptyLog: async () => ((await ask({ emptyLog: true })) as { emptied: boolean }).emptied,
    rewrite: async () => void (await ask({ rewrite: true })),
    close: async () => {
      await ask({ close: true }).catch(() => undefined);
      await worker.terminate();
    },
  };
}

const CHECKER = fileURLToPath(new URL('./check-worker.js', import.meta.url));

/** Reads a file through in a thread of its own; tells what is broken, if anything is. */
export function checkInThread(file: string, tell: (fault: string) => void): void {
  if (!existsSync(CHECKER)) return;
  const worker = new Worker(CHECKER, { workerData: { file } });
  worker.on('message', (fault: string) => fault && tell(fault));
  worker.on('error', (error) => tell(error.message));
  worker.unref();
}
