/** Servers of a test's own, so that it may kill and restart them: Redis, a PostgreSQL cluster. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolderToRemove } from '../real.js';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Debian keeps servers where a plain user does not look.
process.env.PATH = `${process.env.PATH}:/usr/sbin`;

/** Where a program lies; undefined where it is not installed. */
const programAt = (name: string): string | undefined => {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
  return found === '' ? undefined : found;
};

/** Looks until it is so; two thirds of a minute at most. */
export async function until(so: () => boolean | Promise<boolean>, tries = 1_600): Promise<void> {
  for (let i = 0; i < tries; i++) {
    if (await so()) return;
    await sleep(25);
  }
  throw new Error(`it never came to be: ${so}`);
}

const childrenOf = (pid: number): number[] =>
  spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean)
    .map(Number);

/** A server and the processes that it works with. */
function signalAll(pid: number, signal: NodeJS.Signals): void {
  for (const one of [...childrenOf(pid), pid])
    try {
      process.kill(one, signal);
    } catch {
      // It has ended meanwhile.
    }
}

/** Until somebody listens there. */
export async function listens(port: number): Promise<void> {
  for (let i = 0; i < 400; i++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => socket.destroy());
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(25);
  }
  throw new Error(`nobody listens on ${port}`);
}

export interface Server {
  url: string;
  port: number;
  pid(): number;
  start(): Promise<void>;
  /** Resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Stopped where it is, and going on. */
  freeze(): unknown;
  thaw(): unknown;
  remove(): Promise<void>;
}

function server(url: string, port: number, launch: () => ChildProcess, remove: () => void): Server {
  let child: ChildProcess | undefined;
  const own: Server = {
    ...{ url, port },
    pid: () => child?.pid ?? 0,
    async start() {
      child = launch();
      await listens(port);
    },
    async kill(signal = 'SIGKILL') {
      const dying = child;
      child = undefined;
      if (!dying || dying.exitCode !== null) return;
      const gone = new Promise((resolve) => dying.once('exit', resolve));
      if (signal === 'SIGKILL') signalAll(dying.pid as number, signal);
      else dying.kill(signal);
      await gone;
    },
    freeze: () => child?.pid && signalAll(child.pid, 'SIGSTOP'),
    thaw: () => child?.pid && signalAll(child.pid, 'SIGCONT'),
    async remove() {
      own.thaw();
      await own.kill();
      remove();
    },
  };
  return own;
}

export async function ownRedis(): Promise<Server> {
  const port = await freePort();
  const folder = temporaryFolderToRemove();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder.path];
  const redis = server(
    `redis://127.0.0.1:${port}`,
    port,
    () => spawn('redis-server', args, { stdio: 'ignore' }),
    folder.remove,
  );
  await redis.start();
  return redis;
}

const PG = '/usr/lib/postgresql';
/** The folder of PostgreSQL's programs; undefined where it is not installed. */
const postgresPrograms = (): string | undefined => {
  const versions = existsSync(PG) ? readdirSync(PG).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((v) => join(PG, v, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  return found;
};

type Needed = 'redis-server' | 'postgresql' | 'nginx' | 'haproxy';

/** Whether these can be started; says in one line which cannot. Where servers are required (GONGJI_REQUIRE) that is a failure. */
export function installed(...needed: Needed[]): boolean {
  const lacking = needed.filter((name) =>
    name === 'postgresql' ? postgresPrograms() === undefined : programAt(name) === undefined,
  );
  if (lacking.length === 0) return true;
  const line = `tests of replicas left out: not installed: ${lacking.join(', ')}`;
  if (process.env.GONGJI_REQUIRE) throw new Error(line);
  console.log(line);
  return false;
}

/** PostgreSQL refuses to run as root. */
const asPostgres = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

export async function ownPostgres(): Promise<Server> {
  const bin = postgresPrograms() as string;
  const port = await freePort();
  const folder = temporaryFolderToRemove();
  const who = asPostgres();
  const data = join(folder.path, 'data');
  mkdirSync(data, { mode: 0o700 });
  for (const path of [folder.path, data])
    if (who.uid !== undefined) chownSync(path, who.uid, who.gid as number);
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'gongji', '-A', 'trust', '-E', 'UTF8', '-N'], {
    ...who,
    stdio: 'ignore',
  });
  const args = ['-D', data, '-p', String(port), '-k', folder.path, '-c', 'listen_addresses=127.0.0.1'];
  const launch = () => spawn(join(bin, 'postgres'), args, { ...who, stdio: 'ignore' });
  const url = `postgres://gongji@127.0.0.1:${port}/postgres`;
  const postgres = server(url, port, launch, folder.remove);
  await postgres.start();
  return postgres;
}
