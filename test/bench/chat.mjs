/**
 * A chat's answer while the service is busy: from the citizen's message to the answer at the platform, with HTTP callers
 * beside it at 70 % of what one process answers. Prints; fails on nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { startTelegramServer } from '../../dist/simulate/telegram.js';
import { QUESTIONS } from './questions.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const TOKEN = '123456:AAAAAAAAAAAAAAAAAAAAAAAA';
const SECONDS = 20;
/** Below the thirty a second that Telegram lets a bot say. */
const A_SECOND = 20;

const left = new Map();
const times = [];
const telegram = await startTelegramServer({
  token: TOKEN,
  now: Date.now,
  shown(message) {
    const at = left.get(message.chat);
    if (at === undefined) return;
    times.push(performance.now() - at);
    left.delete(message.chat);
  },
});
const data = mkdtempSync(join(tmpdir(), 'gongji-chat-'));
const port = 20_000 + Math.floor(Math.random() * 30_000);
const service = spawn(
  process.execPath,
  ['--max-semi-space-size=32', join(root, 'src', 'launch.mjs'), 'serve'],
  {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      GONGJI_DATA_DIR: data,
      GONGJI_RATE_LIMIT: '0',
      GONGJI_LOG_LEVEL: 'error',
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: telegram.root,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const url = `http://127.0.0.1:${port}`;
while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) await sleep(100);

let asked = 0;
const load = (seconds, rate) =>
  autocannon({
    url: `${url}/v1/ask`,
    connections: 64,
    duration: seconds,
    ...(rate && { overallRate: rate }),
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (r) => ({
          ...r,
          body: JSON.stringify({ text: QUESTIONS[asked++ % QUESTIONS.length] }),
        }),
      },
    ],
  });
const percentile = (xs, p) => [...xs].sort((a, b) => a - b)[Math.ceil(p * xs.length) - 1] ?? Number.NaN;
const line = (name, text) => console.log(`${name.padEnd(44)} ${text}`);

try {
  line('processor', `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} × , Node ${process.version}`);
  const best = (await load(4)).requests.average;
  const rate = Math.floor(best * 0.7);
  const busy = load(SECONDS + 2, rate);
  await sleep(1_000);
  for (let i = 0; i < SECONDS * A_SECOND; i++) {
    const user = 1_000 + i;
    left.set(user, performance.now());
    telegram.say(QUESTIONS[i % QUESTIONS.length], { user });
    await sleep(1_000 / A_SECOND);
  }
  const { requests, non2xx, errors } = await busy;
  line(
    'beside the chat, answered over HTTP',
    `${requests.average.toFixed(0)} a second; wrong ${non2xx + errors}`,
  );
  line(
    'message in, answer out (Telegram)',
    `${times.length} of ${SECONDS * A_SECOND}: half within ${percentile(times, 0.5).toFixed(0)} ms, 99 % within ${percentile(times, 0.99).toFixed(0)} ms`,
  );
} finally {
  service.kill('SIGTERM');
  await Promise.race([once(service, 'exit'), sleep(10_000)]);
  service.kill('SIGKILL');
  await telegram.close();
  rmSync(data, { recursive: true, force: true });
}
