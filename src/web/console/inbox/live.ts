/** The inbox as it stands, kept up to date by events; counted for the rail whichever view is open. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { InboxEvent, InboxPage } from '../../../contract/console.js';
import { call, type InboxItem, listen } from '../api.js';

/** Besides the events: how long people have waited, and what a broken line has missed. */
const AGAIN_MS = 30_000;

export interface Live {
  items: InboxItem[];
  /** The server's instant; empty until it is known. */
  now: string;
  open: number;
  agents: number;
  connected: boolean;
  error: Error | undefined;
  loaded: boolean;
  /** The event of a conversation that came last, for whoever shows that conversation. */
  last: InboxEvent | undefined;
  reload(): void;
  put(item: InboxItem): void;
}

const byWaiting = (a: InboxItem, b: InboxItem): number =>
  Number(b.citizenWaits) - Number(a.citizenWaits) || a.requestedAt.localeCompare(b.requestedAt);

export const withItem = (items: InboxItem[], id: string, item: InboxItem | null): InboxItem[] => {
  const others = items.filter((i) => i.conversationId !== id);
  return item ? [...others, item].sort(byWaiting) : others;
};

async function allPages(): Promise<InboxPage> {
  const first = await call('inbox');
  let { nextCursor } = first;
  while (nextCursor) {
    const page = await call('inbox', { query: { cursor: nextCursor } });
    first.items.push(...page.items);
    nextCursor = page.nextCursor;
  }
  return first;
}

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'];

/** Again and again, but only while somebody is there: a request counts as a sign of life, and an idle session has to end. */
function whileUsed(again: () => void): () => void {
  let used = true;
  let idle = false;
  const sign = () => {
    used = true;
    // Back at the desk: what is shown is old.
    if (idle) again();
    idle = false;
  };
  const timer = setInterval(() => {
    if (used) again();
    else idle = true;
    used = false;
  }, AGAIN_MS);
  for (const s of SIGNS) addEventListener(s, sign, { passive: true });
  return () => {
    clearInterval(timer);
    for (const s of SIGNS) removeEventListener(s, sign);
  };
}

export function useLive(): Live {
  const [page, setPage] = useState<InboxPage>();
  const [error, setError] = useState<Error>();
  const [connected, setConnected] = useState(false);
  const [last, setLast] = useState<InboxEvent>();
  const turn = useRef(0);
  const loading = useRef(false);
  const put = useCallback((id: string, item: InboxItem | null) => {
    setPage((p) => p && { ...p, items: withItem(p.items, id, item) });
  }, []);
  const reload = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    loading.current = true;
    const mineOnly = (then: () => void) => () => {
      if (mine !== turn.current) return;
      loading.current = false;
      then();
    };
    allPages().then(
      (p) =>
        mineOnly(() => {
          setPage({ ...p, items: [...p.items].sort(byWaiting) });
          setError(undefined);
        })(),
      (e: Error) => mineOnly(() => setError(e))(),
    );
  }, []);
  useEffect(() => {
    reload();
    const rest = whileUsed(reload);
    const stop = listen({
      open: () => {
        setConnected(true);
        reload();
      },
      lost: () => setConnected(false),
      event: (e) => {
        put(e.conversationId, e.item);
        setLast(e);
        // The list under way may have been read before this happened.
        if (loading.current) reload();
      },
    });
    return () => {
      rest();
      stop();
    };
  }, [put, reload]);
  const items = page?.items ?? [];
  return {
    items,
    now: page?.now ?? '',
    open: items.filter((i) => i.status === 'open').length,
    agents: page?.agents ?? 0,
    connected,
    error,
    loaded: page !== undefined,
    last,
    reload,
    put: useCallback((item: InboxItem) => put(item.conversationId, item), [put]),
  };
}
