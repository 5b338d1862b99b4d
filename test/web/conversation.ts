/** A citizen's conversation in the widget, from the first question to a person's reply, over real HTTP. */
import { expect, test } from 'vitest';
import {
  answers,
  ask,
  asked,
  box,
  expectAccessible,
  launcher,
  opened,
  picture,
  type World,
} from './world.js';

const RATIO = '太原职工三甲住院报几成';

export function conversationTests(world: () => World): void {
  const kept = async (id: string) =>
    (await world().store.messages(id, 0, 100)).map((m) => `${m.role}: ${m.text}`);

  test('一场完整的对话：追问、点选、计算、说法不一，同一个会话', async () => {
    const { page, faults, strangers } = await opened(world());
    const ids = new Set<string>();
    page.on('response', async (r) => {
      if (r.url().endsWith('/v1/ask'))
        ids.add(((await r.json()) as { conversationId: string }).conversationId);
    });
    const first = await ask(page, RATIO);
    expect(await first.textContent()).toContain('82%');
    expect(await (await ask(page, '那起付线呢')).textContent()).toContain('800');

    await page.getByRole('button', { name: '重新开始' }).click();
    await ask(page, '职工住院报几成');
    const before = await answers(page).count();
    const option = page.locator('[part~=option]').first();
    const label = (await option.textContent()) ?? '';
    await option.click();
    await answers(page).nth(before).waitFor();
    expect(await page.locator('.me').last().textContent()).toBe(label);
    // What was not tapped is gone with the answer.
    expect(await page.getByRole('button', { name: label, exact: true }).count()).toBe(0);

    const sum = await ask(page, '太原退休职工三甲住院花两万三能报多少');
    const shares = await sum.locator('.money li').allTextContents();
    expect(shares.map((s) => s.trim())).toEqual(['统筹基金 20202.00 元', '自己付 2798.00 元']);
    const widths = await sum
      .locator('.pay')
      .evaluateAll((all) => all.map((r) => Number(r.getAttribute('width'))));
    // 20202 and 2798 of 23000, in hundredths.
    expect(widths.map((w) => w.toFixed(2))).toEqual(['87.83', '12.17']);
    await sum.getByText('怎么算的').click();
    expect(await sum.locator('details[open] li').allTextContents()).toEqual([
      '超过起付线的费用：23000 − 800 = 22200.00 元',
      '按比例报销：22200 × 91% = 20202.00 元',
    ]);

    const conflict = await ask(page, '五指山居民住院报销比例怎么调的');
    const sides = await conflict.locator('[part~=conflict] li').allTextContents();
    expect(sides.some((s) => s.includes('70%') && s.includes('2025-03-10'))).toBe(true);
    expect(sides.some((s) => s.includes('65%') && s.includes('有家健康网'))).toBe(true);
    await conflict.getByText(/依据（\d+ 份文件）/).click();
    expect(await conflict.locator('[part~=sources] li').count()).toBeGreaterThan(1);
    expect(ids.size).toBe(2);
    expect([faults, strangers]).toEqual([[], []]);
  });

  test('建议点一下就问，旧的建议随新回答收起', async () => {
    const { page } = await opened(world());
    const example = page.locator('[part~=suggestion]').first();
    const words = (await example.textContent()) ?? '';
    await example.click();
    await answers(page).first().waitFor();
    expect(await page.locator('.me').first().textContent()).toBe(words);
    await ask(page, RATIO);
    expect(await page.locator('[part~=suggestions]').count()).toBe(1);
    await page.locator('[part~=suggestion]').first().click();
    await answers(page).nth(2).waitFor();
    expect(await page.locator('[part~=suggestions]').count()).toBeLessThanOrEqual(1);
  });

  test('回答从头看起，问话在上面', async () => {
    const { page } = await opened(world());
    await ask(page, '太原门诊和住院报销有什么区别');
    await expect
      .poll(async () => {
        const log = await page.locator('[part~=log]').boundingBox();
        const answer = await answers(page).last().boundingBox();
        return Math.round((answer?.y ?? 0) - (log?.y ?? 0));
      })
      .toBe(8);
  });

  test('Shift+回车换行，空的不发；没答完时不问第二遍，写好的下一句留着', async () => {
    const { page } = await opened(world());
    await box(page).press('Enter');
    await box(page).fill('太原职工');
    await box(page).press('Shift+Enter');
    expect(await box(page).inputValue()).toBe('太原职工\n');
    expect(await page.locator('.me').count()).toBe(0);
    let asked = 0;
    let go = (): void => undefined;
    const held = new Promise<void>((done) => {
      go = done;
    });
    await page.route('**/v1/ask', async (route) => {
      asked += 1;
      await held;
      await route.continue();
    });
    await box(page).fill(RATIO);
    await box(page).press('Enter');
    await page.getByText('正在查…').waitFor();
    await box(page).fill('那居民呢');
    await box(page).press('Enter');
    await page.getByRole('button', { name: '发送' }).click({ force: true });
    go();
    await answers(page).first().waitFor();
    expect(asked).toBe(1);
    expect(await box(page).inputValue()).toBe('那居民呢');
  });

  test('回执打得开，内容是当时的回答；复制的是全文', async () => {
    const { page, context } = await opened(world());
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { id, text } = await asked(page, RATIO);
    const [receipt] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: '回执' }).click(),
    ]);
    await receipt.waitForLoadState();
    expect(await receipt.textContent('main')).toContain(id);
    expect(await receipt.textContent('main')).toContain(RATIO);
    // Its own style sheet is let in.
    expect(await receipt.evaluate(() => getComputedStyle(document.body).maxWidth)).not.toBe('none');
    await page.bringToFront();
    await page.getByRole('button', { name: '复制', exact: true }).click();
    await page.getByRole('button', { name: '已复制' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  });

  test('没帮助，写下原因：存进库里；改口以后一次为准', async () => {
    const { page } = await opened(world());
    const { id, facts } = await asked(page, RATIO);
    // Where it came from is kept with the answer.
    expect((await world().store.answer(id))?.channel).toBe('widget');
    await page.getByRole('button', { name: '没帮助' }).click();
    // The cursor stands in the box that opened.
    await page.keyboard.type('没说退休的');
    const which = page.getByRole('combobox', { name: '是哪一条不对？' });
    await which.selectOption({ index: 1 });
    const factId = await which.inputValue();
    expect(facts.map((f) => f.id)).toContain(factId);
    await picture(page, 'reason-desk');
    await expectAccessible(page);
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('谢谢，已经记下。').waitFor();
    expect(await world().store.feedback(id)).toMatchObject({
      helpful: false,
      comment: '没说退休的',
      factId,
    });
    const helpful = page.getByRole('button', { name: '有帮助' });
    await helpful.click();
    await expect.poll(async () => (await world().store.feedback(id))?.helpful).toBe(true);
    expect(await helpful.getAttribute('aria-pressed')).toBe('true');
  });

  test('转人工：说已转接；坐席的话实时出现，关着也提醒，重开标签页不丢', async () => {
    const { page, faults } = await opened(world());
    await page.evaluate(() => {
      document.addEventListener('gongji:handoff', (e) => {
        document.body.dataset.handoff = (e as CustomEvent<{ conversationId: string }>).detail.conversationId;
      });
    });
    await ask(page, RATIO);
    await page.getByRole('button', { name: '转人工' }).click();
    await page.getByText('已经转给人工坐席').waitFor();
    const conversationId = (await page.locator('body').getAttribute('data-handoff')) ?? '';
    expect(await world().store.handedOff(conversationId)).toMatchObject({ status: 'open' });

    const say = (text: string, role: 'agent' | 'system' = 'agent') =>
      world().service.say({ conversationId, role, text, author: 'li' });
    await say('坐席小李已接入', 'system');
    await say('您好，请问您在哪家医院？');
    await page.getByText('您好，请问您在哪家医院？').waitFor();
    // The server's own word on the wait takes the place of ours.
    expect(await page.locator('.aside').allTextContents()).toEqual(['坐席小李已接入']);
    await picture(page, 'agent-desk');
    // That the agent has it is said once; the next message just stands there.
    await world().store.takeHandOff(conversationId, 'li', '2025-12-01T04:00:00.000Z');
    await ask(page, '在一家三级医院');
    await page.getByText('已转给坐席').waitFor();
    const passedOn = page.waitForResponse('**/v1/ask');
    await box(page).fill('住在三楼');
    await box(page).press('Enter');
    await passedOn;
    await page.getByText('住在三楼').waitFor();
    expect(await page.getByText('已转给坐席').count()).toBe(1);

    await page.getByRole('button', { name: '关闭' }).click();
    await say('还在吗？');
    await page.getByRole('button', { name: /1 条人工回复/ }).waitFor();
    await page.goto('about:blank');
    await say('我先查一下');
    await page.goBack();
    await launcher(page).click();
    await page.getByText('我先查一下').waitFor();
    // Each once, in order.
    expect(await page.locator('.agent p').allTextContents()).toEqual([
      '您好，请问您在哪家医院？',
      '还在吗？',
      '我先查一下',
    ]);
    expect(faults).toEqual([]);
  });

  test('服务中途重启：写的字不丢，再试一次就接着答，坐席也还连得上', async () => {
    const { page } = await opened(world());
    const { conversationId } = await asked(page, RATIO);
    await page.getByRole('button', { name: '转人工' }).click();
    await page.getByText('已经转给人工坐席').waitFor();
    await world().stop();
    await box(page).fill('那起付线呢');
    await box(page).press('Enter');
    await box(page).fill('写到一半');
    const retry = page.getByRole('button', { name: '再试一次' });
    await retry.waitFor();
    await page.getByText('连不上服务').waitFor();
    await picture(page, 'offline-desk');
    await world().start();
    await retry.click();
    await expect.poll(() => answers(page).last().textContent()).toContain('800');
    expect(await box(page).inputValue()).toBe('写到一半');
    expect(await page.locator('.failed').count()).toBe(0);
    await world().service.say({ conversationId, role: 'agent', text: '重启后我还在', author: 'li' });
    await page.getByText('重启后我还在').waitFor();
  });

  test('回答在路上断了：自动再试，只记一次', async () => {
    const { page } = await opened(world());
    let tries = 0;
    await page.route('**/v1/ask', async (route) => {
      tries += 1;
      const response = await route.fetch();
      if (tries === 1) await route.abort();
      else await route.fulfill({ response });
    });
    const { conversationId } = await asked(page, RATIO);
    expect(tries).toBe(2);
    expect(await kept(conversationId)).toHaveLength(2);
  });

  test('回答一直没到：刷新了再试，也只问一次', async () => {
    const { page } = await opened(world());
    const ids: string[] = [];
    await page.route('**/v1/ask', async (route) => {
      const { conversationId } = (await (await route.fetch()).json()) as { conversationId: string };
      ids.push(conversationId);
      await route.abort();
    });
    await box(page).fill(RATIO);
    await box(page).press('Enter');
    await page.getByRole('button', { name: '再试一次' }).waitFor();
    await page.unroute('**/v1/ask');
    await page.reload();
    await launcher(page).click();
    const answered = page.waitForResponse('**/v1/ask');
    await page.getByRole('button', { name: '再试一次' }).click();
    ids.push(((await (await answered).json()) as { conversationId: string }).conversationId);
    await answers(page).first().waitFor();
    expect(new Set(ids).size).toBe(1);
    expect(await kept(ids[0] as string)).toHaveLength(2);
  });

  test('没答完就重新开始：迟到的回答不再出现', async () => {
    const { page } = await opened(world());
    let late = (): void => undefined;
    const held = new Promise<void>((done) => {
      late = done;
    });
    await page.route('**/v1/ask', async (route) => {
      await held;
      await route.continue();
    });
    const answered = page.waitForResponse('**/v1/ask');
    await box(page).fill(RATIO);
    await box(page).press('Enter');
    await page.getByText('正在查…').waitFor();
    await page.getByRole('button', { name: '重新开始' }).click();
    late();
    await (await answered).finished();
    await ask(page, '你好');
    expect(await answers(page).count()).toBe(1);
  });

  test('服务器忙或回的不是 JSON：说清楚，问题还在，再试就好', async () => {
    const { page } = await opened(world());
    await page.route('**/v1/ask', (route) =>
      route.fulfill({ status: 502, body: '<html>Bad Gateway</html>' }),
    );
    await box(page).fill(RATIO);
    await box(page).press('Enter');
    await page.getByText(/问的人有点多/).waitFor();
    expect(await page.locator('.me').textContent()).toBe(RATIO);
    await page.unroute('**/v1/ask');
    await page.getByRole('button', { name: '再试一次' }).click();
    await answers(page).first().waitFor();
  });

  test('网络慢：说还在查', async () => {
    const { page } = await opened(world());
    await page.route('**/v1/ask', () => undefined);
    await box(page).fill(RATIO);
    await box(page).press('Enter');
    await page.getByText('网络有点慢').waitFor();
  });

  test('刷新以后对话还在，能接着问；重新开始就清空', async () => {
    const { page } = await opened(world());
    await ask(page, RATIO);
    await box(page).fill('没写完的');
    await page.reload();
    await launcher(page).click();
    expect(await answers(page).first().textContent()).toContain('82%');
    expect(await box(page).inputValue()).toBe('没写完的');
    expect(await (await ask(page, '那起付线呢')).textContent()).toContain('800');
    await page.getByRole('button', { name: '重新开始' }).click();
    expect(await answers(page).count()).toBe(0);
    await page.reload();
    await launcher(page).click();
    expect(await answers(page).count()).toBe(0);
  });
}
