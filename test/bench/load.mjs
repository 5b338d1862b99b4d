/**
 * The service under load, beside a bare node:http echo in the same run: requests a second, waiting times at 70 % of that,
 * ten times too many callers, and what is left afterwards. Prints; fails on nothing. `--long` watches the memory for five minutes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { QUESTIONS } from './questions.mjs';

const here = fileURLToPath(import.meta.url);
const root = dirname(dirname(dirname(here)));

/** Starts a program and waits for the address it prints. */
async function start(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (d) => {
    if (printed.length < 4096) printed += d;
  });
  while (!/http:\/\/[\d.]+:\d+\//.test(printed)) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended`);
    await sleep(50);
  }
  return { child, pid: child.pid, url: /http:\/\/[\d.]+:\d+\//.exec(printed)[0] };
}

/** Milliseconds of processor time, all threads; 0 where the system does not tell. */
function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}
function memoryOf(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return 0;
  }
}

const REGIONS = ['13', '14', '34', '37', '44'].flatMap((p) =>
  ['01', '02', '03', '04', '06', '07', '08'].map((c) => `${p}${c}00`),
);
/** A question of the list, always the same ones; or one that was never asked in this run. */
let asked = 0;
const repeated = () => JSON.stringify({ text: QUESTIONS[asked++ % QUESTIONS.length] });
const unheard = () => {
  const n = asked++;
  const day = new Date(Date.UTC(2024, 6, 1 + (n % 500))).toISOString().slice(0, 10);
  const region = REGIONS[Math.floor(n / 500) % REGIONS.length];
  return JSON.stringify({ text: QUESTIONS[n % QUESTIONS.length], asOf: day, region });
};

/** Runs callers for some seconds; counts and waiting times by status. */
async function load(server, { seconds, connections, body, rate }) {
  const before = cpuOf(server.pid);
  const ok = [];
  const refused = [];
  const run = autocannon({
    url: server.path,
    connections,
    duration: seconds,
    ...(rate && { overallRate: rate }),
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (r) => ({ ...r, body: body() }),
      },
    ],
  });
  run.on('response', (_client, status, _bytes, ms) => {
    if (status === 200) ok.push(ms);
    else if (status === 503) refused.push(ms);
  });
  const r = await run;
  const wrong = r.errors + r.timeouts + r.non2xx - refused.length;
  const cpu = cpuOf(server.pid) - before;
  return { perSecond: ok.length / seconds, ok, refused, wrong, cpu, seconds };
}

const percentile = (xs, p) => {
  const s = [...xs].sort((a, b) => a - b);
  return s.length ? s[Math.min(s.length - 1, Math.ceil(p * s.length) - 1)] : Number.NaN;
};
const ms = (x) => `${x.toFixed(x < 10 ? 1 : 0)} ms`;
const line = (name, text) => console.log(`${name.padEnd(44)} ${text}`);
const sum = (xs) => xs.reduce((a, b) => a + b, 0);

/** Echo and service take turns, so that what else the machine does falls on both. */
async function sideBySide(echo, service, body, rounds, seconds) {
  const turns = [];
  for (let i = 0; i < rounds; i++)
    turns.push({
      echo: await load(echo, { seconds, connections: CALLERS, body }),
      ask: await load(service, { seconds, connections: CALLERS, body }),
    });
  const of = (which) => {
    const runs = turns.map((t) => t[which]);
    const count = sum(runs.map((r) => r.ok.length));
    return {
      perSecond: count / (rounds * seconds),
      cpu: sum(runs.map((r) => r.cpu)) / count,
      wrong: sum(runs.map((r) => r.wrong + r.refused.length)),
    };
  };
  return { echo: of('echo'), ask: of('ask') };
}

const CALLERS = 64;

