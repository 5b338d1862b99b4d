/** The store on an embedded SQLite file. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { UserError } from '../errors.js';
import type { ConversationRecord, Store } from './store.js';

/** Applied in order; `user_version` says how many were. */
const MIGRATIONS = [
  `CREATE TABLE conversations (
     id TEXT PRIMARY KEY,
     state TEXT NOT NULL,
     updated_at TEXT NOT NULL
   ) STRICT`,
];

function open(file: string): Database.Database {
  try {
    const db = new Database(file);
    db.pragma('journal_mode = WAL');
    // better-sqlite3's WAL default is NORMAL, which can lose the last commits on power loss.
    db.pragma('synchronous = FULL');
    const done = db.pragma('user_version', { simple: true }) as number;
    if (done > MIGRATIONS.length) throw new Error('它是更新的版本写的，请用那个版本启动');
    db.transaction(() => {
      for (const sql of MIGRATIONS.slice(done)) db.exec(sql);
      db.pragma(`user_version = ${MIGRATIONS.length}`);
    })();
    return db;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `打不开数据库文件 ${file}：${reason}。请检查文件夹权限和磁盘，或把损坏的文件移走后重启。`,
    );
  }
}

/** `:memory:` keeps everything in memory, for tests. */
export function openSqlite(dataDir: string): Store {
  if (dataDir !== ':memory:') {
    try {
      mkdirSync(dataDir, { recursive: true });
    } catch (error) {
      throw new UserError(`建不了数据文件夹 ${dataDir}（GONGJI_DATA_DIR）：${(error as Error).message}`);
    }
  }
  const db = open(dataDir === ':memory:' ? ':memory:' : join(dataDir, 'gongji.sqlite'));
  const read = db.prepare<[string], ConversationRecord>(
    'SELECT id, state, updated_at AS updatedAt FROM conversations WHERE id = ?',
  );
  const write = db.prepare<[string, string, string]>(
    `INSERT INTO conversations (id, state, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at`,
  );
  return {
    conversation: async (id) => read.get(id),
    saveConversation: async (r) => {
      write.run(r.id, r.state, r.updatedAt);
    },
    close: async () => {
      db.close();
    },
  };
}
