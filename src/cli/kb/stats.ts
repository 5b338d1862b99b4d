/** `gongji kb stats` and `gongji kb map`: what is covered, as a table, as a heat map in the terminal and as one HTML page. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Home } from '../../cli.js';
import { AUTHORITIES, FACT_TOPICS } from '../../contract.js';
import { UserError } from '../../errors.js';
import { buildSnapshot } from '../../knowledge/base.js';
import { type Cell, type Coverage, type Stats, statsOf } from '../../knowledge/stats.js';
import { readyAssistant } from '../../start.js';
import { dayOf, examples, padded, placeNamed, readWhole } from './common.js';
import { mapPage } from './map-page.js';

const LETTER = { law: '法', official: '官', media: '媒', aggregator: '网' } as const;
const NAME_WIDTH = 26;

interface Options {
  json?: boolean;
  asOf?: string;
  place?: string;
  months?: boolean;
}

function read(home: Home, options: Options): { stats: Stats; rows: Coverage[]; titles: Map<string, string> } {
  const snapshot = buildSnapshot(readWhole(home.root), '');
  const stats = statsOf(snapshot, dayOf(options.asOf));
  const place = options.place === undefined ? undefined : placeNamed(options.place, snapshot.regions);
  const within = (c: Coverage): boolean =>
    place === undefined ||
    c.place === place.code ||
    (place.code.endsWith('0000') && c.province === place.code);
  return {
    stats,
    rows: stats.coverage.filter(within),
    titles: new Map(snapshot.topics.map((t) => [t.topic, t.title])),
  };
}

function printSums(s: Stats): void {
  console.log(
    `${s.asOf}：${s.facts} 条事实，${s.places} 个地区；已判为错误 ${s.refuted}，已过期 ${s.ended}，无规定 ${s.noRule}，办事步骤 ${s.withSteps}，可入计算 ${s.calculable}，起始日不详 ${s.startUnknown}，矛盾 ${s.conflicts} 组`,
  );
  console.log(`来源权威：${AUTHORITIES.map((a) => `${LETTER[a]} ${a} ${s.authorities[a] ?? 0}`).join('，')}`);
  console.log(`最近核对：${s.freshness.map((f) => `${f.months} 个月内 ${f.facts}`).join('，')}\n`);
}

function printLegend(titles: Map<string, string>): void {
  const cells = FACT_TOPICS.map((t, i) =>
    padded(`${String(i + 1).padStart(3)} ${titles.get(t) ?? ''} ${t}`, 46),
  );
  for (let i = 0; i < cells.length; i += 2)
    console.log(
      cells
        .slice(i, i + 2)
        .join('')
        .trimEnd(),
    );
}

const header = (): string =>
  `\n${padded('', NAME_WIDTH)}${FACT_TOPICS.map((_, i) => String(i + 1).padStart(3)).join('')}`;

function printTable(rows: Coverage[], text: (c: Cell) => string): void {
  console.log(header());
  for (const row of rows)
    console.log(
      `${padded(`${row.name} ${row.facts}`, NAME_WIDTH)}${FACT_TOPICS.map((t) => {
        const cell = row.cells[t];
        return cell ? text(cell) : '  ·';
      }).join('')}`,
    );
}

export function statsCommand(kb: Command, home: Home): void {
  kb.command('stats')
    .description('覆盖情况：地区 × 主题，每格是现行事实里最高的来源权威；旧＝只有过期的')
    .option('--place <place>', '只看一个省（连同它的市）或一个地方')
    .option('--months', '每格改为距最近一次核对几个月')
    .option('--as-of <day>', '按哪一天算，YYYY-MM-DD；默认今天')
    .option('--json', '输出 JSON')
    .addHelpText('after', examples('stats', 'stats --place 140000', 'stats --months', 'stats --json'))
    .action((options: Options) => {
      const { stats, rows, titles } = read(home, options);
      if (options.json) {
        console.log(JSON.stringify({ ...stats, coverage: rows }, null, 2));
        return;
      }
      printSums(stats);
      printLegend(titles);
      printTable(rows, (c) =>
        options.months
          ? String(Math.min(99, c.months)).padStart(3)
          : ` ${c.inForce > 0 ? LETTER[c.authority] : '旧'}`,
      );
    });
}

/** Background colours of a terminal, from a law to what has ended. */
const COLOUR = { law: 22, official: 28, media: 178, aggregator: 208, ended: 240 } as const;

/** Two columns a cell: its colour says who says so, its figure how many facts there are. */
function heat(c: Cell): string {
  const kind = c.inForce > 0 ? c.authority : 'ended';
  const text = c.facts > 99 ? '99' : String(c.facts).padStart(2);
  return ` \u001b[48;5;${COLOUR[kind]}m\u001b[38;5;${kind === 'media' || kind === 'aggregator' ? 16 : 231}m${text}\u001b[0m`;
}

export function mapCommand(kb: Command, home: Home): void {
  kb.command('map')
    .description('覆盖热图：终端里看，或写成一个不依赖网络的 HTML 文件')
    .option('--html <file>', '写到这个 HTML 文件')
    .option('--place <place>', '只看一个省（连同它的市）或一个地方')
    .option('--as-of <day>', '按哪一天算，YYYY-MM-DD；默认今天')
    .addHelpText('after', examples('map', 'map --html coverage.html', 'map --place 440000'))
    .action(async (options: Options & { html?: string }) => {
      const { stats, rows, titles } = read(home, options);
      if (options.html) {
        const { renderer } = await readyAssistant(home);
        write(options.html, mapPage(renderer, { ...stats, coverage: rows }, titles));
        console.log(`已写入 ${options.html}：${rows.length} 个地区 × ${FACT_TOPICS.length} 个主题`);
        return;
      }
      printSums(stats);
      printLegend(titles);
      const colour = process.stdout.isTTY === true;
      printTable(rows, (c) => (colour ? heat(c) : String(Math.min(99, c.facts)).padStart(3)));
      if (colour)
        console.log(
          `\n格里是条数，颜色是来源：${Object.entries({ ...LETTER, ended: '只有过期的' })
            .map(([k, word]) => `\u001b[48;5;${COLOUR[k as keyof typeof COLOUR]}m  \u001b[0m ${word}`)
            .join('  ')}`,
        );
    });
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(`写不了 ${file}（${(error as NodeJS.ErrnoException).code}）；请换一个位置`);
  }
}
