/** What is paid and what one pays oneself against the total cost, drawn; the points stand in a table beside it. */
import type { DeskEstimateReply } from '../../../contract/console.js';
import { Table } from '../ui.js';
import { fill, words } from '../words.js';

type Curve = NonNullable<DeskEstimateReply['curve']>;
const WIDTH = 560;
const HEIGHT = 300;
const LEFT = 58;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 34;

const short = (n: number): string =>
  n >= 10_000 ? fill(words.calc.tenThousand, { n: Number((n / 10_000).toFixed(1)) }) : String(Math.round(n));

/** `amount` is the bill worked out, marked on the curve. */
export function CurveView({ curve, amount }: { curve: Curve; amount: string | undefined }) {
  const last = Number(curve.upTo);
  const x = (n: number) => LEFT + (n * (WIDTH - LEFT - RIGHT)) / last;
  const y = (n: number) => HEIGHT - BOTTOM - (n * (HEIGHT - TOP - BOTTOM)) / last;
  const path = (of: 'pays' | 'you', points: Curve['readings'][number]['points']) =>
    points.map((p) => `${x(Number(p.total)).toFixed(1)},${y(Number(p[of])).toFixed(1)}`).join(' ');
  const ticks = [1, 2, 3, 4, 5].map((i) => (last * i) / 5);
  const bill = amount === undefined ? undefined : Number(amount);
  return (
    <div class="curve">
      <figure>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.calc.curveLabel}>
          {ticks.map((t) => (
            <g key={t}>
              <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(t)} y2={y(t)} />
              <text x={LEFT - 8} y={y(t) + 4} text-anchor="end">
                {short(t)}
              </text>
              <text x={x(t)} y={HEIGHT - BOTTOM + 20} text-anchor="middle">
                {short(t)}
              </text>
            </g>
          ))}
          <path class="axis" d={`M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}`} />
          {curve.readings.map((r, i) => (
            <g key={i} class={i === 0 ? 'reading' : 'reading other'}>
              <polyline class="pays" points={path('pays', r.points)} />
              <polyline class="you" points={path('you', r.points)} />
            </g>
          ))}
          {bill !== undefined && bill <= last && (
            <line class="bill" x1={x(bill)} x2={x(bill)} y1={TOP} y2={HEIGHT - BOTTOM} />
          )}
        </svg>
        <figcaption class="row small">
          <span>
            <i class="pays" aria-hidden="true" /> {words.calc.pays}
          </span>
          <span>
            <i class="you" aria-hidden="true" /> {words.calc.you}
          </span>
          {curve.readings.length > 1 && <span class="quiet">{words.calc.dashed}</span>}
          <span class="quiet">{words.calc.axis}</span>
        </figcaption>
      </figure>
      {curve.readings.map((r, i) => (
        <Table
          key={i}
          caption={words.calc.points}
          numbers={[0, 1, 2]}
          columns={[words.calc.total, words.calc.pays, words.calc.you]}
          rows={r.points.map((p) => [p.total, p.pays, p.you])}
        />
      ))}
    </div>
  );
}
