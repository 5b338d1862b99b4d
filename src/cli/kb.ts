/** Curators' commands over `knowledge/`. */
import type { Command } from 'commander';
import type { Home } from '../cli.js';
import { AUTHORITIES, FACT_TOPICS } from '../contract.js';
import { buildSnapshot } from '../knowledge/base.js';
import { lintFacts } from '../knowledge/lint.js';
import { lintWords } from '../knowledge/lint-words.js';
import { formatComplaint, readKnowledge, readTemplates } from '../knowledge/load.js';
import { type Stats, statsOf } from '../knowledge/stats.js';

export function kbCommands(program: Command, home: Home): void {
  const kb = program.command('kb').description('知识库工具');
  kb.command('check')
    .description('检查知识库，每条意见给出文件、行号、原因和改法')
    .argument('[paths...]', '只看这些文件或文件夹的意见')
    .option('--json', '输出 JSON')
    .action((paths: string[], options: { json?: boolean }) => {
      const raw = readKnowledge(home.root);
      const all = [...raw.complaints, ...lintFacts(raw), ...lintWords(raw, readTemplates(home.root))];
      const shown =
        paths.length === 0
          ? all
          : all.filter((c) => paths.some((p) => c.file.includes(p.replace(/^\.\//, ''))));
      if (options.json) console.log(JSON.stringify(shown, null, 2));
      else for (const c of shown) console.log(formatComplaint(c));
      const facts = raw.factFiles.reduce((n, f) => n + f.data.facts.length, 0);
      console.error(`${raw.factFiles.length} 个事实文件，${facts} 条事实，${shown.length} 条意见`);
      if (shown.length > 0) process.exitCode = 1;
    });
  kb.command('stats')
    .description('覆盖情况：地区 × 主题，及来源权威的构成')
    .option('--json', '输出 JSON')
    .action((options: { json?: boolean }) => {
      const raw = readKnowledge(home.root);
      const stats = statsOf(buildSnapshot(raw, ''));
      if (options.json) console.log(JSON.stringify(stats, null, 2));
      else printStats(stats);
    });
}

const LETTER = { law: '法', official: '官', media: '媒', aggregator: '网' } as const;
/** Chinese characters take two columns in a terminal. */
const width = (s: string): number => [...s].reduce((n, c) => n + (c > '\u2e7f' ? 2 : 1), 0);
const padded = (s: string, n: number): string => s + ' '.repeat(Math.max(0, n - width(s)));

function printStats(s: Stats): void {
  console.log(
    `${s.facts} 条事实，${s.places} 个地区；已判为错误 ${s.refuted}，无规定 ${s.noRule}，办事步骤 ${s.withSteps}，可入计算 ${s.calculable}，起始日不详 ${s.startUnknown}，矛盾 ${s.conflicts} 组`,
  );
  console.log(
    `来源权威：${AUTHORITIES.map((a) => `${LETTER[a]} ${a} ${s.authorities[a] ?? 0}`).join('，')}\n`,
  );
  FACT_TOPICS.forEach((t, i) => console.log(`${String(i + 1).padStart(3)} ${t}`));
  console.log(`\n${padded('', 26)}${FACT_TOPICS.map((_, i) => String(i + 1).padStart(3)).join('')}`);
  for (const row of s.coverage) {
    const cells = FACT_TOPICS.map((t) => ` ${row.cells[t] ? LETTER[row.cells[t]] : ' ·'}`);
    console.log(`${padded(`${row.name} ${row.facts}`, 26)}${cells.join('')}`);
  }
}
