/** How far each conversation was read here: kept for the tab, for nothing but the unread marks. */
import { useEffect, useState } from 'preact/hooks';
import type { InboxItem } from '../api.js';

const KEY = 'gongji-console-seen';
const CHANGED = 'gongji:seen';
type Seen = Record<string, number>;

const read = (): Seen => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Seen;
  } catch {
    return {};
  }
};

export function markSeen(conversationId: string, seq: number): void {
  const seen = read();
  if ((seen[conversationId] ?? 0) >= seq) return;
  sessionStorage.setItem(KEY, JSON.stringify({ ...seen, [conversationId]: seq }));
  dispatchEvent(new Event(CHANGED));
}

export function useSeen(): Seen {
  const [seen, setSeen] = useState(read);
  useEffect(() => {
    const changed = () => setSeen(read());
    addEventListener(CHANGED, changed);
    return () => removeEventListener(CHANGED, changed);
  }, []);
  return seen;
}

export const isUnread = (seen: Seen, item: InboxItem): boolean =>
  item.citizenWaits && item.lastSeq > (seen[item.conversationId] ?? 0);
