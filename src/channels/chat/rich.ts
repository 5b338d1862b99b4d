/** An answer as a chat shows it: one text with marks, and that text in parts that fit a platform. Pure. */
import type { Answer } from '../../contract.js';
import { plainTable } from './table.js';

export interface Mark {
  /** Half-open, in UTF-16 units. */
  start: number;
  end: number;
  style: 'bold' | 'fixed';
}

export interface Rich {
  text: string;
  /** In order, apart from each other. */
  marks: Mark[];
}

const SOURCES = /^来源：$/;
const BOLD_AT_MOST = 200;

/** The contract's text is complete; its first line is what was asked, and its table is laid out for a narrow screen. */
export function richOf(answer: Pick<Answer, 'text' | 'table'>): Rich {
  const rich: Rich = { text: '', marks: [] };
  const add = (line: string, style?: Mark['style']): void => {
    const start = rich.text.length;
    rich.text += `${line}\n`;
    if (style) rich.marks.push({ start, end: start + line.length, style });
  };
  const lines = answer.text.split('\n');
  const rows = new Set(answer.table && tableLines(answer.table));
  const at = lines.findIndex((line) => rows.has(line));
  const kept = lines.filter((line) => !rows.has(line));
  for (const [i, line] of kept.entries()) {
    if (i === at && answer.table) addTable(add, answer.table);
    add(line, (i === 0 && line.length <= BOLD_AT_MOST) || SOURCES.test(line) ? 'bold' : undefined);
  }
  if (at >= kept.length && answer.table) addTable(add, answer.table);
  return { text: rich.text.replace(/\n+$/, ''), marks: rich.marks.filter((m) => m.end > m.start) };
}

type Table = NonNullable<Answer['table']>;

/** As templates/part/table.hbs writes them into the text. */
const tableLines = ({ columns, rows }: Table): string[] => [columns, ...rows].map((row) => row.join(' | '));

function addTable(add: (line: string, style?: Mark['style']) => void, table: Table): void {
  const { lines, aligned } = plainTable(table);
  if (aligned) add(lines.join('\n'), 'fixed');
  else for (const line of lines) add(line);
}
