/** How often somebody may try to sign in: tries are counted by name and by client until the time is over. */
import type { Counter } from '../counter.js';

/** Milliseconds. */
const WINDOW = 15 * 60_000;
export const PER_NAME = 10;
export const PER_CLIENT = 30;

export interface Attempts {
  /** Counts a try before its password is looked at; the seconds to wait where there were too many. */
  begin(name: string, client: string): Promise<number | undefined>;
  /** The password was right: the name's tries are forgotten, and this one of the client: a whole office may have one address. */
  succeeded(name: string, client: string): Promise<void>;
}

export function createAttempts(counter: Counter): Attempts {
  const clientKey = (client: string): string => `sign-in client ${client}`;
  const nameKey = (name: string): string => `sign-in name ${name.toLowerCase()}`;

  return {
    async begin(name, client) {
      const counted = [
        { key: nameKey(name), most: PER_NAME, ...(await counter.add(nameKey(name), WINDOW)) },
        { key: clientKey(client), most: PER_CLIENT, ...(await counter.add(clientKey(client), WINDOW)) },
      ];
      const full = counted.filter(({ count, most }) => count > most);
      if (full.length === 0) return undefined;
      // A try that is refused does not count.
      await Promise.all(counted.map(({ key }) => counter.add(key, WINDOW, -1)));
      return Math.max(1, Math.ceil(Math.max(...full.map(({ ends }) => ends)) / 1000));
    },
    async succeeded(name, client) {
      await Promise.all([counter.forget(nameKey(name)), counter.add(clientKey(client), WINDOW, -1)]);
    },
  };
}
