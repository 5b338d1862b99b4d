/**
 * The desk while it is open: events to every console as they come, and nobody who waits is left without a word. Where
 * several processes serve, one of them has the words, and knows whose console is open at the others.
 */
import type { InboxEvent } from '../contract/console.js';
import type { Clock } from '../service.js';
import type { HandOffRecord, LiveEvent, Store } from '../store/store.js';
import { COUNTED, type OwnInbox } from './inbox.js';

/** Milliseconds: how often other processes' events are looked for, and how often somebody waits unseen. */
const LOOK = 1_000;
const CARE = 10_000;
/** Milliseconds that what has just come in may wait for what comes with it. */
const SOON = 20;
/** Seconds: a second word to who still waits; and until a silent agent who is gone loses what was taken. */
const OVERDUE = 5 * 60;
const SILENT = 3 * 60;
const AT_ONCE = 100;
const LOOKED_BACK = 40;
/** Seconds of the last so many waits tell how long the next will be. */
const REMEMBERED = 20;

export interface DeskListener {
  event(e: InboxEvent): void;
}

export interface Desk {
  /** Events above `after`, or from now on, in order, until the returned function is called. */
  listen(staffId: string, after: number | undefined, listener: DeskListener): Promise<() => void>;
  agents(): number;
  present(staffId: string): boolean;
  waited(seconds: number): void;
  /** Sees at once what has come, and says what has to be said; timers do it by themselves. */
  care(): Promise<void>;
  open(): void;
  close(): void;
}

/** Other processes, as the desk needs to know them. */
export interface Others {
  /** Staff whose console is open at another process. */
  staff(): string[];
  /** Staff whose console is open at this one has changed. */
  tell(staff: string[]): void;
  /** Whether this process has the words. */
  leads(): boolean;
}

interface Tools {
  store: Store;
  clock: Clock;
  inbox(): OwnInbox;
  /** Calls when a conversation has moved in this process. */
  watch(listener: () => void): () => void;
  failed(error: Error): void;
  others: Others;
}

const keyOf = (h: HandOffRecord): string => `${h.conversationId} ${h.requestedAt}`;

