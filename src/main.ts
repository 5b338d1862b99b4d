/** The service: settings, assistant, store and channels put together. Reads the environment and the clock. */
import cluster from 'node:cluster';
import { destination, pino } from 'pino';
import { startBacking } from './backing.js';
import { BACKLOG, createHttp, createMetrics, metricsOfWorkers } from './channels/http.js';
import { createChats } from './chats.js';
import type { Home } from './cli.js';
import { readSettings, type Settings } from './config.js';
import { createConsole } from './console.js';
import { StoreFailure } from './errors.js';
import { consolePage } from './pages.js';
import { shanghaiDay } from './period.js';
import { openSite } from './site.js';
import { openStore } from './store/open.js';
import { openTogether } from './together.js';
import type { Welcome } from './workers/hub.js';
import { linkTo } from './workers/link.js';
import { createPrimary } from './workers/primary.js';
import { engineOverLink } from './workers/worker.js';

const clock = {
  now: () => new Date(),
  today: () => shanghaiDay(new Date()),
  seconds: () => performance.now() / 1000,
};

/** Lines leave together: one write for each would cost as much as answering. */
function openLog(settings: Settings) {
  const lines = destination({ fd: 1, minLength: 16_000, sync: false, periodicFlush: 1_000 });
  const log = pino({ level: settings.GONGJI_LOG_LEVEL, base: undefined }, lines);
  return {
    lines,
    log,
    say: (level: 'info' | 'warn' | 'error', message: string, details?: object) =>
      log[level](details ?? {}, message),
  };
}

/** A database that is gone at the start comes back some time; questions are answered meanwhile. */
const PATIENCE = 3_000;
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    }
}

/** Once, however often it is asked to. */
function onceStopped(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    void stop().finally(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

/** Starts HTTP and, where their tokens are set, the chat channels; stops cleanly on SIGINT and SIGTERM. */
export async function serve(home: Home, workers?: number): Promise<void> {
  const settings = readSettings(process.env);
  if (workers !== undefined && cluster.isPrimary) await lead(home, settings, workers);
  else await serveHere(home, settings);
}

async function lead(home: Home, settings: Settings, count: number): Promise<void> {
  const { lines, say } = openLog(settings);
  const { REDIS_URL: redisUrl, DATABASE_URL: databaseUrl } = settings;
  // Before anything slow: a data folder that cannot be used is said at once. Nobody waits here while it flushes to disk.
  const store = openStore(settings, { thread: false });
  const together = openTogether({ databaseUrl, redisUrl, now: () => clock.now().getTime() });
  const primary = await createPrimary(home, {
    ...{ count, store, together, now: clock.now, log: say },
    engine: store.engine,
    retentionDays: settings.GONGJI_RETENTION_DAYS,
    metrics: metricsOfWorkers(),
  });
  onceStopped(async () => {
    await primary.stop();
    lines.flushSync();
  });
  const failed = await primary.start();
  if (failed === undefined) return;
  await primary.stop();
  process.exit(failed);
}

async function serveHere(home: Home, settings: Settings): Promise<void> {
  const { lines, log, say } = openLog(settings);
  const link = cluster.isWorker ? linkTo(process) : undefined;
  link?.hear('alive', () => true);
  // Nothing can be kept without the primary.
  if (link) process.once('disconnect', () => process.exit(1));
  const welcome = await link?.ask<Welcome>('welcome');
  const metrics = createMetrics(link && (() => link.ask('metrics')));
  const { REDIS_URL: redisUrl, DATABASE_URL: databaseUrl } = settings;
  const store = openStore(settings, link && { engine: engineOverLink(link) });
  const together = openTogether({
    ...{ databaseUrl, redisUrl, link },
    now: () => clock.now().getTime(),
    failed: (duty, error) => log.error({ duty, reason: error.message }, '一项只由一个进程做的事没有做成'),
  });
  const { bus, fellows, counter } = together;
  bus.onChange((up) =>
    up ? say('info', '又听得到别的进程了') : say('warn', '听不到别的进程：实时消息会晚两秒，限流各数各的'),
  );
  const backing = await startBacking(home, {
    ...{ store, together, link, clock, hooks: metrics.hooks, log: say },
    retentionDays: settings.GONGJI_RETENTION_DAYS,
  });
  const { service } = backing;
  const { assistant } = service.serving();
  metrics.serves(assistant.kb.version);
  const desk = createConsole(
    ...([service, store, clock] as const),
    (error) => log.error({ reason: error.message }, '控制台有一件事没有做成'),
    {
      counter,
      others: {
        staff: () => fellows.others().flatMap((f) => f.staff),
        tell: (staff) => fellows.tell({ staff }),
        leads: () => together.lead.leads('desk'),
      },
      waits: {
        tell: (seconds) => bus.publish('waited', String(seconds)),
        hear: (listener) => void bus.subscribe('waited', (seconds) => listener(Number(seconds))),
      },
    },
  );
  const chats = createChats(settings, assistant, {
    ...{ store, service, clock },
    log: say,
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
    ...(counter && { counter }),
    allowedOrigins: settings.GONGJI_ALLOWED_ORIGINS,
    trustProxy: settings.GONGJI_TRUST_PROXY ?? false,
    publicUrl: settings.GONGJI_PUBLIC_URL,
    metrics,
    more: (scope) => {
      for (const chat of chats) chat.routes(scope);
    },
  });
  metrics.gauge('events_up', '1 where other processes can be heard', () => Number(bus.up()), 'min');
  metrics.gauge(
    'limits_shared',
    '1 where rates are counted together with other replicas',
    () => Number(counter?.up() ?? false),
    'min',
  );
  metrics.gauge(
    'replicas',
    'Processes that serve, as this one hears them',
    () => fellows.others().length + 1,
    'max',
  );
  metrics.gauge(
    'knowledge_behind',
    '1 where another replica serves a newer knowledge',
    () => Number(fellows.ahead() !== undefined),
    'max',
  );
  const address = await app
    .listen({ port: settings.PORT, host: settings.HOST, backlog: BACKLOG })
    .catch((error: NodeJS.ErrnoException) => {
      if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo' && error.syscall !== 'bind')
        throw error;
      console.error(
        error.code === 'EADDRINUSE'
          ? `端口 ${settings.PORT} 已被占用；用 PORT=8788 npm start 换一个端口。`
          : `不能在 HOST=${settings.HOST} PORT=${settings.PORT} 上监听（${error.code}）；请检查这两个设置。`,
      );
      process.exit(1);
    });
  const first = welcome?.first ?? true;
  if (first) console.log(`共济问答已启动：${address}/`);
  together.lead.lead('desk', { start: () => desk.desk.care(), stop: () => undefined });
  for (const chat of chats) together.lead.lead(chat.name, { start: chat.start, stop: chat.stop });
  onceStopped(async () => {
    desk.close();
    // Platforms that wait for a reply still get it.
    await app.close();
    await together.resign();
    await backing.stop();
    await together.close();
    lines.flushSync();
  });
  const key = await patiently(() => desk.open(settings.GONGJI_CONSOLE_PASSWORD));
  if (key && first)
    console.log(`坐席控制台还没有账号，请打开这个一次性链接设管理员密码：${address}/console#set-up=${key}`);
}
