/** Below an answer: helpful or not, why not, copy, receipt. */
import { useRef, useState } from 'preact/hooks';
import { words } from './words.js';

interface Props {
  text: string;
  receipt: string;
  onRate(helpful: boolean, comment: string): Promise<void>;
}

type State = 'open' | 'reason' | 'sent' | 'failed';

/** Pages without https have no clipboard; a selection is copied the old way. */
async function copy(text: string, near: HTMLElement | null): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = document.createElement('textarea');
  box.value = text;
  near?.append(box);
  box.select();
  document.execCommand('copy');
  box.remove();
}

/** Drawn, since not every system has the emoji. */
function Thumb({ down = false }: { down?: boolean }) {
  return (
    <svg class={down ? 'thumb down' : 'thumb'} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M2 21h4V9H2v12zM23 10a2 2 0 0 0-2-2h-6.3l1-4.6v-.3c0-.4-.2-.8-.5-1.1L14.200 1 7.600 7.600C7.200 8 7 8.500 7 9v10a2 2 0 0 0 2 2h9c.8 0 1.500-.5 1.800-1.200l3-7c.1-.2.2-.5.2-.8v-2z" />
    </svg>
  );
}

export function Feedback({ text, receipt, onRate }: Props) {
  const [state, setState] = useState<State>('open');
  const [copied, setCopied] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const rate = (helpful: boolean, comment: string) =>
    onRate(helpful, comment).then(
      () => setState('sent'),
      () => setState('failed'),
    );
  return (
    <div class="tools" part="tools" ref={row}>
      {(state === 'open' || state === 'failed') && (
        <>
          <button
            type="button"
            onClick={() => rate(true, '')}
            aria-label={words.helpful}
            title={words.helpful}
          >
            <Thumb />
          </button>
          <button
            type="button"
            onClick={() => setState('reason')}
            aria-label={words.unhelpful}
            title={words.unhelpful}
          >
            <Thumb down />
          </button>
        </>
      )}
      <button
        type="button"
        onClick={() =>
          copy(text, row.current).then(
            () => setCopied(true),
            () => undefined,
          )
        }
      >
        {copied ? words.copied : words.copy}
      </button>
      <a class="button" href={receipt} target="_blank" rel="noopener noreferrer">
        {words.receipt}
      </a>
      {state === 'reason' && (
        <form
          class="reason"
          onSubmit={(e) => {
            e.preventDefault();
            void rate(false, reason.current?.value.trim() ?? '');
          }}
        >
          <label>
            {words.reason}
            <textarea ref={reason} rows={2} maxLength={500} autofocus />
          </label>
          <button type="submit">{words.report}</button>
        </form>
      )}
      <span role="status">
        {state === 'sent' && words.thanks}
        {state === 'failed' && words.notSent}
      </span>
    </div>
  );
}
