/** `gongji kb check`: all that is wrong with the knowledge, each complaint with file, line, reason and remedy. */
import type { Command } from 'commander';
import { complaintsOf } from '../../check.js';
import type { Home } from '../../cli.js';
import { UserError } from '../../errors.js';
import { type Complaint, formatComplaint, type RawKnowledge, readTemplates } from '../../knowledge/load.js';
import { KNOWLEDGE_RULES, PLAN_RULES } from '../../knowledge/rules.js';
import { examples, padded, readWatched } from './common.js';

const below =
  (path: string) =>
  (c: Complaint): boolean =>
    c.file === path || c.file.startsWith(`${path}/`);

function chosen(all: Complaint[], paths: string[], known: readonly string[]): Complaint[] {
  if (paths.length === 0) return all;
  const wanted = paths.map((p) => p.replace(/^\.?\//, '').replace(/\/+$/, ''));
  for (const p of wanted)
    if (!known.some((k) => k === p || k.startsWith(`${p}/`)))
      throw new UserError(`知识库里没有 ${p}：写从项目文件夹起的路径，例如 knowledge/facts/national`);
  return all.filter((c) => wanted.some((p) => below(p)(c)));
}

function filesOf(raw: RawKnowledge, templates: Record<string, string>): string[] {
  const { factFiles, sources, topics, matters, plans, regions, hospitals, sound, terms, labels, phrases } =
    raw;
  const read = [...factFiles, ...sources, ...topics, ...matters, ...plans];
  const single = [regions, hospitals, sound, terms, labels, phrases].flatMap((f) => f ?? []);
  return [
    ...[...read, ...single, ...raw.complaints].map((f) => f.file),
    ...Object.keys(templates).map((t) => `templates/${t}.hbs`),
  ];
}

export function checkCommand(kb: Command, home: Home): void {
  kb.command('check')
    .description('检查知识库和模板，每条意见给出文件、行号、原因和改法')
    .argument('[paths...]', '只看这些文件或文件夹的意见（其余文件照样读，好核对名字）')
    .option('--json', '输出 JSON')
    .option('--rules', '列出全部规则，不检查')
    .addHelpText(
      'after',
      examples('check', 'check knowledge/facts/national', 'check --json', 'check --rules'),
    )
    .action((paths: string[], options: { json?: boolean; rules?: boolean }) => {
      if (options.rules) {
        for (const [name, holds] of Object.entries({ ...KNOWLEDGE_RULES, ...PLAN_RULES }))
          console.log(`${padded(name, 24)}${holds}`);
        return;
      }
      const raw = readWatched(home.root);
      const templates = readTemplates(home.root);
      const shown = chosen(complaintsOf(raw, templates), paths, filesOf(raw, templates));
      if (options.json) console.log(JSON.stringify(shown, null, 2));
      else for (const c of shown) console.log(`${formatComplaint(c)} [${c.rule}]`);
      const facts = raw.factFiles.reduce((n, f) => n + f.data.facts.length, 0);
      console.error(`${raw.factFiles.length} 个事实文件，${facts} 条事实，${shown.length} 条意见`);
      if (shown.length > 0) process.exitCode = 1;
    });
}
