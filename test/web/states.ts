/** Every main state of the widget: reached by a citizen's questions, looked at by axe and by people. */
import { test } from 'vitest';
import { ask, DESK, expectAccessible, opened, PHONE, picture, type World } from './world.js';

const RATIO = '太原职工三甲住院报几成';
const TABLE = '太原门诊和住院报销有什么区别';
const SUM = '太原退休职工三甲住院花两万三能报多少';

/** What is asked to reach a state, and what then can be seen. */
const STATES: [name: string, questions: string[], seen: string][] = [
  ['open', [], '[part~=suggestion]'],
  ['answer', [RATIO], '[part~=sources]'],
  ['clarify', ['职工住院报几成'], '[part~=option]'],
  ['table', [TABLE], 'table'],
  ['calculation', [SUM], '[part~=calculation] svg'],
  ['conflict', ['五指山医保报销比例怎么调的'], '[part~=conflict]'],
];

export function stateTests(world: () => World): void {
  test.each(STATES)('%s', async (name, questions, seen) => {
    const { page } = await opened(world());
    for (const q of questions) await ask(page, q);
    await page.locator(seen).first().waitFor();
    for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
      await page.setViewportSize(viewport);
      await picture(page, `${name}-${size}`);
      await expectAccessible(page);
    }
  });
}
