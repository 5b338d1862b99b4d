/** The console's world in a browser: one real desk, one Chromium, a tab for each person who signs in. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { consolePage } from '../../../src/pages.js';
import { launchBrowser, picture as pictureOf } from '../../browser.js';
import { ROOT, realAssistant } from '../../real.js';
import { type Desk, PASSWORD, realDesk } from '../desk.js';

export { leftOut, violations } from '../../browser.js';

export const SCREEN = { width: 1280, height: 800 };
export const TABLET = { width: 820, height: 1180 };

export interface Tab {
  page: Page;
  /** What the page complained of, but for the refusals that a test provokes. */
  faults: string[];
  /** Requests to anywhere else. */
  strangers: string[];
}

export interface World {
  desk: Desk;
  browser: Browser;
  /** A tab at the door; `desk` is another one than the world's. */
  door(options?: BrowserContextOptions, desk?: Desk): Promise<Tab>;
  close(): Promise<void>;
}

export async function pageAsBuilt() {
  const { renderer } = await realAssistant();
  return consolePage(ROOT, renderer);
}

export async function openWorld(): Promise<World> {
  const desk = await realDesk({ consolePage: await pageAsBuilt() });
  const browser = await launchBrowser();
  return {
    desk,
    browser,
    async door(options = {}, at = desk) {
      const context = await browser.newContext({
        ...{ locale: 'zh-CN', viewport: SCREEN, permissions: ['clipboard-read', 'clipboard-write'] },
        ...options,
      });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const tab: Tab = { page, faults: [], strangers: [] };
      context.on('request', (r) => {
        if (![at.url, 'data:', 'blob:'].some((own) => r.url().startsWith(own))) tab.strangers.push(r.url());
      });
      page.on('pageerror', (e) => tab.faults.push(String(e)));
      page.on('dialog', (d) => {
        tab.faults.push(`dialog: ${d.message()}`);
        void d.dismiss();
      });
      page.on('console', (m) => {
        // A refusal (not signed in yet, somebody was quicker) is logged by the browser itself.
        if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) tab.faults.push(m.text());
      });
      await page.goto(`${at.url}/console`);
      return tab;
    },
    async close() {
      await browser.close();
      await desk.close();
    },
  };
}

export async function signIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('登录名').fill(name);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

/** Signed in, on the look-up. Each role has an account of its own name. */
export async function at(world: World, name: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await world.door(options);
  await signIn(tab.page, name);
  await heading(tab.page, '查政策').waitFor();
  return tab;
}

export const heading = (page: Page, name: string): Locator => page.getByRole('heading', { name, level: 1 });

/** By the rail, as people go. */
export async function open(page: Page, view: string): Promise<void> {
  await page
    .getByRole('navigation', { name: '功能' })
    .getByRole('link', { name: new RegExp(`^${view}`) })
    .click();
  await heading(page, view).waitFor();
}

export async function ask(page: Page, text: string): Promise<void> {
  const answered = page.waitForResponse('**/look-up');
  await page.getByLabel('群众的问题').fill(text);
  await page.keyboard.press('Enter');
  await answered;
}

export const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

export const picture = (page: Page, name: string): Promise<void> => pictureOf(page, `console-${name}`);

/** What a finger would miss: controls that are lower than 44 px, as `tag: text`. */
export const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    // Links in running text are as high as their line.
    const all = document.querySelectorAll<HTMLElement>(
      'button, select, textarea, input, .button, nav a, .caller, summary',
    );
    return [...all].flatMap((e) => {
      const box = (e.closest('label.check') ?? e).getBoundingClientRect();
      const hidden = box.width === 0 || e.closest('.hidden, .skip');
      return hidden || box.height >= 43.5
        ? []
        : [`${e.tagName}.${e.className}: ${e.textContent} ${box.height}`];
    });
  });

export function expectClean(tab: Tab): void {
  expect({ faults: tab.faults, strangers: tab.strangers }).toEqual({ faults: [], strangers: [] });
}
