/** The house as design.md plans it: who may import whom, who reads clock, environment and disk, how long a file may be; each rule shown to catch a planted breach. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Hospital, Region } from '../src/knowledge/schema.js';
import {
  type File,
  floats,
  forbiddenImports,
  idleRows,
  importsOf,
  machineBound,
  packagesAmiss,
  placesNamed,
  readsClock,
  readsEnvironment,
  strangersAtTop,
  tooLong,
  touchesDisk,
  unexplained,
  usesNetwork,
} from './house/rules.js';
import { ROOT } from './real.js';

const MAY_IMPORT: Record<string, string[]> = {
  // Anyone may import these; they import nothing of ours.
  contract: [],
  money: [],
  period: [],
  errors: [],
  id: [],
  when: ['period'],
  numerals: ['money'],
  privacy: ['numerals'],
  figures: ['money', 'numerals'],
  config: ['errors'],
  // What processes that serve together share.
  bus: ['redis', 'session'],
  counter: [],
  leader: ['session'],
  session: [],
  redis: [],
  fellows: ['bus:types'],
  together: ['bus', 'counter', 'fellows', 'leader', 'redis', 'workers'],
  workers: [
    ...['bus:types', 'cli:types', 'counter', 'errors', 'knowledge', 'leader:types', 'reload:types'],
    ...['snapshots', 'start', 'store:types', 'together:types', 'upkeep'],
  ],
  knowledge: ['contract', 'figures', 'money', 'period'],
  understanding: ['contract', 'dialogue:types', 'knowledge:types', 'money', 'numerals'],
  dialogue: ['contract:types', 'period:types'],
  calculator: ['contract', 'knowledge', 'money', 'period:types'],
  answer: ['calculator', 'contract', 'dialogue:types', 'figures', 'knowledge', 'money', 'period', 'when'],
  assistant: [
    'answer',
    'contract:types',
    'dialogue',
    'knowledge:types',
    'period',
    'privacy',
    'understanding',
    'when',
  ],
  store: ['errors', 'period'],
  service: [
    'answer',
    'assistant',
    'bus',
    'contract:types',
    'dialogue',
    'errors',
    'id',
    'knowledge',
    'privacy',
    'store:types',
  ],
  console: [
    ...[
      'answer',
      'assistant',
      'calculator',
      'contract',
      'counter',
      'dialogue',
      'errors',
      'id',
      'knowledge',
      'money',
    ],
    ...['period', 'privacy', 'service:types', 'snapshots', 'store:types', 'understanding'],
  ],
  // Nothing of medical insurance: a question goes to the service, an answer comes back.
  channels: [
    ...['console:types', 'contract', 'counter:types', 'errors', 'id', 'period', 'privacy', 'service:types'],
    'store:types',
  ],
  // What the program is put together from; `Home` says where it stands.
  'build-child': ['build', 'errors'],
  backing: [
    ...['cli:types', 'reload', 'service', 'snapshots', 'start', 'store:types', 'together:types', 'upkeep'],
    'workers:types',
  ],
  upkeep: ['cli:types', 'leader:types', 'reload', 'store:types'],
  reload: ['build-child:types', 'cli:types', 'service:types', 'snapshots', 'start', 'store:types'],
  snapshots: ['assistant:types', 'knowledge', 'start', 'store:types'],
  pages: ['answer:types'],
  check: ['answer', 'calculator', 'knowledge'],
  build: ['answer', 'check', 'errors', 'knowledge', 'understanding'],
  start: ['answer', 'assistant:types', 'build', 'cli:types', 'knowledge', 'understanding'],
  site: ['assistant:types', 'channels:types'],
  chats: ['assistant:types', 'channels', 'config:types', 'service:types', 'store:types'],
  // Platforms on loopback, for developers and tests.
  simulate: ['channels'],
  main: ['*'],
  cli: ['*'],
  launch: ['*'],
  // Runs in the browser; talks to the API only.
  web: ['contract:types', 'templates'],
  bundle: [],
};

/** Where the program meets the person and the machine it runs for. */
const SHELL = ['src/main.ts', 'src/cli.ts', 'src/launch.mjs'];
const CLI = [
  'src/cli/estimate.ts',
  'src/cli/eval.ts',
  'src/cli/kb/answers.ts',
  'src/cli/kb/common.ts',
  'src/cli/kb/lists.ts',
  'src/cli/move.ts',
  'src/cli/serve.ts',
  'src/cli/simulate.ts',
  'src/cli/staff.ts',
  'src/cli/store.ts',
  'src/cli/talk.ts',
];

