/** Bundles what runs in the browser into `dist/web/`. The help widget must stay small: every page that embeds it pays for it. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const WIDGET_LIMIT = 20 * 1024;

const COMMON = { bundle: true, minify: true, target: 'es2022', charset: 'utf8', logLevel: 'error' };

/** Throws where a source has errors or the widget grew beyond its limit. */
export async function bundleWeb(root) {
  const { build } = await import('esbuild');
  const web = join(root, 'src', 'web');
  const outdir = join(root, 'dist', 'web');
  mkdirSync(outdir, { recursive: true });
  await build({
    ...COMMON,
    outdir,
    entryPoints: {
      widget: join(web, 'widget/main.tsx'),
      demo: join(web, 'demo/main.ts'),
      console: join(web, 'console/main.tsx'),
    },
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The widget puts its sheet into its own shadow root.
    loader: { '.css': 'text', '.svg': 'dataurl' },
  });
  await build({
    ...COMMON,
    outdir,
    entryPoints: { demo: join(web, 'demo/style.css'), console: join(web, 'console/css/index.css') },
  });
  copyFileSync(join(web, 'icon.svg'), join(outdir, 'icon.svg'));
  const size = gzipSync(readFileSync(join(outdir, 'widget.js')), { level: 9 }).length;
  if (size > WIDGET_LIMIT)
    throw new Error(`widget.js 压缩后 ${size} 字节，超过 ${WIDGET_LIMIT} 字节的上限：请去掉一些再构建。`);
}
