/** simulate: a chat platform on this machine, so that a channel can be tried without an account. */
import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type Sent, startTelegramServer, type TelegramServer } from '../simulate/telegram.js';
import { startWechatPlatform, type WechatAccount, type WechatPlatform } from '../simulate/wechat.js';

/** What is used where the environment sets nothing: the service is started with the same. */
const ACCOUNT: WechatAccount = {
  token: 'simulated',
  appId: 'wx0000000000000000',
  secret: '0'.repeat(32),
};
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const CITIZEN = 'simulated_citizen';

const portArgument = (value: string): number => {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) throw new InvalidArgumentError('端口是 0 到 65535 的整数。');
  return port;
};

interface WechatOptions {
  url: string;
  port: number;
  encrypted?: boolean;
}

export function simulateCommands(program: Command): void {
  const simulate = program.command('simulate').description('在本机模拟聊天平台，没有账号也能试渠道');
  simulate
    .command('wechat')
    .description('模拟微信公众平台：投递签了名的消息，给令牌，收客服消息')
    .option('--url <url>', '正在运行的共济问答', 'http://127.0.0.1:8787')
    .option('--port <port>', '模拟的公众平台接口在哪个端口', portArgument, 8790)
    .option('--encrypted', '用安全模式（加密）')
    .action(wechat);
  simulate
    .command('telegram')
    .description('模拟 Telegram 的 Bot API：轮询和 webhook 都行，收得下消息和按钮')
    .option('--port <port>', '模拟的 Bot API 在哪个端口', portArgument, 8791)
    .action(telegram);
}

/** Used where the environment sets none. */
const BOT_TOKEN = `123456:${'A'.repeat(24)}`;
const GROUP = -100;

interface Shown {
  choices: string[];
  chat: number;
}

async function telegram(o: { port: number }): Promise<void> {
  const token = process.env.TELEGRAM_BOT_TOKEN || BOT_TOKEN;
  const last: Shown = { choices: [], chat: 1 };
  const shown = ({ text, buttons, chat }: Sent): void => {
    last.choices = buttons.map((b) => b.callback_data);
    last.chat = chat;
    console.log([`\n机器人：${text}`, ...buttons.map((b, i) => `  [${i + 1}] ${b.text}`)].join('\n'));
  };
  const server = await startTelegramServer({ token, now: Date.now, shown }, o.port);
  console.log('用这些设置启动共济问答（在另一个终端）：');
  console.log(`TELEGRAM_BOT_TOKEN=${token} TELEGRAM_API_ROOT=${server.root} npm start`);
  console.log('然后在这里打字。/按 2 按第二个按钮；/群 文字 在群里叫它；命令照样用，如 /help；Ctrl-D 退出。');
  await typeTo(server, last);
  await server.close();
}

async function typeTo(server: TelegramServer, last: Shown): Promise<void> {
  const rl = lines();
  for await (const line of rl) {
    const [, deed, rest = ''] = /^\/(按|群)\s*(.*)$/.exec(line) ?? [];
    const choice = last.choices[Number(rest) - 1];
    if (deed === '群') server.say(rest, { user: 1, chat: GROUP, mention: true });
    else if (deed === '按' && choice) server.tap(choice, { user: 1, chat: last.chat });
    else if (deed === '按') console.log('没有这个按钮');
    else if (line.trim()) server.say(line);
    rl.prompt();
  }
}

function lines() {
  const rl = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdout.isTTY ?? false,
  });
  rl.setPrompt('\n您：');
  rl.prompt();
  return rl;
}

async function wechat(o: WechatOptions): Promise<void> {
  const { env } = process;
  const encodingKey = env.WECHAT_ENCODING_AES_KEY || (o.encrypted ? KEY : undefined);
  const account: WechatAccount = {
    token: env.WECHAT_TOKEN || ACCOUNT.token,
    appId: env.WECHAT_APP_ID || ACCOUNT.appId,
    secret: env.WECHAT_APP_SECRET || ACCOUNT.secret,
    encodingKey,
  };
  const ways = { passive: '公众号', custom: '公众号（客服消息）' };
  const platform = await startWechatPlatform(
    {
      ...account,
      target: `${o.url.replace(/\/+$/, '')}/wechat`,
      now: Date.now,
      shown: (_to, text, way) => console.log(`\n${ways[way]}：${text}`),
    },
    o.port,
  );
  const settings = {
    WECHAT_TOKEN: account.token,
    WECHAT_APP_ID: account.appId,
    WECHAT_APP_SECRET: account.secret,
    ...(encodingKey && { WECHAT_ENCODING_AES_KEY: encodingKey }),
    WECHAT_API_ROOT: platform.root,
  };
  console.log('用这些设置启动共济问答（在另一个终端）：');
  console.log(
    `${Object.entries(settings)
      .map(([k, v]) => `${k}=${v}`)
      .join(' ')} npm start`,
  );
  console.log('然后在这里打字。/关注  /菜单 文字  /语音 文字  /图片；Ctrl-D 退出。');
  await type(platform);
  await platform.close();
}

const COMMANDS: Record<string, (rest: string) => Record<string, string>> = {
  关注: () => ({ MsgType: 'event', Event: 'subscribe' }),
  菜单: (rest) => ({ MsgType: 'event', Event: 'CLICK', EventKey: rest }),
  语音: (rest) => ({ MsgType: 'voice', MediaId: 'media', Format: 'amr', Recognition: rest }),
  图片: () => ({ MsgType: 'image', PicUrl: 'http://127.0.0.1/', MediaId: 'media' }),
};

async function type(platform: WechatPlatform): Promise<void> {
  const rl = lines();
  let id = BigInt(Date.now()) * 1000n;
  for await (const line of rl) {
    const [, name = '', rest = ''] = /^\/(\S+)\s*(.*)$/.exec(line) ?? [];
    const fields = COMMANDS[name]?.(rest) ?? { MsgType: 'text', Content: line };
    id += 1n;
    const isEvent = fields.MsgType === 'event';
    const message = platform.message(CITIZEN, { ...fields, ...(!isEvent && { MsgId: String(id) }) });
    const outcome = await platform.deliver(message);
    if (outcome.kind === 'silent') console.log('（收到了，没有立即回复）');
    rl.prompt();
  }
}
