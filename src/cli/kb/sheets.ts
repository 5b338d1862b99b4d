/** `gongji kb export` and `gongji kb import`: a place's facts as one spreadsheet, and back. */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Home } from '../../cli.js';
import { UserError } from '../../errors.js';
import { changeLines, changesBetween } from '../../knowledge/changes.js';
import { type Complaint, formatComplaint } from '../../knowledge/load.js';
import { fromSheets, type Read, type Refusal, refusalText, toSheets } from '../../knowledge/sheets.js';
import { examples, placeNamed, progress, readWhole } from './common.js';
import { type Draft, draft, FACTS, placedFacts, placedSources, SOURCES, writeDraft } from './store.js';
import { readWorkbook, writeWorkbook } from './workbook.js';

export function exportCommand(kb: Command, home: Home): void {
  kb.command('export')
    .description('把一个地方的事实写成一份表格（XLSX 或 CSV），可用表格软件改后再导入')
    .argument('[place]', '地名或六位代码；全国写 000000')
    .option('--out <file>', '写到这个文件，.xlsx 或 .csv（CSV 每张表一个文件）；默认 <地名>.xlsx')
    .option('--all <folder>', '每个有事实的地方各写一份到这个文件夹')
    .option('--csv', '与 --all 一起：写 CSV')
    .addHelpText('after', examples('export 140100', 'export 140100 --out city.csv', 'export --all sheets'))
    .action(async (place: string | undefined, options: { out?: string; all?: string; csv?: boolean }) => {
      if ((place === undefined) === (options.all === undefined))
        throw new UserError('写一个地方，或用 --all 写出所有地方，例如 gongji kb export 140100');
      const raw = readWhole(home.root);
      const regions = raw.regions?.data.regions ?? [];
      const [files, sources] = [placedFacts(raw), placedSources(raw)];
      const known = [...new Set(files.map((f) => f.data.place))];
      const wanted = place === undefined ? known : [placeNamed(place, regions).code];
      const bar = progress('写表格', wanted.length);
      for (const [i, code] of wanted.entries()) {
        const own = files.filter((f) => f.data.place === code);
        if (own.length === 0) throw new UserError(`${place} 还没有事实；用 gongji kb new 写第一条`);
        const name = regions.find((r) => r.code === code)?.name ?? code;
        const out =
          options.out ?? join(options.all ?? '.', `${code}-${name}.${options.csv ? 'csv' : 'xlsx'}`);
        const written = await writeWorkbook(out, toSheets(own, sources)).catch(
          (error: NodeJS.ErrnoException) => {
            throw new UserError(`写不了 ${out}（${error.code ?? error.message}）；请换一个位置`);
          },
        );
        bar.at(i + 1);
        if (options.all === undefined)
          console.log(
            `已写入 ${written.join('、')}：${own.length} 个文件，${own.reduce((n, f) => n + f.data.facts.length, 0)} 条事实`,
          );
      }
      bar.end();
      if (options.all !== undefined) console.log(`已写入 ${options.all}：${wanted.length} 份`);
    });
}

/** The row a complaint is about: the fact whose lines hold the line that it names. */
function refusalFor(c: Complaint, read: Read, d: Draft): Refusal | undefined {
  const file = read.files.find((f) => FACTS + f.file === c.file);
  const parsed = d.raw.factFiles.find((f) => f.file === c.file);
  const reason = `${c.reason}。${c.remedy}`;
  if (file && parsed) {
    const at = (part: 'facts' | 'conflicts' | 'examples'): number[] =>
      file.data[part].map((_, i) => parsed.lineOf([part, i]));
    const parts = [
      ['facts', '事实'],
      ['conflicts', '分歧'],
      ['examples', '例问'],
    ] as const;
    const best = parts
      .flatMap(([part, sheet]) => at(part).map((line, i) => ({ line, sheet, row: file.rows[part][i] ?? 1 })))
      .filter((x) => x.line <= c.line)
      .sort((a, b) => b.line - a.line)[0];
    return best
      ? { sheet: best.sheet, row: best.row, column: '', reason }
      : { sheet: '文件', row: file.head, column: '', reason };
  }
  const source = read.sources.find((s) => SOURCES + s.file === c.file && c.reason.includes(s.data.id));
  return source && { sheet: '来源', row: source.row, column: '', reason };
}

export function importCommand(kb: Command, home: Home): void {
  kb.command('import')
    .description('把改过的表格写回 YAML；有一处读不懂就一处也不写，并说出表、行、列和原因')
    .argument('<file>', '.xlsx，或一组 CSV 里的任一个')
    .option('--dry-run', '只说会改什么，不写')
    .addHelpText('after', examples('import city.xlsx --dry-run', 'import city.xlsx'))
    .action(async (file: string, options: { dryRun?: boolean }) => {
      const sheets = await readWorkbook(file);
      const raw = readWhole(home.root);
      const known = placedFacts(raw);
      const read = fromSheets(sheets, known);
      refuse(read.refusals.map(refusalText));
      const d = draft(home.root, raw, read.files, read.sources);
      refuse(
        d.complaints.map((c) => {
          const at = refusalFor(c, read, d);
          return at ? refusalText(at) : formatComplaint(c);
        }),
      );
      const version = (r: typeof raw) => ({
        files: r.factFiles.map((f) => f.data),
        sources: r.sources.flatMap((s) => s.data.sources),
      });
      const names = new Map((raw.regions?.data.regions ?? []).map((r) => [r.code, r.name]));
      const changes = changesBetween(version(raw), version(d.raw));
      for (const c of changes) for (const line of changeLines(c, (p) => names.get(p) ?? p)) console.log(line);
      if (d.texts.size === 0) console.log('没有变化');
      else if (options.dryRun)
        console.log(`\n会改 ${d.texts.size} 个文件：${[...d.texts.keys()].join('、')}（还没有写）`);
      else {
        writeDraft(home.root, d);
        console.log(`\n已改 ${d.texts.size} 个文件：${[...d.texts.keys()].join('、')}`);
      }
    });
}

function refuse(reasons: string[]): void {
  if (reasons.length > 0) throw new UserError(`没有导入，先改 ${reasons.length} 处：`, reasons);
}
