/** A changed `knowledge/` or `templates/` is built beside the serving one and swapped in whole; a broken one is refused. */
import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BuildOrder, BuildReport } from './build-child.js';
import type { Home } from './cli.js';
import type { OwnService } from './service.js';
import { keepSnapshot } from './snapshots.js';
import { type Loaded, loadBuilt } from './start.js';
import type { Store } from './store/store.js';

/** Where what was built goes. */
export interface Adopter {
  /** What was built last serves from now on. Versions. */
  adopt(): Promise<{ from: string; to: string }>;
  refuse(at: string, complaints: string[]): void;
  setReloading(on: boolean): void;
}

/** Into the service of this process. */
export function adoptInto(t: {
  root: string;
  /** What is in service now. */
  loaded: Loaded;
  service: Pick<OwnService, 'adopt' | 'refuse' | 'setReloading'>;
  /** Where its snapshot is kept; absent where another process keeps it. */
  store?: Store;
}): Adopter {
  let { loaded } = t;
  return {
    async adopt() {
      const next = await loadBuilt(t.root, loaded);
      if (t.store) await keepSnapshot(t.store, t.root, next.manifest);
      const from = loaded.manifest.version;
      loaded = next;
      t.service.adopt({ assistant: next.assistant, snapshot: next.manifest.snapshot });
      return { from, to: next.manifest.version };
    },
    refuse: t.service.refuse,
    setReloading: t.service.setReloading,
  };
}

export interface ReloadTools {
  home: Home;
  adopter: Adopter;
  now(): Date;
  log(level: 'info' | 'warn', message: string, details?: object): void;
  /** Where the compiled `build-child.js` is. */
  child?: string;
}

export interface Reload {
  /** Looks whether something changed; a change during a build is built next. */
  check(): Promise<void>;
  /** Ends a build that is under way. */
  stop(): void;
}

const CHILD = fileURLToPath(new URL('./build-child.js', import.meta.url));
/** Requests come first. */
const LOW_PRIORITY = 10;
/** So many complaints are shown; the command line shows them all. */
const SHOWN = 50;

export function createReload(t: ReloadTools): Reload {
  let seen = t.home.dataStamp();
  let running: Promise<void> | undefined;
  let end: (() => void) | undefined;

  const build = (stamp: string): Promise<BuildReport> =>
    new Promise((resolve) => {
      const child = fork(t.child ?? CHILD, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      end = () => child.kill();
      if (child.pid) setPriority(child.pid, LOW_PRIORITY);
      child.once('message', (report) => resolve(report as BuildReport));
      child.once('error', (error) => resolve({ complaints: [error.message] }));
      child.once('exit', (code) => resolve({ complaints: [`编译没有完成（${code ?? '被终止'}）`] }));
      child.send({ root: t.home.root, stamp, program: t.home.program() } satisfies BuildOrder);
    });

  function refuse(complaints: string[]): void {
    t.adopter.refuse(t.now().toISOString(), complaints.slice(0, SHOWN));
    t.log('warn', '知识库有错误，没有采用，仍用原来的版本', { complaints: complaints.slice(0, SHOWN) });
  }

  async function reload(stamp: string): Promise<void> {
    const { complaints } = await build(stamp);
    if (complaints.length > 0) return refuse(complaints);
    t.log('info', '知识库已更新', await t.adopter.adopt());
  }

  async function run(): Promise<void> {
    t.adopter.setReloading(true);
    try {
      for (let stamp = t.home.dataStamp(); stamp !== seen; stamp = t.home.dataStamp()) {
        seen = stamp;
        await reload(stamp).catch((error: Error) => refuse([error.message]));
      }
    } finally {
      t.adopter.setReloading(false);
      running = undefined;
    }
  }

  return {
    check() {
      running ??= run();
      return running;
    },
    stop: () => end?.(),
  };
}
