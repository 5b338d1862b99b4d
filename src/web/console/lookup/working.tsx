/** A calculation as one bar of who pays what, and its working line by line with what each stands on. */
import type { Calculation, CitedFact } from '../../../contract.js';
import { hrefOf } from '../route.js';
import { fill, words } from '../words.js';

type Payer = keyof typeof words.pays;
type One = Omit<Calculation, 'variants' | 'range'>;

const FUND: Payer[] = ['fundPays', 'largePays', 'criticalPays', 'aidPays', 'supplementPays'];
const PERSON: Payer[] = ['accountPays', 'mutualAidPays', 'cashPays'];
const PENSION: Payer[] = ['basePension', 'accountPension'];

export const readingsOf = (c: Calculation): One[] => (c.variants?.length ? c.variants : [c]);

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
function Bar({ calculation }: { calculation: One }) {
  const shares = sharesOf(calculation);
  const total = shares.reduce((sum, s) => sum + Number(s.amount), 0);
  if (total <= 0) return null;
  let at = 0;
  return (
    <figure class="shares">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        {shares.map((s) => {
          const width = (100 * Number(s.amount)) / total;
          const x = at;
          at += width;
          return <rect key={s.payer} class={s.payer} x={x} y="0" width={width} height="8" />;
        })}
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
