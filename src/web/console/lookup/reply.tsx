/** The answer of a look-up: what was understood, three lengths to copy, what it stands on, and what lost. */
import type { Edits, LookUpReply } from '../../../contract/console.js';
import { useKeys } from '../keys.js';
import type { Loaded } from '../load.js';
import { hrefOf } from '../route.js';
import { copy } from '../say.js';
import { Key, Show, Tag } from '../ui.js';
import { fill, words } from '../words.js';
import { Chips } from './chips.js';
import { Candidates, Facts } from './evidence.js';
import { Shares, Working } from './working.js';

type Answer = LookUpReply['answer'];
type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain';
const TONES: Record<Answer['outcome'], Tone> = {
  answer: 'good',
  clarify: 'info',
  'no-rule': 'good',
  'no-fact': 'warn',
  'out-of-scope': 'plain',
  handoff: 'info',
  smalltalk: 'plain',
};
const LENGTHS = ['phone', 'message', 'full'] as const;

interface Props {
  loaded: Loaded<LookUpReply>;
  q: string;
  asOf: string;
  edits: Edits;
  onEdits(edits: Edits): void;
}

export function Reply({ loaded, q, asOf, edits, onEdits }: Props) {
  const { data } = loaded;
  useKeys(
    Object.fromEntries(LENGTHS.map((l, i) => [String(i + 1), () => data && void copy(data.lengths[l])])),
  );
  return (
    <Show loaded={loaded}>
      {(reply) => (
        <div class="stack" aria-busy={loaded.loading}>
          <Chips understood={reply.understood} edits={edits} onEdits={onEdits} />
          <div class="two">
            <div class="stack">
              <Outcome reply={reply} edits={edits} onEdits={onEdits} />
              <Lengths reply={reply} />
              {reply.answer.calculation && (
                <section class="panel">
                  <header>
                    <h2>{words.lookup.calculation}</h2>
                    <a
                      class="button"
                      href={hrefOf('lookup', { q, asOf, tab: 'estimate', ...slotsOf(reply.answer) })}
                    >
                      {words.lookup.toEstimate}
                    </a>
                  </header>
                  <Shares calculation={reply.answer.calculation} />
                  <Working calculation={reply.answer.calculation} facts={reply.answer.facts} />
                </section>
              )}
              <Next answer={reply.answer} asOf={asOf} />
            </div>
            <div class="stack">
              <Facts answer={reply.answer} />
              <Candidates candidates={reply.candidates} />
            </div>
          </div>
        </div>
      )}
    </Show>
  );
}

const slotsOf = (a: Answer): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(a.slots).filter(([, v]) => typeof v === 'string')) as Record<
    string,
    string
  >;

function Outcome({ reply, edits, onEdits }: { reply: LookUpReply; edits: Edits; onEdits(e: Edits): void }) {
  const { answer, understood } = reply;
  return (
    <section class="outcome">
      <div class="row small">
        <Tag tone={TONES[answer.outcome]}>{words.outcomes[answer.outcome]}</Tag>
        <span class="quiet">
          {fill(words.lookup.sure, { n: Math.round(understood.confidence * 100) })} ·{' '}
          {fill(words.lookup.asOfDay, { day: answer.asOf })} ·{' '}
          {fill(words.lookup.version, { v: answer.knowledgeVersion })}
        </span>
      </div>
      <p class="hidden" role="status">
        {reply.lengths.phone}
      </p>
      {answer.options && (
        <fieldset class="row bare">
          <legend class="hidden">{words.lookup.options}</legend>
          {answer.options.map((o) => (
            <button key={o.value} type="button" onClick={() => onEdits(withOption(edits, o))}>
              {o.label}
            </button>
          ))}
        </fieldset>
      )}
    </section>
  );
}

const withOption = (edits: Edits, o: { slot: string; value: string }): Edits =>
  o.slot === 'topic'
    ? { ...edits, topic: o.value as NonNullable<Edits['topic']> }
    : { ...edits, slots: { ...edits.slots, [o.slot]: o.value } };

function Lengths({ reply }: { reply: LookUpReply }) {
  const { table } = reply.answer;
  return (
    <>
      {LENGTHS.map((l, i) => (
        <section key={l} class={`panel length ${l}`} data-length={l}>
          <header>
            <h2>{words.lookup.length[l]}</h2>
            <button type="button" onClick={() => void copy(reply.lengths[l])}>
              {words.ui.copy} <span class="hidden">{words.lookup.length[l]}</span>
              <Key>{i + 1}</Key>
            </button>
          </header>
          {l === 'full' && table ? (
            <Whole text={reply.lengths[l]} table={table} />
          ) : (
            <p class="text">{reply.lengths[l]}</p>
          )}
        </section>
      ))}
    </>
  );
}

/** A comparison's rows stand as a table; everything else is as it is copied. */
function Whole({ text, table }: { text: string; table: NonNullable<Answer['table']> }) {
  const lines = text.split('\n');
  const isRow = (l: string) => l.includes(' | ');
  const first = lines.findIndex(isRow);
  const before = first < 0 ? lines : lines.slice(0, first);
  const after = first < 0 ? [] : lines.slice(first).filter((l) => !isRow(l));
  return (
    <>
      <p class="text">{before.join('\n')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="wide" tabIndex={0} aria-label={words.lookup.table}>
        <table>
          <thead>
            <tr>
              {table.columns.map((c, i) => (
                <th key={i} scope="col">
                  {c || <span class="hidden">{words.ui.item}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((r, i) => (
              <tr key={i}>
                {r.map((cell, k) =>
                  k === 0 ? (
                    <th key={k} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={k}>{cell}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {after.length > 0 && <p class="text">{after.join('\n')}</p>}
    </>
  );
}

function Next({ answer, asOf }: { answer: Answer; asOf: string }) {
  if (answer.suggestions.length === 0) return null;
  return (
    <nav class="row" aria-label={words.lookup.next}>
      <span class="quiet small">{words.lookup.next}</span>
      {answer.suggestions.map((s) => (
        <a key={s} class="button" href={hrefOf('lookup', { q: s, asOf })}>
          {s}
        </a>
      ))}
    </nav>
  );
}
