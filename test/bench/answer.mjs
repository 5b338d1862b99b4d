/** Speed and size of an answer, beside a peer in the same run. Prints; fails on nothing. Run by `npm run bench`, which builds first. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { decide } from '../../dist/answer/decide.js';
import { ask, toolsFor } from '../../dist/assistant.js';
import { EMPTY_MEMORY } from '../../dist/dialogue.js';
import { readKnowledge } from '../../dist/knowledge/load.js';
import { loadAssistant } from '../../dist/start.js';
import { classify } from '../../dist/understanding/classify.js';
import { features } from '../../dist/understanding/features.js';
import { readText } from '../../dist/understanding/sound.js';
import { segment } from '../../dist/understanding/stated.js';
import { understand } from '../../dist/understanding/understand.js';
import { QUESTIONS } from './questions.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const launch = join(root, 'src', 'launch.mjs');
const AS_OF = '2025-12-01';
const ROUNDS = 40;

const median = (xs) => {
  const s = [...xs].sort((a, b) => a - b);
  return s.length % 2 ? s[(s.length - 1) / 2] : (s[s.length / 2 - 1] + s[s.length / 2]) / 2;
};
const cpuOf = (f) => {
  const before = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i++) f();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ROUNDS;
};
const us = (x) => `${x < 10 ? x.toFixed(1) : x.toFixed(0)} µs`;
const mb = (x) => `${(x / 2 ** 20).toFixed(0)} MB`;
const line = (name, text) => console.log(`${name.padEnd(44)} ${text}`);

/** Median and slowest wall time of a whole process. */
function processTime(args, times = 9) {
  const ms = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    const run = spawnSync(process.execPath, args, { cwd: root, stdio: 'pipe' });
    if (run.status !== 0) throw new Error(String(run.stderr));
    ms.push(performance.now() - start);
  }
  return `${median(ms).toFixed(0)} ms (slowest of ${times}: ${Math.max(...ms).toFixed(0)} ms)`;
}

line(
  'processor',
  `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} × , ${mb(totalmem())}, Node ${process.version}`,
);
line('cold start: node alone', processTime(['-e', '0']));
line('cold start: gongji ask', processTime([launch, 'ask', QUESTIONS[12], '--as-of', AS_OF]));

const bare = process.memoryUsage().rss;
const a = await loadAssistant(root);
const tools = toolsFor(a);
const message = (text) => ({ text, asOf: AS_OF, memory: EMPTY_MEMORY });
// Warm: a service answers its thousandth question, not its first.
for (let i = 0; i < 10; i++) for (const q of QUESTIONS) ask(a, message(q));

const whole = QUESTIONS.map((q) => ({ q, us: cpuOf(() => ask(a, message(q))) }));
const understood = QUESTIONS.map((q) => cpuOf(() => understand(a.reader, q)));
const decided = QUESTIONS.flatMap((q) => {
  const { situation } = ask(a, message(q)).trace;
  return situation ? [cpuOf(() => decide(tools, situation))] : [];
});
const slowest = whole.reduce((x, y) => (y.us > x.us ? y : x));
line(`answer, median CPU of ${QUESTIONS.length} questions`, us(median(whole.map((w) => w.us))));
line('answer, slowest', `${us(slowest.us)} ${slowest.q}`);
line('  understand', us(median(understood)));
line('  resolve + compose + render', us(median(decided)));
globalThis.gc?.();
line('resident memory, ready and warm', `${mb(process.memoryUsage().rss)} (before loading: ${mb(bare)})`);

// The peer: natural's own classifier, taught the same utterances as words, asked the same questions.
const BayesClassifier = createRequire(import.meta.url)('natural/lib/natural/classifiers/bayes_classifier');
const words = (text) =>
  [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)].map((s) => s.segment);
const peer = new BayesClassifier();
for (const { data } of readKnowledge(root).topics)
  for (const u of data.utterances) peer.addDocument(words(u), data.topic);
peer.train();
const ours = QUESTIONS.map((q) =>
  features(
    a.reader.vocabulary,
    segment(a.reader.vocabulary, readText(q, a.reader.vocabulary.toSimplified, a.reader.sounds).text),
  ),
);
const theirs = QUESTIONS.map(words);
const own = median(ours.map((tokens) => cpuOf(() => classify(a.reader.model, tokens))));
const natural = median(theirs.map((tokens) => cpuOf(() => peer.classify(tokens))));
line('classify, ours (characters and concepts)', us(own));
line("classify, natural's BayesClassifier (words)", `${us(natural)} = ${(natural / own).toFixed(1)} × ours`);