const ON_DISK = [
  'src/knowledge/load.ts', // reads knowledge and templates
  'src/knowledge/snapshot.ts', // writes and reads dist
  'src/site.ts', // reads what was built for browsers
  'src/start.ts', // imports the compiled templates from dist
  'src/store/sqlite/db.ts', // the conversations
  'src/store/sqlite/open.ts', // their file and its marker
  'src/store/sqlite/copy.ts', // backup and restore
  'src/store/sqlite/look.ts', // sees that what was deleted is gone
  'src/store/sqlite/writer.ts', // finds the compiled thread
  'src/cli/estimate.ts', // writes the curve where the user says
  'src/cli/eval.ts', // reads the question files that the user names
  'src/cli/move.ts', // finds the folder that the user names
  'src/cli/kb/diff.ts', // lays versions out in folders of their own
  'src/cli/kb/questions.ts', // reads the question files that the user names
  'src/cli/kb/store.ts', // writes the files of facts that a tool changed
  'src/cli/kb/workbook.ts', // spreadsheets
  'src/cli/kb/stats.ts', // writes the map where the user says
  'src/cli/talk.ts', // the history, where the user has made the file
  'src/launch.mjs', // compiles, and sees what changed
  'src/bundle.mjs', // writes what runs in the browser into dist
  'src/pages.ts', // reads what was bundled for the browser
];
const ON_NETWORK = [
  // Redis, where it is set; and PostgreSQL for events and duties.
  'src/redis.ts',
  'src/bus/redis.ts',
  'src/counter/redis.ts',
  'src/session.ts',
  'src/leader/postgres.ts',
  'src/web/widget/client.ts',
  'src/web/console/api.ts',
  'src/channels/http.ts',
  ...[
    'body',
    'document',
    'events',
    'limits',
    'log',
    'origins',
    'pipeline',
    'refusals',
    'schemas',
    'server',
  ].map((name) => `src/channels/http/${name}.ts`),
  ...['console', 'console/desk', 'console/guard', 'pages', 'shared'].map(
    (name) => `src/channels/http/routes/${name}.ts`,
  ),
  'src/channels/telegram.ts',
  'src/channels/wechat.ts',
  ...['api', 'poll', 'webhook'].map((name) => `src/channels/telegram/${name}.ts`),
  'src/chats.ts',
  ...['api', 'routes'].map((name) => `src/channels/wechat/${name}.ts`),
  'src/simulate/telegram.ts',
  'src/simulate/wechat.ts',
  'src/store/postgres/db.ts',
];

const MONEY_PATH = [
  'src/money.ts',
  'src/numerals.ts',
  'src/figures.ts',
  'src/calculator',
  'src/answer/estimate',
  // A figure of a fact is a string in YAML; these say so.
  'src/knowledge/schema.ts',
  'src/knowledge/schema-facts.ts',
];

const AT_TOP = [
  ...['package.json', 'tsconfig.json', 'src', 'knowledge', 'templates', 'test'],
  ...['README.md', 'README.zh-CN.md', 'LICENSE'],
  ...['package-lock.json', 'biome.json', 'vitest.config.ts', 'Dockerfile', 'compose.yaml'],
];

const LONGEST = 250;
/** Clocks are told to people in this zone's name. */
const NO_PLACE = ['上海时间'];

const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((l) => l.replace(/\/$/, ''));
const kept = (name: string): boolean => name !== '.git' && !ignored.includes(name) && !name.endsWith('.log');
const top = readdirSync(ROOT).filter(kept);

