/** The console in a real browser, on the real service: one Chromium and one desk for all its rules. */
import { afterAll, beforeAll, describe } from 'vitest';
import { curationTests } from './console/browser/curation.js';
import { handOffTests } from './console/browser/hand-off.js';
import { hostileTests } from './console/browser/hostile.js';
import { lookUpTests } from './console/browser/look-up.js';
import { stateTests } from './console/browser/states.js';
import { leftOut, openWorld, type World } from './console/browser/world.js';

describe.skipIf(leftOut)('坐席工作台', () => {
  let world: World;
  const it = (): World => world;
  beforeAll(async () => {
    world = await openWorld();
  }, 60_000);
  afterAll(async () => {
    await world?.close();
  });

  describe('查政策', () => lookUpTests(it));
  describe('收件箱', () => handOffTests(it));
  describe('知识和统计', () => curationTests(it));
  describe('恶意的文字', () => hostileTests(it));
  describe('各个状态', () => stateTests(it));
});
