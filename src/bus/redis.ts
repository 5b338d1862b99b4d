/** Events by Redis publish and subscribe. */
import type { Redis } from 'ioredis';
import type { Wire } from '../bus.js';
import { connectRedis } from '../redis.js';

/** Milliseconds between two looks whether a silent connection is still one. */
const BEAT = 3_000;

/** `commands` is a connection for everything else; it is not closed here. */
export function redisWire(url: string, commands: Redis): Wire {
  const ears = connectRedis(url, 'events');
  // Publishing knows no databases: those who share one number share the events.
  const channel = `gongji:${ears.options.db ?? 0}:events`;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  return {
    most: 1 << 20,
    open(heard, changed) {
      ears.on('ready', () => {
        ears.subscribe(channel).then(
          () => changed(true),
          () => ears.disconnect(true),
        );
      });
      ears.on('message', (_channel, text) => heard(text));
      ears.on('close', () => changed(false));
      timer = setInterval(() => {
        if (ears.status !== 'ready') return;
        ears.ping().catch(() => {
          // It hangs: whatever it still says was said to nobody.
          if (!closed) ears.disconnect(true);
        });
      }, BEAT);
      timer.unref();
    },
    send: (text) => void commands.publish(channel, text).catch(() => undefined),
    async close() {
      closed = true;
      clearInterval(timer);
      ears.disconnect();
    },
  };
}
