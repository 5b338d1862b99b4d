/** Hostile text through every opening: it stays text, nothing runs, no request leaves. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { PASSWORD } from '../desk.js';
import { ask, at, expectClean, heading, open, signIn, type World } from './world.js';

const RUN = 'globalThis.ran=1';
const ELSEWHERE = 'https://elsewhere.example/x';
const TAGS = ['img', 'svg', 'video', 'iframe', 'details', 'input', 'body', 'math', 'object', 'marquee'];
const HANDLERS = ['onerror', 'onload', 'ontoggle', 'onfocus', 'onmouseover', 'onanimationstart'];
const CLOSINGS = [
  ...['', '">', "'>", '</textarea>', '</script>', '</style>', '-->', ']]>', '</title>', '`}'],
  ...['</select>', '</option>', '</noscript>', '\u2028', '\u202e">'],
];

/** A thousand and more: each tag with each handler behind each closing, and what templates and addresses do. */
const MARKUP = CLOSINGS.flatMap((c) =>
  TAGS.flatMap((t) =>
    HANDLERS.map((h) => `${c}<${t} src=${ELSEWHERE} href=${ELSEWHERE} autofocus open ${h}=${RUN}>`),
  ),
);
const OTHERS = CLOSINGS.flatMap((c) => [
  `${c}<script>${RUN}</script>`,
  `${c}<script src=${ELSEWHERE}></script>`,
  `${c}<link rel=stylesheet href=${ELSEWHERE}>`,
  `${c}<style>@import "${ELSEWHERE}"</style>`,
  `${c}<a href="javascript:${RUN}">住院</a>`,
  `${c}<form action=${ELSEWHERE}><button autofocus>`,
  `${c}<meta http-equiv=refresh content="0;url=${ELSEWHERE}">`,
  `${c}<base href=${ELSEWHERE}>`,
  `${c}{{constructor.constructor('${RUN}')()}}`,
  `${c}\${${RUN}} <%= ${RUN} %> #{${RUN}} {% ${RUN} %}`,
  `${c}\u202e\u2066倒着写的\u2069住院\u202d`,
  `${c}__proto__ constructor toString ${'̷'.repeat(30)}`,
]);
const STRINGS = [...MARKUP, ...OTHERS];

/** As many as fit into one message. */
function messages(limit: number): string[] {
  const all: string[] = [];
  for (const s of STRINGS) {
    const last = all.at(-1);
    if (last !== undefined && last.length + s.length + 1 <= limit) all[all.length - 1] = `${last}\n${s}`;
    else all.push(s);
  }
  return all;
}

async function expectInert(page: Page): Promise<void> {
  expect(await page.evaluate(() => (globalThis as { ran?: number }).ran)).toBeUndefined();
  const foreign = await page.evaluate(
    () =>
      document.querySelectorAll(
        'script:not([src="/console.js"]), link[href*=elsewhere], style, iframe, object, embed, video, marquee, base, ' +
          'meta[http-equiv], img:not([src^="data:"]), a[href^="javascript"], [onerror], [onload], [onfocus], [ontoggle]',
      ).length,
  );
  expect(foreign).toBe(0);
}

