/** Spreadsheets on disk: an XLSX workbook, or one CSV file a sheet; read and written. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseCsv, writeCsv } from 'hucre/csv';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { UserError } from '../../errors.js';
import { SHEET_NAMES, SHEETS, type SheetName } from '../../knowledge/sheet-columns.js';
import type { Sheet } from '../../knowledge/sheets.js';

export type Rows = { name: string; rows: readonly (readonly unknown[])[] };

const BOM = '\ufeff';
/** Sentences and steps want room; the rest does with this. */
const WIDE: Record<string, number> = {
  正文: 60,
  步骤: 50,
  说明: 60,
  标题: 40,
  网址: 30,
  文件: 34,
  编号: 26,
  问: 36,
  来源: 26,
};
const NARROW = 12;
/** So many rows of a sheet offer a column's choices as a list to pick from. */
const OFFERED = 500;

function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return `${rest > 0 ? letters(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`;
}

function choicesOf(sheet: Sheet) {
  const columns = SHEETS[sheet.name as SheetName];
  return (sheet.rows[0] ?? []).flatMap((title, i) => {
    const choices = columns?.find((c) => c.title === title)?.choices;
    // A spreadsheet program refuses a list of more than 255 characters.
    if (!choices || choices.join(',').length > 250) return [];
    return [
      {
        type: 'list' as const,
        values: [...choices],
        range: `${letters(i)}2:${letters(i)}${OFFERED}`,
        allowBlank: true,
        showErrorMessage: false,
      },
    ];
  });
}

export async function writeWorkbook(file: string, sheets: Sheet[]): Promise<string[]> {
  mkdirSync(dirname(file), { recursive: true });
  if (/\.csv$/i.test(file)) {
    const stem = file.replace(/\.csv$/i, '');
    return sheets
      .filter((s) => SHEET_NAMES.includes(s.name as SheetName))
      .map((s) => {
        const path = `${stem}.${s.name}.csv`;
        writeFileSync(path, BOM + writeCsv(s.rows, { lineSeparator: '\r\n' }));
        return path;
      });
  }
  const bytes = await writeXlsx({
    sheets: sheets.map((s) => ({
      name: s.name,
      rows: s.rows,
      columns: (s.rows[0] ?? []).map((title) => ({ width: WIDE[title] ?? NARROW })),
      freezePane: { rows: 1 },
      dataValidations: choicesOf(s),
    })),
  });
  writeFileSync(file, bytes);
  return [file];
}

/** The CSV files of one export lie beside each other: any one of them names them all. */
function csvSiblings(file: string): { name: string; path: string }[] {
  const stem = basename(file).replace(/(?:\.[^.]+)?\.csv$/i, '');
  const folder = dirname(file);
  const found = SHEET_NAMES.map((name) => ({ name, path: join(folder, `${stem}.${name}.csv`) })).filter((s) =>
    existsSync(s.path),
  );
  return found.length > 0 ? found : [{ name: '事实', path: file }];
}

export async function readWorkbook(file: string): Promise<Rows[]> {
  const csv = /\.csv$/i.test(file);
  const sources = csv ? csvSiblings(file) : [{ name: '', path: file }];
  const missing = sources.find((s) => !existsSync(s.path));
  if (missing) {
    const near = existsSync(dirname(file))
      ? readdirSync(dirname(file)).filter((f) => /\.(?:xlsx|csv)$/i.test(f))
      : [];
    throw new UserError(
      `没有这个文件：${file}${near.length > 0 ? `；那里有 ${near.slice(0, 5).join('、')}` : ''}`,
    );
  }
  if (csv)
    return sources.map((s) => ({
      name: s.name,
      rows: parseCsv(readFileSync(s.path, 'utf8').replace(BOM, '')) as unknown[][],
    }));
  if (!/\.xlsx$/i.test(file)) throw new UserError(`${file} 不是表格：只认 .xlsx 和 .csv`);
  try {
    const book = await readXlsx(readFileSync(file));
    return book.sheets.map((s) => ({ name: s.name, rows: s.rows }));
  } catch (error) {
    throw new UserError(`读不了 ${file}：${(error as Error).message}。请用表格软件打开，另存为 .xlsx 再试`);
  }
}