async function main() {
  const long = process.argv.includes('--long');
  const data = mkdtempSync(join(tmpdir(), 'gongji-load-'));
  const echo = await start([here, 'echo']);
  const service = await start(['--max-semi-space-size=32', join(root, 'src', 'launch.mjs'), 'serve'], {
    PORT: String(20_000 + Math.floor(Math.random() * 30_000)),
    HOST: '127.0.0.1',
    GONGJI_DATA_DIR: data,
    GONGJI_RATE_LIMIT: '0',
  });
  echo.path = echo.url;
  service.path = `${service.url}v1/ask`;
  try {
    line(
      'processor',
      `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} × , Node ${process.version}`,
    );
    for (const server of [echo, service])
      await load(server, { seconds: 2, connections: CALLERS, body: repeated });

    let good = 0;
    for (const [name, body] of [
      ['questions as people repeat them', repeated],
      ['every question new', unheard],
    ]) {
      const { echo: e, ask: a } = await sideBySide(echo, service, body, 3, 2);
      line(`${name}: echo, ask`, `${e.perSecond.toFixed(0)}, ${a.perSecond.toFixed(0)} a second`);
      line(
        '  ratio',
        `${(a.perSecond / e.perSecond).toFixed(3)} (by processor time ${(e.cpu / a.cpu).toFixed(3)}: ${e.cpu.toFixed(3)} and ${a.cpu.toFixed(3)} ms each); wrong: ${a.wrong}`,
      );
      if (body === repeated) good = a.perSecond;
    }
    await stages(service);

    const rate = Math.floor(good * 0.7);
    const memory = [memoryOf(service.pid)];
    const watch = setInterval(() => memory.push(memoryOf(service.pid)), 1_000);
    const calm = await load(service, { seconds: long ? 300 : 10, connections: 64, body: repeated, rate });
    clearInterval(watch);
    line(
      'at 70 % of that',
      `${calm.perSecond.toFixed(0)} a second, half within ${ms(percentile(calm.ok, 0.5))}, 99 % within ${ms(percentile(calm.ok, 0.99))}; refused ${calm.refused.length}, wrong ${calm.wrong}`,
    );
    const third = Math.max(1, Math.floor(memory.length / 3));
    const mean = (xs) => sum(xs) / xs.length;
    line(
      '  memory, first and last third',
      `${mean(memory.slice(0, third)).toFixed(0)} and ${mean(memory.slice(-third)).toFixed(0)} MB over ${memory.length - 1} s`,
    );

    // In turns, so that what else the machine does falls on both.
    const [usuals, floods] = [[], []];
    for (let i = 0; i < 2; i++) {
      usuals.push(await load(service, { seconds: 4, connections: CALLERS, body: unheard }));
      floods.push(await load(service, { seconds: 8, connections: 10 * CALLERS, body: unheard }));
    }
    const perSecond = (runs) => sum(runs.map((r) => r.perSecond)) / runs.length;
    const [usual, flood] = [perSecond(usuals), perSecond(floods)];
    const refused = floods.flatMap((f) => f.refused);
    line(
      'ten times the callers, all questions new',
      `answered ${flood.toFixed(0)} a second = ${((100 * flood) / usual).toFixed(0)} % of ${usual.toFixed(0)}; wrong ${sum(floods.map((f) => f.wrong))}`,
    );
    line(
      '  refused',
      `${(refused.length / sum(floods.map((f) => f.seconds))).toFixed(0)} a second, half within ${ms(percentile(refused, 0.5))}, 99 % within ${ms(percentile(refused, 0.99))}`,
    );
    for (let second = 1; second <= 10; second++) {
      const after = await load(service, {
        seconds: 1,
        connections: 32,
        body: unheard,
        rate: Math.floor(usual / 2),
      });
      if (after.ok.length === 0 || after.refused.length + after.wrong > 0 || percentile(after.ok, 0.99) > 250)
        continue;
      line('  well again', `in second ${second} (99 % within ${ms(percentile(after.ok, 0.99))})`);
      break;
    }
    line('memory at the end', `${memoryOf(service.pid).toFixed(0)} MB`);
  } finally {
    for (const { child } of [echo, service]) {
      child.kill('SIGTERM');
      await Promise.race([once(child, 'exit'), sleep(10_000)]);
      child.kill('SIGKILL');
    }
    rmSync(data, { recursive: true, force: true });
  }
}

/** Where an answer's time goes, as the service itself counts it (waiting for the disk and for its turn included). */
async function stages(service) {
  const text = await (await fetch(`${service.url}metrics`)).text();
  const of = (name, stage) =>
    Number(new RegExp(`^gongji_stage_seconds_${name}\\{stage="${stage}"\\} (.+)$`, 'm').exec(text)?.[1] ?? 0);
  for (const stage of ['answer', 'record', 'request'])
    line(`  ${stage}, mean`, ms((1000 * of('sum', stage)) / of('count', stage)));
}

if (process.argv[2] === 'echo') {
  const server = createServer((req, res) => {
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => {
      res.setHeader('content-type', 'application/json');
      res.end(Buffer.concat(parts));
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
} else await main();
