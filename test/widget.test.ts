/** The help widget in a real browser, on the real service: one Chromium and one server for all its rules. */
import { afterAll, beforeAll, describe } from 'vitest';
import { conversationTests } from './web/conversation.js';
import { embedTests } from './web/embed.js';
import { hostileTests } from './web/hostile.js';
import { keyboardTests } from './web/keyboard.js';
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

  describe('对话', () => conversationTests(it));
  describe('嵌入', () => embedTests(it));
  describe('键盘和读屏', () => keyboardTests(it));
  describe('恶意的文字', () => hostileTests(it));
  describe('各个状态', () => stateTests(it));
});
