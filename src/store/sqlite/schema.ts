/** The tables of the SQLite store; migrations are applied in order, `user_version` says how many were. */

/** Marks the file as ours (`GONG`). */
export const APPLICATION_ID = 0x474f4e47;

const FIRST = `
CREATE TABLE conversations (id TEXT PRIMARY KEY, state TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT;
`;

/**
 * Content stands in tables with a rising number, so that new rows go to the end and share pages; ids of answers begin
 * with their time for the same reason. Text is never changed in place: rows that grow are moved about, and what they
 * leave behind in the page is not overwritten when they are deleted. So what a conversation remembers stands with its
 * last answer (`state` of the conversation itself is from before there were answers).
 */
const SECOND = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

ALTER TABLE conversations RENAME TO old_conversations;
CREATE TABLE conversations (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  state TEXT,
  last_answer INTEGER,
  last_seq INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  hand_off TEXT,
  agent TEXT,
  requested_at TEXT,
  taken_at TEXT,
  last_citizen_seq INTEGER NOT NULL DEFAULT 0,
  last_agent_seq INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO conversations (id, channel, state, last_seq, created_at, updated_at)
  SELECT id, 'api', state, 0, updated_at, updated_at FROM old_conversations;
DROP TABLE old_conversations;
CREATE INDEX handed_off ON conversations (requested_at, id) WHERE hand_off IS NOT NULL;

-- What answers were worked out with; a handful of rows.
CREATE TABLE origins (
  n INTEGER PRIMARY KEY,
  knowledge_version TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  program TEXT NOT NULL,
  UNIQUE (knowledge_version, snapshot, program)
) STRICT;
CREATE TABLE answers (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  channel TEXT NOT NULL,
  outcome TEXT NOT NULL,
  topic TEXT,
  region TEXT,
  confidence REAL NOT NULL,
  origin INTEGER NOT NULL,
  state TEXT NOT NULL,
  request TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX answers_of ON answers (conversation_id, seq);
CREATE INDEX answers_from ON answers (origin, n);

CREATE TABLE messages (
  n INTEGER PRIMARY KEY,
  conversation_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  role TEXT NOT NULL,
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  author TEXT
) STRICT;
CREATE INDEX messages_of ON messages (conversation_id, seq);

CREATE TABLE unanswered (
  n INTEGER PRIMARY KEY,
  answer_id TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  status TEXT NOT NULL,
  assignee TEXT
) STRICT;
CREATE INDEX unanswered_by_status ON unanswered (status, n);
CREATE TABLE feedback (
  answer_id TEXT PRIMARY KEY, helpful INTEGER NOT NULL, comment TEXT, fact_id TEXT, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, conversation_id TEXT NOT NULL
) STRICT;
CREATE INDEX events_of ON events (conversation_id);

CREATE TABLE inbox (
  n INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  external_id TEXT NOT NULL,
  status TEXT NOT NULL,
  order_key TEXT NOT NULL,
  payload TEXT NOT NULL,
  received_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at TEXT NOT NULL,
  answer_id TEXT,
  sent_at TEXT,
  last_error TEXT,
  UNIQUE (channel, external_id)
) STRICT;
CREATE INDEX inbox_order ON inbox (order_key, n);
CREATE INDEX inbox_open ON inbox (channel, n) WHERE status IN ('waiting', 'taken');
CREATE INDEX inbox_unsent ON inbox (channel, n) WHERE answer_id IS NOT NULL AND sent_at IS NULL;

CREATE TABLE idempotency (
  key TEXT PRIMARY KEY, request TEXT NOT NULL, result TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_of ON idempotency (result);

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  disabled_at TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of ON sessions (staff_id);
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;

-- Nothing of a person: sums a day, kept when conversations are forgotten. '' stands for none.
CREATE TABLE counts (
  day TEXT NOT NULL, channel TEXT NOT NULL, topic TEXT NOT NULL, outcome TEXT NOT NULL, region TEXT NOT NULL,
  questions INTEGER NOT NULL DEFAULT 0,
  conversations INTEGER NOT NULL DEFAULT 0,
  helpful INTEGER NOT NULL DEFAULT 0,
  unhelpful INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, channel, topic, outcome, region)
) STRICT, WITHOUT ROWID;

-- Parts of knowledge and templates as they were when answers were given, named by their content.
CREATE TABLE parts (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE snapshots (id TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (id, name)) STRICT, WITHOUT ROWID;
`;

const THIRD = `
CREATE TABLE chats (
  n INTEGER PRIMARY KEY,
  conversation_id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  forwarded_seq INTEGER NOT NULL DEFAULT 0,
  -- Whether there may be something to forward.
  waiting INTEGER NOT NULL DEFAULT 0,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX chats_waiting ON chats (channel, n) WHERE waiting = 1;
`;

const FOURTH = `
CREATE TABLE undelivered (
  n INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX undelivered_of ON undelivered (conversation_id, seq);
`;

export const MIGRATIONS = [FIRST, SECOND, THIRD, FOURTH];

/** What a restore takes over, in an order that any reader in between could live with. */
export const TABLES = [
  'parts',
  'snapshots',
  'origins',
  'conversations',
  'answers',
  'messages',
  'unanswered',
  'feedback',
  'events',
  'inbox',
  'chats',
  'undelivered',
  'idempotency',
  'staff',
  'sessions',
  'audit',
  'counts',
] as const;
