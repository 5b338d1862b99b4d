/** Look-up: a question as the citizen would ask it, and everything an agent needs to stand behind the answer. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Edits } from '../../../contract/console.js';
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { go, hrefOf } from '../route.js';
import { Tabs } from '../ui.js';
import { words } from '../words.js';
import { Compare } from './compare.js';
import { Estimate } from './estimate.js';
import { Reply } from './reply.js';

/** Asked for by the shortcut before the view may be there. */
let wanted = false;
export function focusQuestion(): void {
  wanted = true;
  const field = document.getElementById('question') as HTMLTextAreaElement | null;
  if (!field) return;
  wanted = false;
  field.focus();
  field.select();
}

const TABS = ['ask', 'estimate', 'compare'] as const;

export function LookUp({ params }: { params: URLSearchParams }) {
  const q = params.get('q') ?? '';
  const asOf = params.get('asOf') ?? '';
  const tab = TABS.find((t) => t === params.get('tab')) ?? 'ask';
  const href = (t: (typeof TABS)[number]) => hrefOf('lookup', { q, asOf, ...(t !== 'ask' && { tab: t }) });
  return (
    <>
      <header>
        <h1>{words.views.lookup}</h1>
        <Tabs
          label={words.lookup.tabs}
          current={tab}
          tabs={TABS.map((t) => ({ id: t, name: words.lookup.tab[t], href: href(t) }))}
        />
      </header>
      <div class="stack">
        {/* One field for both, so that what is typed survives going over to the other. */}
        {tab !== 'estimate' && <Question q={q} asOf={asOf} tab={tab === 'compare' ? tab : undefined} />}
        {tab === 'ask' && <Ask q={q} asOf={asOf} />}
        {tab === 'estimate' && <Estimate params={params} />}
        {tab === 'compare' && <Compare q={q} asOf={asOf} />}
      </div>
    </>
  );
}

function Ask({ q, asOf }: { q: string; asOf: string }) {
  // Edits belong to the question that they were made for.
  const [edited, setEdited] = useState<{ q: string; edits: Edits }>({ q, edits: {} });
  const edits = edited.q === q ? edited.edits : {};
  const body = { text: q, ...(asOf && { asOf }), ...(Object.keys(edits).length > 0 && { edits }) };
  const loaded = useLoad(q ? JSON.stringify(body) : null, () => call('lookUp', { body }));
  useEffect(() => {
    if (wanted || !q) focusQuestion();
  }, []);
  return q ? (
    <Reply
      loaded={loaded}
      q={q}
      asOf={asOf}
      edits={edits}
      onEdits={(next) => setEdited({ q, edits: next })}
    />
  ) : (
    <Examples />
  );
}

function Question({ q, asOf, tab }: { q: string; asOf: string; tab: string | undefined }) {
  const [text, setText] = useState(q);
  const [day, setDay] = useState(asOf);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setText(q), [q]);
  const ask = (e?: Event) => {
    e?.preventDefault();
    if (!text.trim()) return field.current?.focus();
    go('lookup', { q: text.trim(), asOf: day, tab });
    // In the field, number keys are text; outside they copy.
    document.getElementById('main')?.focus();
  };
  const key = (e: KeyboardEvent) => {
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
    ask(e);
  };
  return (
    <form class="question" onSubmit={ask}>
      <label class="grow">
        <span class="hidden">{words.lookup.question}</span>
        <textarea
          id="question"
          ref={field}
          rows={1}
          maxLength={2000}
          placeholder={words.lookup.placeholder}
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
          onKeyDown={key}
        />
      </label>
      <label class="day">
        <span>{words.lookup.asOf}</span>
        <input
          type="date"
          value={day}
          onChange={(e) => {
            setDay(e.currentTarget.value);
            if (q) go('lookup', { q, asOf: e.currentTarget.value, tab });
          }}
        />
      </label>
      <button type="submit" class="main">
        {words.lookup.ask}
      </button>
    </form>
  );
}

function Examples() {
  return (
    <section class="panel">
      <header>
        <h2>{words.lookup.begin}</h2>
      </header>
      <p class="quiet">{words.lookup.beginText}</p>
      <ul class="bare examples">
        {words.lookup.examples.map((e) => (
          <li key={e}>
            <a class="button" href={hrefOf('lookup', { q: e })}>
              {e}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
