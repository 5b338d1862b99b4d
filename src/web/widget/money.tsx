/** A calculation as one bar of who pays what, with the working below it. */
import type { Calculation } from '../../contract.js';
import { fill, words } from './words.js';

type Payer = keyof typeof words.pays;

/** The stages of the fund, then what is left to the person, by where it comes from. */
const FUND: Payer[] = ['fundPays', 'largePays', 'criticalPays', 'aidPays', 'supplementPays'];
const PERSON: Payer[] = ['accountPays', 'mutualAidPays', 'cashPays'];
const PENSION: Payer[] = ['basePension', 'accountPension'];

type One = Omit<Calculation, 'variants' | 'range'>;

function sharesOf(c: One): { payer: Payer; amount: string }[] {
  const paid = (list: Payer[]) =>
    list.flatMap((payer) => {
      const amount = c[payer as keyof One] as string | undefined;
      return amount !== undefined && Number(amount) > 0 ? [{ payer, amount }] : [];
    });
  if (c.monthlyPension !== undefined) return paid(PENSION);
  const person = paid(PERSON);
  return [...paid(FUND), ...(person.length > 0 ? person : paid(['youPay']))];
}

/** Widths only: every amount shown is the server's own text. */
function Bar({ calculation }: { calculation: One }) {
  const shares = sharesOf(calculation);
  const total = shares.reduce((sum, s) => sum + Number(s.amount), 0);
  if (total <= 0) return null;
  let at = 0;
  return (
    <figure class="money">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        {shares.map((s) => {
          const width = (100 * Number(s.amount)) / total;
          const x = at;
          at += width;
          return <rect key={s.payer} class={`pay ${s.payer}`} x={x} y="0" width={width} height="10" />;
        })}
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

/** Every reading has a bar of its own; nothing is averaged. */
export function Money({ calculation: c }: { calculation: Calculation }) {
  const readings: One[] = c.variants && c.variants.length > 0 ? c.variants : [c];
  return (
    <div part="calculation">
      {readings.map((r, i) => (
        <section key={i}>
          {readings.length > 1 && <h4>{fill(words.variant, { n: i + 1 })}</h4>}
          <Bar calculation={r} />
          <Working lines={r.lines} />
        </section>
      ))}
    </div>
  );
}
