/**
 * Throughput by processes, in one run on this machine: SQLite in one process, with 1 and 2 workers; and where
 * DATABASE_URL is set (an empty database of its own) PostgreSQL with 1 and 2 replicas behind nginx. Prints; fails on nothing.
 * Callers and services share the machine's cores: processor time for one answer tells more than answers a second.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { QUESTIONS } from './questions.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { DATABASE_URL, REDIS_URL, ...plain } = process.env;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 6);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CALLERS = 64;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

const folders = [];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'gongji-bench-'));
  folders.push(path);
  return path;
};

async function serve(args, env) {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'src', 'launch.mjs'), 'serve', ...args], {
    env: {
      ...{ ...plain, PORT: String(port), GONGJI_RATE_LIMIT: '0', GONGJI_LOG_LEVEL: 'error' },
      ...{ GONGJI_DATA_DIR: folder(), GONGJI_CONSOLE_PASSWORD: 'a password of the bench' },
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (let ready = false; !ready; await sleep(100)) {
    if (child.exitCode !== null) throw new Error('it did not start');
    ready = await fetch(`${url}/readyz`).then(
      (r) => r.ok,
      () => false,
    );
  }
  return { child, port, url };
}

/** nginx with the operators' file. */
async function proxy(ports) {
  const port = await freePort();
  const dir = folder();
  mkdirSync(join(dir, 'tmp'));
  const own = readFileSync(join(root, '.deploy', 'nginx.conf'), 'utf8')
    .replaceAll(/^ {2}server gongji-\d:8787.*\n/gm, '')
    .replace('least_conn;\n', `least_conn;\n${ports.map((p) => `  server 127.0.0.1:${p};\n`).join('')}`)
    .replace('listen 8080', `listen 127.0.0.1:${port}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (n) => `${n}_temp_path ${dir}/tmp;\n`,
  );
  writeFileSync(
    join(dir, 'nginx.conf'),
    `pid ${dir}/pid;\nerror_log ${dir}/error.log;\ndaemon off;\nworker_processes 1;\nevents { worker_connections 1024; }\nhttp {\naccess_log off;\n${temporary.join('')}${own}}\n`,
  );
  const child = spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf')], { stdio: 'inherit' });
  await sleep(500);
  return { child, url: `http://127.0.0.1:${port}` };
}

/** Milliseconds of processor time of these processes and all below them. */
function cpuOf(pids) {
  const below = (pid) =>
    spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter(Boolean)
      .flatMap((c) => [c, ...below(c)]);
  let sum = 0;
  for (const pid of pids.flatMap((p) => [p, ...below(p)]))
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      sum += (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      // It has ended, or the system does not tell.
    }
  return sum;
}

let asked = 0;
const repeated = () => ({ text: QUESTIONS[asked++ % QUESTIONS.length] });
/** Never asked before in this run: nothing of it is remembered. */
const unheard = () => {
  const n = asked++;
  const asOf = new Date(Date.UTC(2020, 0, 1 + (n % 2_000))).toISOString().slice(0, 10);
  const region = ['130100', '140100', '340100', '370100', '440300'][Math.floor(n / 2_000) % 5];
  return { text: QUESTIONS[n % QUESTIONS.length], asOf, region };
};
const BODIES = [
  ['repeated', repeated],
  ['new', unheard],
];
async function load(url, seconds, body) {
  const ms = [];
  const run = autocannon({
    url: `${url}/v1/ask`,
    connections: CALLERS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (r) => ({
          ...r,
          body: JSON.stringify(body()),
        }),
      },
    ],
  });
  run.on('response', (_c, status, _b, took) => status === 200 && ms.push(took));
  const r = await run;
  return { ms, wrong: r.errors + r.timeouts + r.non2xx };
}

const replicas = async (n, env) => {
  const all = [];
  for (let i = 0; i < n; i++) all.push(await serve([], env));
  const front = await proxy(all.map((r) => r.port));
  return { url: front.url, children: [...all, front].map((x) => x.child) };
};
const single = async (args, env = {}) => {
  const { url, child } = await serve(args, env);
  return { url, children: [child] };
};
const shared = { ...(DATABASE_URL && { DATABASE_URL }), ...(REDIS_URL && { REDIS_URL }) };
const KINDS = [
  ['SQLite, one process', () => single([])],
  ['SQLite, --workers 1', () => single(['--workers', '1'])],
  ['SQLite, --workers 2', () => single(['--workers', '2'])],
  ...(DATABASE_URL
    ? [
        ['PostgreSQL, one process', () => single([], shared)],
        ['PostgreSQL, 1 replica behind nginx', () => replicas(1, shared)],
        ['PostgreSQL, 2 replicas behind nginx', () => replicas(2, shared)],
        ['PostgreSQL, --workers 2', () => single(['--workers', '2'], shared)],
      ]
    : []),
];

console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${CALLERS} callers`);
const sums = KINDS.map(() => BODIES.map(() => ({ n: 0, cpu: 0, wrong: 0, ms: [] })));
try {
  // By turns, so that what else the machine does falls on all.
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, [, start]] of KINDS.entries()) {
      const { url, children } = await start();
      const pids = children.map((c) => c.pid);
      await load(url, 2, repeated);
      for (const [j, [, body]] of BODIES.entries()) {
        const before = cpuOf(pids);
        const { ms, wrong } = await load(url, SECONDS, body);
        const sum = sums[i][j];
        sum.cpu += cpuOf(pids) - before;
        sum.n += ms.length;
        sum.wrong += wrong;
        sum.ms.push(...ms);
      }
      for (const child of children) {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'exit');
      }
    }
} finally {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
}
for (const [i, [name]] of KINDS.entries())
  for (const [j, [kind]] of BODIES.entries()) {
    const { n, cpu, wrong, ms } = sums[i][j];
    ms.sort((a, b) => a - b);
    const at = (p) => ms[Math.floor(p * (ms.length - 1))]?.toFixed(0);
    console.log(
      `${`${name}: ${kind}`.padEnd(48)} ${(n / ROUNDS / SECONDS).toFixed(0).padStart(5)} a second, half within ${at(0.5)} ms, 99 % within ${at(0.99)} ms; ${(cpu / n).toFixed(2)} ms of processor each; wrong ${wrong}`,
    );
  }
