/** How cost grows with the number of facts: load, lint, look up, find by words, start. Prints; fails on nothing. Needs a build. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { flatten, indexSnapshot, openKnowledge } from '../../dist/knowledge/base.js';
import { lintFacts } from '../../dist/knowledge/lint.js';
import { parseFile, readKnowledge } from '../../dist/knowledge/load.js';
import { resolve } from '../../dist/knowledge/resolve.js';
import { factFileSchema } from '../../dist/knowledge/schema.js';
import { buildSearch, openSearch } from '../../dist/knowledge/search.js';
import { openShards, shardsOf } from '../../dist/knowledge/shards.js';
import { daySpan } from '../../dist/period.js';
import { loadAssistant } from '../../dist/start.js';
import { asYaml, factFiles, shapeFor, sources } from './facts.mjs';
import { placesOf } from './generate.mjs';

const root = join(fileURLToPath(import.meta.url), '..', '..', '..');
const SIZES = { '1k': 1_000, '10k': 10_000, '100k': 100_000, '1M': 1_000_000 };
/** Above this only what answers by key is measured. */
const TEXT_TO = 100_000;
const LINT_TO = 100_000;

const median = (xs) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)];
const cpuMs = (f) => {
  const before = process.cpuUsage();
  const out = f();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, out];
};
const mb = (x) => `${(x / 2 ** 20).toFixed(0)} MB`;
const ms = (x) => `${x < 10 ? x.toFixed(2) : x.toFixed(0)} ms`;

const CASES = [
  { topic: 'ratio', scheme: 'employee', slots: { care: 'inpatient', hospitalLevel: '3A', status: 'active' } },
  { topic: 'deductible', scheme: 'resident', slots: { care: 'inpatient', hospitalLevel: '2A' } },
  { topic: 'cap', scheme: 'employee', slots: { care: 'outpatient', status: 'retired' } },
  { topic: 'contribution', scheme: 'resident', slots: {} },
];
const WORDS = [
  '三级甲等医院住院起付线',
  '退休职工看门诊报销',
  '居民医保个人每年缴',
  '待遇等待期多少天',
  '家庭共济最多绑几个人',
];

/** Look-ups by key, spread over all places, each place cold once and warm after. */
function lookUps(kb, places) {
  const at = (i) => places[(i * 7919) % places.length];
  const look = (i) => {
    const c = CASES[i % CASES.length];
    const slots = { region: at(i), scheme: c.scheme, ...c.slots };
    return resolve(kb, {
      topic: c.topic,
      region: at(i),
      scheme: c.scheme,
      span: daySpan('2025-06-01'),
      case: { slots, mentions: () => false },
    });
  };
  const rounds = 4000;
  for (let i = 0; i < rounds; i++) look(i);
  let found = 0;
  const [cost] = cpuMs(() => {
    for (let i = 0; i < rounds; i++) found += look(i).matters.length;
  });
  if (found === 0) throw new Error('nothing found');
  return (1000 * cost) / rounds;
}

