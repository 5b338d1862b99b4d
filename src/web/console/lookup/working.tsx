/** A calculation as one bar of who pays what, and its working line by line with what each stands on. */
import type { Calculation, CitedFact } from '../../../contract.js';
import { type Reading, readingsOf, sharesOf } from '../../shares.js';
import { hrefOf } from '../route.js';
import { fill, words } from '../words.js';

export function Shares({ calculation }: { calculation: Calculation }) {
  const readings = readingsOf(calculation);
  return (
    <>
      {readings.map((r, i) => (
        <div key={i}>
          {readings.length > 1 && <h3 class="small quiet">{fill(words.calc.variant, { n: i + 1 })}</h3>}
          <Bar calculation={r} />
        </div>
      ))}
    </>
  );
}

/** Widths only: every amount shown is the server's own text. */
function Bar({ calculation }: { calculation: Reading }) {
  const shares = sharesOf(calculation);
  if (shares.length === 0) return null;
  return (
    <figure class="shares">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        {shares.map((s) => (
          <rect key={s.payer} class={s.payer} x={s.x} y="0" width={s.width} height="8" />
        ))}
      </svg>
      <figcaption>
        <ul class="bare row">
          {shares.map((s) => (
            <li key={s.payer}>
              <i class={s.payer} aria-hidden="true" />
              {words.pays[s.payer]} <b>{fill(words.calc.yuan, { n: s.amount })}</b>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

export function Working({ calculation, facts }: { calculation: Calculation; facts: CitedFact[] }) {
  const readings = readingsOf(calculation);
  return (
    <>
      {readings.map((r, i) => (
        <div key={i}>
          {readings.length > 1 && <h3>{fill(words.calc.variant, { n: i + 1 })}</h3>}
          <ol class="working">
            {r.lines.map((l, k) => (
              <li key={k}>
                <span class="label">{l.label}</span>
                <span class="expression">{l.expression}</span>
                <b class="number">{fill(words.calc.yuan, { n: l.amount })}</b>
                <span class="because small">
                  {l.assumed && l.assumed.length > 0 && words.calc.assumed}
                  {l.factIds.map((id) => (
                    <a key={id} href={hrefOf('knowledge', { tab: 'facts', fact: id })}>
                      {facts.find((f) => f.id === id)?.statement ?? id}
                    </a>
                  ))}
                </span>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </>
  );
}
