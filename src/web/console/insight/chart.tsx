/** Figures as a chart of lines or bars; the table beside it says the same to those who cannot see it. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';
import { percentOf } from '../format.js';
import { THEME_CHANGED } from '../theme.js';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

export interface Series {
  name: string;
  values: (number | null)[];
}

/** Told apart by people who see few colours, on light and on dark ground. */
const COLOURS = ['#1b8f6e', '#e08a1e', '#3d7fd1', '#b8569b', '#8a8f98', '#c9443a', '#6f63c8'];

export interface Props {
  kind: 'line' | 'bar' | 'stacked' | 'across';
  label: string;
  names: string[];
  series: Series[];
  /** Shares from 0 to 1, shown in percent. */
  percent?: boolean;
  height?: number;
}

const ground = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function configOf({ kind, names, series, percent }: Props): ChartConfiguration {
  const text = ground('--soft');
  const grid = { color: ground('--line') };
  const ticks = { color: text, ...(percent && { callback: (v: number | string) => percentOf(Number(v)) }) };
  const across = kind === 'across';
  const amounts = {
    beginAtZero: true,
    grid,
    ticks: { ...ticks, ...(percent ? { stepSize: 0.2 } : { precision: 0 }) },
    ...(percent && { max: 1 }),
  };
  const labels = { grid: { display: false }, ticks: { color: text, autoSkip: !across, maxRotation: 0 } };
  const stacked = kind === 'stacked';
  return {
    type: kind === 'line' ? 'line' : 'bar',
    data: {
      labels: names,
      datasets: series.map((s, i) => ({
        label: s.name,
        data: s.values,
        backgroundColor: COLOURS[i % COLOURS.length],
        borderColor: COLOURS[i % COLOURS.length],
        borderWidth: kind === 'line' ? 2.5 : 0,
        borderRadius: 3,
        maxBarThickness: 34,
        pointRadius: names.length > 40 ? 0 : 3,
        tension: 0,
        spanGaps: true,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: across ? 'y' : 'x',
      interaction: { mode: 'index', intersect: false, axis: across ? 'y' : 'x' },
      scales: {
        x: { ...(across ? amounts : labels), stacked },
        y: { ...(across ? labels : amounts), stacked },
      },
      plugins: {
        legend: {
          display: series.length > 1,
          position: 'bottom',
          labels: { color: ground('--fg'), boxWidth: 14, boxHeight: 14 },
        },
      },
      font: { family: getComputedStyle(document.body).fontFamily },
    } as ChartConfiguration['options'],
  };
}

export function ChartView(props: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const content = JSON.stringify(props);
  // Drawn anew where what it says, or the ground below it, has changed.
  useEffect(() => {
    let chart: Chart | undefined;
    const draw = () => {
      chart?.destroy();
      if (canvas.current) chart = new Chart(canvas.current, configOf(props));
    };
    draw();
    addEventListener(THEME_CHANGED, draw);
    return () => {
      removeEventListener(THEME_CHANGED, draw);
      chart?.destroy();
    };
  }, [content]);
  return (
    <div class="chart" style={{ height: `${props.height ?? 260}px` }}>
      <canvas ref={canvas} role="img" aria-label={props.label} />
    </div>
  );
}
