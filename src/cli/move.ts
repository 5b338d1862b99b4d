/** migrate-store: from the embedded SQLite to PostgreSQL. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../errors.js';

/** `sqlite://data`, `sqlite:///var/lib/gongji`, or the file in it. */
function folderOf(from: string): string {
  const [, path] = /^sqlite:\/\/(.+)$/.exec(from) ?? [];
  if (!path)
    throw new UserError('源应写成 sqlite://数据文件夹，如 sqlite://./data（GONGJI_DATA_DIR 的值）。');
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`没有 ${path} 这个文件夹。`);
  return found.isDirectory() ? path : dirname(path);
}

function progress(): (table: string, done: number, all: number) => void {
  let said = '';
  return (table, done, all) => {
    const share = all === 0 ? 100 : Math.min(100, Math.floor((100 * done) / all));
    const line = `${table} ${share}%（${done}/${all}）`;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}${share === 100 ? '\n' : ''}`);
    else if (share % 25 === 0 && said !== `${table} ${share}`) console.error(line);
    said = `${table} ${share}`;
  };
}

async function move(from: string, to: string): Promise<void> {
  if (!/^postgres(?:ql)?:\/\//.test(to) || !URL.canParse(to))
    throw new UserError('目标应写成 postgres://用户:密码@主机:5432/数据库。');
  const { existing } = await import('../store/sqlite/open.js');
  const { differs, moveStore } = await import('../store/move.js');
  const folder = folderOf(from);
  existing(folder);
  const { tables, sizes, before } = await moveStore({
    ...{ from: folder, to, progress: progress() },
    now: () => new Date(),
  });
  const differ = tables.filter(differs);
  console.log('表 | SQLite 行数 | PostgreSQL 行数 | 校验和');
  for (const { table, rows, checksums } of tables)
    console.log(
      `${table} | ${rows[0]} | ${rows[1]} | ${checksums[0] === checksums[1] ? `${checksums[0].slice(0, 12)} 相同` : '不同'}`,
    );
  if (differ.length > 0)
    throw new UserError(
      `两边不一样：${differ.map((m) => m.table).join('、')}。源在两次运行之间可能有改动，或者目标已经有人在用；请停下服务，换一个空的数据库重新迁。`,
    );
  const [here, there] = sizes.map((bytes) => `${(bytes / 1_048_576).toFixed(1)} MB`);
  console.log(`大小：SQLite ${here}，PostgreSQL ${there}（带索引）`);
  console.log(
    before
      ? `${before} 已经迁完、逐行比过，源在那以后没有变；这一次什么也没有动。`
      : '迁完了，两边逐行相同。设上 DATABASE_URL 再启动服务，就用 PostgreSQL。',
  );
}

export function moveCommand(program: Command): void {
  program
    .command('migrate-store')
    .description('把 SQLite 里的内容迁到 PostgreSQL；先停下服务；断了再运行就接着迁')
    .argument('<from>', 'sqlite://数据文件夹')
    .argument('<to>', 'postgres://…')
    .action(move);
}
