/** The contract, on every store there is. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSqlite } from '../../src/store/sqlite.js';
import type { Store } from '../../src/store/store.js';
import { ROOT, temporaryFolder } from '../real.js';
import { storeContract, type Use } from './contract.js';

const using =
  (open: () => Store | Promise<Store>): Use =>
  async (work) => {
    const store = await open();
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };

/** The compiled program, where writes have their own thread. */
async function threaded(): Promise<Store> {
  const compiled = (await import(pathToFileURL(join(ROOT, 'dist', 'store', 'sqlite.js')).href)) as {
    openSqlite: typeof openSqlite;
  };
  return compiled.openSqlite(temporaryFolder(), { thread: true });
}

storeContract(
  'SQLite（内存）',
  using(() => openSqlite(':memory:')),
);
storeContract(
  'SQLite（文件）',
  using(() => openSqlite(temporaryFolder())),
);
storeContract('SQLite（文件，写在另一个线程）', using(threaded));
