/** The calculator's form: every change works it out anew, with the working and the curve. */
import { useEffect, useState } from 'preact/hooks';
import type { DeskEstimateReply } from '../../../contract/console.js';
import { call, places, Refused } from '../api.js';
import { type Loaded, useLoad } from '../load.js';
import { PlacePicker } from '../place.js';
import { copy } from '../say.js';
import { Choice, Empty, Failed, Show, Tag } from '../ui.js';
import { fill, words } from '../words.js';
import { CurveView } from './curve.js';
import { Shares, Working } from './working.js';

/** After the last key, so long until it is worked out. */
const PAUSE_MS = 250;
const CHOSEN = ['scheme', 'care', 'hospitalLevel', 'status', 'remote'] as const;
const FIGURES = ['amount', 'selfPaid', 'categoryBSelfPay', 'age', 'admission'] as const;
const MORE = [
  'deductiblePaidThisYear',
  'paidThisYear',
  'ownAccount',
  'authoriserAccount',
  'compliantSelfPay',
] as const;
const PENSION = ['annualContribution', 'years', 'balance', 'retireAge'] as const;
type Field = keyof typeof words.calc.fields;
type Values = Partial<Record<Field | 'region', string>>;

const ENOUGH: Field[] = ['amount', 'annualContribution', 'compliantSelfPay'];

function valuesOf(params: URLSearchParams): Values {
  const all = ['region', ...CHOSEN, ...FIGURES, ...MORE, ...PENSION] as const;
  return Object.fromEntries(all.flatMap((n) => (params.get(n) ? [[n, params.get(n)]] : [])));
}

export function Estimate({ params }: { params: URLSearchParams }) {
  const [values, setValues] = useState<Values>(() => valuesOf(params));
  const [request, setRequest] = useState(values);
  const [place, setPlace] = useState('');
  const { region } = values;
  useEffect(() => {
    if (!region) return setPlace('');
    places(region).then(
      (r) => setPlace(r.regions.find((p) => p.code === region)?.name ?? region),
      () => {},
    );
  }, [region]);
  useEffect(() => {
    const timer = setTimeout(() => setRequest(values), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [values]);
  const set = (name: Field | 'region', value: string) =>
    setValues((v) => {
      const { [name]: _, ...rest } = v;
      return value ? { ...rest, [name]: value } : rest;
    });
  const enough = ENOUGH.some((f) => request[f]);
  const loaded = useLoad(enough ? JSON.stringify(request) : null, () =>
    call('estimate', { body: { request } }),
  );
  const wrong = loaded.error instanceof Refused ? loaded.error.field : undefined;
  const figures = (names: readonly Field[]) =>
    names.map((n) => (
      <Figure key={n} name={n} value={values[n] ?? ''} wrong={wrong === n} onChange={(v) => set(n, v)} />
    ));
  return (
    <div class="two narrow-first">
      <form class="panel stack" onSubmit={(e) => e.preventDefault()} aria-label={words.lookup.tab.estimate}>
        <PlacePicker label={words.calc.region} shown={place} onChoose={(p) => set('region', p?.code ?? '')} />
        <Choices values={values} onChange={set} />
        <div class="fields">{figures(FIGURES)}</div>
        <details open={MORE.some((n) => values[n])}>
          <summary>{words.calc.more}</summary>
          <div class="fields">{figures(MORE)}</div>
        </details>
        <details open={PENSION.some((n) => values[n])}>
          <summary>{words.calc.pension}</summary>
          <div class="fields">{figures(PENSION)}</div>
        </details>
        <button type="button" onClick={() => setValues({})}>
          {words.calc.clear}
        </button>
      </form>
      <div class="stack" aria-live="polite" aria-busy={loaded.loading}>
        {enough ? <Result loaded={loaded} amount={request.amount} /> : <Empty>{words.calc.begin}</Empty>}
      </div>
    </div>
  );
}

function Choices({ values, onChange }: { values: Values; onChange(n: Field, v: string): void }) {
  const choices = useLoad('choices', () => call('choices'));
  return (
    <Show loaded={choices}>
      {(c) => (
        <div class="fields">
          {CHOSEN.map((n) => {
            const slot = c.slots.find((s) => s.slot === n);
            if (!slot) return null;
            const options = slot.values.map((v) => [v.value, v.label] as const);
            return (
              <Choice
                key={n}
                label={slot.name}
                value={values[n] ?? ''}
                options={[['', words.lookup.unsaid], ...options]}
                onChange={(v) => onChange(n, v)}
              />
            );
          })}
        </div>
      )}
    </Show>
  );
}

function Figure(p: { name: Field; value: string; wrong: boolean; onChange(v: string): void }) {
  return (
    <label class="field">
      <span>{words.calc.fields[p.name]}</span>
      <input
        inputMode="decimal"
        value={p.value}
        aria-invalid={p.wrong}
        maxLength={15}
        onInput={(e) => p.onChange(e.currentTarget.value.trim())}
      />
    </label>
  );
}

function Result({ loaded, amount }: { loaded: Loaded<DeskEstimateReply>; amount: string | undefined }) {
  // Beside a refusal nothing older may stand as if it were its result.
  if (loaded.error) return <Failed error={loaded.error} onRetry={loaded.reload} />;
  return (
    <Show loaded={loaded}>
      {({ calculation: c, facts, curve }) => (
        <>
          <section class="panel">
            <header>
              <h2>{words.calc.result}</h2>
              <button type="button" onClick={() => void copy(textOf(c))}>
                {words.ui.copy}
              </button>
            </header>
            <Shares calculation={c} />
            {c.range && <p class="note warn">{words.calc.range}</p>}
            <Working calculation={c} facts={facts} />
            {c.notices.map((n, i) => (
              <p key={i} class="small quiet">
                <Tag>{words.calc.notice}</Tag> {n}
              </p>
            ))}
          </section>
          {curve && (
            <section class="panel">
              <header>
                <h2>{words.calc.curve}</h2>
              </header>
              <CurveView curve={curve} amount={amount} />
            </section>
          )}
        </>
      )}
    </Show>
  );
}

function textOf(c: DeskEstimateReply['calculation']): string {
  const lines = c.lines.map((l) => `${l.label}：${l.expression} = ${fill(words.calc.yuan, { n: l.amount })}`);
  return [...lines, ...c.notices].join('\n');
}
