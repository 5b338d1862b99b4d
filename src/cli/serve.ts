/** serve and build: the service, and what it starts from. Loaded only when used, so that `ask` starts fast. */
import type { Command } from 'commander';
import type { Home } from '../cli.js';
import { UserError } from '../errors.js';
import { ensureBuilt } from '../start.js';

const MOST_WORKERS = 64;
function workers(text: string): number {
  const n = Number(text);
  if (!/^\d+$/.test(text) || n < 1 || n > MOST_WORKERS)
    throw new UserError(`--workers 应为整数，从 1 到 ${MOST_WORKERS}`);
  return n;
}

export function serveCommands(program: Command, home: Home): void {
  program
    .command('build')
    .description('编译知识库、分类器和模板（启动时会自动做）')
    .action(() => ensureBuilt(home, (line) => console.error(line)));
  program
    .command('serve')
    .description('启动服务：HTTP 接口、提问网页；有令牌时启动聊天渠道')
    .option('--workers <n>', '用几个进程（几个处理器核就几个）；不写是一个', workers)
    .action(async (o: { workers?: number }) => (await import('../main.js')).serve(home, o.workers));
}
