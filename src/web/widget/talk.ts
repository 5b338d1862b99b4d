/** One conversation as the widget keeps it: what was said, under which id; it outlives a reload of the page. */
import type { Answer } from '../../contract.js';
import type { FailureKind } from './client.js';

export type Entry =
  | { who: 'me'; text: string }
  | { who: 'bot'; answer: Answer }
  | { who: 'agent'; text: string }
  | { who: 'note'; text: string }
  | { who: 'failed'; text: string; kind: FailureKind; message: string };

export interface Talk {
  conversationId?: string | undefined;
  entries: Entry[];
  /** Typed and not yet sent. */
  draft: string;
  /** A person was asked for, and the last message of theirs that was shown. */
  human?: { lastSeq: number } | undefined;
}

export const EMPTY: Talk = { entries: [], draft: '' };

const KEY = 'gongji-widget';
/** More than this is not kept for a restored tab. */
const KEPT = 40;

/** Session storage, where the page may use it: it ends with the tab, and no cookie is set. */
export function saveTalk(talk: Talk, base: string): void {
  try {
    sessionStorage.setItem(`${KEY} ${base}`, JSON.stringify({ ...talk, entries: talk.entries.slice(-KEPT) }));
  } catch {
    // Without storage the conversation ends with the page.
  }
}

export function loadTalk(base: string): Talk {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`${KEY} ${base}`) ?? 'null') as Talk | null;
    return kept && Array.isArray(kept.entries) ? { ...EMPTY, ...kept } : EMPTY;
  } catch {
    return EMPTY;
  }
}
