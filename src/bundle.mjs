/** Bundles what runs in the browser into `dist/web/`. The help widget must stay small: every page that embeds it pays for it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const WIDGET_LIMIT = 20 * 1024;

/** Throws where a source has errors or the widget grew beyond its limit. */
export async function bundleWeb(root) {
  const { build } = await import('esbuild');
  const out = join(root, 'dist', 'web');
  mkdirSync(out, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: { widget: join(root, 'src/web/widget/main.tsx') },
    outdir: out,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.css': 'text' },
    logLevel: 'error',
  });
  for (const file of outputFiles) writeFileSync(file.path, file.contents);
  const size = gzipSync(readFileSync(join(out, 'widget.js')), { level: 9 }).length;
  if (size > WIDGET_LIMIT)
    throw new Error(`widget.js 压缩后 ${size} 字节，超过 ${WIDGET_LIMIT} 字节的上限：请去掉一些再构建。`);
}
