/** Facts by place, topic, state and words; one open beside the list with its history and sources. */
import { useEffect, useState } from 'preact/hooks';
import type { DeskFact } from '../../../contract/console.js';
import { call } from '../api.js';
import { periodOf } from '../format.js';
import { moveInList } from '../keys.js';
import { useLoad } from '../load.js';
import { AUTHORITY_TONE } from '../lookup/evidence.js';
import { PlacePicker } from '../place.js';
import { go, hrefOf } from '../route.js';
import { Choice, Empty, Show, Tag } from '../ui.js';
import { fill, words } from '../words.js';
import { FactSheetView } from './sheet.js';

const STATES = [['', words.ui.all] as const, ...Object.entries(words.knowledge.states)];
export const STATE_TONE = {
  'in-force': 'good',
  future: 'info',
  replaced: 'plain',
  ended: 'warn',
  refuted: 'bad',
} as const;
/** After the last key, so long until it is searched. */
const PAUSE_MS = 250;

export function Facts({ params }: { params: URLSearchParams }) {
  const said = (n: string) => params.get(n) ?? '';
  const [region, topic, state, q, fact, name] = ['region', 'topic', 'state', 'q', 'fact', 'name'].map(
    said,
  ) as [string, string, string, string, string, string];
  const all = { tab: 'facts', region, topic, state, q, fact, name };
  const set = (some: Record<string, string>) => go('knowledge', { ...all, fact: '', ...some }, true);
  const choices = useLoad('choices', () => call('choices'));
  const topics = choices.data?.topics.map((t) => [t.value, t.label] as const) ?? [];
  const query = { region, topic, state, q };
  // Come for one fact alone, the list would be everything there is.
  const wanted = fact === '' || region !== '' || topic !== '' || state !== '' || q !== '';
  return (
    <div class="stack">
      <div class="row end">
        <PlacePicker
          label={words.knowledge.place}
          shown={name || region}
          onChoose={(p) => set({ region: p?.code ?? '', name: p?.name ?? '' })}
        />
        <Choice
          label={words.knowledge.topic}
          value={topic}
          options={[['', words.ui.all], ...topics]}
          onChange={(v) => set({ topic: v })}
        />
        <Choice
          label={words.knowledge.state}
          value={state}
          options={STATES}
          onChange={(v) => set({ state: v })}
        />
        <Search q={q} onSearch={(v) => set({ q: v })} />
      </div>
      <div class="beside">
        {wanted ? <List query={query} current={fact} all={all} /> : <Empty>{words.knowledge.narrow}</Empty>}
        {fact ? <FactSheetView key={fact} id={fact} /> : <Empty>{words.knowledge.chooseFact}</Empty>}
      </div>
    </div>
  );
}

function Search({ q, onSearch }: { q: string; onSearch(q: string): void }) {
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text.trim() === q) return;
    const timer = setTimeout(() => onSearch(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="field grow">
      <span>{words.knowledge.search}</span>
      <input type="search" maxLength={200} value={text} onInput={(e) => setText(e.currentTarget.value)} />
    </label>
  );
}

type Query = Record<'region' | 'topic' | 'state' | 'q', string>;

function List({ query, current, all }: { query: Query; current: string; all: Record<string, string> }) {
  const key = JSON.stringify(query);
  const loaded = useLoad(key, () => call('facts', { query }));
  const [more, setMore] = useState<{ key: string; facts: DeskFact[]; cursor: string | null }>();
  const extra = more?.key === key ? more : undefined;
  const next = async (cursor: string) => {
    const page = await call('facts', { query: { ...query, cursor } });
    setMore({ key, facts: [...(extra?.facts ?? []), ...page.facts], cursor: page.nextCursor });
  };
  return (
    <section class="queue" aria-label={words.knowledge.tab.facts}>
      <Show loaded={loaded}>
        {(page) => {
          const cursor = extra ? extra.cursor : page.nextCursor;
          return (
            <>
              <p class="quiet small">{fill(words.ui.items, { n: page.total })}</p>
              {page.facts.length === 0 && <Empty>{words.knowledge.noFacts}</Empty>}
              <ul class="bare" onKeyDown={moveInList}>
                {[...page.facts, ...(extra?.facts ?? [])].map((f) => (
                  <Row
                    key={f.id}
                    fact={f}
                    current={f.id === current}
                    href={hrefOf('knowledge', { ...all, fact: f.id })}
                  />
                ))}
              </ul>
              {cursor && (
                <button type="button" onClick={() => void next(cursor)}>
                  {words.ui.next}
                </button>
              )}
            </>
          );
        }}
      </Show>
    </section>
  );
}

const Row = ({ fact: f, current, href }: { fact: DeskFact; current: boolean; href: string }) => (
  <li>
    <a class="caller" href={href} aria-current={current ? 'true' : undefined}>
      <span class="last">{f.statement}</span>
      <span class="row small">
        <Tag tone={STATE_TONE[f.state]}>{words.knowledge.states[f.state]}</Tag>
        <Tag tone={AUTHORITY_TONE[f.authority]}>{words.authority[f.authority]}</Tag>
        <span class="quiet">
          {f.regionName} · {f.title} · {periodOf(f.effectiveFrom, f.effectiveTo)}
        </span>
      </span>
    </a>
  </li>
);
