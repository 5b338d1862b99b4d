/** What every channel stands on, put together: store, knowledge in service, its reload, and the daily upkeep. */
import { join } from 'node:path';
import { watch } from 'chokidar';
import type { Home } from './cli.js';
import { newId } from './id.js';
import { createReload } from './reload.js';
import { type Clock, createService, type Hooks, type OwnService } from './service.js';
import { keepSnapshot } from './snapshots.js';
import { ensureBuilt, type Loaded, loadBuilt } from './start.js';
import { openSqlite } from './store/sqlite.js';
import type { Store } from './store/store.js';

export interface BackingOptions {
  dataDir: string;
  retentionDays: number;
  clock: Clock;
  hooks?: Hooks;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

export interface Backing {
  service: OwnService;
  store: Store;
  /** After the channels have stopped: finishes what was accepted, then closes the store. */
  stop(): Promise<void>;
}

const DAY_MS = 24 * 3600_000;
/** An editor writes several files, one after the other. */
const SETTLED_MS = 800;

/** Forgets what is older than the retention, and snapshots that no answer needs any more. */
export async function upkeep(
  store: Store,
  service: OwnService,
  retentionDays: number,
  now: Date,
): Promise<Record<string, number>> {
  const before = new Date(now.getTime() - retentionDays * DAY_MS).toISOString();
  const gone = await store.sweep(before, now.toISOString());
  const snapshots = await store.dropSnapshots([service.serving().snapshot]);
  return { ...gone, snapshots };
}

/** Loads what serves, building it first where it is stale, and keeps its snapshot. */
async function loadServing(home: Home, store: Store, log: BackingOptions['log']): Promise<Loaded> {
  await ensureBuilt(home, (line) => console.error(line));
  const loaded = await loadBuilt(home.root);
  await keepSnapshot(store, home.root, loaded.manifest).catch((error: Error) =>
    log('error', '知识库快照没有存下，这期间的回答以后不能重新生成', { reason: error.message }),
  );
  return loaded;
}

export async function startBacking(home: Home, o: BackingOptions): Promise<Backing> {
  // Before anything slow: a data folder that cannot be used is said at once.
  const store = openSqlite(o.dataDir);
  const loaded = await loadServing(home, store, o.log).catch(async (error) => {
    await store.close();
    throw error;
  });
  const { assistant, manifest } = loaded;
  const service = createService(assistant, store, o.clock, newId, {
    snapshot: manifest.snapshot,
    program: home.program(),
    ...(o.hooks && { hooks: o.hooks }),
  });
  const sweep = () =>
    upkeep(store, service, o.retentionDays, o.clock.now()).then(
      (gone) => {
        if (Object.values(gone).some((n) => n > 0)) o.log('info', '过期内容已清理', gone);
      },
      (error: Error) => o.log('error', '过期内容没有清理完，明天再试', { reason: error.message }),
    );
  void sweep();
  const daily = setInterval(sweep, DAY_MS);
  daily.unref();

  const reload = createReload({ home, loaded, service, store, now: o.clock.now, log: o.log });
  let soon: NodeJS.Timeout | undefined;
  const watcher = watch([join(home.root, 'knowledge'), join(home.root, 'templates')], {
    ignoreInitial: true,
  });
  watcher.on('all', () => {
    clearTimeout(soon);
    soon = setTimeout(() => void reload.check(), SETTLED_MS);
  });
  watcher.on('error', (error) =>
    o.log('warn', '不能察觉知识库的改动，改动后请重启服务', { reason: (error as Error).message }),
  );

  return {
    service,
    store,
    async stop() {
      clearInterval(daily);
      clearTimeout(soon);
      reload.stop();
      await watcher.close();
      await service.drain();
      await store.close();
    },
  };
}
