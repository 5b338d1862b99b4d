/** The store that the settings name: PostgreSQL where an address of it is given, else SQLite in the data folder. */
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
