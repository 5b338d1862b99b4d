/** A table as text: aligned where it fits a phone's width, else one row after the other. Pure. */
import type { Answer } from '../../contract.js';

/** Columns of a fixed-width letter; a Chinese character takes two. */
const PHONE = 36;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;

export const widthOf = (text: string): number =>
  [...text].reduce((sum, c) => sum + (WIDE.test(c) ? 2 : 1), 0);

const padded = (cell: string, width: number): string =>
  cell + '\u3000'.repeat((width - widthOf(cell)) >> 1) + ' '.repeat((width - widthOf(cell)) & 1);

export function plainTable({ columns, rows }: NonNullable<Answer['table']>): {
  lines: string[];
  aligned: boolean;
} {
  const all = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => widthOf(row[i] ?? ''))));
  if (widths.reduce((sum, w) => sum + w + 2, -2) <= PHONE)
    return {
      lines: all.map((row) =>
        row
          .map((cell, i) => padded(cell, widths[i] ?? 0))
          .join('  ')
          .trimEnd(),
      ),
      aligned: true,
    };
  const [, ...heads] = columns;
  const lines = rows.flatMap(([name = '', ...cells]) => [
    `▪ ${name}`,
    ...cells.map((cell, i) => (heads[i] ? `  ${heads[i]}：${cell}` : `  ${cell}`)),
  ]);
  return { lines, aligned: false };
}
