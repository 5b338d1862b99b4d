/** The help widget in a real browser, on the real service: one Chromium and one server for all its rules. */
import { afterAll, beforeAll, describe } from 'vitest';
import { stateTests } from './web/states.js';
import { leftOut, openWorld, type World } from './web/world.js';

describe.skipIf(leftOut)('嵌入网页的问答', () => {
  let world: World;
  const it = (): World => world;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(async () => {
    await world?.close();
  });

  describe('各个状态', () => stateTests(it));
});
