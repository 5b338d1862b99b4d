/** Builds what is stale, then loads what was built into a ready assistant. */
import { pathToFileURL } from 'node:url';
import { createRenderer, type TemplateSpecs } from './answer/render.js';
import type { Assistant } from './assistant.js';
import type { Home } from './cli.js';
import { openKnowledge } from './knowledge/base.js';
import { openSearch } from './knowledge/search.js';
import { builtIsFresh, readBuilt, templatesFile } from './knowledge/snapshot.js';
import { loadModel, type ModelFile } from './understanding/classify.js';
import { loadSounds } from './understanding/sound-load.js';
import type { SoundFile } from './understanding/sound-table.js';
import { buildVocabulary } from './understanding/vocabulary.js';

export async function ensureBuilt(home: Home, say: (line: string) => void): Promise<void> {
  const stamp = home.dataStamp();
  if (builtIsFresh(home.root, stamp)) return;
  const { build } = await import('./build.js');
  build(home.root, stamp, say);
}

export async function loadAssistant(root: string): Promise<Assistant> {
  const built = readBuilt<ModelFile, SoundFile>(root);
  const kb = openKnowledge(built.knowledge, built.shards);
  const templates = (await import(pathToFileURL(templatesFile(root)).href)) as { default: TemplateSpecs };
  return {
    kb,
    search: openSearch(built.shards.search, built.knowledge.terms),
    reader: {
      vocabulary: buildVocabulary({ ...built.knowledge, simplified: built.simplified }),
      model: loadModel(built.model),
      sounds: loadSounds(built.sounds),
      subjects: new Map(built.knowledge.topics.flatMap((t) => (t.subject ? [[t.topic, t.subject]] : []))),
    },
    renderer: createRenderer(templates.default),
  };
}

export async function readyAssistant(home: Home): Promise<Assistant> {
  await ensureBuilt(home, (line) => console.error(line));
  return loadAssistant(home.root);
}