function measure(label) {
  const n = SIZES[label];
  const own = readKnowledge(root);
  const classes = own.regions.data.levelClasses;
  const list = sources().sources.map((s) => ({ mirror: false, republished: false, ...s }));
  const sourceById = new Map(list.map((s) => [s.id, s]));
  const { places } = shapeFor(n, placesOf());
  const out = { label };
  globalThis.gc?.();
  const bare = process.memoryUsage();
  const files = [];
  if (n <= LINT_TO) {
    // Written and read as YAML, as the real ones are.
    const complaints = [];
    const texts = [...factFiles(n, placesOf())].map((f) => asYaml(f));
    [out.load] = cpuMs(() => {
      for (const [i, text] of texts.entries())
        files.push(parseFile(`knowledge/facts/${i}.yaml`, text, factFileSchema, complaints));
    });
    if (complaints.length > 0) throw new Error(JSON.stringify(complaints[0]));
    const sourceFile = { file: 'knowledge/sources/g.yaml', data: { sources: list }, lineOf: () => 1 };
    const raw = {
      ...own,
      factFiles: files,
      sources: [sourceFile],
      matters: [],
      plans: [],
      hospitals: undefined,
    };
    let found;
    [out.lint, found] = cpuMs(() => lintFacts(raw));
    if (found.length > 0) throw new Error(`${found.length} complaints: ${JSON.stringify(found[0])}`);
  }
  const shape = { ...own, facts: undefined };
  const facts = [];
  for (const f of files.length > 0 ? files.map((x) => x.data) : factFiles(n, placesOf())) {
    const data = files.length > 0 ? f : { asks: [], conflicts: [], examples: [], ...f };
    for (const e of data.facts)
      facts.push(
        flatten(
          data,
          { conditions: {}, from: null, to: null, holdsBeside: [], noRule: false, ...e },
          sourceById,
          classes,
        ),
      );
  }
  files.length = 0;
  out.facts = facts.length;
  out.places = places.length;
  const snapshot = {
    version: 'bench',
    facts,
    conflicts: [],
    sources: list,
    regions: shape.regions.data.regions,
    levelClasses: classes,
    hospitals: [],
    terms: own.terms.data.terms,
    anchors: [],
    labels: own.labels.data,
    phrases: own.phrases.data,
    topics: [],
    matters: [],
    plans: [],
  };
  let kb;
  [out.index, kb] = cpuMs(() => indexSnapshot(snapshot));
  out.lookUp = lookUps(kb, places);
  globalThis.gc?.();
  out.memory = process.memoryUsage().rss;
  out.heap = process.memoryUsage().heapUsed - bare.heapUsed;
  if (n > TEXT_TO) return out;
  const folder = mkdtempSync(join(tmpdir(), 'gongji-scale-'));
  try {
    const file = join(folder, 'facts');
    let search;
    [out.buildSearch, search] = cpuMs(() => buildSearch(facts));
    const written = shardsOf(facts, search);
    writeFileSync(`${file}.txt`, written.data);
    writeFileSync(`${file}.json`, JSON.stringify(written.index));
    out.size = statSync(`${file}.txt`).size;
    const { facts: _f, ...frame } = snapshot;
    let shards;
    let lazy;
    const start = performance.now();
    [out.start] = cpuMs(() => {
      shards = openShards(
        JSON.parse(readFileSync(`${file}.json`, 'utf8')),
        readFileSync(`${file}.txt`, 'utf8'),
      );
      lazy = openKnowledge(frame, shards);
    });
    out.startWall = performance.now() - start;
    const firsts = [];
    for (const place of places.slice(0, 60)) {
      const find = openSearch(shards.search, snapshot.terms);
      firsts.push(
        cpuMs(() =>
          find.find(WORDS[0], [place, `${place.slice(0, 4)}00`, `${place.slice(0, 2)}0000`, '000000'], 8),
        )[0],
      );
    }
    out.textFirst = Math.max(...firsts);
    const find = openSearch(shards.search, snapshot.terms);
    const each = [];
    for (let i = 0; i < 600; i++) {
      const place = places[((i % 40) * 7) % places.length];
      const [cost, hits] = cpuMs(() =>
        find.find(WORDS[i % WORDS.length], [place, `${place.slice(0, 2)}0000`, '000000'], 8),
      );
      if (hits.length === 0) throw new Error('nothing found');
      each.push(cost);
    }
    out.text = median(each);
    out.lazyLookUp = lookUps(lazy, places.slice(0, 50));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return out;
}

const only = process.argv[2];
if (only) console.log(JSON.stringify(measure(only)));
else {
  const rows = Object.keys(SIZES).map((label) => {
    // A process for each size: memory is its own.
    const args = ['--expose-gc', '--max-old-space-size=12000', fileURLToPath(import.meta.url), label];
    const run = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(run.stdout);
  });
  const show = (name, f) =>
    console.log(`${name.padEnd(46)}${rows.map((r) => String(f(r)).padStart(12)).join('')}`);
  const or = (x, f) => (x === undefined ? '—' : f(x));
  console.log('CPU time, one process a size; wall time where it says so');
  show('', (r) => r.label);
  show('facts', (r) => r.facts);
  show('places', (r) => r.places);
  show('load YAML', (r) => or(r.load, ms));
  show('lint', (r) => or(r.lint, ms));
  show('index all', (r) => ms(r.index));
  show('structured look-up, all in memory', (r) => `${r.lookUp.toFixed(1)} µs`);
  show('  × that at 1k', (r) => `${(r.lookUp / rows[0].lookUp).toFixed(1)} ×`);
  show('structured look-up, places read on first use', (r) => or(r.lazyLookUp, (x) => `${x.toFixed(1)} µs`));
  show('free text, median', (r) => or(r.text, ms));
  show('free text, slowest first use of a place', (r) => or(r.textFirst, ms));
  show('open the facts at start', (r) => or(r.start, ms));
  show('  wall', (r) => or(r.startWall, ms));
  show('facts and indexes on disk', (r) => or(r.size, mb));
  show('memory, all facts in memory', (r) => mb(r.memory));
  show('  of it facts and indexes (heap)', (r) => mb(r.heap));
  const begin = performance.now();
  const [cost] = await (async () => {
    const before = process.cpuUsage();
    await loadAssistant(root);
    const { user, system } = process.cpuUsage(before);
    return [(user + system) / 1000];
  })();
  console.log(
    `our own knowledge, whole start: ${ms(cost)} CPU, ${ms(performance.now() - begin)} wall, ${mb(process.memoryUsage().rss)}`,
  );
}
