/** The same question in two or three places, side by side, with the rules that differ marked. */
import { useState } from 'preact/hooks';
import type { CompareReply } from '../../../contract/console.js';
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { PlacePicker } from '../place.js';
import { copy } from '../say.js';
import { Empty, Show, Tag } from '../ui.js';
import { fill, words } from '../words.js';

interface Place {
  code: string;
  name: string;
}
const MOST = 3;

export function Compare({ q, asOf }: { q: string; asOf: string }) {
  const [chosen, setChosen] = useState<(Place | null)[]>([null, null]);
  const regions = chosen.flatMap((p) => (p ? [p.code] : []));
  const ready = q !== '' && regions.length > 1 && new Set(regions).size === regions.length;
  const body = { text: q, regions, ...(asOf && { asOf }) };
  const loaded = useLoad(ready ? JSON.stringify(body) : null, () => call('compare', { body }));
  const choose = (at: number, place: Place | null) =>
    setChosen((c) => c.map((p, i) => (i === at ? place : p)));
  return (
    <>
      <div class="row end places">
        {chosen.map((p, i) => (
          <PlacePicker
            key={i}
            label={fill(words.compare.place, { n: i + 1 })}
            shown={p?.name ?? ''}
            onChoose={(place) => choose(i, place)}
          />
        ))}
        {chosen.length < MOST && (
          <button type="button" onClick={() => setChosen((c) => [...c, null])}>
            ＋ {words.compare.third}
          </button>
        )}
      </div>
      {ready ? (
        <Show loaded={loaded}>{(reply) => <Sides sides={reply.sides} />}</Show>
      ) : (
        <Empty>{words.compare.begin}</Empty>
      )}
    </>
  );
}

type Side = CompareReply['sides'][number];

/** Statements by rule; a rule that one place does not have stands as a gap. */
function rowsOf(sides: Side[]): { matter: string; statements: string[][]; differ: boolean }[] {
  const matters = [...new Set(sides.flatMap((s) => s.answer.facts.map((f) => f.matter)))];
  return matters.map((matter) => {
    const of = (s: Side) => s.answer.facts.filter((f) => f.matter === matter);
    const values = sides.map((s) => JSON.stringify(of(s).map((f) => [f.conditions, f.value])));
    return {
      matter,
      statements: sides.map((s) => of(s).map((f) => f.statement)),
      differ: new Set(values).size > 1,
    };
  });
}

function Sides({ sides }: { sides: Side[] }) {
  const rows = rowsOf(sides);
  return (
    <>
      <div class="sides">
        {sides.map((s) => (
          <section key={s.region} class="panel" aria-label={s.regionName}>
            <header>
              <h2>{s.regionName}</h2>
              <Tag>{words.outcomes[s.answer.outcome]}</Tag>
              <button type="button" onClick={() => void copy(s.lengths.message)}>
                {words.ui.copy}
                <span class="hidden">{s.regionName}</span>
              </button>
            </header>
            <p class="lead">{s.lengths.phone}</p>
            {s.lengths.message.startsWith(s.lengths.phone) && (
              <p class="text small quiet">{s.lengths.message.slice(s.lengths.phone.length).trim()}</p>
            )}
            <details>
              <summary>{words.lookup.length.full}</summary>
              <p class="text">{s.lengths.full}</p>
            </details>
          </section>
        ))}
      </div>
      {rows.length > 0 && (
        <section class="panel">
          <header>
            <h2>{words.compare.rules}</h2>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <section class="wide" tabIndex={0} aria-label={words.compare.rules}>
            <table class="compared">
              <thead>
                <tr>
                  {sides.map((s) => (
                    <th key={s.region} scope="col">
                      {s.regionName}
                    </th>
                  ))}
                  <th scope="col">{words.compare.same}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((r) => (
                  <tr key={r.matter} class={r.differ ? 'differ' : undefined}>
                    {r.statements.map((list, i) => (
                      <td key={i}>
                        {list.length === 0 ? (
                          <span class="quiet">{words.compare.nothing}</span>
                        ) : (
                          list.map((t) => <p key={t}>{t}</p>)
                        )}
                      </td>
                    ))}
                    <td>
                      {r.differ ? (
                        <Tag tone="warn">{words.compare.differ}</Tag>
                      ) : (
                        <Tag tone="good">{words.compare.alike}</Tag>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </section>
      )}
    </>
  );
}
