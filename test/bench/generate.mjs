/** Writes a knowledge folder of synthetic facts: node test/bench/generate.mjs FACTS FOLDER. The rest of the folder is our own. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { asYaml, factFiles, sources } from './facts.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export function placesOf() {
  const { regions } = parse(readFileSync(join(root, 'knowledge', 'regions.yaml'), 'utf8'));
  const codes = regions.map((r) => r.code);
  // Prefectures first, then counties, as a country would be filled in.
  const isCity = (c) => c.endsWith('00') && !c.endsWith('0000');
  return [...codes.filter(isCity), ...codes.filter((c) => !c.endsWith('00'))];
}

/** A project folder with about `n` facts: ours with the facts, and what names them, replaced. */
export function writeKnowledge(n, folder) {
  for (const name of ['knowledge', 'templates']) {
    rmSync(join(folder, name), { recursive: true, force: true });
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const base = join(folder, 'knowledge');
  for (const name of ['facts', 'sources', 'matters', 'plans']) rmSync(join(base, name), { recursive: true });
  mkdirSync(join(base, 'sources'), { recursive: true });
  writeFileSync(join(base, 'sources', 'generated.yaml'), asYaml(sources()));
  const { hospitals } = parse(readFileSync(join(base, 'hospitals.yaml'), 'utf8'));
  const unsourced = hospitals.map(({ sources: _s, ...h }) => h);
  writeFileSync(join(base, 'hospitals.yaml'), asYaml({ hospitals: unsourced }));
  let facts = 0;
  for (const file of factFiles(n, placesOf())) {
    const dir = join(base, 'facts', file.place.slice(0, 2), file.place);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `${file.matter}.yaml`), asYaml(file));
    facts += file.facts.length;
  }
  return facts;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , n, folder] = process.argv;
  if (!/^\d+$/.test(n ?? '') || !folder) throw new Error('node test/bench/generate.mjs FACTS FOLDER');
  console.log(`${writeKnowledge(Number(n), resolve(folder))} facts in ${folder}`);
}
