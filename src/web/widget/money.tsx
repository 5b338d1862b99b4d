/** A calculation as one bar of who pays what, with the working below it. */
import type { Calculation } from '../../contract.js';
import { type Reading, readingsOf, sharesOf } from '../shares.js';
import type { Heading } from './reading.js';
import { fill, words } from './words.js';

/** Widths only: every amount shown is the server's own text. */
function Bar({ calculation }: { calculation: Reading }) {
  const shares = sharesOf(calculation);
  if (shares.length === 0) return null;
  return (
    <figure class="money">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        {shares.map((s) => (
          <rect key={s.payer} class={`pay ${s.payer}`} x={s.x} y="0" width={s.width} height="10" />
        ))}
      </svg>
      <figcaption>
        <ul>
          {shares.map((s) => (
            <li key={s.payer}>
              <i class={`key ${s.payer}`} aria-hidden="true" />
              {words.pays[s.payer]} <b>{fill(words.yuan, { n: s.amount })}</b>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

function Working({ lines }: { lines: Calculation['lines'] }) {
  if (lines.length === 0) return null;
  return (
    <details class="fold">
      <summary>{words.working}</summary>
      <ol>
        {lines.map((l, i) => (
          <li key={i}>
            {l.label}：{l.expression} = {fill(words.yuan, { n: l.amount })}
          </li>
        ))}
      </ol>
    </details>
  );
}

export function Money({ calculation: c, titles }: { calculation: Calculation; titles: Heading[] }) {
  const readings = readingsOf(c);
  return (
    <div part="calculation">
      {readings.map((r, i) => (
        <section key={i}>
          {readings.length > 1 && <h3>{titles[i]?.text ?? fill(words.variant, { n: i + 1 })}</h3>}
          {titles[i]?.more && <p>{titles[i].more}</p>}
          <Bar calculation={r} />
          <Working lines={r.lines} />
        </section>
      ))}
    </div>
  );
}
