/** Where a reply is written: kept while one looks elsewhere, sent by Enter, with canned pieces to put in. */
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { Failed } from '../ui.js';
import { words } from '../words.js';

/** What each person began in each conversation, for as long as the page is open. */
const drafts = new Map<string, string>();

interface Props {
  id: string;
  /** Whose draft it is. */
  staffId: string;
  box: RefObject<HTMLTextAreaElement | null>;
  onSent(): void;
  onInsert(text: string): void;
}

export function ReplyBox({ id, staffId, box, onSent, onInsert }: Props) {
  const draft = `${staffId} ${id}`;
  const [text, setText] = useState(drafts.get(draft) ?? '');
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const pieces = useLoad('pieces', () => call('pieces'));
  useEffect(() => {
    drafts.set(draft, text);
  }, [draft, text]);
  const send = async () => {
    const reply = text.trim();
    if (!reply || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await call('reply', { id, body: { text: reply } });
      setText('');
      onSent();
    } catch (e) {
      // What was typed stays.
      setFailure(e as Error);
    }
    setBusy(false);
    box.current?.focus();
  };
  return (
    <form
      class="reply"
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      {failure && <Failed error={failure} />}
      {pieces.data && pieces.data.pieces.length > 0 && (
        <div class="pieces" role="toolbar" aria-label={words.inbox.pieces}>
          {pieces.data.pieces.map((p) => (
            <button key={p.id} type="button" title={p.text} onClick={() => onInsert(p.text)}>
              {p.title}
            </button>
          ))}
        </div>
      )}
      <div class="row end">
        <label class="grow">
          <span class="hidden">{words.inbox.reply}</span>
          <textarea
            ref={box}
            rows={2}
            maxLength={2000}
            dir="auto"
            placeholder={words.inbox.replyHint}
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
            onKeyDown={(e) => {
              if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
              e.preventDefault();
              void send();
            }}
          />
        </label>
        <button type="submit" class="main" aria-disabled={busy || !text.trim()}>
          {words.inbox.send}
        </button>
      </div>
    </form>
  );
}
