/** Whoever has forgotten the only admin's password gets back in on the server itself. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../real.js';
import { type Desk, realDesk } from './desk.js';

let desk: Desk;
beforeAll(async () => {
  desk = await realDesk();
});
afterAll(() => desk.close());

const gongji = (...args: string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'src', 'launch.mjs'), 'staff', ...args], {
    encoding: 'utf8',
    env: { ...process.env, GONGJI_DATA_DIR: desk.dataDir, DATABASE_URL: '' },
  });

test('换了新密码：旧的登录结束，新密码登得进，操作记录里有；没有的名字说清楚', async () => {
  const inside = await desk.as('admin');
  expect((await inside.call('me')).status).toBe(200);
  const name = (await desk.store.staffById(inside.id))?.name as string;
  expect(gongji('list').stdout).toContain(name);
  const { stdout, status } = gongji('reset', name);
  expect(status).toBe(0);
  const password = /新密码：(\S+)/.exec(stdout)?.[1] as string;
  expect((await inside.call('me')).status).toBe(401);
  const again = desk.browser();
  expect((await again.signIn(name, password)).status).toBe(200);
  const [entry] = await desk.store.audits({ subject: inside.id }, { limit: 1 });
  expect((await desk.store.audits({ actor: 'cli' }, { limit: 1 }))[0]).toMatchObject({
    action: 'password-changed',
    subject: inside.id,
  });
  expect(JSON.stringify(entry)).not.toContain(password);
  expect(gongji('reset', 'nobody')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('没有叫 nobody 的账号'),
  });
});