/** All files of these folders, and these files themselves, that are not ignored. */
const filesBelow = (...names: string[]): File[] =>
  names.flatMap((name) => {
    const below = statSync(join(ROOT, name)).isFile()
      ? [name]
      : readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((n) => join(name, n));
    return below
      .map((path) => path.split(sep))
      .filter((parts) => parts.every(kept) && statSync(join(ROOT, ...parts)).isFile())
      .map((parts) => ({ path: parts.join('/'), text: readFileSync(join(ROOT, ...parts), 'utf8') }));
  });

const src = filesBelow('src').filter((f) => /\.(?:tsx?|mjs)$/.test(f.path));
const templates = filesBelow('templates');

const yaml = (name: string) => parse(readFileSync(join(ROOT, 'knowledge', name), 'utf8'));
const regions = (yaml('regions.yaml').regions as Region[]).filter((r) => r.code !== '000000');
const hospitals = yaml('hospitals.yaml').hospitals as Hospital[];
const isCounty = (r: Region): boolean => !r.code.endsWith('00');
/** Provinces and prefectures by all their names; counties and hospitals by their full ones, since short ones are also words. */
const placeNames = [
  ...regions.flatMap((r) =>
    isCounty(r)
      ? [r.name]
      : [r.name, r.name.replace(/[省市]$/, ''), ...(r.short ?? []), ...(r.aliases ?? [])],
  ),
  ...hospitals.map((h) => h.name),
].filter((n) => n.length > 1);

const code = (text: string, path = 'src/answer/x.ts'): File[] => [{ path, text }];
const line = (text: string): string => `/** Turns one thing into another thing. */\n${text}\n`;

describe('who may import whom', () => {
  test('as the table says', () => {
    expect(src.length).toBeGreaterThan(50);
    expect(forbiddenImports(src, MAY_IMPORT)).toEqual([]);
  });
  test('the table has no row and no permission to spare', () => {
    expect(idleRows(src, MAY_IMPORT)).toEqual([]);
  });
  test.each([
    ['money.ts', "import { day } from './period.js';"],
    ['channels/sms.ts', "import { resolve } from '../knowledge/resolve.js';"],
    ['channels/sms.ts', "import { createService } from '../service.js';"],
    ['answer/x.ts', "import { EMPTY_MEMORY } from '../dialogue.js';"],
    ['answer/x.ts', "export { openSqlite } from '../store/sqlite.js';"],
    ['answer/x.ts', "const { run } = await import('../cli.js');"],
    ['knowledge/x.ts', "import '../main.js';"],
    ['understanding/x.ts', "import {\n  type Fact,\n  flatten,\n} from '../knowledge/base.js';"],
    ['sms/x.ts', "import { yuan } from '../money.js';"],
  ])('caught in %s: %s', (path, text) => {
    expect(forbiddenImports(code(line(text), `src/${path}`), MAY_IMPORT)).toHaveLength(1);
  });
  test.each([
    ['answer/x.ts', "import type { Situation } from '../dialogue.js';"],
    ['answer/x.ts', "import { type Memory, type Situation } from '../dialogue.js';"],
    ['answer/x.ts', "import { viewOf } from './compose.js';"],
    ['cli/x.ts', "import { ask } from '../assistant.js';"],
    ['answer/x.ts', "// import { openSqlite } from '../store/sqlite.js';"],
  ])('allowed in %s: %s', (path, text) => {
    expect(forbiddenImports(code(line(text), `src/${path}`), MAY_IMPORT)).toEqual([]);
  });
  test('every way to import is seen', () => {
    const text = [
      "import a from 'a';",
      "import type { B } from 'b';",
      "import c, { type D } from 'c';",
      "export * from 'd';",
      "import 'e';",
      "await import('f');",
      "createRequire(import.meta.url)('g');",
      "require('h/sub');",
      "import {\n  type I,\n} from 'i';",
    ].join('\n');
    expect(importsOf(text).map((i) => i.from + (i.typesOnly ? ' types' : ''))).toEqual([
      'a',
      'b types',
      'c',
      'd',
      'i types',
      'e',
      'f',
      'g',
      'h/sub',
    ]);
  });
  test('a row or a permission to spare is caught', () => {
    const rows = { answer: ['money', 'period'], web: [] };
    const files = code("import { yuan } from '../money.js';");
    expect(idleRows(files, rows)).toEqual(['answer: does not need period', 'web: no such room']);
  });
});

