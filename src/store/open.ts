/** The store that the settings name: PostgreSQL where an address of it is given, else SQLite in the data folder. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgres } from './postgres.js';
import type { Engine } from './sqlite/writer.js';
import { openSqlite, type SqliteOptions } from './sqlite.js';
import type { Store } from './store.js';

export interface StoreSettings {
  DATABASE_URL?: string | undefined;
  GONGJI_DATA_DIR: string;
}

/** `engine` is what writes, of a SQLite store. */
export const openStore = (s: StoreSettings, options?: SqliteOptions): Store & { engine?: Engine } =>
  s.DATABASE_URL ? openPostgres(s.DATABASE_URL) : openSqlite(s.GONGJI_DATA_DIR, options);

const LOOK_MS = 1_000;
/** Looks between two lines that say so. */
const PATIENCE = 10;

/** A server may start a little later than those who use it. */
export async function whenReachable(store: Store, say: (reason: string) => void): Promise<void> {
  for (let i = 0; ; i++) {
    const { ok, reason = '' } = await store.health();
    if (ok) return;
    if (i % PATIENCE === 0) say(reason);
    await sleep(LOOK_MS);
  }
}
