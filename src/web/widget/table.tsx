/** Words as they stand, and tables of them. */
import type { Answer } from '../../contract.js';

const DAY = /(\d{4}-\d{2}(?:-\d{2})?)/;

/** Days stay in one piece. */
export function Plain({ text }: { text: string }) {
  return <>{text.split(DAY).map((t, i) => (i % 2 ? <span class="day">{t}</span> : t))}</>;
}

/** Several values in one cell stand below each other. */
function Cell({ text }: { text: string }) {
  const values = text.split('；');
  if (values.length < 2) return <Plain text={text} />;
  return (
    <ul class="values">
      {values.map((v, i) => (
        <li key={i}>
          <Plain text={v} />
        </li>
      ))}
    </ul>
  );
}

/** A chat's column is narrow: what a row is about stands above its cells. */
export function Table({ table: { columns, rows } }: { table: NonNullable<Answer['table']> }) {
  const above = columns[0] === '';
  const heads = above ? columns.slice(1) : columns;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is moved by keyboard too
    <section class="wide" tabIndex={0} aria-label={heads.join('、')}>
      <table>
        <thead>
          <tr>
            {heads.map((c, i) => (
              <th key={i} scope="col">
                {c}
              </th>
            ))}
          </tr>
        </thead>
        {rows.map(([label = '', ...cells], i) => (
          <tbody key={i}>
            {above && (
              <tr>
                <th scope="rowgroup" colSpan={heads.length}>
                  {label}
                </th>
              </tr>
            )}
            <tr>
              {!above && <th scope="row">{label}</th>}
              {cells.map((cell, k) => (
                <td key={k}>
                  <Cell text={cell} />
                </td>
              ))}
            </tr>
          </tbody>
        ))}
      </table>
    </section>
  );
}
