/** What was bundled for the browser, read from `dist/web` where it is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Renderer } from './answer/render.js';

export interface Page {
  html: string;
  js: string;
  css: string;
}

/** Undefined where the console was not bundled. */
export function consolePage(root: string, renderer: Pick<Renderer, 'has' | 'render'>): Page | undefined {
  const file = (name: string): string => join(root, 'dist', 'web', name);
  if (!renderer.has('web/console') || !existsSync(file('console.js'))) return undefined;
  const text = (name: string): string => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
  return { html: renderer.render('web/console', {}), js: text('console.js'), css: text('console.css') };
}
