/** Spreadsheets: every fact file comes back from a workbook and from CSV as it went, and what cannot be read is refused where it stands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv, writeCsv } from 'hucre/csv';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { changeLines, changesBetween } from '../../src/knowledge/changes.js';
import { editFacts } from '../../src/knowledge/edit.js';
import { folderOf } from '../../src/knowledge/folders.js';
import { parseFile, readKnowledge } from '../../src/knowledge/load.js';
import {
  conditionsSchema,
  exampleSchema,
  factFileSchema,
  factSchema,
  sourceSchema,
} from '../../src/knowledge/schema.js';
import { CellError, cellText, list, text, value } from '../../src/knowledge/sheet-cells.js';
import { SHEETS, type SheetName } from '../../src/knowledge/sheet-columns.js';
import { fromSheets, type Placed, refusalText, type Sheet, toSheets } from '../../src/knowledge/sheets.js';
import { ROOT } from '../real.js';
import { factFile } from './fixtures.js';

const raw = readKnowledge(ROOT);
const files = raw.factFiles.map((f) => ({ file: f.file.replace('knowledge/facts/', ''), data: f.data }));
const sources = raw.sources.flatMap((f) =>
  f.data.sources.map((data) => ({ file: f.file.replace('knowledge/sources/', ''), data })),
);
const byFile = <T extends Placed<unknown>>(all: T[]) =>
  Object.fromEntries(all.map((f) => [`${f.file}${(f.data as { id?: string }).id ?? ''}`, f.data]));

describe('round trip over all fact files', () => {
  const sheets = toSheets(files, sources);
  const named = new Set(files.flatMap((f) => f.data.facts.flatMap((x) => x.sources)));

  test.each([
    [
      'XLSX',
      async () =>
        (await readXlsx(await writeXlsx({ sheets }))).sheets as { name: string; rows: unknown[][] }[],
    ],
    [
      'CSV',
      async () => sheets.map((s) => ({ name: s.name, rows: parseCsv(writeCsv(s.rows)) as unknown[][] })),
    ],
  ])('%s', async (_name, through) => {
    const read = fromSheets(await through(), []);
    expect(read.refusals.map(refusalText)).toEqual([]);
    expect(files.length).toBeGreaterThan(500);
    expect(byFile(read.files)).toEqual(byFile(files));
    expect(byFile(read.sources)).toEqual(byFile(sources.filter((s) => named.has(s.data.id))));
  });

  test('nothing changed, no byte written', () => {
    for (const f of files) {
      const before = readFileSync(join(ROOT, 'knowledge', 'facts', f.file), 'utf8');
      expect(editFacts(before, f.data)).toBe(before);
    }
  });

  test('every field of the schema has a column', () => {
    const paths = (name: SheetName): string[] => SHEETS[name].map((c) => c.path[0] as string);
    const columns = SHEETS.事实.map((c) => c.path.join('.'));
    expect(Object.keys(factSchema.shape).filter((k) => !paths('事实').includes(k))).toEqual([]);
    expect(Object.keys(conditionsSchema.shape).filter((k) => !columns.includes(`conditions.${k}`))).toEqual(
      [],
    );
    expect(Object.keys(exampleSchema.shape).filter((k) => !paths('例问').includes(k))).toEqual([]);
    expect(Object.keys(sourceSchema.shape).filter((k) => !paths('来源').includes(k))).toEqual([]);
    const lists = ['facts', 'conflicts', 'examples'];
    expect(
      Object.keys(factFileSchema.shape).filter((k) => !lists.includes(k) && !paths('文件').includes(k)),
    ).toEqual([]);
  });
});

describe('cells', () => {
  test.each([
    ['82', '82'],
    ['-0.15', '-0.15'],
    ['30~60', { from: '30', to: '60' }],
    ['30 至 60', { from: '30', to: '60' }],
    [
      '30000:0.85\n*:0.95',
      {
        bands: [
          { upTo: '30000', ratio: '0.85' },
          { upTo: null, ratio: '0.95' },
        ],
      },
    ],
    ['- 配偶\n- 父母', ['配偶', '父母']],
    ['', undefined],
  ])('value %j', (cell, expected) => {
    expect(value.read(cell)).toEqual(expected);
  });
  test.each([['82%'], ['2500元'], ['约三百'], ['1:0.8:2']])('value %j is refused with its remedy', (cell) => {
    expect(() => value.read(cell)).toThrow(CellError);
  });
  test.each([['=1+1'], ["'引"], ['+86'], ['@某'], ['-甲'], ['[甲]'], ['多行\n文字'], [' 前后空格 ']])(
    'text %j comes back, and no spreadsheet program takes it for a formula',
    (s) => {
      expect(text.write(s)).not.toMatch(/^[=+@\t\r]|^-(?!\d)/);
      expect(text.read(text.write(s))).toBe(s);
    },
  );
  test('a list whose items hold line breaks comes back', () => {
    const items = ['第一步\n接着', '=第二步', ''];
    expect(list.read(list.write(items))).toEqual(items);
  });
  test.each([
    [2025, '2025'],
    [0.82, '0.82'],
    [true, '是'],
    [new Date('2024-07-01T00:00:00Z'), '2024-07-01'],
    [null, ''],
  ])('what a spreadsheet program made of it: %j', (cell, expected) => {
    expect(cellText(cell)).toBe(expected);
  });
});

const FACT = `
  - id: first
    value: '600'
    unit: CNY/year
    from: '2024-01-01'
    statement: 门诊每年最多报销600元。
    sources: [gov] # 文件第三条
  - id: second
    # 老口径
    conditions: { care: outpatient }
    value: '300'
    unit: CNY
    statement: 门诊起付线300元。
    sources: [gov]`;
const parsed = (yaml: string) => {
  const complaints: never[] = [];
  const found = parseFile('x.yaml', yaml, factFileSchema, complaints);
  if (!found) throw new Error(JSON.stringify(complaints));
  return found.data;
};
const before = `# 一件事\n${factFile({ scheme: 'resident' }, FACT)}\n`;
const one = [{ file: 'a/x.yaml', data: parsed(before) }];

describe('refusals name sheet, row, column and reason', () => {
  const spoil = (sheet: string, row: number, column: string, cell: string): Sheet[] =>
    toSheets(one, []).map((s) => {
      if (s.name !== sheet) return s;
      const at = s.rows[0]?.indexOf(column) ?? -1;
      expect(at).toBeGreaterThanOrEqual(0);
      return {
        ...s,
        rows: s.rows.map((r, i) => (i === row - 1 ? r.map((c, k) => (k === at ? cell : c)) : r)),
      };
    });
  test.each([
    ['事实', 2, '数值', '82%', /比例写成小数/],
    ['事实', 3, '单位', '块', /./],
    ['事实', 3, '就医', 'dentist', /./],
    ['事实', 2, '起', '2024年7月', /YYYY/],
    ['事实', 2, '正文', '', /这里要写/],
    ['事实', 3, '编号', '有 空格', /letters/],
    ['文件', 2, '主题', 'capp', /./],
    ['事实', 3, '文件', 'b/y.yaml', /不在“文件”表/],
    ['事实', 3, '文件', '../../etc/passwd', /写文件路径/],
  ])('表 %s 第 %i 行 %s：%s', (sheet, row, column, cell, reason) => {
    const { refusals } = fromSheets(spoil(sheet, row, column, cell), one);
    expect(refusals).toContainEqual({ sheet, row, column, reason: expect.stringMatching(reason) });
    for (const r of refusals) expect(refusalText(r)).toContain(`表“${r.sheet}”第 ${r.row} 行`);
  });
  test('a column and a sheet that nobody knows', () => {
    const sheets = [
      { name: '事实', rows: [['文件', '编号', '金额'], []] },
      { name: '别的', rows: [] },
    ];
    expect(fromSheets(sheets, one).refusals.map(refusalText)).toEqual([
      expect.stringContaining('表“别的”'),
      expect.stringMatching(/表“事实”第 1 行“金额”列：没有这一列/),
    ]);
  });
  test('a sheet that is not there leaves its part as it was', () => {
    const facts = toSheets(one, []).filter((s) => s.name === '事实');
    expect(fromSheets(facts, [...one, { file: 'b/other.yaml', data: one[0]?.data as never }])).toMatchObject({
      refusals: [],
      files: [{ file: 'a/x.yaml', data: one[0]?.data }],
    });
  });
});

describe('writing back', () => {
  const after = parsed(before);
  (after.facts[0] as { statement: string }).statement = '门诊一年最多报销600元。';

  test('only the changed entry is written anew; comments stay with the others', () => {
    const now = editFacts(before, after);
    expect(now).toContain('# 一件事');
    expect(now).toContain('    # 老口径\n    conditions: { care: outpatient }');
    expect(now).toContain('    statement: 门诊一年最多报销600元。\n    sources: [gov]\n  - id: second');
    expect(parsed(now)).toEqual(after);
  });
  test('a new file, heads set and taken out, lists emptied', () => {
    expect(parsed(editFacts(undefined, after))).toEqual(after);
    const changed = {
      ...after,
      scheme: null,
      asks: ['甲', '乙'],
      title: '新的',
      facts: after.facts.slice(1),
    };
    expect(parsed(editFacts(before, changed))).toEqual(changed);
  });
  test('the change in words', () => {
    const lines = changesBetween(
      { files: [parsed(before)], sources: [] },
      { files: [after], sources: [] },
    ).flatMap((c) => changeLines(c, () => '甲省'));
    expect(lines).toEqual([
      '～ 事实 first（甲省 cap/outpatient-cap 事项）',
      '    正文：门诊每年最多报销600元。 → 门诊一年最多报销600元。',
    ]);
    const gone = { ...after, facts: after.facts.slice(1) };
    expect(changesBetween({ files: [after], sources: [] }, { files: [gone], sources: [] })).toMatchObject([
      { kind: 'removed', what: 'fact', id: 'first' },
    ]);
  });
});

test('the folder of a place: its own, else by its sound; 山西 and 陕西 do not meet', () => {
  const regions = raw.regions?.data.regions ?? [];
  const sound = (s: string): string => ({ 陕西: 'shanxi', 西安: 'xian' })[s] ?? 'x';
  expect(folderOf('140100', files, regions, sound)).toBe('shanxi/taiyuan');
  expect(folderOf('000000', files, regions, sound)).toBe('national');
  const others = files.filter((f) => !f.data.place.startsWith('61'));
  expect(folderOf('610100', others, regions, sound)).toBe('shanxi-61/xian');
});
