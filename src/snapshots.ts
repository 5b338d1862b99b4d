/** Knowledge and templates as they were when answers were given: kept in the store, brought back for a replay. */
import { promisify } from 'node:util';
import { deflate, inflateSync } from 'node:zlib';
import type { Assistant } from './assistant.js';
import type { Snapshot } from './knowledge/base.js';
import { type Manifest, PARTS, type PartName, readPart } from './knowledge/snapshot.js';
import { assemble } from './start.js';
import type { Store } from './store/store.js';

const compress = promisify(deflate);

/** Keeps what was built last, unless it is kept already; parts that another snapshot has are kept once. */
export async function keepSnapshot(store: Store, root: string, manifest: Manifest): Promise<void> {
  if (await store.hasSnapshot(manifest.snapshot)) return;
  const parts = await Promise.all(
    PARTS.map(async (name) => {
      const hash = manifest.parts[name];
      return { name, hash, bytes: new Uint8Array(await compress(readPart(root, name, hash))) };
    }),
  );
  await store.saveSnapshot(manifest.snapshot, parts);
}

/** Milliseconds before a store that failed is tried again. */
const AGAIN = 30_000;

/** The same without waiting for it: a store that is gone gets it when it is back. */
export function keepPatiently(
  store: Store,
  root: string,
  manifest: Manifest,
  failed: (error: Error) => void,
): Promise<void> {
  return keepSnapshot(store, root, manifest).catch((error: Error) => {
    failed(error);
    setTimeout(() => void keepPatiently(store, root, manifest, () => undefined), AGAIN).unref();
  });
}

/** Its knowledge alone; undefined where it is not kept. */
export async function knowledgeOf(
  store: Pick<Store, 'snapshot'>,
  snapshot: string,
): Promise<Snapshot | undefined> {
  const part = (await store.snapshot(snapshot))?.find((p) => p.name === ('knowledge' satisfies PartName));
  return part && (JSON.parse(inflateSync(part.bytes).toString('utf8')) as Snapshot);
}

/** Undefined where it is not kept. */
export async function assistantOf(store: Store, snapshot: string): Promise<Assistant | undefined> {
  const parts = await store.snapshot(snapshot);
  if (!parts) return undefined;
  const byName = new Map(parts.map((p) => [p.name, p.bytes]));
  return assemble((name: PartName) => inflateSync(byName.get(name) as Uint8Array).toString('utf8'));
}
