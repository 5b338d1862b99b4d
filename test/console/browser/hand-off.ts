/** A hand-off seen from the agent's side, live, while the citizen waits at the other end. */
import { expect, test } from 'vitest';
import { openSite } from '../../../src/site.js';
import { ROOT, realAssistant, temporaryFolder } from '../../real.js';
import { answers, ask as asks, box, launcher } from '../../web/world.js';
import { type Row, realDesk } from '../desk.js';
import { at, expectClean, heading, open, pageAsBuilt, signIn, type World } from './world.js';

/** Somebody who has asked, and then asked for a person. */
async function caller(world: World, question: string) {
  const { desk } = world;
  const first = await desk.ask(question);
  const id = first.conversationId as string;
  const stream = await desk.browser().listen(`/v1/conversations/${id}/events`);
  await desk.ask('转人工', id);
  return { id, stream, says: (text: string) => desk.ask(text, id) };
}
const isFrom = (role: string) => (m: Row) => m.role === role;

export function handOffTests(world: () => World): void {
  test('群众转人工：坐席马上看到，接手、回复、交还，群众马上收到', async () => {
    const tab = await at(world(), 'agent');
    const { page } = tab;
    const rail = page.getByRole('navigation', { name: '功能' });
    // Nobody has asked for a person before.
    await expect.poll(() => rail.locator('.count').count()).toBe(0);
    const who = await caller(world(), '太原职工三甲住院报几成');
    // Nothing was loaded anew.
    await expect.poll(() => rail.locator('.count').textContent()).toContain('1');
    expect(await page.title()).toContain('(1)');
    await open(page, '收件箱');
    await page.locator(`.caller[href*="${who.id}"]`).click();
    const log = page.getByRole('log');
    await log.getByText('太原职工三甲住院报几成').waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('t');
    const box = page.getByLabel('回复', { exact: true });
    await expect.poll(() => box.evaluate((e) => e === document.activeElement)).toBe(true);
    await box.fill('您好，我是坐席，正在帮您查。');
    await page.keyboard.press('Enter');
    const reply = await who.stream.next(isFrom('agent'));
    expect(reply.text).toBe('您好，我是坐席，正在帮您查。');
    expect(reply.author).toBe('agent同志');
    await who.says('那退休的呢？');
    await log.locator('.said.citizen', { hasText: '那退休的呢？' }).waitFor();
    // What the knowledge says lies ready, and goes into the reply by one press.
    const aid = page.getByRole('complementary', { name: '参考回答' });
    await aid
      .getByRole('button', { name: /^放进回复/ })
      .first()
      .click();
    expect(await box.inputValue()).toMatch(/.{6}/);
    await page.keyboard.press('Enter');
    await who.stream.next(isFrom('agent'));
    // The platform will not take it: the agent sees it at his words.
    await world().desk.store.keepAddress(
      { conversationId: who.id, channel: 'wechat', address: 'o' },
      String(reply.at),
    );
    await world().desk.service.undeliverable(who.id, Number(reply.seq), '收信人 48 小时内没有发过消息');
    const mine = log.locator('.said.agent', { hasText: '您好，我是坐席' });
    await expect.poll(() => mine.textContent()).toMatch(/没有送到.*48 小时/);
    expect(await log.getByText('没有送到').count()).toBe(1);
    await page.getByRole('button', { name: '答完，交还' }).click();
    await page.getByText('已交还').first().waitFor();
    const answer = (await who.says('太原职工三甲住院报几成')) as { text: string };
    expect(answer.text).toContain('82%');
    who.stream.stop();
    expectClean(tab);
  });

  test('常用语放得进去；写了一半离开再回来还在', async () => {
    const { page } = await at(world(), 'agent');
    const who = await caller(world(), '异地就医要备案吗');
    await open(page, '收件箱');
    await page.locator(`.caller[href*="${who.id}"]`).click();
    await page.getByRole('button', { name: /^接手/ }).click();
    const box = page.getByLabel('回复', { exact: true });
    await box.fill('写了一半');
    await page.getByRole('toolbar', { name: '常用语' }).getByRole('button').first().click();
    const text = await box.inputValue();
    expect(text.length).toBeGreaterThan('写了一半'.length);
    await open(page, '查政策');
    await open(page, '收件箱');
    await page.locator(`.caller[href*="${who.id}"]`).click();
    await expect.poll(() => box.inputValue()).toBe(text);
    // Back into the queue: it waits again, for anybody.
    await page.getByRole('button', { name: '放回排队' }).click();
    await page.getByRole('button', { name: /^接手/ }).waitFor();
    who.stream.stop();
  });

  test('别人接了的：马上看到是谁，不能再接', async () => {
    const who = await caller(world(), '断缴三个月怎么补');
    const one = (await at(world(), 'agent')).page;
    const two = (await at(world(), 'curator')).page;
    for (const page of [one, two]) {
      await open(page, '收件箱');
      await page.locator(`.caller[href*="${who.id}"]`).click();
      await page.getByRole('button', { name: /^接手/ }).waitFor();
    }
    await one.getByRole('button', { name: /^接手/ }).click();
    await two.getByText('有别的坐席在答').waitFor();
    expect(await two.getByRole('button', { name: /^接手/ }).count()).toBe(0);
    await two.locator('.talk > header', { hasText: 'agent同志' }).waitFor();
    who.stream.stop();
  });

  test('没看过的有记号，打开就没有了；上下键在列表里走', async () => {
    const who = await caller(world(), '新生儿怎么上医保');
    const { page } = await at(world(), 'agent');
    await open(page, '收件箱');
    const row = page.locator(`.caller[href*="${who.id}"]`);
    await row.getByRole('img', { name: '有没看过的消息' }).waitFor();
    const all = page.locator('.inbox .caller');
    await all.first().focus();
    await page.keyboard.press('End');
    expect(await all.last().evaluate((e) => e === document.activeElement)).toBe(true);
    await page.keyboard.press('Home');
    expect(await all.first().evaluate((e) => e === document.activeElement)).toBe(true);
    await row.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => row.getByRole('img').count()).toBe(0);
    await who.says('还有人吗');
    await page.getByRole('log').getByText('还有人吗').waitFor();
    who.stream.stop();
  });

  test('线断了说断了，接上以后漏掉的都补上', async () => {
    const { page } = await at(world(), 'agent');
    await open(page, '收件箱');
    await page.getByText('实时连着').waitFor();
    await page.route('**/console/api/events', (route) => route.abort());
    await page.reload();
    await page.getByText('连接断了').waitFor();
    const who = await caller(world(), '个人账户怎么划入');
    const row = page.locator(`.caller[href*="${who.id}"]`);
    await page.unroute('**/console/api/events');
    await expect.poll(() => page.getByText('实时连着').count(), { timeout: 20_000 }).toBe(1);
    await row.click();
    await page.getByRole('log').getByText('个人账户怎么划入').waitFor();
    await who.says('喂，有人吗');
    await page.getByRole('log').getByText('喂，有人吗').waitFor();
    who.stream.stop();
  });

  test('服务重启：坐席不用重新登录，接着答；写了一半的还在', async () => {
    const folder = temporaryFolder();
    const consolePage = await pageAsBuilt();
    const first = await realDesk({ consolePage, dataDir: folder });
    let desk = first;
    try {
      const { page } = await world().door({}, first);
      await signIn(page, 'agent');
      await heading(page, '查政策').waitFor();
      const id = (await first.ask('太原职工三甲住院报几成')).conversationId as string;
      await first.ask('转人工', id);
      await open(page, '收件箱');
      await page.locator(`.caller[href*="${id}"]`).click();
      await page.getByRole('button', { name: /^接手/ }).click();
      const box = page.getByLabel('回复', { exact: true });
      await box.fill('重启之前写的');
      await first.close();
      await page.getByText('连接断了').waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('alert').first().waitFor();
      expect(await box.inputValue()).toBe('重启之前写的');
      desk = await realDesk({ consolePage, dataDir: folder, port: Number(new URL(first.url).port) });
      await expect.poll(() => page.getByText('实时连着').count(), { timeout: 30_000 }).toBe(1);
      const stream = await desk.browser().listen(`/v1/conversations/${id}/events`);
      await box.press('Enter');
      expect((await stream.next(isFrom('agent'))).text).toBe('重启之前写的');
      await desk.ask('好的谢谢', id);
      await page.getByRole('log').getByText('好的谢谢').waitFor();
      stream.stop();
    } finally {
      if (desk !== first) await desk.close();
    }
  });

  test('市民用网页上的窗口，坐席在另一个浏览器里：两头当场都看到，中间服务重启也接得上', async () => {
    const assistant = await realAssistant();
    const consolePage = await pageAsBuilt();
    const site = openSite(ROOT, () => assistant, console.log);
    const dataDir = temporaryFolder();
    const first = await realDesk({ consolePage, site, dataDir });
    let desk = first;
    try {
      const { page: citizen } = await world().door({}, first);
      await citizen.goto(`${first.url}/`);
      await launcher(citizen).click();
      await asks(citizen, '太原职工三甲住院报几成');
      await citizen.getByRole('button', { name: '转人工' }).click();
      const { page: agent } = await world().door({}, first);
      await signIn(agent, 'agent');
      await heading(agent, '查政策').waitFor();
      await open(agent, '收件箱');
      await agent.locator('.inbox .caller', { hasText: '在等' }).first().click();
      await agent.getByRole('button', { name: /^接手/ }).click();
      await citizen.getByText('agent同志').first().waitFor();
      const reply = agent.getByLabel('回复', { exact: true });
      const heard = citizen.locator('.agent p');
      const log = agent.getByRole('log');
      const says = async (text: string) => {
        await box(citizen).fill(text);
        await box(citizen).press('Enter');
        await log.locator('.said.citizen', { hasText: text }).waitFor();
      };
      await reply.fill('您好，请讲');
      await reply.press('Enter');
      await expect.poll(() => heard.allTextContents()).toEqual(['您好，请讲']);
      await says('我在外地住院');
      await first.close();
      await agent.getByText('连接断了').waitFor();
      desk = await realDesk({ consolePage, site, dataDir, port: Number(new URL(first.url).port) });
      await expect.poll(() => agent.getByText('实时连着').count(), { timeout: 30_000 }).toBe(1);
      await reply.fill('备案了吗');
      await reply.press('Enter');
      await expect
        .poll(() => heard.allTextContents(), { timeout: 30_000 })
        .toEqual(['您好，请讲', '备案了吗']);
      await says('备了');
      await agent.getByRole('button', { name: '答完，交还' }).click();
      await asks(citizen, '那退休的呢');
      await expect.poll(() => answers(citizen).last().textContent()).toContain('91');
    } finally {
      if (desk !== first) await desk.close();
    }
  });

  test('没人用的工作台不替人续命：不动就不再请求，回来一动就刷新', async () => {
    const { page } = await world().door();
    await page.clock.install();
    await page.reload();
    await signIn(page, 'agent');
    await heading(page, '查政策').waitFor();
    await page.getByRole('navigation', { name: '功能' }).waitFor();
    // What signing in itself has stirred is over after one round.
    await page.clock.runFor(31_000);
    let requests = 0;
    page.on('request', () => {
      requests += 1;
    });
    await page.clock.runFor(10 * 60_000);
    expect(requests).toBe(0);
    await page.mouse.move(300, 300);
    await expect.poll(() => requests).toBeGreaterThan(0);
  });

  test('群众把对话删了：说不在了', async () => {
    const who = await caller(world(), '医保关系怎么转移');
    const { page } = await at(world(), 'agent');
    await open(page, '收件箱');
    await page.locator(`.caller[href*="${who.id}"]`).click();
    await page.getByRole('button', { name: /^接手/ }).waitFor();
    await world().desk.browser().send('DELETE', `/v1/conversations/${who.id}`);
    // Heard of live, or at the latest by taking it.
    const take = page.getByRole('button', { name: /^接手/ });
    await take.click({ timeout: 1000 }).catch(() => undefined);
    await page.getByText('已经不在了').waitFor();
    who.stream.stop();
  });
}
