/** Redis as this program uses it: a call that cannot be made now fails at once, and connections come back by themselves. */
import { Redis } from 'ioredis';

/** Milliseconds: for connecting, for one command, and between two tries at most. */
const CONNECT = 2_000;
const COMMAND = 200;
const RETRY = 1_000;

/** The first try is under way when this returns. */
export function connectRedis(url: string, name: string): Redis {
  const redis = new Redis(url, {
    connectionName: `gongji ${name}`,
    connectTimeout: CONNECT,
    commandTimeout: COMMAND,
    // Nothing waits for a Redis that is gone.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (tries) => Math.min(tries * 100, RETRY),
  });
  // Without a listener each failed try would end the process; what matters is seen where it is used.
  redis.on('error', () => undefined);
  return redis;
}
