/** backup, restore and replay: what an operator does with the kept answers, also while the service runs. */
import type { Command } from 'commander';
import type { Home } from '../cli.js';
import { readSettings } from '../config.js';
import { UserError } from '../errors.js';

const dataDir = (): string => readSettings(process.env).GONGJI_DATA_DIR;

/** Backing up and restoring are done to the file. */
function onlyForFiles(): void {
  if (readSettings(process.env).DATABASE_URL)
    throw new UserError(
      '数据在 PostgreSQL 里（DATABASE_URL），备份和恢复用它自己的工具：pg_dump、pg_restore。',
    );
}

/** One line that is written over on a terminal, and stays away elsewhere. */
function progressLine(label: string): (share: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (share) => {
    process.stderr.write(`\r${label} ${Math.round(share * 100)}%${share === 1 ? '\n' : ''}`);
  };
}

async function backupTo(file: string): Promise<void> {
  onlyForFiles();
  const { backup } = await import('../store/sqlite/copy.js');
  const { existing } = await import('../store/sqlite/open.js');
  await backup(existing(dataDir()), file, progressLine('备份'));
  console.log(`已备份到 ${file}`);
}

async function restoreFrom(file: string): Promise<void> {
  onlyForFiles();
  const { restore } = await import('../store/sqlite.js');
  const aside = restore(dataDir(), file, progressLine('恢复'));
  for (const moved of aside) console.log(`原来损坏的文件移到了 ${moved}`);
  console.log(`已从 ${file} 恢复`);
}

async function replayAnswer(
  home: Home,
  id: string,
  options: { json?: boolean; print?: boolean },
): Promise<void> {
  const { openStore } = await import('../store/open.js');
  const { assistantOf } = await import('../snapshots.js');
  const { receiptOf, receiptPage, replay } = await import('../service/receipt.js');
  const store = openStore(readSettings(process.env), { readOnly: true });
  try {
    const record = await store.answer(id);
    if (!record)
      throw new UserError(`没有编号为 ${id.slice(0, 64)} 的回答：编号不对，或已过保留期，或会话已删除。`);
    const assistant = await assistantOf(store, record.snapshot);
    const result = assistant && replay(assistant, record);
    if (options.print && assistant) console.log(receiptPage(assistant, receiptOf(record), 'text'));
    else if (options.json) console.log(record.body);
    else console.log((JSON.parse(record.body) as { text: string }).text);
    if (!result) console.error('当时的知识库快照没有存下，以上是存下的回答，不能重新生成来核对。');
    else if (result.same) console.error('重新生成的结果与存下的回答逐字节相同。');
    else {
      const program = home.program();
      const why = record.program === program ? '' : `（当时的程序是 ${record.program}，现在是 ${program}）`;
      console.error(
        `重新生成的结果与存下的不同${why}，以上是存下的回答；不同的字段：${result.differs.join('、')}`,
      );
      process.exitCode = 1;
    }
  } finally {
    await store.close();
  }
}

export function storeCommands(program: Command, home: Home): void {
  program
    .command('backup')
    .description('把数据库备份成一个文件；服务可以开着')
    .argument('<file>', '备份文件')
    .action(backupTo);
  program
    .command('restore')
    .description('从备份文件恢复数据库；服务可以开着')
    .argument('<file>', '备份文件')
    .action(restoreFrom);
  program
    .command('replay')
    .description('按当时的知识库重新生成一个回答，与存下的核对')
    .argument('<id>', '回答的编号')
    .option('--json', '输出存下的 JSON')
    .option('--print', '输出可以打印的回执')
    .action((id: string, options: { json?: boolean; print?: boolean }) => replayAnswer(home, id, options));
}
