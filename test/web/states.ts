/** Every main state of the widget: reached by a citizen's questions, looked at by axe and by people. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/contract.js';
import {
  ask,
  asked,
  box,
  DESK,
  expectAccessible,
  launcher,
  opened,
  PHONE,
  picture,
  type World,
} from './world.js';

const SMALL = { width: 320, height: 568 };
const RATIO = '太原职工三甲住院报几成';
const TABLE = '太原门诊和住院报销有什么区别';
const SUM = '太原退休职工三甲住院花两万三能报多少';
const CONFLICT = '五指山医保报销比例怎么调的';

/** What is asked to reach a state, and what then can be seen. */
const STATES: [name: string, question: string | undefined, seen: string][] = [
  ['open', undefined, '[part~=suggestion]'],
  ['answer', RATIO, '[part~=sources]'],
  ['steps', '怎么在山西医保公众号上绑家里人', '[part~=answer] ol'],
  ['clarify', '职工住院报几成', '[part~=option]'],
  ['table', TABLE, 'table'],
  ['calculation', SUM, '[part~=calculation] svg'],
  ['readings', '太原职工三级住院花2万能报多少', '[part~=calculation] svg'],
  ['conflict', CONFLICT, '[part~=conflict]'],
];

const LOOKS: [name: string, options: BrowserContextOptions][] = [
  ['dark', { colorScheme: 'dark' }],
  ['forced', { forcedColors: 'active' }],
  // Twice as large on a small desk screen: half the pixels each way.
  ['zoom', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
];

const unfold = (page: Page) =>
  page.locator('gongji-widget details').evaluateAll((all) => {
    for (const d of all) (d as HTMLDetailsElement).open = true;
  });
const sideways = (page: Page) =>
  page.evaluate(() => {
    const log = document.querySelector('gongji-widget')?.shadowRoot?.querySelector('.log');
    return [document.documentElement, log].map((e) => (e ? e.scrollWidth - e.clientWidth : 0));
  });
/** Buttons and links that are smaller than a finger; links within a sentence are exempt. */
const tooSmall = (page: Page) =>
  page.evaluate(() => {
    const root = document.querySelector('gongji-widget')?.shadowRoot;
    return [...(root?.querySelectorAll('button, summary, textarea, a.button') ?? [])].flatMap((e) => {
      const { width, height } = e.getBoundingClientRect();
      return width < 44 || height < 44 ? [`${e.outerHTML.slice(0, 80)} ${width}×${height}`] : [];
    });
  });

/** Words of the answer that are nowhere in the widget, with everything unfolded. */
async function wordsLost(page: Page, { text, table }: Answer): Promise<string[]> {
  const plain = (s: string) => s.replace(/[\s|·\-[\]【】《》]|^[(（]?\d+[.、)）]|\.00/g, '');
  const shown = plain((await page.locator('gongji-widget [part~=answer]').last().textContent()) ?? '');
  return (
    text
      .split('\n')
      .filter((line) => !(table && line.startsWith(' | ')))
      // A source's publisher and date stand apart from the title and from what it says.
      .flatMap((line) => line.replace(/^(?:提示|来源|说法不一)：/, '').split(/[（）《》；，。：=|]/))
      .map(plain)
      .filter((words) => words !== '' && words !== '转载' && !shown.includes(words))
  );
}

export function stateTests(world: () => World): void {
  test.each(STATES)('%s：看得全、点得着，读屏没有障碍', async (name, question, seen) => {
    const { page, faults } = await opened(world());
    const answer = question && (await asked(page, question));
    await page.locator(seen).first().waitFor();
    for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE, small: SMALL })) {
      await page.setViewportSize(viewport);
      await picture(page, `${name}-${size}`);
      expect(await sideways(page)).toEqual([0, 0]);
      expect(await tooSmall(page)).toEqual([]);
    }
    await unfold(page);
    if (answer) expect(await wordsLost(page, answer)).toEqual([]);
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });

  test('没打开：只有一个按钮', async () => {
    const { page } = await world().tab();
    await page.goto(`${world().url}/`);
    await launcher(page).waitFor();
    await picture(page, 'closed-desk');
    await expectAccessible(page);
    await page.setViewportSize(PHONE);
    await picture(page, 'closed-phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    await expectAccessible(page);
  });

  test('问不成：说清楚，给再试一次', async () => {
    const { page } = await opened(world());
    await page.route('**/v1/ask', (route) =>
      route.fulfill({ status: 400, json: { error: { message: '不行' } } }),
    );
    await box(page).fill(RATIO);
    await box(page).press('Enter');
    await page.getByRole('button', { name: '再试一次' }).waitFor();
    await picture(page, 'failed-desk');
    await expectAccessible(page);
  });

  test.each([
    ['desk', DESK],
    ['phone', PHONE],
  ])('大字（%s）：字大三分之一以上，排得下，重开还是大字', async (size, viewport) => {
    const { page } = await opened(world(), { viewport });
    const answer = await ask(page, SUM);
    const sizeOf = () => answer.evaluate((e) => Number.parseFloat(getComputedStyle(e).fontSize));
    const before = await sizeOf();
    const button = page.getByRole('button', { name: '大字' });
    await button.click();
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    expect(await sizeOf()).toBeGreaterThan(before * 1.33);
    expect(await sideways(page)).toEqual([0, 0]);
    await picture(page, `large-${size}`);
    await expectAccessible(page);
    await page.reload();
    await launcher(page).click();
    expect(await sizeOf()).toBeGreaterThan(before * 1.33);
  });

  test.each(LOOKS)('%s：一场对话的每一步都看得全，读屏没有障碍', async (look, options) => {
    const { page } = await opened(world(), options);
    for (const [name, question] of [
      ['conflict', CONFLICT],
      ['calculation', SUM],
      ['table', TABLE],
      ['clarify', '职工住院报几成'],
    ] as const) {
      if (name === 'clarify') {
        await expectAccessible(page);
        await page.getByRole('button', { name: '重新开始' }).click();
      }
      await ask(page, question);
      await picture(page, `${look}-${name}`);
      await unfold(page);
      expect(await sideways(page)).toEqual([0, 0]);
    }
    await expectAccessible(page);
  });

  test('强制配色下，各部分的界线还在', async () => {
    const { page } = await opened(world(), { forcedColors: 'active' });
    await ask(page, SUM);
    const border = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((e) => getComputedStyle(e).borderTopStyle);
    for (const part of ['.me', '.head', '[part~=answer]', '[part~=send]'])
      expect(await border(part)).toBe('solid');
    // The bar tells its shares by colour, so these stay.
    const colours = await page.locator('.pay').evaluateAll((all) => all.map((e) => getComputedStyle(e).fill));
    expect(new Set(colours).size).toBe(colours.length);
  });

  test('不要动画的人看不到动画', async () => {
    const moving = async (reducedMotion: 'reduce' | 'no-preference') => {
      const { page } = await opened(world(), { reducedMotion });
      await page.route('**/v1/ask', () => undefined);
      await box(page).fill(RATIO);
      await box(page).press('Enter');
      return page.locator('.dots').evaluate((e) => getComputedStyle(e).animationName);
    };
    expect(await moving('no-preference')).not.toBe('none');
    expect(await moving('reduce')).toBe('none');
  });
}