export function createDesk({ store, clock, inbox, watch, failed, others }: Tools): Desk {
  const waits: number[] = [];
  const told = new Map<string, number>();
  const promised = new Set<string>();
  const listeners = new Set<{ staffId: string; wake(): void }>();
  let lastSeen = -1;
  let caring: Promise<void> | undefined;
  let again = false;
  let closed = false;
  const timers: NodeJS.Timeout[] = [];
  let unwatch = (): void => undefined;
  const here = (): string[] => [...new Set([...listeners].map((l) => l.staffId))];
  const present = (staffId: string): boolean => here().includes(staffId) || others.staff().includes(staffId);
  const agents = (): number => new Set([...here(), ...others.staff()]).size;
  const seconds = (from: string): number => (clock.now().getTime() - new Date(from).getTime()) / 1000;

  /** Whole minutes, and none where nothing tells. */
  function expected(ahead: number): number {
    if (waits.length === 0) return 0;
    const sorted = [...waits].sort((a, b) => a - b);
    const usual = sorted[Math.floor(sorted.length / 2)] as number;
    return Math.max(1, Math.ceil((usual * (ahead + 1)) / Math.max(1, agents()) / 60));
  }

  /** How many words of ours there were since the citizen asked for a person; after a start the messages tell. */
  async function wordsSince(h: HandOffRecord): Promise<number> {
    const known = told.get(keyOf(h));
    if (known !== undefined) return known;
    const last = await store.messages(h.conversationId, Math.max(0, h.lastSeq - LOOKED_BACK), LOOKED_BACK);
    return last.filter((m) => m.role === 'system' && m.at >= h.requestedAt).length;
  }

  async function careForWaiting(h: HandOffRecord, ahead: number): Promise<void> {
    const key = keyOf(h);
    const said = await wordsSince(h);
    told.set(key, Math.max(said, 1));
    if (said === 0) {
      if (agents() === 0) return inbox().tell(h.conversationId, 'nobody');
      promised.add(key);
      return inbox().tell(h.conversationId, 'waiting', { ahead, minutes: expected(ahead) });
    }
    // Who was told to wait hears of it when all have left meanwhile.
    const word = agents() > 0 ? 'overdue' : promised.has(key) ? 'nobody' : undefined;
    if (said > 1 || !word || seconds(h.requestedAt) < OVERDUE) return;
    told.set(key, 2);
    await inbox().tell(h.conversationId, word);
  }

  async function careForTaken(h: HandOffRecord): Promise<void> {
    const [message] = await store.messages(h.conversationId, Math.max(0, h.lastCitizenSeq - 1), 1);
    const silent = h.lastCitizenSeq > h.lastAgentSeq && seconds(message?.at ?? '') >= SILENT;
    const since = h.takenAt !== null && seconds(h.takenAt) >= SILENT;
    if (silent && since && !present(h.agent ?? '')) await inbox().requeue('program', h.conversationId);
  }

  async function everyone(): Promise<void> {
    if (!others.leads()) return;
    const open = await store.handOffs({ status: 'open' }, { limit: COUNTED });
    const waiting = new Set(open.map(keyOf));
    for (const key of told.keys()) if (!waiting.has(key)) told.delete(key);
    for (const key of promised) if (!waiting.has(key)) promised.delete(key);
    for (const [ahead, h] of open.entries()) await careForWaiting(h, ahead);
    for (const h of await store.handOffs({ status: 'taken' }, { limit: COUNTED })) await careForTaken(h);
  }

  function care(): Promise<void> {
    again = true;
    caring ??= (async () => {
      while (again && !closed) {
        again = false;
        await everyone().catch(failed);
      }
      caring = undefined;
    })();
    return caring;
  }

  async function look(): Promise<void> {
    const last = await store.lastEvent();
    if (last === lastSeen) return;
    lastSeen = last;
    for (const l of listeners) l.wake();
    await care();
  }
  let due: NodeJS.Timeout | undefined;
  /** However many questions come meanwhile, one look is enough. */
  const lookSoon = (): void => {
    if (due) return;
    due = setTimeout(() => {
      due = undefined;
      if (!closed) void look().catch(failed);
    }, SOON);
  };

  const eventOf = async (e: LiveEvent): Promise<InboxEvent> => ({
    ...{ seq: e.seq, kind: e.kind, conversationId: e.conversationId },
    item: await inbox().item(e.conversationId),
  });

  return {
    agents,
    present,
    care,
    waited(s) {
      waits.push(s);
      if (waits.length > REMEMBERED) waits.shift();
    },
    async listen(staffId, after, listener) {
      let seen = after ?? (await store.lastEvent());
      let ended = false;
      let more = false;
      let reading = false;
      async function read(): Promise<void> {
        const found = await store.eventsAfter(seen, AT_ONCE);
        for (const e of found) {
          const event = await eventOf(e);
          if (ended) return;
          seen = e.seq;
          listener.event(event);
        }
        more ||= found.length === AT_ONCE;
      }
      const mine = {
        staffId,
        async wake() {
          more = true;
          if (reading) return;
          reading = true;
          while (more && !ended) {
            more = false;
            // A store that fails now is read again with the next event.
            await read().catch(failed);
          }
          reading = false;
        },
      };
      listeners.add(mine);
      others.tell(here());
      void mine.wake();
      return () => {
        ended = true;
        listeners.delete(mine);
        others.tell(here());
      };
    },
    open() {
      unwatch = watch(lookSoon);
      timers.push(
        setInterval(lookSoon, LOOK),
        setInterval(() => void care(), CARE),
      );
      for (const timer of timers) timer.unref();
      lookSoon();
    },
    close() {
      closed = true;
      unwatch();
      for (const timer of timers) clearInterval(timer);
    },
  };
}
