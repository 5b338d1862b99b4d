/** One fact: what it says, for whom and when, its sources, what disagrees, and how the rule was at other times. */
import type { DeskFact } from '../../../contract/console.js';
import { type ConflictItem, call } from '../api.js';
import { periodOf } from '../format.js';
import { useLoad } from '../load.js';
import { AUTHORITY_TONE, SourceLine } from '../lookup/evidence.js';
import { hrefOf } from '../route.js';
import { copy } from '../say.js';
import { Show, Tag } from '../ui.js';
import { fill, wordOf, words } from '../words.js';
import { STATE_TONE } from './facts.js';

export function FactSheetView({ id }: { id: string }) {
  const loaded = useLoad(id, () => call('fact', { id }));
  return (
    <section class="panel stack sheet" aria-label={words.knowledge.sheet}>
      <Show loaded={loaded}>
        {({ fact, history, conflicts }) => (
          <>
            <header>
              <h2>{fact.statement}</h2>
              <button type="button" onClick={() => void copy(fact.statement)}>
                {words.ui.copy}
              </button>
            </header>
            <Particulars fact={fact} />
            {fact.refuted && (
              <p class="note warn">{fill(words.knowledge.refuted, { why: fact.refuted.why })}</p>
            )}
            {fact.steps && (
              <ol>
                {fact.steps.map((s) => (
                  <li key={s}>{s}</li>
                ))}
              </ol>
            )}
            <h3>{words.knowledge.sources}</h3>
            {fact.sources.map((s) => (
              <SourceLine key={s.id} source={s} />
            ))}
            {conflicts.length > 0 && <h3>{words.knowledge.tab.conflicts}</h3>}
            {conflicts.map((c, i) => (
              <ConflictView key={i} conflict={c} />
            ))}
            <h3>{words.knowledge.history}</h3>
            <History of={[fact, ...history]} current={fact.id} />
          </>
        )}
      </Show>
    </section>
  );
}

/** One value, several, or a band from … to. */
function conditionOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((v) => conditionOf(name, v)).join('、');
  if (typeof value === 'object' && value !== null) {
    const { from, to } = value as { from?: string; to?: string };
    return `${from ?? '0'} — ${to ?? '∞'}`;
  }
  const own = (words.knowledge.conditionValues as Record<string, Record<string, string>>)[name];
  return wordOf(own ?? words.values, String(value));
}

function Particulars({ fact: f }: { fact: DeskFact }) {
  const conditions = Object.entries(f.conditions).map(
    ([k, v]) => `${wordOf(words.knowledge.conditions, k)}：${conditionOf(k, v)}`,
  );
  const rows: [string, string][] = [
    [words.knowledge.place, f.regionName],
    [words.knowledge.matter, f.title],
    [words.knowledge.scheme, f.scheme ? wordOf(words.values, f.scheme) : words.knowledge.anyScheme],
    [words.knowledge.when, periodOf(f.effectiveFrom, f.effectiveTo)],
    [words.knowledge.checked, f.checked],
    ...(conditions.length > 0 ? [[words.knowledge.only, conditions.join('；')] as [string, string]] : []),
    [words.knowledge.id, f.id],
  ];
  return (
    <>
      <p class="row">
        <Tag tone={STATE_TONE[f.state]}>{words.knowledge.states[f.state]}</Tag>
        <Tag tone={AUTHORITY_TONE[f.authority]}>{words.authority[f.authority]}</Tag>
      </p>
      <dl class="pairs">
        {rows.map(([k, v]) => (
          <div key={k}>
            <dt>{k}</dt>
            <dd>{v}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Newest first, the one that is open marked. */
function History({ of, current }: { of: DeskFact[]; current: string }) {
  const once = of.filter((f, i) => of.findIndex((x) => x.id === f.id) === i);
  const order = once.sort((a, b) => (b.effectiveFrom ?? '').localeCompare(a.effectiveFrom ?? ''));
  return (
    <ol class="bare history">
      {order.map((f) => (
        <li key={f.id} class={f.state} aria-current={f.id === current ? 'true' : undefined}>
          <p class="small quiet">
            {periodOf(f.effectiveFrom, f.effectiveTo)}{' '}
            <Tag tone={STATE_TONE[f.state]}>{words.knowledge.states[f.state]}</Tag>
          </p>
          <p>
            {f.id === current ? (
              f.statement
            ) : (
              <a href={hrefOf('knowledge', { tab: 'facts', fact: f.id })}>{f.statement}</a>
            )}
          </p>
        </li>
      ))}
    </ol>
  );
}

export function ConflictView({ conflict: c }: { conflict: ConflictItem }) {
  return (
    <section class="conflict">
      <p class="row">
        <Tag tone={c.waits ? 'bad' : 'plain'}>
          {c.waits ? words.knowledge.waits : words.knowledge.decided}
        </Tag>
        <span>{c.reason}</span>
      </p>
      <ul class="bare">
        {c.facts.map((f) => (
          <li key={f.id}>
            <a href={hrefOf('knowledge', { tab: 'facts', fact: f.id })}>{f.statement}</a>
            <p class="small quiet">
              {f.regionName} · {periodOf(f.effectiveFrom, f.effectiveTo)}
            </p>
            {f.sources.map((s) => (
              <SourceLine key={s.id} source={s} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
