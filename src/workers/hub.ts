/** What the primary does for its workers: one writer, one count, one holder of each duty, events passed on. */
import type { Counter } from '../counter.js';
import type { Engine } from '../store/sqlite/writer.js';
import { type Link, linkTo, type Port } from './link.js';

export interface HubTools {
  /** Of the one SQLite file; absent where workers write to PostgreSQL. */
  engine?: Engine | undefined;
  counter: Counter;
  metrics(): Promise<string>;
  /** What a worker is told at its start. */
  welcome(): Welcome;
}

export interface Welcome {
  /** The first one says where the service is. */
  first: boolean;
}

export interface Hub {
  join(id: number, port: Port): Link;
  leave(id: number): void;
  tellAll(what: string, body?: unknown): void;
}

export function createHub(t: HubTools): Hub {
  const links = new Map<number, Link>();
  /** The one that has it first, then those who wait for it, in the order in which they asked. */
  const duties = new Map<string, number[]>();

  function want(id: number, name: string): void {
    const queue = duties.get(name) ?? [];
    duties.set(name, queue);
    if (queue.includes(id)) return;
    queue.push(id);
    if (queue[0] === id) links.get(id)?.tell('granted', name);
  }

  return {
    join(id, port) {
      const link = linkTo(port);
      links.set(id, link);
      const { engine, counter } = t;
      if (engine) {
        link.hear('group', engine.group);
        link.hear('emptyLog', engine.emptyLog);
        link.hear('rewrite', engine.rewrite);
      }
      link.hear('count', ({ key, window, by }: { key: string; window: number; by: 1 | -1 }) =>
        counter.add(key, window, by),
      );
      link.hear('forget', counter.forget);
      link.hear('metrics', t.metrics);
      link.hear('welcome', t.welcome);
      link.hear('want', (name: string) => want(id, name));
      link.hear('event', (text: string) => {
        for (const [other, l] of links) if (other !== id) l.tell('event', text);
      });
      return link;
    },
    leave(id) {
      links.get(id)?.cut();
      links.delete(id);
      for (const [name, queue] of duties) {
        const had = queue[0] === id;
        duties.set(
          name,
          queue.filter((other) => other !== id),
        );
        const next = duties.get(name)?.[0];
        if (had && next !== undefined) links.get(next)?.tell('granted', name);
      }
    },
    tellAll(what, body) {
      for (const link of links.values()) link.tell(what, body);
    },
  };
}
