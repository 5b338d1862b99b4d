/** Curators' commands over `knowledge/`. */
import type { Command } from 'commander';
import { lintPlans } from '../calculator/lint-plans.js';
import type { Home } from '../cli.js';
import { AUTHORITIES, FACT_TOPICS } from '../contract.js';
import { UserError } from '../errors.js';
import { buildSnapshot, placeChain } from '../knowledge/base.js';
import { lintFacts } from '../knowledge/lint.js';
import { lintWords } from '../knowledge/lint-words.js';
import { formatComplaint, readKnowledge, readTemplates } from '../knowledge/load.js';
import { type Stats, statsOf } from '../knowledge/stats.js';
import { readyAssistant } from '../start.js';

export function kbCommands(program: Command, home: Home): void {
  const kb = program.command('kb').description('知识库工具');
  kb.command('check')
    .description('检查知识库，每条意见给出文件、行号、原因和改法')
    .argument('[paths...]', '只看这些文件或文件夹的意见')
    .option('--json', '输出 JSON')
    .action((paths: string[], options: { json?: boolean }) => {
      const raw = readKnowledge(home.root);
      const all = [
        ...raw.complaints,
        ...lintFacts(raw),
        ...lintWords(raw, readTemplates(home.root)),
        ...lintPlans(raw),
      ];
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
  kb.command('find')
    .description('按字词找事实（不经过理解），例如 gongji kb find 轮椅 --region 140100')
    .argument('<words...>', '要找的字词')
    .option('--region <code>', '六位行政区划代码；连同它的省和全国一起找', '000000')
    .option('--limit <n>', '最多几条', '10')
    .action(async (words: string[], options: { region: string; limit: string }) => {
      const a = await readyAssistant(home);
      if (!a.kb.regionByCode.has(options.region))
        throw new UserError(`--region ${options.region} 不是已知的行政区划代码：应为六位数字，例如 140000`);
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1) throw new UserError('--limit 写一个正整数，例如 10');
      const found = a.search.find(words.join(' '), placeChain(a.kb, options.region), limit);
      if (found.length === 0) console.log('没有找到；换个说法，或用 --region 换个地方');
      for (const { id, score } of found) {
        const f = a.kb.factById.get(id);
        if (f)
          console.log(
            `${score.toFixed(0).padStart(4)}  ${f.place} ${f.topic}/${f.matter} ${id}\n      ${f.statement}`,
          );
      }
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
  FACT_TOPICS.forEach((t, i) => {
    console.log(`${String(i + 1).padStart(3)} ${t}`);
  });
  console.log(`\n${padded('', 26)}${FACT_TOPICS.map((_, i) => String(i + 1).padStart(3)).join('')}`);
  for (const row of s.coverage) {
    const cells = FACT_TOPICS.map((t) => ` ${row.cells[t] ? LETTER[row.cells[t]] : ' ·'}`);
    console.log(`${padded(`${row.name} ${row.facts}`, 26)}${cells.join('')}`);
  }
}
