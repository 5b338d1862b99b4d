/** The primary of `serve --workers N`: it writes, builds, cleans up and watches over the workers, and answers nobody itself. */

import cluster from 'node:cluster';
import type { Home } from '../cli.js';
import { localCounter } from '../counter.js';
import { type Manifest, readManifest } from '../knowledge/snapshot.js';
import type { Adopter } from '../reload.js';
import { keepPatiently } from '../snapshots.js';
import { ensureBuilt } from '../start.js';
import type { Engine } from '../store/sqlite/writer.js';
import type { Store } from '../store/store.js';
import type { Together } from '../together.js';
import { keepUp, type Log } from '../upkeep.js';
import { createHerd } from './herd.js';
import { createHub } from './hub.js';

export interface PrimaryOptions {
  count: number;
  store: Store;
  /** Of a SQLite store. */
  engine: Engine | undefined;
  together: Together;
  retentionDays: number;
  now(): Date;
  metrics(): Promise<string>;
  log: Log;
}

export interface Primary {
  /** The exit code where the first worker could not start. */
  start(): Promise<number | undefined>;
  stop(): Promise<void>;
}

export async function createPrimary(home: Home, o: PrimaryOptions): Promise<Primary> {
  const { store, together, log } = o;
  const keep = (manifest: Manifest): Promise<void> =>
    keepPatiently(store, home.root, manifest, (error) =>
      log('error', '知识库快照没有存下，过一会儿再存', { reason: error.message }),
    );
  await ensureBuilt(home, (line) => console.error(line));
  let built = readManifest(home.root) as Manifest;
  await keep(built);

  let first = true;
  const hub = createHub({
    engine: o.engine,
    counter: localCounter(() => o.now().getTime()),
    metrics: o.metrics,
    welcome() {
      const welcome = { first };
      first = false;
      return welcome;
    },
  });
  const adopter: Adopter = {
    async adopt() {
      const from = built.version;
      built = readManifest(home.root) as Manifest;
      await keep(built);
      hub.tellAll('built');
      return { from, to: built.version };
    },
    refuse: (at, complaints) => hub.tellAll('refused', { at, complaints }),
    setReloading: (on) => hub.tellAll('reloading', on),
  };
  const stopUpkeep = keepUp(home, {
    ...{ store, adopter, log, retentionDays: o.retentionDays, now: o.now, lead: together.lead },
    serving: () => [built.snapshot, ...together.fellows.others().map((f) => f.snapshot)],
  });

  // Workers take connections themselves: one handed over by the primary is never closed if the worker dies just then.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  // Uint8Array and undefined arrive as what they are.
  cluster.setupPrimary({ serialization: 'advanced' });
  const herd = createHerd({
    count: o.count,
    joined: (worker) => hub.join(worker.id, worker),
    left: (worker) => hub.leave(worker.id),
    died: (pid, how, again) => log('warn', '一个工作进程停了，重新启动', { pid, how, afterMs: again }),
  });
  return {
    start: herd.start,
    async stop() {
      await herd.stop();
      await stopUpkeep();
      await together.resign();
      await together.close();
      await store.close();
    },
  };
}
