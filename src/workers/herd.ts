/** Keeps so many worker processes alive: one that dies is replaced, one that hangs is ended, all end together. */
import cluster, { type Worker } from 'node:cluster';
import type { Link } from './link.js';

export interface HerdTools {
  count: number;
  joined(worker: Worker): Link;
  left(worker: Worker): void;
  /** `died`: its number and how it ended; replaced after so many milliseconds. */
  died(pid: number, how: string, again: number): void;
}

export interface Herd {
  /** Resolves when the first one listens; its exit code where it ends before that. */
  start(): Promise<number | undefined>;
  /** Each finishes what it has accepted. */
  stop(): Promise<void>;
}

/** Milliseconds: a worker is asked so often whether it is alive, and ended after so long a silence. */
const ASK = 2_000;
const SILENT = 10_000;
/** Before a dead one is replaced: at once after a long life, ever longer after short ones. */
const LONG_LIFE = 30_000;
const AGAIN = 250;
const AGAIN_MOST = 10_000;
/** For finishing; then it is ended. */
const FINISH = 25_000;

export function createHerd(t: HerdTools): Herd {
  const alive = new Set<Worker>();
  const timers = new Set<NodeJS.Timeout>();
  let short = 0;
  let stopping = false;

  /** Beats until it ends; `lived` says whether its life was long. */
  function watch(worker: Worker, link: Link): () => boolean {
    let silent = 0;
    let age = 0;
    const beat = setInterval(() => {
      silent += ASK;
      age += ASK;
      if (silent > SILENT) worker.process.kill('SIGKILL');
      link.ask('alive').then(
        () => {
          silent = 0;
        },
        () => undefined,
      );
    }, ASK);
    timers.add(beat);
    return () => {
      clearInterval(beat);
      timers.delete(beat);
      return age >= LONG_LIFE;
    };
  }

  function launch(): Worker {
    const worker = cluster.fork();
    alive.add(worker);
    const link = t.joined(worker);
    let lived = (): boolean => false;
    worker.once('listening', () => {
      lived = watch(worker, link);
    });
    worker.once('exit', (code, signal) => {
      alive.delete(worker);
      t.left(worker);
      short = lived() ? 0 : short + 1;
      if (stopping || !started) return;
      const again = short === 0 ? 0 : Math.min(AGAIN * 2 ** (short - 1), AGAIN_MOST);
      t.died(worker.process.pid ?? 0, signal ?? String(code), again);
      const timer = setTimeout(() => {
        timers.delete(timer);
        launch();
      }, again);
      timers.add(timer);
    });
    return worker;
  }
  let started = false;

  return {
    async start() {
      const first = launch();
      const code = await new Promise<number | undefined>((resolve) => {
        first.once('listening', () => resolve(undefined));
        first.once('exit', (exit) => resolve(exit ?? 1));
      });
      if (code !== undefined || stopping) return code;
      started = true;
      for (let i = 1; i < t.count; i++) launch();
      return undefined;
    },
    async stop() {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(
        [...alive].map((worker) => {
          const gone = new Promise((resolve) => worker.once('exit', resolve));
          worker.process.kill('SIGTERM');
          setTimeout(() => worker.process.kill('SIGKILL'), FINISH).unref();
          return gone;
        }),
      );
    },
  };
}
