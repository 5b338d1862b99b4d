/** serve and build: the service, and what it starts from. Loaded only when used, so that `ask` starts fast. */
import type { Command } from 'commander';
import type { Home } from '../cli.js';
import { ensureBuilt } from '../start.js';

export function serveCommands(program: Command, home: Home): void {
  program
    .command('build')
    .description('编译知识库、分类器和模板（启动时会自动做）')
    .action(() => ensureBuilt(home, (line) => console.error(line)));
  program
    .command('serve')
    .description('启动服务：HTTP 接口、提问网页；有令牌时启动聊天渠道')
    .action(async () => (await import('../main.js')).serve(home));
}
