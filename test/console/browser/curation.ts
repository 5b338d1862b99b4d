/** The curators' side: what was not answered well, the knowledge as a map, figures with charts, accounts. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { realDesk } from '../desk.js';
import { at, clipboard, expectClean, heading, open, pageAsBuilt, signIn, type World } from './world.js';

export function curationTests(world: () => World): void {
  test('没答好的：问的人多的在前，指派、标记、导出带着原话和测试行', async () => {
    const { desk } = world();
    for (let i = 0; i < 3; i++) await desk.ask('乌有乡的宠物医院怎么报销');
    await desk.ask('今天天气怎么样');
    const tab = await at(world(), 'curator');
    const { page } = tab;
    await open(page, '没答好的');
    const groups = page.locator('.queue .caller');
    await groups.first().waitFor();
    const people = (await page.locator('.queue .caller b').allTextContents()).map((t) =>
      Number.parseInt(t, 10),
    );
    expect(people).toEqual([...people].sort((a, b) => b - a));
    const pet = groups.filter({ hasText: '宠物医院' });
    expect(await pet.textContent()).toContain('3 人问过');
    await pet.click();
    await page.getByLabel('交给').selectOption({ label: 'curator同志' });
    await expect.poll(() => pet.textContent()).toContain('curator同志');
    await page.getByRole('button', { name: /导出给知识维护/ }).click();
    const issue = page.getByRole('dialog', { name: '给知识维护的问题单' });
    const text = await issue.getByRole('textbox').inputValue();
    expect(text).toContain('"text":"乌有乡的宠物医院怎么报销"');
    await issue.getByRole('button', { name: '复制' }).click();
    await expect.poll(() => clipboard(page)).toContain(text);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /不归我们/ }).click();
    await expect.poll(() => pet.count()).toBe(0);
    await page.getByLabel('状态').selectOption('not-ours');
    await pet.waitFor();
    expectClean(tab);
  });

  test('覆盖图：格子的数和说明对得上条目，方向键能走，点开就是那些条目', async () => {
    const tab = await at(world(), 'agent');
    const { page } = tab;
    await open(page, '知识库');
    const field = page.locator('.map a[href*="region=140100"][href*="topic=ratio"]');
    const n = Number(await field.textContent());
    expect(n).toBeGreaterThan(3);
    expect(await field.getAttribute('aria-label')).toMatch(new RegExp(`太原市.*报销比例.*${n} 条.*核对`));
    await field.focus();
    await page.keyboard.press('ArrowRight');
    const next = await page.evaluate(() => document.activeElement?.getAttribute('href'));
    expect(next).toContain('region=140100');
    expect(next).not.toContain('topic=ratio');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.queue .caller').count()).toBeGreaterThanOrEqual(n);
    await page.locator('.queue .caller').first().click();
    const sheet = page.getByRole('region', { name: '条目详情' });
    await sheet.getByText('这条规定的历史').waitFor();
    expect(await sheet.textContent()).toContain('核对日期');
    expect(await sheet.locator('.source').count()).toBeGreaterThan(0);
    expectClean(tab);
  });

  test('条目的历史：旧的值和有效期都在；说法不一的两边都列', async () => {
    const { page } = await at(world(), 'curator');
    await page.goto(`${world().desk.url}/console#/knowledge?tab=facts&state=replaced`);
    await page.locator('.queue .caller').first().click();
    await expect.poll(() => page.locator('.history li').count()).toBeGreaterThan(1);
    await page.getByRole('link', { name: '说法不一' }).click();
    const conflict = page.locator('.conflict').first();
    await conflict.waitFor();
    expect(await conflict.locator('li').count()).toBeGreaterThan(1);
    expect(await conflict.textContent()).toContain('要人决定');
    await page.getByRole('link', { name: '体检' }).click();
    await page.getByText('知识库通过了检查').waitFor();
    await page.getByText(/生效日期不详 · \d+ 条/).waitFor();
    await page.getByRole('link', { name: '版本变化' }).click();
    await page
      .getByText(/只有一个版本|新增 \d+/)
      .first()
      .waitFor();
  });

  test('统计：图旁边有表，表和接口一致，CSV 存得下来', async () => {
    const tab = await at(world(), 'curator');
    const { page } = tab;
    await world().desk.ask('太原职工三甲住院报几成');
    const got = page.waitForResponse(/\/insight\?/);
    await open(page, '统计');
    const figures = (await (await got).json()) as {
      totals: { questions: number };
      topics: { label: string }[];
    };
    const tiles = page.locator('.tiles');
    await expect.poll(() => tiles.textContent()).toContain(String(figures.totals.questions));
    const topics = page.getByRole('region', { name: '按主题' }).first();
    expect(await topics.locator('tbody tr').count()).toBe(figures.topics.length);
    // Drawn, not only there.
    const painted = await topics.locator('canvas').evaluate((c: HTMLCanvasElement) => {
      const { data } = (c.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, c.width, c.height);
      return data.some((v) => v !== 0);
    });
    expect(painted).toBe(true);
    await page.getByRole('combobox', { name: '结果' }).selectOption('answer');
    await expect
      .poll(() => page.getByRole('region', { name: '按结果' }).first().locator('tbody tr').count())
      .toBe(1);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: /导出 CSV/ }).click();
    const file = await (await download).path();
    const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.slice(1).every((l) => l.includes('answer') || l.includes('已回答'))).toBe(true);
    expectClean(tab);
  });

  test('账号：加一个、他能登录，停用以后不能；操作记录里都有', async () => {
    const tab = await at(world(), 'admin');
    const { page } = tab;
    await open(page, '账号');
    await page.getByRole('button', { name: /加一个账号/ }).click();
    await page.getByLabel(/^称呼/).fill('小王');
    await page.getByLabel(/^登录名/).fill('xiaowang');
    await page.getByLabel(/^初始密码/).fill('一个足够长的密码 2025');
    await page.getByRole('dialog').getByRole('button', { name: '加一个账号' }).click();
    const row = page.locator('tbody tr', { hasText: 'xiaowang' });
    await row.waitFor();
    const other = await world().door();
    await signIn(other.page, 'xiaowang', '一个足够长的密码 2025');
    await heading(other.page, '查政策').waitFor();
    await row.getByRole('button', { name: /^修改/ }).click();
    await page.getByRole('button', { name: '停用' }).click();
    await expect.poll(() => row.textContent()).toContain('停用');
    // What he does next finds him signed out.
    await other.page.getByRole('link', { name: '知识库' }).click();
    await other.page.getByLabel('登录名').waitFor();
    await page.getByRole('link', { name: '操作记录', exact: true }).click();
    const records = page.getByRole('region', { name: '操作记录' });
    await expect.poll(() => records.textContent()).toContain('加账号');
    expect(await records.textContent()).toContain('改账号');
    expectClean(tab);
  });

  test('第一个账号：一次性链接设密码，进去以后链接作废', async () => {
    const desk = await realDesk({ accounts: false, consolePage: await pageAsBuilt() });
    try {
      const { page } = await world().door({}, desk);
      await page.getByText('一次性链接').waitFor();
      await page.goto('about:blank');
      await page.goto(`${desk.url}/console#set-up=${desk.key}`);
      await page.getByLabel('新密码').fill('第一个管理员的密码 2025');
      await page.getByLabel('再输一遍').fill('写错了的管理员密码 2025');
      await page.getByRole('button', { name: '设好并登录' }).click();
      await page.getByText('两次输入的密码不一样').waitFor();
      await page.getByLabel('再输一遍').fill('第一个管理员的密码 2025');
      await page.getByRole('button', { name: '设好并登录' }).click();
      await heading(page, '查政策').waitFor();
      expect(page.url()).not.toContain('set-up');
      await page.getByRole('button', { name: '退出' }).click();
      await signIn(page, 'admin', '第一个管理员的密码 2025');
      await heading(page, '查政策').waitFor();
    } finally {
      await desk.close();
    }
  });
}
