/** How often somebody may try to sign in: tries are counted by name and by client until the time is over. */

/** Milliseconds. */
const WINDOW = 15 * 60_000;
export const PER_NAME = 10;
export const PER_CLIENT = 30;
/** So many names and clients are remembered; the oldest go first. */
const REMEMBERED = 20_000;

export interface Attempts {
  /** Counts a try before its password is looked at; the seconds to wait where there were too many. */
  begin(name: string, client: string): number | undefined;
  /** The password was right: the name's tries are forgotten, and this one of the client: a whole office may have one address. */
  succeeded(name: string, client: string): void;
}

export function createAttempts(now: () => Date): Attempts {
  const tries = new Map<string, { count: number; since: number }>();

  function entry(key: string): { count: number; since: number } {
    const at = now().getTime();
    const known = tries.get(key);
    const live = known && at - known.since < WINDOW ? known : { count: 0, since: at };
    tries.delete(key);
    tries.set(key, live);
    if (tries.size > REMEMBERED) tries.delete(tries.keys().next().value as string);
    return live;
  }
  const clientKey = (client: string): string => `client ${client}`;
  const nameKey = (name: string): string => `name ${name.toLowerCase()}`;

  return {
    begin(name, client) {
      const counted = [
        { kept: entry(nameKey(name)), most: PER_NAME },
        { kept: entry(clientKey(client)), most: PER_CLIENT },
      ];
      const full = counted.filter(({ kept, most }) => kept.count >= most);
      if (full.length > 0) {
        const ends = Math.max(...full.map(({ kept }) => kept.since + WINDOW));
        return Math.max(1, Math.ceil((ends - now().getTime()) / 1000));
      }
      for (const { kept } of counted) kept.count += 1;
      return undefined;
    },
    succeeded(name, client) {
      tries.delete(nameKey(name));
      const kept = tries.get(clientKey(client));
      if (kept && kept.count > 0) kept.count -= 1;
    },
  };
}
