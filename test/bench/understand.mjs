/** Understanding beside nlp.js and natural's Bayes, taught the same utterances, on labelled files, in one run. Prints; fails on nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { readKnowledge } from '../../dist/knowledge/load.js';
import { readBuilt } from '../../dist/knowledge/snapshot.js';
import { loadAssistant } from '../../dist/start.js';
import { loadModel } from '../../dist/understanding/classify.js';
import { loadSounds } from '../../dist/understanding/sound-load.js';
import { understand } from '../../dist/understanding/understand.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const shared = process.env.GONGJI_SHARED ?? join(root, '..', 'shared');
const folder = join(shared, 'questions');
const FILES = ['dev-single', 'real-dev', 'dev-oos'];

const line = (name, text) => console.log(`${name.padEnd(40)} ${text}`);
const percentile = (xs, p) => [...xs].sort((a, b) => a - b)[Math.floor((xs.length - 1) * p)];
const us = (ms) => `${(ms * 1000).toFixed(ms < 0.01 ? 1 : 0)} µs`;

line('processor', `${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`);
const start = performance.now();
const a = await loadAssistant(root);
line('model and knowledge, loaded in', `${(performance.now() - start).toFixed(0)} ms`);

const built = readBuilt(root);
for (const [name, part, load] of [
  ['model', built.model, loadModel],
  ['sounds of words', built.sounds, loadSounds],
]) {
  const text = JSON.stringify(part);
  const from = performance.now();
  load(JSON.parse(text));
  line(`${name}, parsed and loaded in`, `${(performance.now() - from).toFixed(0)} ms`);
}

const examples = readKnowledge(root).topics.flatMap(({ data }) =>
  data.utterances.map((text) => ({ text, label: data.topic })),
);
const words = (text) =>
  [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)].map((s) => s.segment);

function naturalBayes() {
  const BayesClassifier = createRequire(import.meta.url)('natural/lib/natural/classifiers/bayes_classifier');
  const bayes = new BayesClassifier();
  for (const e of examples) bayes.addDocument(words(e.text), e.label);
  bayes.train();
  return { label: async (text) => bayes.classify(words(text)) };
}

async function nlpjs() {
  try {
    return await (await import('./peers.mjs')).nlpjs(examples);
  } catch (error) {
    line('nlp.js', `left out (${error.code ?? error.message}): run npm ci --prefix test/bench`);
    return undefined;
  }
}

const contenders = [
  [
    'gongji (topic, slots, details)',
    { label: async (text) => understand(a.reader, text).topic ?? 'out-of-scope' },
  ],
  ['natural Bayes on words (topic only)', naturalBayes()],
  ['nlp.js (topic only)', await nlpjs()],
].filter(([, c]) => c);

const rowsOf = (name) => {
  const file = join(folder, `${name}.jsonl`);
  if (!existsSync(file)) {
    line(name, `left out: no ${file}`);
    return [];
  }
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((l) => JSON.parse(l))
    .filter((r) => r.text && !r.ambiguous && (r.topic ?? r.outcome));
};
const right = (label, r) =>
  label === (r.topic ?? r.outcome) ||
  (r.alsoTopic ?? []).includes(label) ||
  // How much, with no sum named, is the same question as what share.
  (label === 'estimate' && r.topic === 'ratio');

// Warmed with utterances, so that every question is asked for the first time: nlp.js keeps the results of those it has seen.
const warm = examples.filter((_, i) => i % 20 === 0);
for (const [, c] of contenders) for (const e of warm) await c.label(e.text);

for (const name of FILES) {
  const rows = rowsOf(name);
  if (rows.length === 0) continue;
  for (const [who, c] of contenders) {
    let hits = 0;
    const times = [];
    for (const r of rows) {
      const t = performance.now();
      const label = await c.label(r.text);
      times.push(performance.now() - t);
      if (right(label, r)) hits += 1;
    }
    const share = ((100 * hits) / rows.length).toFixed(1);
    line(`${name}: ${who}`, `${share} % (${hits}/${rows.length}), median ${us(percentile(times, 0.5))}`);
  }
}

const long = '我是太原的职工，去年在北京住院花了三万多，'.repeat(100).slice(0, 2000);
const pinyin = 'taiyuan zhigong yibao zhuyuan neng bao duoshao '.repeat(50).slice(0, 2000);
for (const [name, text] of [
  ['2,000 characters', long],
  ['2,000 letters', pinyin],
]) {
  for (let i = 0; i < 20; i++) understand(a.reader, text);
  const times = Array.from({ length: 50 }, () => {
    const t = performance.now();
    understand(a.reader, text);
    return performance.now() - t;
  });
  line(`understanding ${name}`, `median ${us(percentile(times, 0.5))}, slowest ${us(Math.max(...times))}`);
}
