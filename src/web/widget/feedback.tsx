/** Below an answer: helpful or not, why not, copy, receipt. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../../contract.js';
import type { Verdict } from './client.js';
import { words } from './words.js';

interface Props {
  answer: Answer;
  receipt: string;
  onRate(verdict: Omit<Verdict, 'answerId'>): Promise<void>;
}

type State = 'open' | 'reason' | 'sent' | 'failed';
type Thumbs = 'helpful' | 'unhelpful';

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

export function Feedback({ answer, receipt, onRate }: Props) {
  const [state, setState] = useState<State>('open');
  const [copied, setCopied] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const which = useRef<HTMLSelectElement>(null);
  const [verdict, setVerdict] = useState<Thumbs>();
  useLayoutEffect(() => {
    if (state === 'reason') reason.current?.focus();
  }, [state]);
  const rate = (given: Thumbs, more: { comment?: string; factId?: string } = {}) => {
    // The button that was pressed may be gone when the word has arrived.
    row.current?.querySelector<HTMLElement>(`.${given}`)?.focus({ preventScroll: true });
    setVerdict(given);
    return onRate({ helpful: given === 'helpful', ...more }).then(
      () => setState('sent'),
      () => setState('failed'),
    );
  };
  // A later word replaces the earlier, so both stay.
  const thumb = (given: Thumbs, onClick: () => void) => (
    <button
      type="button"
      class={given}
      onClick={onClick}
      aria-pressed={verdict === given}
      aria-label={words[given]}
      title={words[given]}
    >
      <Thumb down={given === 'unhelpful'} />
    </button>
  );
  return (
    <div class="tools" part="tools" ref={row}>
      {thumb('helpful', () => void rate('helpful'))}
      {thumb('unhelpful', () => setState('reason'))}
      <button
        type="button"
        onClick={() =>
          copy(answer.text, row.current).then(
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
            void rate('unhelpful', { comment: reason.current?.value.trim(), factId: which.current?.value });
          }}
        >
          <label>
            {words.reason}
            <textarea ref={reason} rows={2} maxLength={500} />
          </label>
          {answer.facts.length > 0 && (
            <label>
              {words.whichFact}
              <select ref={which}>
                <option value="">{words.noFact}</option>
                {answer.facts.map((f) => (
                  <option key={f.id} value={f.id}>
                    {f.statement}
                  </option>
                ))}
              </select>
            </label>
          )}
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
