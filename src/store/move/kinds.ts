/** What moves from SQLite to PostgreSQL, table by table: the columns there, how they are read here, and in which order. */

export interface Kind {
  table: string;
  /** Of the target, with their types. */
  columns: Record<string, string>;
  /** In the order of the columns, from SQLite. */
  select: string;
  /** The key that rows are read by, on both sides; its first columns tell where a batch ended. */
  key: string[];
  /** As the key is called in SQLite, where it is called otherwise. */
  keyHere?: string[];
  /** A number that the target goes on counting. */
  counted?: string;
  /** Rows at once; fewer where they are large. */
  batch?: number;
}

const text = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((n) => [n, 'text']));
const plain = (k: Omit<Kind, 'select'>, from = k.table): Kind => ({
  ...k,
  select: `SELECT ${Object.keys(k.columns).join(', ')} FROM ${from}`,
});

export const KINDS: Kind[] = [
  plain({ table: 'parts', columns: { hash: 'text', bytes: 'bytea' }, key: ['hash'], batch: 1 }),
  plain({ table: 'snapshots', columns: text('id', 'name', 'hash'), key: ['id', 'name'] }),
  plain({
    table: 'origins',
    columns: { n: 'bigint', ...text('knowledge_version', 'snapshot', 'program') },
    ...{ key: ['n'], counted: 'n' },
  }),
  {
    table: 'conversations',
    columns: {
      ...{ ...text('id', 'channel', 'state'), last_seq: 'int' },
      ...text('created_at', 'updated_at', 'hand_off', 'agent', 'requested_at', 'taken_at'),
      ...{ last_citizen_seq: 'int', last_agent_seq: 'int' },
    },
    // What a conversation remembers stands with its last answer here, and with itself there.
    select: `SELECT c.id, c.channel, coalesce(a.state, c.state, ''), c.last_seq, c.created_at, c.updated_at, c.hand_off, c.agent,
      c.requested_at, c.taken_at, c.last_citizen_seq, c.last_agent_seq
      FROM conversations AS c LEFT JOIN answers AS a ON a.n = c.last_answer`,
    ...{ key: ['id'], keyHere: ['c.id'] },
  },
  plain({
    table: 'answers',
    columns: {
      ...{ n: 'bigint', ...text('id', 'conversation_id'), seq: 'int' },
      ...text('at', 'channel', 'outcome', 'topic', 'region'),
      ...{ confidence: 'float8', origin: 'bigint', ...text('request', 'body') },
    },
    // There is no index of their numbers there.
    ...{ key: ['id'], counted: 'n' },
  }),
  plain({
    table: 'messages',
    columns: { n: 'bigint', conversation_id: 'text', seq: 'int', ...text('role', 'at', 'text', 'author') },
    ...{ key: ['n'], counted: 'n' },
  }),
  plain({
    table: 'unanswered',
    columns: { n: 'bigint', ...text('answer_id', 'at', 'reason', 'status', 'assignee') },
    ...{ key: ['n'], counted: 'n' },
  }),
  plain({
    table: 'feedback',
    columns: { answer_id: 'text', helpful: 'boolean', ...text('comment', 'fact_id', 'at') },
    key: ['answer_id'],
  }),
  plain({
    table: 'events',
    columns: { seq: 'bigint', ...text('at', 'kind', 'conversation_id') },
    ...{ key: ['seq'], counted: 'seq' },
  }),
  plain({
    table: 'inbox',
    columns: {
      ...{ n: 'bigint', ...text('channel', 'external_id', 'status', 'order_key', 'payload', 'received_at') },
      ...{ attempts: 'int', ...text('due_at', 'answer_id', 'sent_at', 'last_error') },
    },
    ...{ key: ['n'], counted: 'n' },
  }),
  plain({
    table: 'chats',
    columns: {
      ...{ ...text('conversation_id', 'channel', 'address'), forwarded_seq: 'int' },
      ...{ waiting: 'boolean', at: 'text' },
    },
    key: ['conversation_id'],
  }),
  plain({
    table: 'undelivered',
    columns: { conversation_id: 'text', seq: 'int', reason: 'text' },
    key: ['conversation_id', 'seq'],
  }),
  plain({ table: 'idempotency', columns: text('key', 'request', 'result', 'at'), key: ['key'] }),
  plain({
    table: 'staff',
    columns: text('id', 'name', 'display_name', 'role', 'password_hash', 'created_at', 'disabled_at'),
    key: ['id'],
  }),
  plain({
    table: 'sessions',
    columns: text('id', 'staff_id', 'created_at', 'last_seen_at', 'expires_at'),
    key: ['id'],
  }),
  plain({
    table: 'audit',
    columns: { seq: 'bigint', ...text('at', 'actor', 'action', 'subject', 'detail') },
    ...{ key: ['seq'], counted: 'seq' },
  }),
  plain({
    table: 'counts',
    columns: {
      ...text('day', 'channel', 'topic', 'outcome', 'region'),
      ...{ questions: 'int', conversations: 'int', helpful: 'int', unhelpful: 'int' },
    },
    key: ['day', 'channel', 'topic', 'outcome', 'region'],
  }),
];
