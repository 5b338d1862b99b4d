/** The schedule as rows of a table and as an SVG curve: what is paid and what you pay against the total cost. */
import type { Renderer } from '../answer/render.js';
import { type Point, pointsOf, type Schedule } from '../calculator/solve.js';
import { type Fen, plainYuan, shortYuan } from '../money.js';

const WIDTH = 640n;
const HEIGHT = 400n;
const MARGIN = 60n;

export const rowText = (p: Point): string[] => [p.total, p.pays, p.you].map((f) => plainYuan(f));

/** Straight lines between kinks are the whole truth, so nothing is sampled. */
export function curveSvg(renderer: Renderer, list: Schedule[], last: Fen): string {
  const x = (f: Fen): bigint => MARGIN + (f * (WIDTH - 2n * MARGIN)) / last;
  const y = (f: Fen): bigint => HEIGHT - MARGIN - (f * (HEIGHT - 2n * MARGIN)) / last;
  const path = (points: Point[], of: (p: Point) => Fen): string =>
    points.map((p) => `${x(p.total)},${y(of(p))}`).join(' ');
  const ticks = [1n, 2n, 3n, 4n, 5n].map((n) => {
    const at = (last * n) / 5n;
    return { x: x(at), y: y(at), label: shortYuan(plainYuan(at)) };
  });
  return renderer.render('web/curve', {
    width: WIDTH,
    height: HEIGHT,
    left: MARGIN,
    right: WIDTH - MARGIN,
    top: MARGIN,
    bottom: HEIGHT - MARGIN,
    ticks,
    readings: list.map((s) => {
      const points = pointsOf(s, last);
      return { pays: path(points, (p) => p.pays), you: path(points, (p) => p.you) };
    }),
  });
}
