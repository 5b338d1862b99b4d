#!/usr/bin/env node
/** Starts the program from a plain clone: compiles and builds what is missing or stale, then hands over to the CLI. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

/** Names, sizes and times of the files below a folder: cheap, and different whenever one was edited. */
function stamp(folders, extra = '') {
  const hash = createHash('sha1').update(extra);
  const walk = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else {
        const s = statSync(path);
        hash.update(`${relative(root, path)}:${s.size}:${s.mtimeMs}\n`);
      }
    }
  };
  for (const folder of folders) walk(join(root, folder));
  return hash.digest('hex');
}

function fresh(name, value) {
  const file = join(dist, name);
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

function compile() {
  const value = stamp(['src'], process.version);
  if (fresh('.code', value)) return;
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(tsc)) {
    console.error('缺少依赖：请先在项目文件夹运行 npm ci（TypeScript 未安装，无法编译）。');
    process.exit(1);
  }
  console.error('编译程序 …');
  const run = spawnSync(process.execPath, [tsc, '-p', root, '--noCheck'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (run.status !== 0) process.exit(run.status ?? 1);
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, '.code'), value);
}

/** Version, and a digest of what the files of src say. */
function program() {
  const hash = createHash('sha256');
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.(?:tsx?|mjs)$/.test(e.name))
    .map((e) => join(e.parentPath, e.name))
    .sort();
  for (const file of files) hash.update(readFileSync(file));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${version}+${hash.digest('hex').slice(0, 12)}`;
}

async function bundle() {
  const value = stamp(['src/web', 'templates/web'], readFileSync(join(root, 'src', 'bundle.mjs'), 'utf8'));
  if (fresh('.web', value)) return;
  const { bundleWeb } = await import('./bundle.mjs');
  await bundleWeb(root);
  writeFileSync(join(dist, '.web'), value);
}

/** An image is built once: the times of its files say nothing, and nothing in it can be written. */
const sealed = existsSync(join(dist, '.sealed'));

if (!sealed) {
  compile();
  await bundle();
}
const argv = process.argv.slice(2);
const { run } = await import(pathToFileURL(join(dist, 'cli.js')).href);
await run(argv, {
  root,
  dataStamp: sealed
    ? () => readFileSync(join(dist, '.data'), 'utf8')
    : () => stamp(['knowledge', 'templates'], readFileSync(join(dist, '.code'), 'utf8')),
  program,
});
