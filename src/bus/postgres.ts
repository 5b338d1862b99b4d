/** Events by PostgreSQL's LISTEN and NOTIFY, where there is no Redis. */
import type { Wire } from '../bus.js';
import { keepSession, type Session } from '../session.js';

const CHANNEL = 'gongji_events';
/** PostgreSQL takes 8,000 bytes. */
const MOST = 7_900;
/** Milliseconds between two looks whether a silent connection is still one, and that a look may take. */
const BEAT = 3_000;
const PATIENCE = 2_000;

export function postgresWire(url: string): Wire {
  let session: Session | undefined;
  return {
    most: MOST,
    open(heard, changed) {
      session = keepSession(url, {
        ...{ name: 'events', beat: BEAT, patience: PATIENCE },
        async opened(client) {
          client.on('notification', ({ payload }) => heard(payload ?? ''));
          await client.query(`LISTEN ${CHANNEL}`);
          changed(true);
        },
        beating: async (client) => void (await client.query('SELECT 1')),
        lost: () => changed(false),
      });
    },
    send: (text) =>
      void session
        ?.run((client) => client.query('SELECT pg_notify($1, $2)', [CHANNEL, text]))
        .catch(() => undefined),
    close: async () => session?.close(),
  };
}
