/** Places × topics as a picture: what is known, by which authority, how stale; each field opens its facts. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CoverageMap } from '../../../contract/console.js';
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { hrefOf } from '../route.js';
import { Choice, Show } from '../ui.js';
import { fill, words } from '../words.js';

type Place = CoverageMap['places'][number];
type Cell = Place['cells'][number];
const isProvince = (p: Place): boolean => p.parent === '000000' || p.parent === null;
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
        const provinces = map.places.filter(isProvince);
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
  if (c.facts === 0) return 'ended';
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

/** The nearest field with facts in a direction; fields without are no stops. */
function neighbour(from: HTMLElement, key: string): HTMLElement | undefined {
  const cell = from.closest('td');
  const row = cell?.parentElement as HTMLTableRowElement | null;
  const body = row?.parentElement as HTMLTableSectionElement | null;
  if (!cell || !row || !body) return undefined;
  const across = [...row.cells];
  const down = [...body.rows].flatMap((r) => r.cells[cell.cellIndex] ?? []);
  const after = (list: HTMLElement[]) => list.slice(list.indexOf(cell) + 1);
  const before = (list: HTMLElement[]) => list.slice(0, list.indexOf(cell)).reverse();
  const ways: Record<string, () => HTMLElement[]> = {
    ArrowRight: () => after(across),
    ArrowLeft: () => before(across),
    ArrowDown: () => after(down),
    ArrowUp: () => before(down),
    Home: () => across,
    End: () => [...across].reverse(),
  };
  const way = ways[key]?.();
  return way?.flatMap((c) => c.querySelector('a') ?? [])[0];
}

/** One stop of the Tab key; arrows move inside, as in a sheet. Which field is the stop is left to the page: to draw all anew for it would be slow. */
function Grid({ map, places, look }: { map: CoverageMap; places: Place[]; look: Look }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const stopAt = (field: HTMLElement | null | undefined) => {
    for (const other of body.current?.querySelectorAll<HTMLElement>('a[tabindex="0"]') ?? [])
      other.tabIndex = -1;
    if (field) field.tabIndex = 0;
  };
  useEffect(() => stopAt(body.current?.querySelector('a')), [places.length]);
  const move = (e: KeyboardEvent) => {
    const next = neighbour(e.target as HTMLElement, e.key);
    if (!next) return;
    e.preventDefault();
    next.focus();
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
        <tbody ref={body} onKeyDown={move} onFocusIn={(e) => stopAt((e.target as HTMLElement).closest('a'))}>
          {places.map((p) => (
            <Row key={p.code} place={p} topics={map.topics} look={look} asOf={map.asOf} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  place: Place;
  topics: CoverageMap['topics'];
  look: Look;
  asOf: string;
}

function Row({ place: p, topics, look, asOf }: RowProps) {
  const cells = new Map(p.cells.map((c) => [c.topic, c]));
  return (
    <tr>
      <th scope="row" class={isProvince(p) ? 'province' : undefined}>
        {p.name}
      </th>
      {topics.map((t) => {
        const c = cells.get(t.topic);
        if (!c) return <td key={t.topic} class="none" />;
        const tell = tellOf(p.name, t.title, c);
        return (
          <td key={t.topic}>
            <a
              class={`cell ${classOf(c, look, asOf)}`}
              href={hrefOf('knowledge', { tab: 'facts', region: p.code, topic: t.topic, name: p.name })}
              tabIndex={-1}
              title={tell}
              aria-label={tell}
            >
              {c.facts > 0 ? c.facts : ''}
            </a>
          </td>
        );
      })}
    </tr>
  );
}
