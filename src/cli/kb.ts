/** Curators' commands over `knowledge/`. */
import type { Command } from 'commander';
import type { Home } from '../cli.js';
import { lintFacts } from '../knowledge/lint.js';
import { formatComplaint, readKnowledge } from '../knowledge/load.js';

export function kbCommands(program: Command, home: Home): void {
  const kb = program.command('kb').description('知识库工具');
  kb.command('check')
    .description('检查知识库，每条意见给出文件、行号、原因和改法')
    .argument('[paths...]', '只看这些文件或文件夹的意见')
    .option('--json', '输出 JSON')
    .action((paths: string[], options: { json?: boolean }) => {
      const raw = readKnowledge(home.root);
      const all = [...raw.complaints, ...lintFacts(raw)];
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
}
