/** `gongji kb find`: facts by their words, without understanding. */
import type { Command } from 'commander';
import type { Home } from '../../cli.js';
import { UserError } from '../../errors.js';
import { placeChain } from '../../knowledge/base.js';
import { readyAssistant } from '../../start.js';
import { examples, wholeNumber } from './common.js';

export function findCommand(kb: Command, home: Home): void {
  kb.command('find')
    .description('按字词找事实（不经过理解）')
    .argument('<words...>', '要找的字词')
    .option('--region <code>', '六位行政区划代码；连同它的省和全国一起找', '000000')
    .option('--limit <n>', '最多几条', '10')
    .addHelpText('after', examples('find 轮椅 --region 140100'))
    .action(async (words: string[], options: { region: string; limit: string }) => {
      const a = await readyAssistant(home);
      if (!a.kb.regionByCode.has(options.region))
        throw new UserError(`--region ${options.region} 不是已知的行政区划代码：应为六位数字，例如 140000`);
      const limit = wholeNumber('--limit', options.limit);
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
}
