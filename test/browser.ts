/** Chromium for tests of pages, and what is looked at in every page: pictures, accessibility. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ROOT } from './real.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
/** Under CI a missing browser is a failure. */
export const leftOut = !existsSync(CHROMIUM) && !process.env.CI;
if (leftOut) console.log(`browser: left out, no Chromium at ${CHROMIUM} (CHROMIUM_PATH names another)`);

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** Ignored by git; the newest run's. */
const PICTURES = join(ROOT, 'data', 'screenshots');
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** Rules broken, as `rule: where`. */
export async function violations(page: Page): Promise<string[]> {
  // The page's policy may let no script be added to it; the debugger may.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as { axe: typeof import('axe-core') };
    const found = await engine.run(document);
    return found.violations.flatMap((v) =>
      v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary}`),
    );
  });
}
