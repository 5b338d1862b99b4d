/** One conversation as the widget keeps it: what was said, under which id; it outlives a reload of the page. */
import type { Answer } from '../../contract.js';
import type { FailureKind } from './client.js';

export type Entry =
  /** `key` names the question: asked again, it is answered once. */
  | { who: 'me'; text: string; key: string }
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
  /** Large type. */
  large?: boolean | undefined;
}

export const EMPTY: Talk = { entries: [], draft: '' };

/** More than this is not kept for a restored tab; where the browser gives less room, fewer. */
const KEPT = [40, 15, 5];
const talkKey = (base: string): string => `gongji-widget ${base}`;
const draftKey = (base: string): string => `gongji-widget draft ${base}`;

/** Session storage, where the page may use it: it ends with the tab, and no cookie is set. */
function keep(key: string, text: string): boolean {
  try {
    sessionStorage.setItem(key, text);
    return true;
  } catch {
    // Without storage the conversation ends with the page.
    return false;
  }
}

export function saveTalk(talk: Talk, base: string): void {
  KEPT.some((n) => keep(talkKey(base), JSON.stringify({ ...talk, entries: talk.entries.slice(-n) })));
}

/** By itself: it changes with every key, and answers are long. */
export function saveDraft(draft: string, base: string): void {
  keep(draftKey(base), draft);
}

export function loadTalk(base: string): Talk {
  try {
    const kept = JSON.parse(sessionStorage.getItem(talkKey(base)) ?? 'null') as Talk | null;
    const draft = sessionStorage.getItem(draftKey(base)) ?? '';
    return kept && Array.isArray(kept.entries) ? { ...EMPTY, ...kept, draft } : { ...EMPTY, draft };
  } catch {
    return EMPTY;
  }
}