export function hostileTests(world: () => World): void {
  test('上千条恶意文字：问题、反馈、对话、回复里都只是文字', async () => {
    expect(new Set(STRINGS).size).toBeGreaterThan(1000);
    const { desk } = world();
    const citizen = desk.browser();
    const first = await desk.ask('太原职工三甲住院报几成');
    const id = first.conversationId as string;
    const parts = messages(1900);
    // Asked as questions of their own, which the queue of the unanswered shows.
    for (const text of parts) await desk.ask(text);
    for (const text of messages(900)) {
      const answer = await desk.ask('异地就医要备案吗');
      const comment = { answerId: answer.id, helpful: false, comment: text };
      expect((await citizen.send('POST', '/v1/feedback', comment)).status).toBe(200);
    }
    await desk.ask('转人工', id);
    const tab = await at(world(), 'admin');
    const { page } = tab;
    await open(page, '收件箱');
    await page.locator(`.caller[href*="${id}"]`).click();
    await page.getByRole('button', { name: /^接手/ }).click();
    for (const text of parts) await desk.ask(text, id);
    const said = page.locator('.said.citizen .text');
    const newest = async () => (await said.last().textContent())?.trim();
    await expect.poll(newest, { timeout: 20_000 }).toBe(parts.at(-1)?.trim());
    // Each of them, beside the first question and the call for a person.
    expect(await said.count()).toBe(parts.length + 2);
    await expectInert(page);
    const box = page.getByLabel('回复', { exact: true });
    for (const text of parts.slice(0, 3)) {
      await box.fill(text);
      await page.keyboard.press('Enter');
      await expect.poll(() => box.inputValue()).toBe('');
    }
    expect(await page.locator('.said.agent').count()).toBe(3);
    // The others come from a second window of his.
    for (const text of parts.slice(3))
      await desk.service.say({ conversationId: id, role: 'agent', text, author: text.slice(0, 40) });
    const replies = page.locator('.said.agent .text');
    await expect.poll(() => replies.count(), { timeout: 20_000 }).toBe(parts.length);
    expect((await replies.allTextContents()).map((t) => t.trim())).toEqual(parts.map((t) => t.trim()));
    await expectInert(page);
    await open(page, '没答好的');
    for (const group of await page.locator('.queue .caller').all()) {
      await group.click();
      await expectInert(page);
    }
    await open(page, '统计');
    await page.locator('.tiles').waitFor();
    await open(page, '查政策');
    for (const text of [...parts.slice(0, 4), ...OTHERS.slice(-12)]) await ask(page, text);
    await expectInert(page);
    expectClean(tab);
  });

  test('恶意的称呼：在哪里都只是文字，方向标记不影响旁边', async () => {
    const tab = await at(world(), 'admin');
    const { page } = tab;
    await open(page, '账号');
    const names = ['<img src=x onerror=ran=1>', '{{7*7}}"><script>', '\u202e倒着\u2066'];
    const shown = new Set(STRINGS.map((text) => [...text].slice(0, 40).join('')));
    for (const [i, displayName] of [...shown].entries())
      await world().desk.store.addStaff({
        ...{ id: `hostile-${i}`, name: `hostile-${i}`, displayName, role: 'agent' },
        ...{ passwordHash: 'none', createdAt: '2025-12-01T04:00:00.000Z', disabledAt: null },
      });
    for (const [i, name] of names.entries()) {
      await page.getByRole('button', { name: /加一个账号/ }).click();
      await page.getByLabel(/^称呼/).fill(name);
      await page.getByLabel(/^登录名/).fill(`evil-${i}`);
      await page.getByLabel(/^初始密码/).fill(PASSWORD);
      await page.getByRole('dialog').getByRole('button', { name: '加一个账号' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.locator('tbody tr', { hasText: 'evil-2' }).waitFor();
    expect(await page.locator('tbody tr', { hasText: 'hostile-' }).count()).toBe(shown.size);
    await expectInert(page);
    await page.getByRole('link', { name: '操作记录', exact: true }).click();
    const records = page.getByRole('region', { name: '操作记录' });
    for (const name of names) await records.getByText(name, { exact: true }).first().waitFor();
    await expectInert(page);
    const other = await world().door();
    await signIn(other.page, 'evil-0');
    await heading(other.page, '查政策').waitFor();
    expect(await other.page.locator('.who bdi').textContent()).toBe(names[0]);
    await expectInert(other.page);
    expectClean(tab);
    expectClean(other);
  });

  test('网页不许内联脚本和样式，不许被别的网页框住', async () => {
    const { headers } = await world().desk.browser().send('GET', '/console');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });
}
