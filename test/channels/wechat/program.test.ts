/** The program itself with WeChat's settings, right and wrong, and its simulator in a terminal. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { wechatSettings } from '../../../src/channels/wechat.js';
import { ROOT, realAssistant, temporaryFolder } from '../../real.js';
import { ACCOUNT, KEY } from './world.js';

vi.setConfig({ testTimeout: 60_000 });

const RIGHT = {
  WECHAT_TOKEN: ACCOUNT.token,
  WECHAT_APP_ID: ACCOUNT.appId,
  WECHAT_APP_SECRET: ACCOUNT.secret,
};

describe('设置', () => {
  test('什么都没设：不启动，也不说什么', () => expect(wechatSettings({})).toBeUndefined());
  test('都对', () =>
    expect(wechatSettings({ ...RIGHT, WECHAT_ENCODING_AES_KEY: KEY })?.settings).toMatchObject({
      ...{ token: ACCOUNT.token, appId: ACCOUNT.appId, encodingKey: KEY },
    }));
  test.each([
    [{ WECHAT_TOKEN: ACCOUNT.token }, '还缺 WECHAT_APP_ID、WECHAT_APP_SECRET'],
    [{ ...RIGHT, WECHAT_TOKEN: 'a b' }, 'WECHAT_TOKEN：应为'],
    [{ ...RIGHT, WECHAT_APP_ID: 'x' }, 'WECHAT_APP_ID：形如'],
    [{ ...RIGHT, WECHAT_APP_SECRET: 'x' }, 'WECHAT_APP_SECRET：应为'],
    [{ ...RIGHT, WECHAT_ENCODING_AES_KEY: KEY.slice(1) }, 'WECHAT_ENCODING_AES_KEY：应为'],
    [{ ...RIGHT, WECHAT_API_ROOT: 'ftp://x' }, 'WECHAT_API_ROOT：应为'],
  ])('%j：说明哪里不对', (given, words) => {
    const { wrong, settings } = wechatSettings(given) ?? {};
    expect(settings).toBeUndefined();
    expect(wrong).toContain(words);
    expect(wrong).not.toContain(ACCOUNT.secret);
  });
});

interface Run {
  out(): string;
  type(line: string): void;
}
function run(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [join(ROOT, 'src', 'launch.mjs'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      text += piece;
    });
  return { out: () => text, type: (line) => void child.stdin.write(`${line}\n`) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

test('设置写错：启动时说出来，别的照常', async () => {
  await realAssistant();
  const port = String(await freePort());
  const served = run(['serve'], {
    ...{ PORT: port, GONGJI_DATA_DIR: temporaryFolder() },
    ...{ ...RIGHT, WECHAT_APP_SECRET: 'wrong' },
  });
  await expect.poll(served.out, { timeout: 20_000 }).toMatch(/微信没有启动：WECHAT_APP_SECRET：应为/);
  await expect.poll(served.out, { timeout: 20_000 }).toContain('共济问答已启动');
  expect((await fetch(`http://127.0.0.1:${port}/wechat`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
});

test('gongji simulate wechat：照它说的设置启动，在终端里打字，看到回答', async () => {
  await realAssistant();
  const port = String(await freePort());
  const simulated = run([
    'simulate',
    'wechat',
    '--url',
    `http://127.0.0.1:${port}`,
    '--port',
    '0',
    '--encrypted',
  ]);
  await expect.poll(simulated.out, { timeout: 20_000 }).toContain('npm start');
  const settings = [...simulated.out().matchAll(/(WECHAT_\w+)=(\S+)/g)].map(([, k, v]) => [k, v]);
  expect(settings).toHaveLength(5);
  const served = run(['serve'], {
    ...{ PORT: port, GONGJI_DATA_DIR: temporaryFolder(), ...Object.fromEntries(settings) },
  });
  await expect.poll(served.out, { timeout: 20_000 }).toContain('共济问答已启动');
  for (const [line, words] of [
    ['太原职工三甲住院报几成', '82%'],
    ['/关注', '直接用平常的话问就行'],
    ['/菜单 转人工', '人工'],
    ['/图片', '只看得懂文字'],
  ] as const) {
    const before = simulated.out().length;
    simulated.type(line);
    await expect.poll(() => simulated.out().slice(before), { timeout: 15_000 }).toContain(words);
  }
  // The desk's word comes by itself.
  await expect.poll(simulated.out, { timeout: 15_000 }).toContain('公众号（客服消息）：');
});
