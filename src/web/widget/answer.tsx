/** One answer, its parts where people look for them. */
import type { Answer, CitedFact, Option } from '../../contract.js';
import type { Verdict } from './client.js';
import { Feedback } from './feedback.js';
import { Money } from './money.js';
import { conflictsOf, linkOf, type Part, partsOf, sourcesOf } from './reading.js';
import { Plain, Table } from './table.js';
import { fill, words } from './words.js';

const NOTICES = 3;

function Piece({ part }: { part: Part }) {
  switch (part.kind) {
    case 'heading':
      return (
        <>
          <h3>{part.text}</h3>
          {part.more && (
            <p>
              <Plain text={part.more} />
            </p>
          )}
        </>
      );
    case 'list': {
      const items = part.items.map((item, i) => (
        <li key={i}>
          <Plain text={item} />
        </li>
      ));
      return part.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'note':
      return <p class="warn">{part.text}</p>;
    default:
      return (
        <p class={part.kind}>
          <Plain text={part.text} />
        </p>
      );
  }
}

function Side({ fact }: { fact: CitedFact }) {
  const source = fact.sources[0];
  return (
    <li>
      <p>{fact.statement}</p>
      <p class="by">
        {source?.publisher} · <Plain text={source?.published ?? words.undated} />
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
          <h3>{words.conflict}</h3>
          {c.reason && <p>{c.reason}</p>}
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

/** The first ones name the place and the kind of source; many are folded. */
function Notices({ notices }: { notices: string[] }) {
  if (notices.length === 0) return null;
  const items = (list: string[]) => list.map((n, i) => <li key={i}>{n}</li>);
  const rest = notices.slice(NOTICES);
  return (
    <div class="notices" part="notices">
      <ul aria-label={words.notices}>{items(notices.slice(0, NOTICES))}</ul>
      {rest.length > 0 && (
        <details class="fold">
          <summary>{fill(words.moreNotices, { n: rest.length })}</summary>
          <ul>{items(rest)}</ul>
        </details>
      )}
    </div>
  );
}

interface Props {
  answer: Answer;
  /** The newest answer has the buttons. */
  newest: boolean;
  receipt: string;
  onAsk(text: string): void;
  onRate(verdict: Omit<Verdict, 'answerId'>): Promise<void>;
}

export function AnswerView({ answer, newest, receipt, onAsk, onRate }: Props) {
  const rated = !['smalltalk', 'clarify', 'handoff'].includes(answer.outcome);
  const parts = partsOf(answer);
  const headings = parts.filter((p) => p.kind === 'heading');
  // Readings of a calculation have their bars below their own headings.
  const titles = headings.length === answer.calculation?.variants?.length ? headings : [];
  const above = parts.filter((p) => p.kind !== 'standing' && (titles.length === 0 || p.kind !== 'heading'));
  return (
    <>
      {above.map((part, i) => (
        <Piece key={i} part={part} />
      ))}
      {answer.table && <Table table={answer.table} />}
      {answer.calculation && <Money calculation={answer.calculation} titles={titles} />}
      <Conflicts answer={answer} />
      <Notices notices={answer.notices} />
      <Sources answer={answer} />
      {parts
        .filter((p) => p.kind === 'standing')
        .map((part, i) => (
          <Piece key={i} part={part} />
        ))}
      {newest && answer.options && <Options options={answer.options} onAsk={onAsk} />}
      {rated && <Feedback answer={answer} receipt={receipt} onRate={onRate} />}
      {newest && answer.suggestions.length > 0 && (
        <Chips legend={words.suggestions} texts={answer.suggestions} onAsk={onAsk} />
      )}
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

interface ChipsProps {
  legend: string;
  texts: string[];
  onAsk(text: string): void;
}

export function Chips({ legend, texts, onAsk }: ChipsProps) {
  return (
    <fieldset class="chips soft" part="suggestions">
      <legend>{legend}</legend>
      {texts.map((t) => (
        <button key={t} type="button" part="suggestion" onClick={() => onAsk(t)}>
          {t}
        </button>
      ))}
    </fieldset>
  );
}