describe('one door each', () => {
  test('the environment: main and cli', () => {
    expect(readsEnvironment(src, [...SHELL, ...CLI])).toEqual([]);
  });
  test('the clock: main and cli', () => {
    expect(readsClock(src, [...SHELL, ...CLI])).toEqual([]);
  });
  test('the disk: knowledge, what was built, the store, and the person at the terminal', () => {
    expect(touchesDisk(src, ON_DISK)).toEqual([]);
  });
  test('the network: channels alone', () => {
    expect(usesNetwork(src, ON_NETWORK)).toEqual([]);
  });
  test('no door is listed that is not used', () => {
    const idle = (rule: typeof touchesDisk, doors: string[]) =>
      doors.filter(
        (door) =>
          rule(
            src.filter((f) => f.path === door),
            [],
          ).length === 0,
      );
    expect([...idle(touchesDisk, ON_DISK), ...idle(usesNetwork, ON_NETWORK)]).toEqual([]);
  });

  test.each([
    [readsEnvironment, 'const port = process.env.PORT;'],
    [readsEnvironment, "const port = process['env'];"],
    [readsEnvironment, 'const { env } = process;'],
    [readsEnvironment, "import { env } from 'node:process';"],
    [readsEnvironment, 'const folder = homedir();'],
    [readsClock, 'const now = Date.now();'],
    [readsClock, 'const now = new Date();'],
    [readsClock, 'const now = Date();'],
    [readsClock, 'const start = performance.now();'],
    [touchesDisk, "import { readFileSync } from 'node:fs';"],
    [touchesDisk, "import { readFile } from 'fs/promises';"],
    [touchesDisk, "const fs = await import('node:fs');"],
    [touchesDisk, "import Database from 'better-sqlite3';"],
    [touchesDisk, 'const plugin = await import(path);'],
    [usesNetwork, 'await fetch(url);'],
    [usesNetwork, "import { get } from 'node:https';"],
    [usesNetwork, "import { connect } from 'net';"],
    [usesNetwork, 'new WebSocket(url);'],
  ])('caught by %o: %s', (rule, text) => {
    expect(rule(code(line(text)), ['src/answer/y.ts'])).toHaveLength(1);
    expect(rule(code(line(text)), ['src/answer/x.ts'])).toEqual([]);
  });
  test('a comment, and a day that was given, are not caught', () => {
    const text = line("// process.env, Date.now(), 'node:fs', fetch(url)\nnew Date(given);");
    for (const rule of [readsEnvironment, readsClock, touchesDisk, usesNetwork])
      expect(rule(code(text), [])).toEqual([]);
  });
});

describe('files', () => {
  test(`none of src is over ${LONGEST} lines`, () => {
    expect(tooLong(src, LONGEST)).toEqual([]);
    expect(tooLong(code('x\n'.repeat(LONGEST + 1)), LONGEST)).toEqual(['src/answer/x.ts: 251 lines']);
    expect(tooLong(code('x\n'.repeat(LONGEST)), LONGEST)).toEqual([]);
  });
  test('each of src opens with a sentence that says what it is', () => {
    expect(unexplained(src)).toEqual([]);
    expect(unexplained(code('import x;\n/** Turns one thing into another. */'))).toHaveLength(1);
    expect(unexplained(code(line('import x;')))).toEqual([]);
  });
  test('the top level holds what the house has a place for', () => {
    expect(strangersAtTop(top, AT_TOP)).toEqual([]);
    expect(strangersAtTop(['src', 'docs', '.npmrc', 'notes.md'], AT_TOP)).toEqual(['docs', 'notes.md']);
  });
  test('nothing is bound to one machine or one registry', () => {
    const all = filesBelow(...top);
    expect(all.length).toBeGreaterThan(500);
    expect(machineBound(all)).toEqual([]);
    // The ~ is cut out first, so that this file does not break the rule itself.
    for (const text of [
      'cd /~work/main && make',
      "readFileSync('/~home/li/x')",
      'C:~\\Users\\li',
      'registry=https://registry~.example.org',
      '"resolved"~: "https://x/y.tgz"',
      'http://~192.168.1.5:4873/',
    ]) {
      expect(machineBound(code(text.replace('~', '')))).toHaveLength(1);
      expect(machineBound(code(text))).toEqual([]);
    }
    expect(machineBound(code('https://www.gov.cn/home/x.html ./work/x /usr/bin/chromium /v1/ask'))).toEqual(
      [],
    );
  });
  test('every package is imported, and installed', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(packagesAmiss(src, Object.keys(dependencies))).toEqual([]);
    expect(packagesAmiss(code("import a from '@x/a/b';"), ['c'])).toEqual([
      'c: installed, and nobody imports it',
      '@x/a: imported, not installed',
    ]);
  });
});

