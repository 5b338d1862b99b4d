/** The files that operators start from say what the program knows: settings, paths, ports and metrics; proxies accept theirs. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createMetrics } from '../../src/channels/http/metrics.js';
import { ROOT, realAssistant, temporaryFolder } from '../real.js';
import { programAt } from './own.js';
import { nginxFor } from './proxy.js';
import { serveProgram } from './serving.js';

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const SETTINGS = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): z/gm)].map((m) => m[1] as string);

const compose = parse(read('compose.yaml'), { merge: true }) as {
  services: Record<string, { environment?: Record<string, string>; image?: string; read_only?: boolean }>;
};
const k8s = parseAllDocuments(read('.deploy/k8s.yaml')).map((d) => d.toJS()) as {
  kind: string;
  metadata: { name: string };
  stringData?: Record<string, string>;
  data?: Record<string, string>;
  spec: Record<string, unknown>;
}[];
const ofKind = (kind: string) => k8s.find((d) => d.kind === kind);

describe('设置', () => {
  test('compose.yaml：两个副本，都在同一个 PostgreSQL 和 Redis 上，只用有的设置', () => {
    const replicas = Object.entries(compose.services).filter(([name]) => name.startsWith('gongji-'));
    expect(replicas).toHaveLength(2);
    for (const [, { environment = {}, read_only }] of replicas) {
      expect(Object.keys(environment).filter((k) => !SETTINGS.includes(k))).toEqual([]);
      expect(environment).toMatchObject({
        DATABASE_URL: expect.stringMatching(/^postgres:.*@postgres:5432/),
        REDIS_URL: 'redis://redis:6379',
      });
      expect(read_only).toBe(true);
    }
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['proxy', 'postgres', 'redis']));
    // No password is in the file.
    expect(read('compose.yaml')).not.toMatch(/PASSWORD: (?!\$\{)/);
  });
  test('k8s.yaml：只用有的设置；探针是有的路径；不是 root，根文件系统只读', () => {
    const given = { ...ofKind('Secret')?.stringData, ...ofKind('ConfigMap')?.data };
    expect(Object.keys(given).filter((k) => !SETTINGS.includes(k))).toEqual([]);
    const text = JSON.stringify(ofKind('Deployment'));
    for (const path of ['/healthz', '/readyz', '/metrics']) expect(text).toContain(path);
    expect(text).toContain('"runAsNonRoot":true');
    expect(text).toContain('"readOnlyRootFilesystem":true');
    expect(ofKind('Deployment')?.spec).toMatchObject({ replicas: 2 });
    for (const d of k8s) expect([d.kind, d.metadata.name]).toEqual([d.kind, 'gongji']);
  });
  test('Dockerfile：两段，最后一段没有编译工具，不是 root，有健康检查；环境变量是有的设置', () => {
    const [, last = ''] = read('Dockerfile')
      .split(/^FROM .*\n/m)
      .slice(1);
    expect(last).not.toMatch(/apt-get|npm ci|make|g\+\+/);
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK .*\n.*\/healthz/m);
    const set = [...(/^ENV (.*)$/m.exec(last)?.[1] ?? '').matchAll(/(\w+)=/g)].map((m) => m[1] as string);
    expect(set.filter((k) => k !== 'NODE_ENV' && !SETTINGS.includes(k))).toEqual([]);
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(
      (m) => m[1]?.split(' ') ?? [],
    );
    const letIn = read('.dockerignore')
      .split('\n')
      .map((l) => l.replace(/^!/, ''));
    expect(copied.filter((name) => !letIn.includes(name) || !readdirSync(ROOT).includes(name))).toEqual([]);
  });
});

test('grafana.json 里的指标，程序都有', async () => {
  const { text } = createMetrics();
  const own = [
    ...read('src/main.ts').matchAll(/gauge\(\s*'(\w+)'/g),
    ...read('src/channels/http.ts').matchAll(/gauge\('(\w+)'/g),
  ];
  const there = new Set([
    ...own.map((m) => `gongji_${m[1]}`),
    ...[...(await text()).matchAll(/^# TYPE (\w+) (\w+)/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['bucket', 'sum', 'count'].map((end) => `${name}_${end}`) : [name],
    ),
  ]);
  const used = read('.deploy/grafana.json').match(/\b(?:gongji|process|nodejs)_\w+/g) ?? [];
  expect(new Set(used).size).toBeGreaterThan(12);
  expect([...new Set(used)].filter((name) => !there.has(name))).toEqual([]);
});

test.skipIf(!programAt('nginx'))('nginx 认得 nginx.conf', () => {
  const { conf, folder } = nginxFor([1, 2], 3, temporaryFolder());
  const run = spawnSync('nginx', ['-t', '-p', folder, '-c', conf], { encoding: 'utf8' });
  expect(run.stderr).toContain('test is successful');
});
test.skipIf(!programAt('haproxy'))('HAProxy 认得 haproxy.cfg', () => {
  const file = join(temporaryFolder(), 'haproxy.cfg');
  writeFileSync(file, read('.deploy/haproxy.cfg').replaceAll(/gongji-\d:8787/g, '127.0.0.1:8787'));
  const run = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' });
  expect([run.status, run.stderr + run.stdout]).toEqual([0, expect.stringContaining('valid')]);
});

test('映像里的样子：文件时间变了也不再编译，自己的文件夹里什么也不写', async () => {
  await realAssistant();
  const root = temporaryFolder();
  for (const name of ['src', 'dist', 'knowledge', 'templates', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  writeFileSync(join(root, 'dist', '.sealed'), '');
  // Without the compiler, and with other times than it was built with.
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== 'typescript' && name !== 'esbuild')
      symlinkSync(join(ROOT, 'node_modules', name), join(root, 'node_modules', name));
  utimesSync(join(root, 'src', 'main.ts'), 1, 1);
  utimesSync(join(root, 'knowledge', 'regions.yaml'), 1, 1);
  const files = () =>
    ['src', 'dist', 'knowledge', 'templates'].flatMap((name) =>
      readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${name}/${file} ${statSync(join(root, name, file)).mtimeMs}`,
      ),
    );
  const before = files();
  const program = await serveProgram([], { GONGJI_DATA_DIR: join(temporaryFolder(), 'data') }, root);
  expect((await fetch(`${program.url}/readyz`)).status).toBe(200);
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(program.printed()).not.toMatch(/编译/);
  expect(files()).toEqual(before);
});
