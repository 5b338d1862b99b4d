/** The panel: what was said, what is being asked, the box to write in. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../../contract.js';
import { AnswerView } from './answer.js';
import type { Session } from './session.js';
import type { Entry } from './talk.js';
import { fill, words } from './words.js';

/** After this long people wonder whether anything happens. */
const SLOW_MS = 3000;

export interface PanelProps {
  session: Session;
  title: string;
  greeting: string;
  onClose?: (() => void) | undefined;
}

export function Panel({ session, title, greeting, onClose }: PanelProps) {
  const [, redraw] = useState(0);
  const [large, setLarge] = useState(session.large);
  const end = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const { entries } = session.talk;
  useEffect(() => session.onChange(() => redraw((n) => n + 1)), [session]);
  // A new answer is read from its beginning, a question from its end.
  useEffect(() => {
    const log = end.current?.parentElement;
    const last = log?.querySelector('article:last-of-type');
    if (log && last instanceof HTMLElement) log.scrollTop = last.offsetTop - log.offsetTop - 8;
  }, [entries.length, session.busy]);
  const size = () => {
    session.large = !large;
    setLarge(!large);
  };
  const newest = entries.findLastIndex((e) => e.who === 'bot');
  return (
    <div class={`panel${large ? ' large' : ''}`} part="panel">
      <header part="header">
        <h2>{title}</h2>
        <button
          type="button"
          aria-pressed={large}
          aria-label={words.large}
          title={words.large}
          onClick={size}
        >
          {words.largeMark}
        </button>
        <button
          type="button"
          aria-label={words.restart}
          title={words.restart}
          onClick={() => session.restart()}
        >
          ↺
        </button>
        <button type="button" part="human" onClick={() => session.human()}>
          {words.human}
        </button>
        {onClose && (
          <button type="button" class="close" aria-label={words.close} title={words.close} onClick={onClose}>
            ✕
          </button>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a log that scrolls must be reachable by keyboard */}
      <div class="log" part="log" role="log" aria-label={words.log} tabIndex={0}>
        <article class="bot">
          <p>{greeting}</p>
          <p class="standing">{words.privacy}</p>
        </article>
        {entries.map((entry, i) => (
          <Said key={i} entry={entry} newest={i === newest && i === entries.length - 1} session={session} />
        ))}
        {session.busy && <Thinking />}
        <div ref={end} />
      </div>
      <Form session={session} box={box} />
    </div>
  );
}

function Thinking() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <article class="bot thinking">
      <p>
        <i class="dots" aria-hidden="true" /> {slow ? words.slow : words.thinking}
      </p>
    </article>
  );
}

function Said({ entry, newest, session }: { entry: Entry; newest: boolean; session: Session }) {
  if (entry.who === 'me')
    return (
      <article class="me" aria-label={words.you}>
        <p>{entry.text}</p>
      </article>
    );
  if (entry.who === 'agent')
    return (
      <article class="bot agent" aria-label={words.agent}>
        <h3>{words.agent}</h3>
        <p>{entry.text}</p>
      </article>
    );
  if (entry.who === 'note') return <p class="aside">{entry.text}</p>;
  if (entry.who === 'failed')
    return (
      <article class="bot failed">
        <p>{fill(words.failed[entry.kind], { message: entry.message })}</p>
        {entry.kind !== 'origin' && (
          <button type="button" onClick={() => session.again()}>
            {words.retry}
          </button>
        )}
      </article>
    );
  return <Bot answer={entry.answer} newest={newest} session={session} />;
}

function Bot({ answer, newest, session }: { answer: Answer; newest: boolean; session: Session }) {
  return (
    <article class="bot" part="answer" aria-label={words.assistant}>
      <AnswerView
        answer={answer}
        newest={newest}
        receipt={session.receipt(answer.id)}
        onAsk={(text) => void session.ask(text)}
        onRate={(helpful, comment) => session.rate(answer.id, helpful, comment)}
      />
    </article>
  );
}

function Form({ session, box }: { session: Session; box: RefObject<HTMLTextAreaElement | null> }) {
  const send = () => {
    const text = box.current?.value.trim() ?? '';
    if (text === '' || session.busy) return;
    void session.ask(text);
    box.current?.focus();
  };
  return (
    <form
      part="form"
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      <textarea
        ref={box}
        part="input"
        rows={1}
        maxLength={2000}
        enterkeyhint="send"
        autocomplete="off"
        aria-label={words.question}
        placeholder={words.placeholder}
        value={session.talk.draft}
        onInput={(e) => session.type(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
          e.preventDefault();
          send();
        }}
      />
      <button type="submit" part="send" aria-disabled={session.busy}>
        {words.send}
      </button>
    </form>
  );
}
