/** The widget on other people's pages: one script tag, whatever the page does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../real.js';
import { answers, ask, box, launcher, picture, type Tab, type World } from './world.js';

const RATIO = '太原职工三甲住院报几成';

export function embedTests(world: () => World): void {
  const script = () => `<script src="${world().url}/widget.js"></script>`;
  let pages = 0;
  /** Another site's page; `foreign` is its address by a name that the server does not know. */
  async function hosted(
    body: string,
    {
      head = '',
      headers = {},
      foreign = false,
    }: { head?: string; headers?: Record<string, string>; foreign?: boolean } = {},
  ): Promise<Tab> {
    pages += 1;
    const path = `/page-${pages}`;
    const html = `<!doctype html><html lang="zh-CN"><head><title>医院</title>${head}</head><body><main><h1>医院</h1>${body}</main></body></html>`;
    world().host.put(path, { html, headers });
    const tab = await world().tab();
    await tab.page.goto(`${foreign ? world().host.foreign : world().host.url}${path}`);
    return tab;
  }
  const plain = () => `${script()}<gongji-widget></gongji-widget>`;

  test('两行代码就能问；不留全局变量、Cookie，别的来源什么也没请求', async () => {
    const { page, context, faults, strangers } = await hosted('<p>先没有问答</p>');
    const globals = () => page.evaluate(() => Object.keys(window).sort());
    const before = await globals();
    await page.addScriptTag({ url: `${world().url}/widget.js` });
    await page.evaluate(() => document.body.append(document.createElement('gongji-widget')));
    await launcher(page).click();
    expect(await (await ask(page, RATIO)).textContent()).toContain('82%');
    expect(await globals()).toEqual(before);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(() => [document.cookie, localStorage.length])).toEqual(['', 0]);
    expect([faults, strangers]).toEqual([[], []]);
  });

  test('演示页：搜索框、例子和栏目都在问答里问；代码能复制', async () => {
    const { page, context, faults, strangers } = await world().tab();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${world().url}/`);
    await page.getByRole('textbox', { name: '您的问题' }).fill(RATIO);
    await page.keyboard.press('Enter');
    await answers(page).first().waitFor();
    await page.locator('[data-ask]').first().click();
    await answers(page).nth(1).waitFor();
    await page.locator('.tiles [data-ask]').last().click();
    await answers(page).nth(2).waitFor();
    await page.getByRole('button', { name: '关闭' }).click();
    await page.getByRole('button', { name: '复制代码' }).click();
    await page.getByText('已复制。').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `<script src="${world().url}/widget.js"></script>\n<gongji-widget></gongji-widget>`,
    );
    expect([faults, strangers]).toEqual([[], []]);
  });

  test('脚本放进两次，只有一个问答，照常用', async () => {
    const { page, faults } = await hosted(`${script()}${plain()}${script()}`);
    await launcher(page).click();
    await ask(page, RATIO);
    expect(await answers(page).count()).toBe(1);
    expect(faults).toEqual([]);
  });

  test('网页的内容安全策略再严，只要放行脚本和连接就能用，样式也在', async () => {
    const policy = `default-src 'none'; script-src ${world().url}; connect-src ${world().url}`;
    const { page, faults } = await hosted(plain(), { headers: { 'content-security-policy': policy } });
    await launcher(page).click();
    await ask(page, '太原退休职工三甲住院花两万三能报多少');
    expect(await page.locator('[part~=panel]').evaluate((e) => getComputedStyle(e).display)).toBe('flex');
    expect(faults).toEqual([]);
  });

  test('要求隔离资源的网页也能用（crossorigin 加 COEP）', async () => {
    const { page, faults } = await hosted(
      `<script crossorigin src="${world().url}/widget.js"></script><gongji-widget></gongji-widget>`,
      { headers: { 'cross-origin-embedder-policy': 'require-corp' } },
    );
    await launcher(page).click();
    await ask(page, RATIO);
    expect(faults).toEqual([]);
  });

  test('网页的样式再霸道，也改不了问答的样子', async () => {
    const hostile = `<style>
      * { all: unset !important; color: red !important; font: 3px serif !important; }
      *, gongji-widget { display: none !important; position: static !important; visibility: hidden !important;
        opacity: 0 !important; transform: scale(9) !important; letter-spacing: 9px !important; direction: rtl !important;
        text-transform: uppercase !important; pointer-events: none !important; filter: blur(9px) !important; }
      html { font-size: 2px; writing-mode: vertical-rl; }
      html, body, main { display: block !important; opacity: 1 !important; filter: none !important; transform: none !important; }
    </style>`;
    const look = async (head: string) => {
      const { page } = await hosted(plain(), { head });
      await launcher(page).click();
      await ask(page, RATIO);
      const shown = await page.locator('gongji-widget').evaluate((host) => {
        const names = [
          'color',
          'fontSize',
          'fontFamily',
          'letterSpacing',
          'direction',
          'textTransform',
          'visibility',
        ] as const;
        const more = ['pointerEvents', 'writingMode', 'lineHeight', 'display'] as const;
        const parts =
          host.shadowRoot?.querySelectorAll('[part~=panel], [part~=answer], [part~=send], .lead') ?? [];
        return [...parts].map((e) => {
          const { x, y, width, height } = e.getBoundingClientRect();
          const style = getComputedStyle(e);
          return [...[...names, ...more].map((n) => style[n]), x, y, width, height].join(' ');
        });
      });
      if (head) await picture(page, 'hostile-desk');
      return shown;
    };
    expect(await look(hostile)).toEqual(await look(''));
  });

  test('来源没有获准：打开就说请打 12393，控制台写出那一行设置', async () => {
    const { page, faults, strangers } = await hosted(plain(), { foreign: true });
    await launcher(page).click();
    await page.getByText('12393').waitFor();
    await picture(page, 'foreign-desk');
    expect(faults.some((f) => f.includes(`GONGJI_ALLOWED_ORIGINS=${world().host.foreign}`))).toBe(true);
    expect(await page.getByRole('button', { name: '再试一次' }).count()).toBe(0);
    expect(strangers).toEqual([]);
  });

  test('服务器不在：说连不上，不怪来源', async () => {
    const { page, faults } = await hosted(plain());
    await page.route(`${world().url}/**`, (route) => route.abort());
    await launcher(page).click();
    await box(page).fill(RATIO);
    await box(page).press('Enter');
    await page.getByText('连不上服务').waitFor();
    expect(faults.join()).not.toContain('GONGJI_ALLOWED_ORIGINS');
  });

  describe('属性、事件、接口、样式', () => {
    test.each(['README.md', 'README.zh-CN.md'])('%s 写的变量和部分，一个不多一个不少', (name) => {
      const readme = readFileSync(join(ROOT, name), 'utf8');
      const files = readdirSync(join(ROOT, 'src/web/widget')).map((f) =>
        readFileSync(join(ROOT, 'src/web/widget', f), 'utf8'),
      );
      const all = (text: string, pattern: RegExp) =>
        [...new Set([...text.matchAll(pattern)].map((m) => m[1] as string))].sort();
      const source = files.join('\n');
      expect(all(readme, /`(--gongji-[\w-]+)`/g)).toEqual(all(source, /var\((--gongji-[\w-]+)/g));
      const parts = /`::part\(\)`(?:s| 有) ([\w` ]+)/.exec(readme)?.[1] ?? '';
      expect(all(parts, /`(\w+)`/g)).toEqual(all(source, /\bpart="(\w+)"/g));
      const attributes = all(source, /getAttribute\('(\w+)'\)/g);
      for (const attribute of attributes) expect(readme).toContain(`\`${attribute}\``);
    });

    type Widget = HTMLElement & {
      open(): void;
      close(): void;
      ask(text: string): Promise<{ outcome: string } | undefined>;
    };

    test('title、greeting、position、lang、open、region', async () => {
      const { page } = await hosted(
        `${script()}<gongji-widget title="某院问答" greeting="您好，这里是某院" position="left" lang="zh-Hans-CN" region="140100" open></gongji-widget>`,
      );
      const panel = page.getByRole('dialog', { name: '某院问答' });
      await panel.getByText('您好，这里是某院').waitFor();
      expect((await panel.boundingBox())?.x).toBe(16);
      expect(await page.locator('gongji-widget .frame').getAttribute('lang')).toBe('zh-Hans-CN');
      // The region is the page's, so that the question need not name it.
      expect(await (await ask(page, '职工三甲住院报几成')).textContent()).toContain('82%');
      await page.locator('gongji-widget').evaluate((e) => e.removeAttribute('open'));
      await page.getByRole('button', { name: '打开某院问答' }).waitFor();
    });

    test('position="inline" 就在原处，占满给它的高度', async () => {
      const { page } = await hosted(
        `${script()}<gongji-widget position="inline" style="width:500px;height:600px"></gongji-widget>`,
      );
      await page.getByRole('region', { name: '共济问答' }).waitFor();
      const { width, height } = (await page.locator('[part~=panel]').boundingBox()) ?? {};
      expect([width, height]).toEqual([500, 600]);
      expect(await page.getByRole('button', { name: '关闭' }).count()).toBe(0);
    });

    test('open、close、ask 和事件', async () => {
      const { page } = await hosted(plain());
      const heard = await page.evaluate(async (text) => {
        const widget = document.querySelector('gongji-widget') as Widget;
        const events: string[] = [];
        for (const name of ['answer', 'handoff'])
          document.addEventListener(`gongji:${name}`, (e) => {
            events.push(
              `${name} ${Object.keys((e as CustomEvent<object>).detail).includes('conversationId')}`,
            );
          });
        widget.open();
        const open = [widget.hasAttribute('open')];
        widget.close();
        open.push(widget.hasAttribute('open'));
        const answer = await widget.ask(text);
        open.push(widget.hasAttribute('open'));
        await widget.ask('转人工');
        return { open, events, outcome: answer?.outcome };
      }, RATIO);
      expect(heard).toEqual({
        open: [true, false, true],
        events: ['answer true', 'answer true', 'handoff true'],
        outcome: 'answer',
      });
    });

    test('颜色、字号用 CSS 变量改，各部分用 ::part 改', async () => {
      const { page } = await hosted(plain(), {
        head: `<style>
          gongji-widget { --gongji-accent: rgb(1, 2, 3); --gongji-font-size: 20px; }
          gongji-widget::part(answer) { border-style: dashed; }
        </style>`,
      });
      await launcher(page).click();
      const answer = await ask(page, RATIO);
      expect(await page.locator('[part~=header]').evaluate((e) => getComputedStyle(e).backgroundColor)).toBe(
        'rgb(1, 2, 3)',
      );
      expect(await answer.evaluate((e) => getComputedStyle(e).fontSize)).toBe('20px');
      expect(await answer.evaluate((e) => getComputedStyle(e).borderTopStyle)).toBe('dashed');
    });

    test('从网页里取下再放回，对话还在', async () => {
      const { page } = await hosted(plain());
      await launcher(page).click();
      await ask(page, RATIO);
      await page.evaluate(() => {
        const widget = document.querySelector('gongji-widget');
        widget?.remove();
        if (widget) document.body.prepend(widget);
      });
      await ask(page, '那起付线呢');
      expect(await answers(page).count()).toBe(2);
    });
  });
}
