/** Every view looked at by axe, light and dark, on a desk and on a tablet; and a picture of each. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import {
  ask,
  at,
  expectClean,
  open,
  picture,
  SCREEN,
  TABLET,
  tooSmall,
  violations,
  type World,
} from './world.js';

/** The desk's screen at 200 %, as a browser zooms it: half as many pixels, each twice as large. */
const ZOOMED = { viewport: { width: SCREEN.width / 2, height: SCREEN.height / 2 }, deviceScaleFactor: 2 };
const LOOKS: [string, BrowserContextOptions][] = [
  ['light', { viewport: SCREEN, colorScheme: 'light' }],
  ['dark', { viewport: SCREEN, colorScheme: 'dark' }],
  ['tablet', { viewport: TABLET, colorScheme: 'light' }],
  ['zoom', { ...ZOOMED, colorScheme: 'light' }],
  ['forced', { viewport: SCREEN, forcedColors: 'active' }],
];

async function everyView(page: Page, url: string, look: (name: string) => Promise<void>): Promise<void> {
  const go = async (hash: string, ready: string) => {
    await page.goto(`${url}/console#/${hash}`);
    await page.locator(ready).first().waitFor();
  };
  await look('look-up-empty');
  await ask(page, '太原职工三甲住院花2万能报多少');
  await page.locator('.working').waitFor();
  await look('look-up-money');
  await ask(page, '太原职工三甲住院报几成');
  await page.locator('[data-length=phone]', { hasText: '82%' }).waitFor();
  await page.locator('.chip[data-slot=hospitalLevel] select').selectOption('2A');
  await page.locator('[data-length=phone]', { hasText: '86%' }).waitFor();
  await look('look-up-edited');
  await page.locator('.chip[data-slot=region] input').fill('成都');
  await page.locator('[role=option]').first().waitFor();
  await look('look-up-place');
  await page.keyboard.press('Escape');
  await ask(page, '太原门诊和住院报销有什么区别');
  await page.locator('[data-length=full] table').waitFor();
  await look('look-up-table');
  await go(
    'lookup?tab=estimate&region=140100&scheme=employee&care=inpatient&hospitalLevel=3A&amount=20000',
    '.curve svg',
  );
  await look('estimate');
  await go(`lookup?tab=compare&q=${encodeURIComponent('职工三甲住院报几成')}`, '.places');
  for (const [i, name] of ['太原', '成都'].entries()) {
    await page.getByRole('combobox', { name: `地方 ${i + 1}` }).fill(name);
    await page.locator('[role=option]').first().waitFor();
    await page.keyboard.press('Enter');
  }
  await page.locator('.sides').waitFor();
  await look('compare');
  await go('inbox', '.inbox .caller');
  await look('inbox');
  await page.locator('.inbox .caller', { hasText: '在等' }).first().click();
  await page.getByRole('button', { name: /^接手/ }).click();
  await page.getByLabel('回复', { exact: true }).waitFor();
  await page.locator('.aid .text').first().waitFor();
  await look('inbox-taken');
  await page.getByRole('button', { name: '放回排队' }).click();
  await go('unanswered', '.queue .caller');
  await page.locator('.queue .caller').first().click();
  await page.locator('.samples').waitFor();
  await look('unanswered');
  await page.getByRole('button', { name: /导出/ }).click();
  await page.getByRole('dialog').waitFor();
  await look('unanswered-export');
  await page.keyboard.press('Escape');
  await go('knowledge', '.map .cell');
  await look('knowledge-map');
  await page.getByRole('button', { name: '多久没核对' }).click();
  await look('knowledge-age');
  await go('knowledge?tab=facts&region=140100', '.queue .caller');
  await page.locator('.queue .caller').first().click();
  await page.locator('.history').waitFor();
  await look('knowledge-facts');
  await go('knowledge?tab=conflicts', '.conflict');
  await look('knowledge-conflicts');
  await go('knowledge?tab=care', 'summary');
  await page.locator('summary').nth(1).click();
  await look('knowledge-care');
  await go('knowledge?tab=changes', 'main .empty, main .row');
  await look('knowledge-changes');
  await go('insight', '.chart canvas');
  await look('insight');
  await go('staff', 'tbody tr');
  await look('staff');
  await page.getByRole('button', { name: /加一个账号/ }).click();
  await look('staff-add');
  await page.keyboard.press('Escape');
  await go('staff?tab=audit', 'tbody tr');
  await look('audit');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: '快捷键' }).waitFor();
  await look('keys');
}

export function stateTests(world: () => World): void {
  describe.each(LOOKS)('%s', (name, options) => {
    test('每一页都合无障碍规则，不用左右滚动', async () => {
      const { desk } = world();
      await desk.ask('今天天气怎么样');
      const waiting = await desk.ask('太原职工三甲住院报几成');
      await desk.ask('转人工', waiting.conversationId as string);
      const door = await world().door(options);
      await door.page.getByLabel('登录名').waitFor();
      expect(await violations(door.page)).toEqual([]);
      await picture(door.page, `${name}-sign-in`);
      const tab = await at(world(), 'admin', options);
      const broken: string[] = [];
      await everyView(tab.page, desk.url, async (view) => {
        // Forced colours are the system's, and axe does not see them.
        const seen = (await violations(tab.page)).filter(
          (v) => !options.forcedColors || !v.startsWith('color-contrast'),
        );
        broken.push(...seen.map((v) => `${view}: ${v}`));
        const wide = await tab.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (wide > 0) broken.push(`${view}: ${wide} px too wide`);
        if (name === 'tablet') broken.push(...(await tooSmall(tab.page)).map((v) => `${view}: too low ${v}`));
        await picture(tab.page, `${name}-${view}`);
      });
      expect(broken).toEqual([]);
      expectClean(tab);
    });
  });

  test('浅色深色可以自己选，记得住', async () => {
    const { page } = await at(world(), 'agent', { colorScheme: 'light' });
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    expect(await theme()).toBe('light');
    await page.getByRole('button', { name: '随系统' }).click();
    await page.getByRole('button', { name: '浅色' }).click();
    expect(await theme()).toBe('dark');
    await page.reload();
    await page.getByRole('button', { name: '深色' }).waitFor();
    expect(await theme()).toBe('dark');
    await open(page, '知识库');
  });
}
