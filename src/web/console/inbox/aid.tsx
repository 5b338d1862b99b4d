/** Beside a conversation: what the knowledge says to the citizen's last question, ready to be put into the reply. */
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { AUTHORITY_TONE } from '../lookup/evidence.js';
import { hrefOf } from '../route.js';
import { Show, Tag } from '../ui.js';
import { words } from '../words.js';

export function Aid({ question, onUse }: { question: string; onUse: ((text: string) => void) | undefined }) {
  const text = question.slice(0, 2000);
  const loaded = useLoad(text ? text : null, () => call('lookUp', { body: { text } }));
  return (
    <aside class="aid" aria-label={words.aid.title}>
      <header class="row">
        <h2 class="grow">{words.aid.title}</h2>
        <a class="button" href={hrefOf('lookup', { q: text })}>
          {words.aid.open}
        </a>
      </header>
      {text === '' ? (
        <p class="quiet">{words.aid.nothing}</p>
      ) : (
        <Show loaded={loaded}>
          {({ answer, lengths, understood }) => (
            <div class="stack">
              <p class="row small">
                <Tag tone="info">{words.outcomes[answer.outcome]}</Tag>
                {understood.chips
                  .filter((c) => c.value !== null)
                  .map((c) => (
                    <Tag key={c.slot}>{c.label}</Tag>
                  ))}
              </p>
              {(['phone', 'message'] as const).map((l) => (
                <section key={l} class="stack tight">
                  <h3 class="small quiet">{words.lookup.length[l]}</h3>
                  <p class="text">{lengths[l]}</p>
                  {onUse && (
                    <button type="button" onClick={() => onUse(lengths[l])}>
                      {words.aid.use}
                      <span class="hidden">{words.lookup.length[l]}</span>
                    </button>
                  )}
                </section>
              ))}
              <ul class="bare stack tight small">
                {answer.facts.slice(0, 6).map((f) => (
                  <li key={f.id}>
                    {f.sources[0] && (
                      <Tag tone={AUTHORITY_TONE[f.sources[0].authority]}>
                        {words.authority[f.sources[0].authority]}
                      </Tag>
                    )}{' '}
                    {f.statement}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </Show>
      )}
    </aside>
  );
}
