/** Places × topics as a picture: what is known, by which authority, how stale; each field opens its facts. */
import { useRef, useState } from 'preact/hooks';
import type { CoverageMap } from '../../../contract/console.js';
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { hrefOf } from '../route.js';
import { Choice, Show } from '../ui.js';
import { fill, words } from '../words.js';

type Place = CoverageMap['places'][number];
type Cell = Place['cells'][number];
const LOOKS = ['authority', 'age', 'count'] as const;
type Look = (typeof LOOKS)[number];

export function CoverageView({ params }: { params: URLSearchParams }) {
  const loaded = useLoad('coverage', () => call('coverage'));
  const [look, setLook] = useState<Look>('authority');
  const [province, setProvince] = useState('');
  const [all, setAll] = useState(params.get('all') === '1');
  return (
    <Show loaded={loaded}>
      {(map) => {
        const provinces = map.places.filter((p) => p.parent === '000000' || p.parent === null);
        const shown = (p: Place) => !province || [p.code, p.parent].includes(province) || p.code === '000000';
        // The codes put every city below its province.
        const places = map.places
          .filter((p) => (all || p.facts > 0) && shown(p))
          .sort((a, b) => a.code.localeCompare(b.code));
        return (
          <div class="stack">
            <div class="row end">
              <Choice
                label={words.knowledge.province}
                value={province}
                options={[['', words.ui.all], ...provinces.map((p) => [p.code, p.name] as const)]}
                onChange={setProvince}
              />
              <fieldset class="segments">
                <legend class="small quiet">{words.knowledge.look}</legend>
                {LOOKS.map((l) => (
                  <button key={l} type="button" aria-pressed={l === look} onClick={() => setLook(l)}>
                    {words.knowledge.looks[l]}
                  </button>
                ))}
              </fieldset>
              <label class="check">
                <input type="checkbox" checked={all} onChange={() => setAll(!all)} />
                {words.knowledge.allPlaces}
              </label>
              <span class="grow" />
              <span class="quiet small">
                {fill(words.knowledge.version, { v: map.knowledgeVersion, day: map.asOf })}
              </span>
            </div>
            <Legend look={look} />
            <Grid map={map} places={places} look={look} />
          </div>
        );
      }}
    </Show>
  );
}

function Legend({ look }: { look: Look }) {
  const marks =
    look === 'authority' ? words.authority : look === 'age' ? words.knowledge.ages : words.knowledge.counts;
  return (
    <ul class="bare row small legend" aria-label={words.knowledge.legend}>
      {Object.entries(marks).map(([k, text]) => (
        <li key={k}>
          <i class={`cell ${k}`} aria-hidden="true" /> {text}
        </li>
      ))}
      {look !== 'count' && (
        <li>
          <i class={`cell stale ${look === 'authority' ? 'official' : 'old'}`} aria-hidden="true" />{' '}
          {words.knowledge.someStale}
        </li>
      )}
      <li>
        <i class="cell ended" aria-hidden="true" /> {words.knowledge.onlyEnded}
      </li>
    </ul>
  );
}

const monthsBetween = (a: string, b: string): number =>
  (Number(b.slice(0, 4)) - Number(a.slice(0, 4))) * 12 + Number(b.slice(5, 7)) - Number(a.slice(5, 7));

function classOf(c: Cell, look: Look, asOf: string): string {
  if (c.facts === 0) return c.ended > 0 ? 'ended' : 'blank';
  if (look === 'count') return c.facts >= 10 ? 'many' : c.facts >= 4 ? 'some' : 'few';
  if (look === 'authority') return `${c.authority} ${c.stale > 0 ? 'stale' : ''}`;
  const months = monthsBetween(c.checked, asOf);
  const age = months < 3 ? 'fresh' : months < 7 ? 'good' : months < 13 ? 'aging' : 'old';
  return `${age} ${c.stale > 0 ? 'stale' : ''}`;
}

const tellOf = (place: string, title: string, c: Cell): string =>
  [
    `${place} · ${title}`,
    fill(words.knowledge.cell, { n: c.facts, authority: words.authority[c.authority], day: c.checked }),
    c.stale > 0 && fill(words.knowledge.cellStale, { n: c.stale }),
    c.ended > 0 && fill(words.knowledge.cellEnded, { n: c.ended }),
  ]
    .filter(Boolean)
    .join('，');

/** One stop of the Tab key; arrows move inside, as in a sheet. */
function Grid({ map, places, look }: { map: CoverageMap; places: Place[]; look: Look }) {
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (e: KeyboardEvent) => {
    const step = {
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      Home: [0, -99],
      End: [0, 99],
    }[e.key];
    if (!step) return;
    e.preventDefault();
    const within = (n: number, most: number) => Math.min(most - 1, Math.max(0, n));
    const next: [number, number] = [
      within(at[0] + (step[0] ?? 0), places.length),
      within(at[1] + (step[1] ?? 0), map.topics.length),
    ];
    setAt(next);
    const field = body.current?.rows[next[0]]?.cells[next[1] + 1];
    (field?.firstElementChild as HTMLElement | null)?.focus();
  };
  return (
    <div class="map panel">
      <table aria-label={words.knowledge.tab.map}>
        <thead>
          <tr>
            <th scope="col">{words.knowledge.place}</th>
            {map.topics.map((t) => (
              <th key={t.topic} scope="col" class="topic">
                <span>{t.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={move}>
          {places.map((p, r) => {
            const cells = new Map(p.cells.map((c) => [c.topic, c]));
            return (
              <tr key={p.code}>
                <th scope="row" class={p.parent === '000000' || p.parent === null ? 'province' : undefined}>
                  {p.name}
                </th>
                {map.topics.map((t, k) => {
                  const c = cells.get(t.topic);
                  const here = at[0] === r && at[1] === k;
                  const tell = c
                    ? tellOf(p.name, t.title, c)
                    : `${p.name} · ${t.title}，${words.knowledge.nothing}`;
                  return (
                    <td key={t.topic}>
                      <a
                        class={`cell ${c ? classOf(c, look, map.asOf) : 'blank'}`}
                        href={hrefOf('knowledge', {
                          tab: 'facts',
                          region: p.code,
                          topic: t.topic,
                          name: p.name,
                        })}
                        tabIndex={here ? 0 : -1}
                        title={tell}
                        aria-label={tell}
                        onFocus={() => setAt([r, k])}
                      >
                        {c && c.facts > 0 ? c.facts : ''}
                      </a>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
