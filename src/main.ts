/** The service: settings, assistant, store and channels put together. Reads the environment and the clock. */
import { destination, pino } from 'pino';
import { startBacking } from './backing.js';
import { createHttp, createMetrics } from './channels/http.js';
import { createChats } from './chats.js';
import type { Home } from './cli.js';
import { readSettings } from './config.js';
import { createConsole } from './console.js';
import { consolePage } from './pages.js';
import { shanghaiDay } from './period.js';
import { openSite } from './site.js';

/** Starts HTTP and, where their tokens are set, the chat channels; stops cleanly on SIGINT and SIGTERM. */
export async function serve(home: Home): Promise<void> {
  const settings = readSettings(process.env);
  const clock = {
    now: () => new Date(),
    today: () => shanghaiDay(new Date()),
    seconds: () => performance.now() / 1000,
  };
  // Lines leave together: one write for each would cost as much as answering.
  const lines = destination({ fd: 1, minLength: 16_000, sync: false, periodicFlush: 1_000 });
  const log = pino({ level: settings.GONGJI_LOG_LEVEL, base: undefined }, lines);
  const metrics = createMetrics();
  const backing = await startBacking(home, {
    dataDir: settings.GONGJI_DATA_DIR,
    retentionDays: settings.GONGJI_RETENTION_DAYS,
    clock,
    hooks: metrics.hooks,
    log: (level, message, details) => log[level](details ?? {}, message),
  });
  const { service } = backing;
  const { assistant } = service.serving();
  metrics.serves(assistant.kb.version);
  const desk = createConsole(service, backing.store, clock, (error) =>
    log.error({ reason: error.message }, '控制台有一件事没有做成'),
  );
  const chats = createChats(settings, assistant, {
    ...{ store: backing.store, service, clock },
    log: (level, message, details) => log[level](details ?? {}, message),
  });
  const missing = (name: string) =>
    log.warn(`dist/web/${name} 没有构建，网页和嵌入用不了；请运行 npm run build 再启动`);
  const app = createHttp(service, {
    console: desk,
    consolePage: consolePage(home.root, assistant.renderer),
    site: openSite(home.root, () => service.serving().assistant, missing),
    logLevel: settings.GONGJI_LOG_LEVEL,
    logStream: lines,
    rateLimit: settings.GONGJI_RATE_LIMIT,
    allowedOrigins: settings.GONGJI_ALLOWED_ORIGINS,
    trustProxy: settings.GONGJI_TRUST_PROXY ?? false,
    publicUrl: settings.GONGJI_PUBLIC_URL,
    metrics,
    more: (scope) => {
      for (const chat of chats) chat.routes(scope);
    },
  });
  const address = await app
    .listen({ port: settings.PORT, host: settings.HOST })
    .catch((error: NodeJS.ErrnoException) => {
      if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') throw error;
      console.error(
        error.code === 'EADDRINUSE'
          ? `端口 ${settings.PORT} 已被占用；用 PORT=8788 npm start 换一个端口。`
          : `不能在 HOST=${settings.HOST} PORT=${settings.PORT} 上监听（${error.code}）；请检查这两个设置。`,
      );
      process.exit(1);
    });
  console.log(`共济问答已启动：${address}/`);
  const key = await desk.open(settings.GONGJI_CONSOLE_PASSWORD);
  if (key)
    console.log(`坐席控制台还没有账号，请打开这个一次性链接设管理员密码：${address}/console#set-up=${key}`);
  for (const chat of chats) chat.start();
  const stop = async () => {
    desk.close();
    // Platforms that wait for a reply still get it.
    await app.close();
    for (const chat of chats) await chat.stop();
    await backing.stop();
    lines.flushSync();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
