/** What is done once, however many processes serve: building what was edited, and forgetting what is old. */
import { join } from 'node:path';
import { watch } from 'chokidar';
import type { Home } from './cli.js';
import type { Leadership } from './leader.js';
import { type Adopter, createReload } from './reload.js';
import type { Store } from './store/store.js';

export type Log = (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;

export interface UpkeepTools {
  store: Store;
  adopter: Adopter;
  retentionDays: number;
  now(): Date;
  log: Log;
  /** Among replicas one cleans up. */
  lead: Leadership;
  /** Snapshots in service, here and elsewhere. */
  serving(): string[];
}

const DAY_MS = 24 * 3600_000;
/** An editor writes several files, one after the other. */
const SETTLED_MS = 800;

/** Forgets what is older than the retention, and snapshots that no answer needs any more. */
export async function upkeep(
  store: Store,
  serving: string[],
  retentionDays: number,
  now: Date,
): Promise<Record<string, number>> {
  const before = new Date(now.getTime() - retentionDays * DAY_MS).toISOString();
  const gone = await store.sweep(before, now.toISOString());
  const snapshots = await store.dropSnapshots(serving);
  return { ...gone, snapshots };
}

/** Until the returned function is called. */
export function keepUp(home: Home, t: UpkeepTools): () => Promise<void> {
  const sweep = () =>
    upkeep(t.store, t.serving(), t.retentionDays, t.now()).then(
      (gone) => {
        if (Object.values(gone).some((n) => n > 0)) t.log('info', '过期内容已清理', gone);
      },
      (error: Error) => t.log('error', '过期内容没有清理完，明天再试', { reason: error.message }),
    );
  let daily: NodeJS.Timeout | undefined;
  t.lead.lead('upkeep', {
    start() {
      void sweep();
      daily = setInterval(sweep, DAY_MS);
      daily.unref();
    },
    stop: () => clearInterval(daily),
  });

  const reload = createReload({ home, adopter: t.adopter, now: t.now, log: t.log });
  let soon: NodeJS.Timeout | undefined;
  const watcher = watch([join(home.root, 'knowledge'), join(home.root, 'templates')], {
    ignoreInitial: true,
  });
  watcher.on('all', () => {
    clearTimeout(soon);
    soon = setTimeout(() => void reload.check(), SETTLED_MS);
  });
  watcher.on('error', (error) =>
    t.log('warn', '不能察觉知识库的改动，改动后请重启服务', { reason: (error as Error).message }),
  );
  return async () => {
    clearInterval(daily);
    clearTimeout(soon);
    reload.stop();
    await watcher.close();
  };
}
