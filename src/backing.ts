/** What every channel stands on, put together: store, knowledge in service, its reload, and the daily upkeep. */
import type { Home } from './cli.js';
import { type Adopter, adoptInto } from './reload.js';
import { type Clock, createService, type Hooks, type OwnService } from './service.js';
import { keepPatiently } from './snapshots.js';
import { ensureBuilt, type Loaded, loadBuilt } from './start.js';
import type { Store } from './store/store.js';
import type { Together } from './together.js';
import { keepUp, type Log } from './upkeep.js';
import type { Link } from './workers/link.js';

export interface BackingOptions {
  store: Store;
  retentionDays: number;
  clock: Clock;
  hooks?: Hooks;
  together: Together;
  /** To the primary, in a worker: it builds, keeps snapshots and cleans up for all. */
  link?: Link | undefined;
  log: Log;
}

export interface Backing {
  service: OwnService;
  /** After the channels have stopped: finishes what was accepted, then closes the store. */
  stop(): Promise<void>;
}

/** Loads what serves, building it first where it is stale, and keeps its snapshot. */
async function loadServing(home: Home, store: Store, log: Log): Promise<Loaded> {
  await ensureBuilt(home, (line) => console.error(line));
  const loaded = await loadBuilt(home.root);
  await keepPatiently(store, home.root, loaded.manifest, (error) =>
    log('error', '知识库快照没有存下，过一会儿再存', { reason: error.message }),
  );
  return loaded;
}

/** Builds, refusals and their end as the primary tells of them. */
function follow(link: Link, adopter: Adopter, log: Log): void {
  let last: Promise<unknown> = Promise.resolve();
  link.hear('built', () => {
    last = last.then(adopter.adopt).catch((error: Error) => {
      log('error', '知识库没有换上，仍用原来的版本', { reason: error.message });
    });
  });
  link.hear('refused', ({ at, complaints }: { at: string; complaints: string[] }) =>
    adopter.refuse(at, complaints),
  );
  link.hear('reloading', adopter.setReloading);
}

export async function startBacking(home: Home, o: BackingOptions): Promise<Backing> {
  const { store, together, link, clock, log } = o;
  const { fellows } = together;
  const load = link ? loadBuilt(home.root) : loadServing(home, store, log);
  const loaded = await load.catch(async (error) => {
    await store.close();
    throw error;
  });
  const { assistant, manifest } = loaded;
  const service = createService(assistant, store, clock, {
    ...{ snapshot: manifest.snapshot, program: home.program(), bus: together.bus, ahead: fellows.ahead },
    ...(o.hooks && { hooks: o.hooks }),
  });

  /** Others hear which version serves here, and since when it is known. */
  async function tell(): Promise<void> {
    const { snapshot, assistant: now } = service.serving();
    const known = await store.origins().catch(() => []);
    const first = known.find((origin) => origin.snapshot === snapshot)?.firstAt;
    fellows.tell({ snapshot, version: now.kb.version, since: first ?? clock.now().toISOString() });
  }
  await tell();
  const adopting = adoptInto({ root: home.root, loaded, service, ...(!link && { store }) });
  const adopter: Adopter = {
    ...adopting,
    async adopt() {
      const versions = await adopting.adopt();
      await tell();
      return versions;
    },
  };

  let stopUpkeep = async (): Promise<void> => undefined;
  if (link) follow(link, adopter, log);
  else
    stopUpkeep = keepUp(home, {
      ...{ store, adopter, log, retentionDays: o.retentionDays, now: clock.now, lead: together.lead },
      serving: () => [service.serving().snapshot, ...fellows.others().map((f) => f.snapshot)],
    });

  return {
    service,
    async stop() {
      await stopUpkeep();
      await service.drain();
      await store.close();
    },
  };
}
