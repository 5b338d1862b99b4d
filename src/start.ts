/** Builds what is stale, then loads what was built into a ready assistant; or one from a snapshot kept with answers. */
import { createRenderer, type TemplateSpecs } from './answer/render.js';
import type { Assistant } from './assistant.js';
import type { Home } from './cli.js';
import { openKnowledge } from './knowledge/base.js';
import { openSearch } from './knowledge/search.js';
import { openShards } from './knowledge/shards.js';
import {
  type Built,
  builtIsFresh,
  type Manifest,
  type PartName,
  readManifest,
  readPart,
} from './knowledge/snapshot.js';
import { loadModel, type ModelFile } from './understanding/classify.js';
import { loadSounds } from './understanding/sound-load.js';
import type { SoundFile } from './understanding/sound-table.js';
import { buildVocabulary } from './understanding/vocabulary.js';

export async function ensureBuilt(home: Home, say: (line: string) => void): Promise<void> {
  const stamp = home.dataStamp();
  if (builtIsFresh(home.root, stamp)) return;
  const { build } = await import('./build.js');
  build(home.root, stamp, home.program(), say);
}

/** Lets what waits have its turn: loading takes a quarter of a second, and the service goes on meanwhile. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What is known to be the same as in an assistant that is at hand. */
export type Known = Partial<Pick<Assistant['reader'], 'model' | 'sounds'>>;

/** A ready assistant from its parts, one after the other. */
export async function assemble(part: (name: PartName) => string, known: Known = {}): Promise<Assistant> {
  const json = async <K extends keyof Built<ModelFile, SoundFile>>(name: K) => {
    await breathe();
    return JSON.parse(part(name)) as Built<ModelFile, SoundFile>[K];
  };
  const knowledge = await json('knowledge');
  const shards = openShards(await json('shards'), part('facts'));
  const kb = openKnowledge(knowledge, shards);
  await breathe();
  const vocabulary = buildVocabulary({ ...knowledge, simplified: await json('simplified') });
  const learnt = async () => {
    const file = await json('model');
    await breathe();
    return loadModel(file);
  };
  const heard = async () => {
    const file = await json('sounds');
    await breathe();
    return loadSounds(file);
  };
  const model = known.model ?? (await learnt());
  const sounds = known.sounds ?? (await heard());
  // Named by its content: the same templates are the same module.
  const address = `data:text/javascript;base64,${Buffer.from(part('templates')).toString('base64')}`;
  const templates = (await import(address)) as { default: TemplateSpecs };
  return {
    kb,
    search: openSearch(shards.search, knowledge.terms),
    reader: {
      vocabulary,
      model,
      sounds,
      subjects: new Map(knowledge.topics.flatMap((t) => (t.subject ? [[t.topic, t.subject]] : []))),
    },
    renderer: createRenderer(templates.default),
  };
}

export interface Loaded {
  assistant: Assistant;
  manifest: Manifest;
}

/** What was built last; what it has in common with `before` is not loaded again. */
export async function loadBuilt(root: string, before?: Loaded): Promise<Loaded> {
  const manifest = readManifest(root) as Manifest;
  const known: Known = {};
  const { model, sounds } = before?.manifest.parts ?? {};
  if (before && model === manifest.parts.model) known.model = before.assistant.reader.model;
  if (before && sounds === manifest.parts.sounds) known.sounds = before.assistant.reader.sounds;
  const assistant = await assemble((name) => readPart(root, name, manifest.parts[name]), known);
  return { assistant, manifest };
}

export const loadAssistant = async (root: string): Promise<Assistant> => (await loadBuilt(root)).assistant;

export async function readyAssistant(home: Home): Promise<Assistant> {
  await ensureBuilt(home, (line) => console.error(line));
  return loadAssistant(home.root);
}
