/** Accuracy and speed of understanding beside nlp.js, taught the same utterances and asked the same questions in one run. */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

const require = createRequire(import.meta.url);

/** nlp.js as its handbook sets it up for Chinese. */
export async function nlpjs(examples) {
  const { containerBootstrap } = require('@nlpjs/core');
  const { Nlp } = require('@nlpjs/nlp');
  const { LangZh } = require('@nlpjs/lang-zh');
  const container = await containerBootstrap();
  container.use(Nlp);
  container.use(LangZh);
  const nlp = container.get('nlp');
  nlp.settings.autoSave = false;
  nlp.settings.modelFileName = '';
  nlp.addLanguage('zh');
  for (const e of examples) nlp.addDocument('zh', e.text, e.label);
  const start = performance.now();
  const log = console.log;
  console.log = () => undefined;
  await nlp.train();
  console.log = log;
  return {
    trainMs: performance.now() - start,
    label: async (text) => {
      const { intent } = await nlp.process('zh', text);
      return intent === 'None' ? 'out-of-scope' : intent;
    },
  };
}
