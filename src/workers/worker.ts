/** What a worker asks of its primary: writing to the one SQLite file, events, counts, duties, and the metrics of all. */
import type { Wire } from '../bus.js';
import type { Counted, SharedCounter } from '../counter.js';
import type { Arbiter } from '../leader.js';
import type { Engine } from '../store/sqlite/writer.js';
import type { Link } from './link.js';

/** The groups of all workers end in one queue, and share their flushes to disk. */
export const engineOverLink = (link: Link): Engine => ({
  group: (tasks) => link.ask('group', tasks),
  emptyLog: () => link.ask('emptyLog'),
  rewrite: () => link.ask('rewrite'),
  close: async () => undefined,
});

export const wireOverLink = (link: Link): Wire => ({
  most: 1 << 20,
  open(heard, changed) {
    link.hear('event', heard);
    changed(true);
  },
  send: (text) => link.tell('event', text),
  close: async () => undefined,
});

/** Milliseconds; the primary may be busy writing a whole file anew. */
const PATIENCE = 200;

/** Not asked while an answer is overdue. */
export function counterOverLink(link: Link): SharedCounter {
  let overdue = 0;
  async function inTime<T>(asked: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        overdue += 1;
        const came = () => {
          overdue -= 1;
        };
        asked.then(came, came);
        reject(new Error('no count in time'));
      }, PATIENCE);
    });
    return Promise.race([asked, late]).finally(() => clearTimeout(timer));
  }
  return {
    up: () => overdue === 0,
    add: (key, window, by) => inTime(link.ask<Counted>('count', { key, window, by })),
    forget: (key) => inTime(link.ask('forget', key)),
  };
}

export const arbiterOverLink = (link: Link): Arbiter => ({
  open(granted, revoked) {
    link.hear('granted', granted);
    link.hear('revoked', revoked);
  },
  want: (name) => link.tell('want', name),
  close: async () => undefined,
});