describe.each(['README.md', 'README.zh-CN.md'])('%s', (name) => {
  const text = readFileSync(join(ROOT, name), 'utf8');

  test('lists the settings there are, and no other', () => {
    const config = readFileSync(join(ROOT, 'src', 'config.ts'), 'utf8');
    const settings = [...config.matchAll(/^ {2}([A-Z][A-Z_]+): z/gm)].map((m) => m[1]);
    const rows = text.split('\n').filter((l) => /^\| `[A-Z_]+`/.test(l));
    const listed = rows.flatMap((l) =>
      [...(l.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map((m) => m[1]),
    );
    expect(settings.length).toBeGreaterThan(3);
    expect(listed.sort()).toEqual(settings.sort());
  });

  test('shows only commands and files that exist', () => {
    const source = src.map((f) => f.text).join('\n');
    const commands = [...text.matchAll(/npx gongji ([\w-]+)(?: ([a-z]+)(?=\s))?/g)];
    expect(commands.length).toBeGreaterThan(5);
    for (const [, command, sub] of commands) {
      expect(source).toContain(`.command('${command}')`);
      if (command === 'kb') expect(source).toContain(`.command('${sub}')`);
    }
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const [, script] of text.matchAll(/npm (?:run )?(start|test|check)\b/g))
      expect(scripts).toHaveProperty(script as string);
    for (const [, path] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g))
      expect(statSync(join(ROOT, path as string)).isFile()).toBe(true);
  });
});

describe('what code may not say', () => {
  test('no place and no hospital is named in src and templates', () => {
    expect(placeNames.length).toBeGreaterThan(3000);
    expect(placesNamed([...src, ...templates], placeNames, NO_PLACE)).toEqual([]);
  });
  test.each([
    "if (name === '太原') return 1;",
    'const CITIES = /儋州|肇庆/;',
    "['山西省', '海南省']",
    "'长治市中医院'",
  ])('caught: %s', (text) => {
    expect(placesNamed(code(text), placeNames, NO_PLACE)).toHaveLength(1);
  });
  test('a comment may give an example, and the clock its zone', () => {
    expect(placesNamed(code("// 太原 is a city\nconst zone = '上海时间';"), placeNames, NO_PLACE)).toEqual(
      [],
    );
  });

  test('no float on the way of money', () => {
    expect(floats(src, MONEY_PATH)).toEqual([]);
    for (const part of MONEY_PATH) expect(src.some((f) => f.path.startsWith(part))).toBe(true);
  });
  test.each([
    'const a = parseFloat(text);',
    'const a = Number(text) * 2;',
    'const a = amount * 0.82;',
    'return sum.toFixed(2);',
    'return Math.round(sum);',
    'value: z.number(),',
  ])('caught: %s', (text) => {
    expect(floats(code(text, 'src/calculator/x.ts'), MONEY_PATH)).toHaveLength(1);
    expect(floats(code(text, 'src/understanding/x.ts'), MONEY_PATH)).toEqual([]);
  });
  test('a decimal in a string is none', () => {
    expect(floats(code("const r = ratio('0.82'); // 0.82", 'src/money.ts'), MONEY_PATH)).toEqual([]);
  });
});
