/** What stands in a cell of a curators' spreadsheet: values of a fact file as text and back, without loss. */

/** A cell that cannot be read: the reason and the remedy. */
export class CellError extends Error {}

export interface Codec {
  /** Undefined and the default are an empty cell. */
  write(value: unknown): string;
  /** An empty cell is undefined. */
  read(cell: string): unknown;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** JSON where the plain way of writing would not come back the same. */
function exact(write: (v: unknown) => string, read: (s: string) => unknown): Codec {
  const parse = (cell: string): unknown => {
    if (!/^[[{"]/.test(cell)) return read(cell);
    try {
      return JSON.parse(cell) as unknown;
    } catch {
      throw new CellError('以 [ { " 开头的要是合法的 JSON');
    }
  };
  return {
    write(v) {
      if (v === undefined || v === null) return '';
      const plain = write(v);
      const back = ((): unknown => {
        try {
          return plain === '' ? undefined : parse(plain);
        } catch {
          return undefined;
        }
      })();
      return same(back, v) ? plain : JSON.stringify(v);
    },
    read: (cell) => (cell === '' ? undefined : parse(cell)),
  };
}

/** What a spreadsheet program would take for a formula carries an apostrophe. */
const FORMULA = /^(?:[=+@\t\r']|-(?!\d))/;
export const text: Codec = exact(
  (v) => (FORMULA.test(String(v)) ? `'${v}` : String(v)),
  (s) => (s.startsWith("'") ? s.slice(1) : s).trim(),
);

const lines = (s: string): string[] =>
  s
    .split(/\r?\n/)
    .map((x) => x.trim())
    .filter(Boolean);

/** One item a line. */
export const list: Codec = exact(
  (v) => (v as string[]).map((x) => (FORMULA.test(x) ? `'${x}` : x)).join('\n'),
  (s) => lines(s).map((x) => (x.startsWith("'") ? x.slice(1) : x)),
);

/** One word, or several, one a line. */
export const oneOrMore: Codec = exact(
  (v) => [v].flat().join('\n'),
  (s) => (lines(s).length > 1 ? lines(s) : s.trim()),
);

export const ids: Codec = exact(
  (v) => (v as string[]).join(', '),
  (s) => s.split(/[,，、;；\s]+/).filter(Boolean),
);

const YES = ['是', 'true', 'TRUE', '1', 'y', '✓'];
const NO = ['否', 'false', 'FALSE', '0', 'n'];
export const yes: Codec = {
  write: (v) => (v === true ? '是' : ''),
  read(cell) {
    if (cell === '' || NO.includes(cell.trim())) return undefined;
    if (YES.includes(cell.trim())) return true;
    throw new CellError('写“是”，或留空');
  },
};

/** Undefined says nothing, 无 is null: whatever the scheme. */
export const orNone: Codec = {
  write: (v) => (v === null ? '无' : ((v as string | undefined) ?? '')),
  read: (cell) => (cell.trim() === '无' ? null : cell.trim() || undefined),
};

const N = '-?\\d+(?:\\.\\d+)?';
const RANGE = new RegExp(`^(${N})?\\s*[~～至]\\s*(${N})?$`);
const BAND = /^(\d+(?:\.\d+)?|\*)\s*[:：]\s*(\d+(?:\.\d+)?)$/;

export const band: Codec = exact(
  (v) => {
    const { from = '', to = '' } = v as { from?: string; to?: string };
    return `${from}~${to}`;
  },
  (s) => {
    const m = RANGE.exec(s.trim());
    if (!m) throw new CellError('费用段写成 10000~30000、~10000 或 30000~');
    return { ...(m[1] && { from: m[1] }), ...(m[2] && { to: m[2] }) };
  },
);

function writeValue(v: unknown): string {
  if (typeof v === 'string') return v;
  if (Array.isArray(v)) return v.map((x) => `- ${x}`).join('\n');
  const x = v as { from?: string; to?: string; bands?: { upTo: string | null; ratio: string }[] };
  if (x.bands) return x.bands.map((b) => `${b.upTo ?? '*'}:${b.ratio}`).join('\n');
  return `${x.from}~${x.to}`;
}

function readValue(s: string): unknown {
  const all = lines(s);
  if (all.length === 1 && new RegExp(`^${N}$`).test(s.trim())) return s.trim();
  const m = RANGE.exec(s.trim());
  if (m?.[1] && m[2]) return { from: m[1], to: m[2] };
  if (all.every((l) => BAND.test(l)))
    return {
      bands: all.map((l) => {
        const [, upTo, ratio] = BAND.exec(l) as RegExpExecArray;
        return { upTo: upTo === '*' ? null : upTo, ratio };
      }),
    };
  if (all.every((l) => /^[-－]\s+\S/.test(l))) return all.map((l) => l.replace(/^[-－]\s+/, ''));
  const percent = /^(\d+(?:\.\d+)?)\s*[%％]$/.exec(s.trim());
  if (percent)
    throw new CellError(
      `比例写成小数：${s.trim()} 写 0.${percent[1]?.replace('.', '').padStart(2, '0')} 这样的数，单位写 ratio`,
    );
  if (/[元人天年月次%％]/.test(s)) throw new CellError('数值里不带单位；单位写在单位列');
  throw new CellError(
    '数值写数字；区间写 30~60；分段每行一段，如 30000:0.85，最后一段 *:0.95；清单每行以“- ”开头',
  );
}

export const value: Codec = exact(writeValue, readValue);

/** A cell as a spreadsheet program may have turned it: numbers, dates and ticks become the text that was meant. */
export function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'boolean') return cell ? '是' : '';
  return String(cell).replace(/\u00a0/g, ' ');
}
