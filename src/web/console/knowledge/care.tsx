/** What the knowledge check complains of, and what needs care though it is right. */
import { call } from '../api.js';
import { instantOf } from '../format.js';
import { useLoad } from '../load.js';
import { hrefOf } from '../route.js';
import { Show, Table } from '../ui.js';
import { fill, words } from '../words.js';

export function Care() {
  const loaded = useLoad('complaints', () => call('complaints'));
  return (
    <Show loaded={loaded}>
      {({ refused, care }) => (
        <div class="stack">
          {refused ? (
            <section class="panel">
              <header>
                <h2>{fill(words.knowledge.refusedAt, { at: instantOf(refused.at) })}</h2>
              </header>
              <p class="quiet">{words.knowledge.refusedText}</p>
              <ul class="complaints">
                {refused.complaints.map((c) => (
                  <li key={c}>
                    <code>{c}</code>
                  </li>
                ))}
              </ul>
            </section>
          ) : (
            <p class="note good">{words.knowledge.sound}</p>
          )}
          {care.map((k) => (
            <section key={k.kind} class="panel">
              <details open={k.count > 0 && k.count <= 12}>
                <summary>
                  <h2>
                    {words.knowledge.care[k.kind]} · {fill(words.ui.items, { n: k.count })}
                  </h2>
                </summary>
                <p class="quiet small">{words.knowledge.careText[k.kind]}</p>
                {k.facts.length > 0 && (
                  <Table
                    caption={words.knowledge.care[k.kind]}
                    numbers={[2]}
                    columns={[words.knowledge.fact, words.knowledge.place, words.knowledge.day]}
                    rows={k.facts.map((f) => [
                      <a href={hrefOf('knowledge', { tab: 'facts', fact: f.id })}>{f.statement}</a>,
                      f.regionName,
                      f.day ?? words.ui.none,
                    ])}
                  />
                )}
              </details>
            </section>
          ))}
        </div>
      )}
    </Show>
  );
}
