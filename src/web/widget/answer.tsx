/** One answer, its parts where people look for them. */
import type { Answer, CitedFact, Option } from '../../contract.js';
import { Feedback } from './feedback.js';
import { Money } from './money.js';
import { conflictsOf, linkOf, type Part, partsOf, sourcesOf } from './reading.js';
import { fill, words } from './words.js';

function Piece({ part }: { part: Part }) {
  switch (part.kind) {
    case 'lead':
      return <p class="lead">{part.text}</p>;
    case 'heading':
      return <h4>{part.text}</h4>;
    case 'list': {
      const items = part.items.map((item, i) => <li key={i}>{item}</li>);
      return part.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'note':
      return <p class="warn">{part.text}</p>;
    default:
      return <p class={part.kind}>{part.text}</p>;
  }
}

function Table({ table }: { table: NonNullable<Answer['table']> }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is moved by keyboard too
    <section class="wide" tabIndex={0} aria-label={table.columns.join('、')}>
      <table>
        <thead>
          <tr>
            {table.columns.map((c, i) => (
              <th key={i} scope="col">
                {c}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, k) =>
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
  );
}

function Side({ fact }: { fact: CitedFact }) {
  const source = fact.sources[0];
  return (
    <li>
      <p>{fact.statement}</p>
      <p class="by">
        {source?.publisher} · {source?.published ?? words.undated}
        {source && ` · ${words.authority[source.authority]}`}
      </p>
    </li>
  );
}

function Conflicts({ answer }: { answer: Answer }) {
  return (
    <>
      {conflictsOf(answer).map((c, i) => (
        <section key={i} class="conflict" part="conflict">
          <h4>{words.conflict}</h4>
          <ul>
            {c.sides.map((f) => (
              <Side key={f.id} fact={f} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Sources({ answer }: { answer: Answer }) {
  const sources = sourcesOf(answer);
  if (sources.length === 0) return null;
  return (
    <details class="fold" part="sources">
      <summary>{fill(words.sources, { n: sources.length })}</summary>
      <ol>
        {sources.map((s) => {
          const link = linkOf(s);
          const detail = [s.publisher, s.docNo, s.published, words.authority[s.authority]].filter(Boolean);
          return (
            <li key={s.id}>
              {link ? (
                <a href={link} target="_blank" rel="noopener noreferrer">
                  {s.title}
                </a>
              ) : (
                s.title
              )}
              <span class="by">（{detail.join('，')}）</span>
            </li>
          );
        })}
      </ol>
    </details>
  );
}

interface Props {
  answer: Answer;
  /** The newest answer has the buttons. */
  newest: boolean;
  receipt: string;
  onAsk(text: string): void;
  onRate(helpful: boolean, comment: string): Promise<void>;
}

export function AnswerView({ answer, newest, receipt, onAsk, onRate }: Props) {
  const rated = !['smalltalk', 'clarify', 'handoff'].includes(answer.outcome);
  const conflicts = conflictsOf(answer).length > 0;
  // A comparison's rows stand in the table.
  const parts = partsOf(answer).filter(
    (p) => !(conflicts && p.kind === 'note' && p.text.startsWith('说法不一')),
  );
  return (
    <>
      {parts
        .filter((p) => p.kind !== 'standing')
        .map((part, i) => (
          <Piece key={i} part={part} />
        ))}
      {answer.table && <Table table={answer.table} />}
      {answer.calculation && <Money calculation={answer.calculation} />}
      <Conflicts answer={answer} />
      {answer.notices.length > 0 && (
        <ul class="notices" aria-label={words.notices}>
          {answer.notices.map((n, i) => (
            <li key={i}>{n}</li>
          ))}
        </ul>
      )}
      <Sources answer={answer} />
      {parts
        .filter((p) => p.kind === 'standing')
        .map((part, i) => (
          <Piece key={i} part={part} />
        ))}
      {newest && answer.options && <Options options={answer.options} onAsk={onAsk} />}
      {rated && <Feedback text={answer.text} receipt={receipt} onRate={onRate} />}
      {newest && answer.suggestions.length > 0 && <Chips texts={answer.suggestions} onAsk={onAsk} />}
    </>
  );
}

function Options({ options, onAsk }: { options: Option[]; onAsk(text: string): void }) {
  return (
    <fieldset class="chips" part="options">
      <legend class="hidden">{words.options}</legend>
      {options.map((o) => (
        <button key={o.value} type="button" part="option" onClick={() => onAsk(o.label)}>
          {o.label}
        </button>
      ))}
    </fieldset>
  );
}

function Chips({ texts, onAsk }: { texts: string[]; onAsk(text: string): void }) {
  return (
    <fieldset class="chips soft" part="suggestions">
      <legend>{words.suggestions}</legend>
      {texts.map((t) => (
        <button key={t} type="button" part="suggestion" onClick={() => onAsk(t)}>
          {t}
        </button>
      ))}
    </fieldset>
  );
}
