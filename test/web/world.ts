/** The widget's world: the real service that can be restarted, pages of other sites, and one Chromium for all. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { createHttp } from '../../src/channels/http.js';
import type { Answer } from '../../src/contract.js';
import { createService, type OwnService } from '../../src/service.js';
import { openSite } from '../../src/site.js';
import { openSqlite } from '../../src/store/sqlite.js';
import type { Store } from '../../src/store/store.js';
import { launchBrowser, violations } from '../browser.js';
import { CLOCK, ROOT, realAssistant, temporaryFolderToRemove } from '../real.js';

export { leftOut, picture, violations } from '../browser.js';

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export interface HostPage {
  html: string;
  headers?: Record<string, string>;
}

export interface World {
  url: string;
  /** A site whose origin is allowed, and the same one by a name that is not. */
  host: { url: string; foreign: string; put(path: string, page: HostPage): void };
  service: OwnService;
  store: Store;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
  /** A tab of its own. `faults`: what the page complained of; `strangers`: requests to anywhere else. */
  tab(options?: BrowserContextOptions): Promise<Tab>;
}

export interface Tab {
  page: Page;
  context: BrowserContext;
  faults: string[];
  strangers: string[];
}

async function siteOfOthers() {
  const pages = new Map<string, HostPage>();
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? '', 'http://x').pathname);
    // A browser asks for an icon by itself.
    response.writeHead(page ? 200 : 204, { 'content-type': 'text/html; charset=utf-8', ...page?.headers });
    response.end(page?.html ?? '');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    foreign: `http://localhost:${port}`,
    put: (path: string, page: HostPage) => void pages.set(path, page),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function openWorld(): Promise<World> {
  const assistant = await realAssistant();
  const folder = temporaryFolderToRemove();
  const host = await siteOfOthers();
  let app: FastifyInstance;
  let port = 0;
  const world: Partial<World> & { url: string } = { url: '' };
  /** Everything anew on the same address and the same data, as after a restart of the process. */
  const start = async (): Promise<void> => {
    const store = openSqlite(folder.path);
    const service = createService(assistant, store, CLOCK);
    const site = openSite(ROOT, () => service.serving().assistant, console.log);
    app = createHttp(service, { site, logLevel: 'silent', allowedOrigins: [host.url] });
    world.url = await app.listen({ port, host: '127.0.0.1' });
    port = Number(new URL(world.url).port);
    Object.assign(world, { store, service });
  };
  const stop = async (): Promise<void> => {
    await app.close();
    await world.store?.close();
  };
  await start();
  const browser: Browser = await launchBrowser();
  return Object.assign(world, {
    host,
    start,
    stop,
    async tab(options: BrowserContextOptions = {}): Promise<Tab> {
      const context = await browser.newContext({ locale: 'zh-CN', viewport: DESK, ...options });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const tab: Tab = { page, context, faults: [], strangers: [] };
      const known = [world.url, host.url, host.foreign, 'data:', 'blob:'];
      context.on('request', (r) => {
        if (!known.some((start) => r.url().startsWith(start))) tab.strangers.push(r.url());
      });
      page.on('pageerror', (e) => tab.faults.push(String(e)));
      page.on('console', (m) => {
        if (m.type() === 'error') tab.faults.push(m.text());
      });
      return tab;
    },
    async close() {
      await browser.close();
      await stop();
      host.close();
      folder.remove();
    },
  }) as World;
}

export const box = (page: Page): Locator => page.getByRole('textbox', { name: '问题', exact: true });
export const answers = (page: Page): Locator => page.locator('gongji-widget [part~=answer]');
export const launcher = (page: Page): Locator => page.getByRole('button', { name: /^打开/ });

/** The demo page with the panel open. */
export async function opened(world: World, options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await world.tab(options);
  await tab.page.goto(`${world.url}/`);
  await launcher(tab.page).click();
  return tab;
}

/** Types a question, and waits for its answer. */
export async function ask(page: Page, text: string): Promise<Locator> {
  const before = await answers(page).count();
  await box(page).fill(text);
  await box(page).press('Enter');
  const answer = answers(page).nth(before);
  await answer.waitFor();
  return answer;
}

/** The same, and what the server answered. */
export async function asked(page: Page, text: string): Promise<Answer> {
  const answered = page.waitForResponse('**/v1/ask');
  await ask(page, text);
  return (await (await answered).json()) as Answer;
}

export async function expectAccessible(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([]);
}
