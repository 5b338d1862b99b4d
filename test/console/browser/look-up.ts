/** Looking up: the question, its chips, three lengths by one key, the calculator, places side by side. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ask, at, clipboard, expectClean, heading, open, signIn, type World } from './world.js';

const phone = (page: Page) => page.locator('[data-length=phone] .text');
const chip = (page: Page, slot: string) => page.locator(`.chip[data-slot=${slot}]`);

export function lookUpTests(world: () => World): void {
  test('密码不对说不对，对了就进；退出以后要重新登录', async () => {
    const { page } = await world().door();
    await signIn(page, 'agent', '不是这个密码 不是这个');
    await page.getByRole('alert').waitFor();
    expect(await heading(page, '查政策').count()).toBe(0);
    await signIn(page, 'agent');
    await heading(page, '查政策').waitFor();
    await page.reload();
    await heading(page, '查政策').waitFor();
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByLabel('登录名').waitFor();
    await page.reload();
    await page.getByLabel('登录名').waitFor();
  });

  test('没登录时打开页面，浏览器的记录里没有被拒绝的请求；密码框旁边有用户名，密码管理器认得', async () => {
    const { page } = await world().door();
    const refused: string[] = [];
    page.on('response', (r) => void (r.status() >= 400 && refused.push(`${r.status()} ${r.url()}`)));
    await page.reload();
    await page.getByLabel('登录名').waitFor();
    expect(refused).toEqual([]);
    const tab = await at(world(), 'agent');
    await tab.page.locator('button.who').click();
    const username = tab.page.locator('form input[autocomplete=username]');
    expect(await username.inputValue()).toMatch(/\S/);
    expectClean(tab);
  });

  test('问一句，有依据、出处和日期，没采用的说明为什么', async () => {
    const tab = await at(world(), 'agent');
    const { page } = tab;
    await ask(page, '太原职工三甲住院报几成');
    await expect.poll(() => phone(page).textContent()).toContain('82%');
    const facts = page.getByRole('region', { name: '依据' });
    expect(await facts.textContent()).toContain('2025-03-10');
    const lost = page.getByRole('region', { name: '没采用的条目' });
    expect(await lost.locator('li').count()).toBeGreaterThan(3);
    for (const item of await lost.locator('li').all())
      expect(await item.locator('.small').textContent()).toMatch(/\S{2}.*\S{4}/s);
    expectClean(tab);
  });

  test('改一个标签，答案马上跟着变；可以恢复成原话', async () => {
    const { page } = await at(world(), 'agent');
    await ask(page, '太原职工三甲住院报几成');
    await expect.poll(() => phone(page).textContent()).toContain('82%');
    await chip(page, 'hospitalLevel').getByRole('combobox').selectOption('2A');
    await expect.poll(() => phone(page).textContent()).toContain('86%');
    expect(await chip(page, 'hospitalLevel').getAttribute('class')).toContain('edited');
    await page.getByRole('button', { name: '医院级别恢复成原话' }).click();
    await expect.poll(() => phone(page).textContent()).toContain('82%');
    // Another place, found by typing and chosen by the keyboard.
    await chip(page, 'region').getByRole('combobox').fill('成都');
    await page
      .getByRole('option', { name: /成都市/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => phone(page).textContent()).toContain('成都市');
    // Another topic.
    await chip(page, 'topic').getByRole('combobox').selectOption('deductible');
    await expect.poll(() => phone(page).textContent()).toContain('起付');
    await page.getByRole('button', { name: '恢复成原话' }).last().click();
    await expect.poll(() => phone(page).textContent()).toContain('82%');
  });

  test('一二三键复制三种长度；写字的时候数字键只是数字', async () => {
    const { page } = await at(world(), 'agent');
    await ask(page, '太原职工三甲住院报几成');
    await expect.poll(() => phone(page).textContent()).toContain('82%');
    const copies: string[] = [];
    for (const key of ['1', '2', '3']) {
      await page.keyboard.press(key);
      await expect.poll(() => page.locator('.toast').textContent()).toBe('已复制');
      await expect.poll(() => clipboard(page)).not.toBe(copies.at(-1) ?? '');
      copies.push(await clipboard(page));
    }
    const [one = '', two = '', three = ''] = copies;
    expect(one).toBe(await phone(page).textContent());
    expect(one).not.toContain('\n');
    expect(two.startsWith(one.slice(0, 12))).toBe(true);
    expect(three.length).toBeGreaterThan(two.length);
    await page.keyboard.press('/');
    await page.keyboard.type('1');
    expect(await page.getByLabel('群众的问题').inputValue()).toBe('1');
    expect(await clipboard(page)).toBe(three);
  });

  test('要再问的变成按钮，点了就答', async () => {
    const { page } = await at(world(), 'agent');
    await ask(page, '太原三甲住院报几成');
    const option = page.locator('.outcome fieldset button', { hasText: '职工' }).first();
    await option.click();
    await expect.poll(() => phone(page).textContent()).toContain('82%');
  });

  test('计算器：填上就算，有每一步、依据和曲线；填错的说是哪一格', async () => {
    const tab = await at(world(), 'agent');
    const { page } = tab;
    await ask(page, '太原职工三甲住院花2万能报多少');
    await page.getByRole('link', { name: '到计算器里改' }).click();
    const result = page.locator('section.panel', { hasText: '结果' });
    await expect.poll(() => result.textContent()).toContain('15744.00');
    expect(await result.locator('.working li').first().textContent()).toContain('20000 − 800');
    await page.getByLabel('总费用（元）').fill('30000');
    // (30000 − 800) × 82 %.
    await expect.poll(() => result.textContent()).toContain('23944.00');
    const points = await page.locator('.curve polyline.pays').getAttribute('points');
    expect(points?.split(' ').length).toBeGreaterThan(1);
    const rows = await page.locator('.curve tbody tr').allTextContents();
    expect(rows.some((r) => r.includes('30000') && r.includes('23944'))).toBe(true);
    await page.getByLabel('其中自费（元）').fill('99999');
    await page.getByRole('alert').waitFor();
    expect(await result.count()).toBe(0);
    expectClean(tab);
  });

  test('两个地方并排，不一样的标出来', async () => {
    const { page } = await at(world(), 'agent');
    const field = page.getByLabel('群众的问题');
    // Typed before going over: still there.
    await field.fill('职工三甲住院报几成');
    await page.getByRole('link', { name: '两地对比' }).click();
    await page.getByRole('combobox', { name: '地方 1' }).waitFor();
    expect(await field.inputValue()).toBe('职工三甲住院报几成');
    await field.press('Enter');
    for (const [label, name] of [
      ['地方 1', '太原'],
      ['地方 2', '成都'],
    ] as const) {
      await page.getByRole('combobox', { name: label }).fill(name);
      await page
        .getByRole('option', { name: new RegExp(name) })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
    }
    await expect.poll(() => page.locator('.sides > section').count()).toBe(2);
    expect(await page.locator('.sides').textContent()).toContain('82%');
    await expect.poll(() => page.locator('tr.differ').count()).toBeGreaterThan(0);
  });

  test('连不上时说出来，问题还在，再试就好', async () => {
    const { page } = await at(world(), 'agent');
    await page.route('**/look-up', (route) => route.abort());
    await page.getByLabel('群众的问题').fill('太原职工三甲住院报几成');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('群众的问题').inputValue()).toBe('太原职工三甲住院报几成');
    await page.unroute('**/look-up');
    await page.getByRole('button', { name: '再试一次' }).click();
    await expect.poll(() => phone(page).textContent()).toContain('82%');
  });

  test('只用键盘：/ 提问，g 加字母换页，? 看快捷键，可以关掉', async () => {
    const { page } = await at(world(), 'admin');
    for (const [letter, name] of [
      ['i', '收件箱'],
      ['u', '没答好的'],
      ['k', '知识库'],
      ['n', '统计'],
      ['a', '账号'],
    ] as const) {
      await page.keyboard.press('Escape');
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press('g');
      await page.keyboard.press(letter);
      await heading(page, name).waitFor();
    }
    await page.keyboard.press('/');
    await heading(page, '查政策').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('question');
    await page.keyboard.type('太原职工三甲住院报几成');
    await page.keyboard.press('Enter');
    await expect.poll(() => phone(page).textContent()).toContain('82%');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
    await page.getByLabel('启用单键快捷键').press('Space');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.keyboard.press('?');
    expect(await heading(page, '查政策').count()).toBe(1);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('坐席看不到不归他的页面', async () => {
    const { page } = await at(world(), 'agent');
    const names = await page.getByRole('navigation', { name: '功能' }).getByRole('link').allTextContents();
    expect(names.map((n) => n.replace(/\d.*/, ''))).toEqual(['查政策', '收件箱', '知识库']);
    await page.goto(`${world().desk.url}/console#/staff`);
    await page.getByText('您的账号不能看这一页').waitFor();
    await open(page, '知识库');
    expect(await page.getByRole('link', { name: '体检' }).count()).toBe(0);
  });
}
