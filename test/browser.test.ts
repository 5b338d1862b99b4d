/** The page in a real browser: a question typed, an answer read, a follow-up asked, at desk and phone width. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RealServer, realServer } from './real.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const found = existsSync(CHROMIUM);
if (!found && !process.env.CI)
  console.log(`browser: left out, no Chromium at ${CHROMIUM} (CHROMIUM_PATH names another)`);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe.skipIf(!found && !process.env.CI)('提问的网页', () => {
  let server: RealServer;
  let context: BrowserContext;
  let page: Page;
  let elsewhere: string[] = [];
  let faults: string[] = [];

  beforeAll(async () => {
    server = await realServer();
    // An empty name is a fresh profile in a temporary folder.
    context = await chromium.launchPersistentContext('', {
      executablePath: CHROMIUM,
      args: FLAGS,
      locale: 'zh-CN',
    });
  });
  afterAll(async () => {
    await context?.close();
    await server?.close();
  });
  beforeEach(async () => {
    elsewhere = [];
    faults = [];
    page = await context.newPage();
    page.on('request', (r) => {
      if (!r.url().startsWith(`${server.url}/`)) elsewhere.push(r.url());
    });
    page.on('pageerror', (e) => faults.push(String(e)));
    page.on('console', (m) => {
      if (m.type() === 'error') faults.push(m.text());
    });
    await page.goto(`${server.url}/`);
  });
  afterEach(async () => {
    await page.close();
    expect(elsewhere).toEqual([]);
  });

  const box = () => page.getByRole('textbox', { name: '问题' });
  const answers = () => page.locator('.a');
  async function ask(text: string): Promise<string> {
    const before = await answers().count();
    await box().fill(text);
    await box().press('Enter');
    const answer = answers().nth(before);
    await answer.filter({ hasNotText: /^(?:…|正在查.*)$/ }).waitFor();
    return (await answer.textContent()) ?? '';
  }
  const picture = (name: string, fullPage = false) =>
    process.env.SCREENSHOTS
      ? page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage })
      : undefined;

  test('打字、回车，出现回答；接着问也行', async () => {
    await box().click();
    await page.keyboard.type('太原职工三甲住院报几成');
    await page.keyboard.press('Enter');
    await expect.poll(() => answers().first().textContent()).toContain('82%');
    expect(await page.locator('.q').first().textContent()).toBe('太原职工三甲住院报几成');
    expect(await box().inputValue()).toBe('');
    expect(await ask('那起付线呢')).toContain('800');
    expect(faults).toEqual([]);
  });

  test('按钮也能提问；建议点一下就问', async () => {
    await box().fill('太原职工三甲住院报几成');
    await page.getByRole('button', { name: '提问' }).click();
    await expect.poll(() => answers().first().textContent()).toContain('82%');
    // Suggestions stand below the answer they belong to; older ones are gone.
    expect(await page.locator('.chips').count()).toBe(1);
    const chip = page.locator('.chips button').first();
    const words = (await chip.textContent()) ?? '';
    await chip.click();
    await expect.poll(() => page.locator('.q').count()).toBe(2);
    expect(await page.locator('.q').nth(1).textContent()).toBe(words);
    await expect.poll(() => answers().nth(1).textContent()).toMatch(/.{10}/);
  });

  test('Shift+回车是换行，空的不发', async () => {
    await box().press('Enter');
    await box().fill('太原职工');
    await box().press('Shift+Enter');
    expect(await box().inputValue()).toBe('太原职工\n');
    expect(await page.locator('.q').count()).toBe(0);
  });

  test('开头给一个例子，点一下就问', async () => {
    const example = page.locator('.chips button');
    const words = await example.textContent();
    expect(words).toBe(await box().getAttribute('placeholder'));
    await example.click();
    expect(await page.locator('.q').textContent()).toBe(words);
    await expect.poll(() => answers().first().textContent()).toContain('82%');
  });

  test('回答没到时再按也不会问两遍，写好的下一句留着', async () => {
    let asked = 0;
    await page.route('**/v1/ask', async (route) => {
      asked += 1;
      await new Promise((go) => setTimeout(go, 300));
      await route.continue();
    });
    await box().fill('太原职工三甲住院报几成');
    await box().press('Enter');
    await box().fill('那居民呢');
    await box().press('Enter');
    await page.getByRole('button', { name: '提问' }).click({ force: true });
    await expect.poll(() => answers().first().textContent()).toContain('82%');
    expect(asked).toBe(1);
    expect(await box().inputValue()).toBe('那居民呢');
  });

  test('回答一字不漏，对比排成表', async () => {
    const answered = page.waitForResponse('**/v1/ask');
    await ask('太原门诊和住院报销有什么区别');
    const { text, table } = (await (await answered).json()) as { text: string; table: { rows: string[][] } };
    expect(await page.locator('.a tr').count()).toBe(table.rows.length + 1);
    const plain = (s: string) => s.replace(/[\s|]/g, '');
    expect(plain((await answers().textContent()) ?? '')).toBe(plain(text));
  });

  test('写进来的标记只当文字', async () => {
    const text = '<img src=x onerror="document.title=1"><b>住院</b>报几成';
    await ask(text);
    expect(await page.locator('.q').textContent()).toBe(text);
    expect(await page.locator('#log img, #log b').count()).toBe(0);
    expect(await page.title()).toBe('共济问答');
  });

  test('服务断了：说连不上，问题回到输入框；恢复后照常', async () => {
    await page.route('**/v1/ask', (route) => route.abort());
    expect(await ask('太原职工三甲住院报几成')).toContain('连不上');
    expect(await box().inputValue()).toBe('太原职工三甲住院报几成');
    await page.unroute('**/v1/ask');
    expect(await ask('太原职工三甲住院报几成')).toContain('82%');
  });

  test('服务回的不是 JSON：也说连不上', async () => {
    await page.route('**/v1/ask', (route) =>
      route.fulfill({ status: 502, body: '<html>Bad Gateway</html>' }),
    );
    expect(await ask('太原职工三甲住院报几成')).toContain('连不上');
  });

  test('没有鼠标也能用：键盘走得到输入框、按钮和建议', async () => {
    await ask('太原职工三甲住院报几成');
    const reached = new Set<string>();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() =>
          document.activeElement?.closest('.chips') ? 'chip' : (document.activeElement?.tagName ?? ''),
        ),
      );
    }
    expect([...reached]).toEqual(expect.arrayContaining(['chip', 'TEXTAREA', 'BUTTON']));
  });

  test.each([
    ['desk', 1280, 800],
    ['phone', 390, 844],
    ['small', 320, 568],
  ])('%s：不用左右滚动，输入框看得见，点得着', async (name, width, height) => {
    await page.setViewportSize({ width, height });
    await picture(`${name}-empty`);
    await ask('太原职工三甲住院报几成');
    await ask('那居民呢');
    await picture(name);
    await picture(`${name}-whole`, true);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBe(0);
    const question = await page.locator('.q').last().boundingBox();
    expect(question?.y).toBeGreaterThanOrEqual(0);
    expect((question?.y ?? height) + (question?.height ?? 0)).toBeLessThan(height / 2);
    const form = await page.locator('form').boundingBox();
    expect((form?.y ?? 0) + (form?.height ?? 0)).toBeLessThanOrEqual(height);
    for (const button of await page.locator('button').all()) {
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
  });
});
