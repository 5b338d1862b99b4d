/** What was asked and how it ended: figures, charts with their tables beside them, and everything as CSV. */
import { useState } from 'preact/hooks';
import type { Insight as Figures } from '../../../contract/console.js';
import { call, urlOf } from '../api.js';
import { dayOf, daysBefore, percentOf } from '../format.js';
import { useLoad } from '../load.js';
import { Choice, Show, Table } from '../ui.js';
import { fill, words } from '../words.js';
import { type Props as Chart, ChartView } from './chart.js';

const SPANS = [7, 30, 90] as const;
type By = 'topics' | 'regions' | 'outcomes' | 'channels';
/** Which figure narrows by which part of the query. */
const FILTER = { topics: 'topic', regions: 'region', outcomes: 'outcome', channels: 'channel' } as const;

export function Insight({ now }: { now: string }) {
  // The server says what today is.
  return now ? <Between today={dayOf(now)} /> : <p class="quiet">{words.ui.loading}</p>;
}

function Between({ today }: { today: string }) {
  const [from, setFrom] = useState(daysBefore(today, 29));
  const [to, setTo] = useState(today);
  const [only, setOnly] = useState<Partial<Record<By, string>>>({});
  const query = {
    from,
    to,
    ...Object.fromEntries((Object.keys(FILTER) as By[]).map((b) => [FILTER[b], only[b]])),
  };
  const loaded = useLoad(JSON.stringify(query), () => call('insight', { query }));
  // Every choice there is without the filters.
  const whole = useLoad(`${from} ${to}`, () => call('insight', { query: { from, to } }));
  return (
    <>
      <header>
        <h1>{words.views.insight}</h1>
        <fieldset class="segments">
          <legend class="hidden">{words.insight.span}</legend>
          {SPANS.map((n) => (
            <button
              key={n}
              type="button"
              aria-pressed={to === today && from === daysBefore(today, n - 1)}
              onClick={() => {
                setFrom(daysBefore(today, n - 1));
                setTo(today);
              }}
            >
              {fill(words.insight.days, { n })}
            </button>
          ))}
        </fieldset>
        <label class="day">
          <span>{words.insight.from}</span>
          <input type="date" value={from} max={to} onChange={(e) => setFrom(e.currentTarget.value || from)} />
        </label>
        <label class="day">
          <span>{words.insight.to}</span>
          <input type="date" value={to} min={from} onChange={(e) => setTo(e.currentTarget.value || to)} />
        </label>
        <a class="button" href={urlOf('insightCsv', { query })} download={`gongji-${from}-${to}.csv`}>
          ⤓ {words.insight.csv}
        </a>
      </header>
      <div class="row end filters">
        {(Object.keys(FILTER) as By[]).map((b) => (
          <Choice
            key={b}
            label={words.insight.by[b]}
            value={only[b] ?? ''}
            options={[['', words.ui.all], ...(whole.data?.[b] ?? []).map((g) => [g.key, g.label] as const)]}
            onChange={(v) => setOnly((o) => ({ ...o, [b]: v }))}
          />
        ))}
      </div>
      <Show loaded={loaded}>{(f) => <Pictures figures={f} />}</Show>
    </>
  );
}

function Pictures({ figures: f }: { figures: Figures }) {
  const t = f.totals;
  const tiles: [string, string, string][] = [
    [words.insight.questions, String(t.questions), fill(words.insight.inTalks, { n: t.conversations })],
    [words.insight.answerRate, percentOf(t.answerRate), fill(words.insight.ofAnswered, { n: t.answered })],
    [words.insight.handOffRate, percentOf(t.handOffRate), fill(words.insight.times, { n: t.handOffs })],
    [
      words.insight.helpfulness,
      percentOf(t.helpfulness),
      fill(words.insight.votes, { up: t.helpful, down: t.unhelpful }),
    ],
  ];
  return (
    <div class="stack">
      <dl class="tiles">
        {tiles.map(([name, figure, small]) => (
          <div key={name} class="panel">
            <dt>{name}</dt>
            <dd>
              <b>{figure}</b>
              <span class="quiet small">{small}</span>
            </dd>
          </div>
        ))}
      </dl>
      <Days days={f.days} />
      <div class="charts">
        {(Object.keys(FILTER) as By[]).map((b) => (
          <Group key={b} by={b} groups={f[b]} />
        ))}
      </div>
    </div>
  );
}

function Days({ days }: { days: Figures['days'] }) {
  const names = days.map((d) => d.label.slice(5));
  return (
    <>
      <Figure
        title={words.insight.byDay}
        chart={{
          kind: 'line',
          label: words.insight.byDayLabel,
          names,
          series: [
            { name: words.insight.questions, values: days.map((d) => d.questions) },
            { name: words.insight.answered, values: days.map((d) => d.answered) },
            { name: words.insight.handOffs, values: days.map((d) => d.handOffs) },
          ],
        }}
        groups={days.toReversed()}
        first={words.insight.day}
      />
      <Figure
        title={words.insight.rates}
        chart={{
          kind: 'line',
          label: words.insight.ratesLabel,
          percent: true,
          names,
          series: [
            { name: words.insight.answerRate, values: days.map((d) => d.answerRate) },
            { name: words.insight.handOffRate, values: days.map((d) => d.handOffRate) },
            { name: words.insight.helpfulness, values: days.map((d) => d.helpfulness) },
          ],
        }}
        groups={days.filter((d) => d.questions > 0).toReversed()}
        first={words.insight.day}
      />
    </>
  );
}

const SHOWN = 12;
function Group({ by, groups }: { by: By; groups: Figures[By] }) {
  const top = groups.slice(0, SHOWN);
  return (
    <Figure
      title={fill(words.insight.byWhat, { what: words.insight.by[by] })}
      chart={{
        kind: 'across',
        label: fill(words.insight.byWhatLabel, { what: words.insight.by[by] }),
        names: top.map((g) => g.label),
        series: [{ name: words.insight.questions, values: top.map((g) => g.questions) }],
        height: Math.max(120, 34 + top.length * 28),
      }}
      groups={groups}
      first={words.insight.by[by]}
    />
  );
}

interface FigureProps {
  title: string;
  chart: Chart;
  groups: Figures['days'];
  first: string;
}

function Figure({ title, chart, groups, first }: FigureProps) {
  return (
    <section class="panel figure" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <div class="picture">
        <ChartView {...chart} />
        <div class="figures">
          <Table
            caption={title}
            numbers={[1, 2, 3, 4]}
            columns={[
              first,
              words.insight.questions,
              words.insight.answerRate,
              words.insight.handOffRate,
              words.insight.helpfulness,
            ]}
            rows={groups.map((g) => [
              g.label,
              g.questions,
              percentOf(g.answerRate),
              percentOf(g.handOffRate),
              percentOf(g.helpfulness),
            ])}
          />
        </div>
      </div>
    </section>
  );
}
