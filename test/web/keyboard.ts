/** Everything by keyboard alone, and what a screen reader is told. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { answers, box, type World } from './world.js';

/** What has the keyboard, inside the widget's shadow root too. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let e = document.activeElement;
    while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    return e?.getAttribute('aria-label') || e?.textContent?.trim() || e?.tagName || '';
  });

/** Tab until the wanted thing has the focus. */
async function tabTo(page: Page, wanted: RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 60; i++) {
    const now = await focused(page);
    if (wanted.test(now)) return;
    seen.push(now.slice(0, 20));
    await page.keyboard.press(key);
  }
  throw new Error(`no way by ${key} to ${wanted}: ${seen.join(' → ')}`);
}

export function keyboardTests(world: () => World): void {
  test('只用键盘：打开、提问、点选、看依据、反馈、转人工、关闭', async () => {
    const { page } = await world().tab();
    await page.goto(`${world().url}/`);
    await tabTo(page, /^打开/);
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('问题');
    await page.keyboard.type('职工住院报几成');
    await page.keyboard.press('Enter');
    await answers(page).first().waitFor();
    expect(await focused(page)).toBe('问题');

    const option = (await page.locator('[part~=option]').first().textContent()) ?? '';
    await tabTo(page, new RegExp(`^${option}$`), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await answers(page).nth(1).waitFor();
    // What was tapped is gone; the place goes on in the log, not at the page's top.
    expect(await focused(page)).toBe('问答记录');

    await tabTo(page, /^问题$/);
    await page.keyboard.type('太原职工三甲住院报几成');
    await page.keyboard.press('Enter');
    await answers(page).nth(2).waitFor();
    await tabTo(page, /^依据/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('[part~=sources]').last().getAttribute('open')).not.toBeNull();
    await tabTo(page, /^没帮助$/);
    await page.keyboard.press('Enter');
    await page.keyboard.type('看不懂');
    await tabTo(page, /^提交$/);
    await page.keyboard.press('Enter');
    await page.getByText('谢谢，已经记下。').waitFor();
    expect(await focused(page)).toBe('没帮助');

    await tabTo(page, /^转人工$/, 'Shift+Tab');
    await page.keyboard.press('Space');
    await page.getByText('已经转给人工坐席').waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(page)).toMatch(/^打开/);
  });

  test('新内容会读出来：记录是 log，等待和反馈有状态', async () => {
    const { page } = await world().tab();
    await page.goto(`${world().url}/`);
    await page.locator('gongji-widget').evaluate((e) => e.toggleAttribute('open'));
    const log = page.getByRole('log', { name: '问答记录' });
    await box(page).fill('太原职工三甲住院报几成');
    // Opened by the page, so the page's focus stays where it was until somebody writes.
    await page.keyboard.press('Enter');
    await log.getByRole('article', { name: '共济问答' }).waitFor();
    expect(await log.getByRole('article').count()).toBe(3);
    expect(await log.getByRole('status').count()).toBe(1);
  });
}
