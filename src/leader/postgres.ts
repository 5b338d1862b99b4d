/**
 * Duties by advisory locks on a connection of its own. A process that dies loses its connection and with it the locks; of
 * one that hangs, the database ends the connection when it has heard nothing for `IDLE`; one that cannot reach the
 * database gives its duties up before that. So a duty is free after 9 seconds at the latest and taken 3 later.
 */
import type { Client } from 'pg';
import type { Arbiter } from '../leader.js';
import { keepSession, type Session } from '../session.js';

/** Milliseconds. BEAT + PATIENCE < IDLE: who gives up is earlier than the database. */
const BEAT = 3_000;
const PATIENCE = 4_000;
const IDLE = 9_000;
/** `GONG`; the second half of the lock's name is the duty's. */
const SPACE = 0x474f4e47;

export function postgresArbiter(url: string): Arbiter {
  const wanted = new Set<string>();
  const held = new Set<string>();
  let session: Session | undefined;
  let granted: (name: string) => void = () => undefined;
  /** A lock of a connection that is gone is none. */
  let connection = 0;

  async function tryAll(client: Client): Promise<void> {
    const mine = connection;
    // A query each time, so that the database hears of us.
    const names = [...wanted].filter((name) => !held.has(name));
    const { rows } = await client.query<{ name: string; free: boolean }>(
      'SELECT name, pg_try_advisory_lock($1, hashtext(name)) AS free FROM unnest($2::text[]) AS name',
      [SPACE, names],
    );
    if (connection !== mine) return;
    for (const { name, free } of rows) {
      if (!free) continue;
      held.add(name);
      granted(name);
    }
  }
  return {
    open(grant, revoke) {
      granted = grant;
      session = keepSession(url, {
        ...{ name: 'duties', beat: BEAT, patience: PATIENCE },
        opened: async (client) => void (await client.query(`SET idle_session_timeout = ${IDLE}`)),
        beating: tryAll,
        lost() {
          connection += 1;
          for (const name of [...held]) {
            held.delete(name);
            revoke(name);
          }
        },
      });
    },
    want(name) {
      wanted.add(name);
      session?.run(tryAll).catch(() => undefined);
    },
    close: async () => session?.close(),
  };
}
