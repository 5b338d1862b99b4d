/** Hostile text through question, feedback and an agent's reply: it is shown as text, and nothing runs or leaves. */
import { expect, test } from 'vitest';
import { asked, opened, picture, type Tab, type World } from './world.js';

/** Each would set `window.hit`, or ask an address that is not ours. */
const RUNS = ['window.hit=1', 'fetch("https://evil.invalid/")', 'new Image().src="//evil.invalid"'];
const FRAMES: ((js: string) => string)[] = [
  (js) => `<script>${js}</script>`,
  (js) => `<img src=x onerror='${js}'>`,
  (js) => `<svg onload='${js}'>`,
  (js) => `<svg><script>${js}</script></svg>`,
  (js) => `<iframe srcdoc="<script>parent.${js}</script>"></iframe>`,
  (js) => `<iframe src="javascript:${js}"></iframe>`,
  (js) => `<a href="javascript:${js}">点我</a>`,
  (js) => `<body onload='${js}'>`,
  (js) => `<details open ontoggle='${js}'>`,
  (js) => `<input autofocus onfocus='${js}'>`,
  (js) => `<video><source onerror='${js}'></video>`,
  (js) => `<style>@import "//evil.invalid";*{background:url(//evil.invalid)}</style>${js}`,
  (js) => `<link rel=stylesheet href=//evil.invalid onload='${js}'>`,
  (js) => `<meta http-equiv=refresh content="0;url=javascript:${js}">`,
  (js) => `<base href=//evil.invalid><form action=javascript:${js}><button>`,
  (js) => `<math><mtext></table></math><img src=x onerror='${js}'>`,
  (js) => `{{constructor.constructor("${js.replaceAll('"', "'")}")()}}`,
  (js) => `\${${js}}#{${js}}<%= ${js} %>{%${js}%}`,
  (js) => `{{#with "s" as |x|}}{{lookup x "constructor"}}${js}{{/with}}{{>part}}{{{this}}}`,
  (js) => `</script><script>${js}</script>`,
];
const WRAPS: ((text: string) => string)[] = [
  (t) => t,
  (t) => `"'>${t}`,
  (t) => `--></textarea></title></style>${t}`,
  (t) => t.toUpperCase().replaceAll('WINDOW.HIT', 'window.hit'),
  (t) => t.replaceAll('<', '＜<'),
  (t) => t.replaceAll('<', '&lt;<'),
  (t) => `\u202e${t}\u202c`,
  (t) => `\u2067${t}\u2069\u200f`,
  (t) => `太原职工住院${t}报几成`,
  (t) => `【${t}】\n· ${t}\n1. ${t}`,
  (t) => `【a】| b | ${t} |\n来源：${t}`,
  (t) => `\ufeff\u200b${t}\ufffd`,
  (t) => t.replaceAll(' ', '/**/'),
  (t) => `[${t}](javascript:${t})`,
  (t) => encodeURI(t) + t,
  (t) => `${t}\u202e\u202d\u202a${'\u0301'.repeat(60)}`,
  (t) => `$\{${t}}$&$1$\`${t}`,
  (t) => `${t}\n\n${t}`,
];
export const HOSTILE = RUNS.flatMap((js) => FRAMES.flatMap((frame) => WRAPS.map((wrap) => wrap(frame(js)))));

export function hostileTests(world: () => World): void {
  const quiet = async ({ page, faults, strangers }: Tab) => {
    expect(await page.evaluate(() => 'hit' in window)).toBe(false);
    expect([faults, strangers]).toEqual([[], []]);
    // The only elements are the widget's own.
    const odd =
      'script, iframe, img, video, link, meta, base, style, math, input, [onerror], [onload], a[href^=javascript]';
    expect(
      await page
        .locator('gongji-widget')
        .evaluate((e, sel) => e.shadowRoot?.querySelectorAll(sel).length, odd),
    ).toBe(0);
  };

  test('一千条写法，从提问进去：只当文字，一条不执行，一个请求不外出', async () => {
    expect(new Set(HOSTILE).size).toBeGreaterThan(1000);
    const tab = await opened(world());
    const { page } = tab;
    // Asked through the widget's own interface: real answers, each drawn before the next.
    const failed = await page.evaluate(async (texts) => {
      const widget = document.querySelector('gongji-widget') as HTMLElement & {
        ask(t: string): Promise<unknown>;
      };
      const root = widget.shadowRoot;
      let wrong = 0;
      for (const [i, text] of texts.entries()) {
        if (!(await widget.ask(text))) wrong += 1;
        const shown = [...(root?.querySelectorAll('.me') ?? [])].at(-1)?.textContent;
        if (shown !== text) wrong += 1;
        // The log is cleared now and then, as a person would.
        if (i % 50 === 49) root?.querySelector<HTMLElement>('[aria-label=重新开始]')?.click();
      }
      return wrong;
    }, HOSTILE);
    expect(failed).toBe(0);
    await quiet(tab);
  });

  test('从坐席的回复进去，也一样', async () => {
    const tab = await opened(world());
    const { page } = tab;
    const { conversationId } = await asked(page, '转人工');
    await page.getByText('已经转给人工坐席').waitFor();
    const said: string[] = [];
    for (const text of HOSTILE) {
      const m = await world().service.say({ conversationId, role: 'agent', text, author: text.slice(0, 40) });
      said.push(m?.text ?? '');
    }
    await expect.poll(() => page.locator('.agent').count(), { timeout: 20_000 }).toBe(HOSTILE.length);
    expect(await page.locator('.agent p').allTextContents()).toEqual(said);
    await picture(page, 'hostile-agent');
    await quiet(tab);
    // And once more after the tab was restored.
    await page.reload();
    await quiet(tab);
  });

  test('从反馈的原因进去：原样存下，回执里也只是文字', async () => {
    const tab = await opened(world());
    const { page } = tab;
    const reasons = HOSTILE.filter((_, i) => i % 53 === 0);
    const question = HOSTILE[2] as string;
    const answered = page.waitForResponse('**/v1/ask');
    await page.evaluate(
      (t) => (document.querySelector('gongji-widget') as HTMLElement & { ask(t: string): void }).ask(t),
      `太原职工三甲住院报几成${question}`,
    );
    const { id, outcome } = (await (await answered).json()) as { id: string; outcome: string };
    expect(outcome).toBe('answer');
    for (const reason of reasons) {
      await page.getByRole('button', { name: '没帮助' }).click();
      await page.getByRole('textbox', { name: /哪里不对/ }).fill(reason);
      await page.getByRole('button', { name: '提交' }).click();
      await page.locator('[part~=tools] .reason').waitFor({ state: 'detached' });
    }
    await expect.poll(async () => (await world().store.feedback(id))?.comment).toBe(reasons.at(-1));
    await quiet(tab);
    // The others go the same way without the clicks.
    const statuses = await page.evaluate(
      ([answerId, all]) =>
        Promise.all(
          all.map((comment) =>
            fetch('/v1/feedback', {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ answerId, helpful: false, comment }),
            }).then((r) => r.status),
          ),
        ),
      [id, HOSTILE] as const,
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    await page.goto(`${world().url}/v1/answers/${id}`);
    expect(await page.textContent('main')).toContain(question);
    expect(await page.evaluate(() => 'hit' in window)).toBe(false);
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(tab.strangers).toEqual([]);
  });
}
