/** What an answer stands on, with sources and dates; what disagrees, what is refuted, and the candidates that lost. */
import type { Candidate, LookUpReply } from '../../../contract/console.js';
import type { CitedFact, CitedSource } from '../../../contract.js';
import { periodOf } from '../format.js';
import { hrefOf } from '../route.js';
import { Empty, Tag } from '../ui.js';
import { fill, wordOf, words } from '../words.js';

type Answer = LookUpReply['answer'];
export const AUTHORITY_TONE = { law: 'good', official: 'good', media: 'info', aggregator: 'warn' } as const;

/** Only web addresses become links. */
const linkOf = (s: CitedSource): string | undefined =>
  s.url && /^https?:\/\//.test(s.url) ? s.url : undefined;

export function SourceLine({ source: s }: { source: CitedSource }) {
  const link = linkOf(s);
  return (
    <p class="source small">
      <Tag tone={AUTHORITY_TONE[s.authority]}>{words.authority[s.authority]}</Tag>{' '}
      {link ? (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {s.title}
        </a>
      ) : (
        s.title
      )}
      <span class="quiet">
        {' '}
        {[s.publisher, s.docNo, s.published ?? words.ui.undated].filter(Boolean).join(' · ')}
      </span>
    </p>
  );
}

function Fact({ fact: f, disputed }: { fact: CitedFact; disputed: boolean }) {
  return (
    <li class={disputed ? 'fact disputed' : 'fact'}>
      <p>
        <a class="title" href={hrefOf('knowledge', { tab: 'facts', fact: f.id })}>
          {f.statement}
        </a>
      </p>
      <p class="small quiet">
        {f.regionName}
        {f.inheritedFrom && ` · ${words.lookup.inherited}`} · {periodOf(f.effectiveFrom, f.effectiveTo)}
        {f.kind === 'no-rule' && ` · ${words.lookup.noRule}`}
        {disputed && (
          <>
            {' '}
            <Tag tone="warn">{words.lookup.disputed}</Tag>
          </>
        )}
      </p>
      {f.sources.map((s) => (
        <SourceLine key={s.id} source={s} />
      ))}
    </li>
  );
}

export function Facts({ answer }: { answer: Answer }) {
  const disputed = new Set(answer.conflicts.flatMap((c) => c.factIds));
  return (
    <section class="panel" aria-label={words.lookup.facts}>
      <header>
        <h2>{words.lookup.facts}</h2>
        <span class="quiet small">{fill(words.ui.items, { n: answer.facts.length })}</span>
      </header>
      {answer.conflicts.map((c, i) => (
        <p key={i} class="note warn">
          {words.lookup.conflict}
          {c.reason}
        </p>
      ))}
      {answer.notices.length > 0 && (
        <ul class="note small notices">
          {answer.notices.map((n, i) => (
            <li key={i}>{n}</li>
          ))}
        </ul>
      )}
      {answer.facts.length === 0 && <Empty>{words.lookup.noFacts}</Empty>}
      <ul class="bare facts">
        {answer.facts.map((f) => (
          <Fact key={f.id} fact={f} disputed={disputed.has(f.id)} />
        ))}
      </ul>
      {answer.refuted.map((r) => (
        <p key={r.factId} class="note warn small">
          {fill(words.lookup.refuted, { claim: r.claim, why: r.why })}
        </p>
      ))}
    </section>
  );
}

const FIRST = 8;

export function Candidates({ candidates }: { candidates: Candidate[] }) {
  if (candidates.length === 0) return null;
  const rest = candidates.slice(FIRST);
  return (
    <section class="panel" aria-label={words.lookup.lost}>
      <header>
        <h2>{words.lookup.lost}</h2>
        <span class="quiet small">{fill(words.ui.items, { n: candidates.length })}</span>
      </header>
      <List of={candidates.slice(0, FIRST)} />
      {rest.length > 0 && (
        <details>
          <summary>{fill(words.ui.more, { n: rest.length })}</summary>
          <List of={rest} />
        </details>
      )}
    </section>
  );
}

const List = ({ of }: { of: Candidate[] }) => (
  <ul class="bare facts">
    {of.map((c) => (
      <li key={c.factId} class="fact lost">
        <p>
          <a class="title" href={hrefOf('knowledge', { tab: 'facts', fact: c.factId })}>
            {c.statement}
          </a>
        </p>
        <p class="small">
          <Tag tone={c.why === 'refuted' ? 'bad' : 'plain'}>{wordOf(words.lookup.whyLost, c.why)}</Tag>{' '}
          <span class="quiet">{c.reason}</span>
        </p>
      </li>
    ))}
  </ul>
);
