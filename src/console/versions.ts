/** Versions of the knowledge that answers were given with, and what changed from one to another. */
import type { Changes, VersionList } from '../contract/console.js';
import { Refusal } from '../errors.js';
import type { Fact, Snapshot } from '../knowledge/base.js';
import { knowledgeOf } from '../snapshots.js';
import type { Origin, Store } from '../store/store.js';

export interface ServingVersion {
  snapshot: string;
  knowledgeVersion: string;
}

const SHOWN = 500;

export async function versionList(
  store: Pick<Store, 'origins'>,
  serving: ServingVersion,
): Promise<VersionList> {
  const bySnapshot = new Map<string, Origin>();
  for (const o of await store.origins()) {
    const known = bySnapshot.get(o.snapshot);
    // Another program worked with the same knowledge.
    const earlier = known ?? o;
    bySnapshot.set(o.snapshot, {
      ...earlier,
      firstAt: [earlier.firstAt, o.firstAt].filter((x) => x !== null).sort()[0] ?? null,
      lastAt:
        [earlier.lastAt, o.lastAt]
          .filter((x) => x !== null)
          .sort()
          .at(-1) ?? null,
    });
  }
  if (serving.snapshot !== '' && !bySnapshot.has(serving.snapshot))
    bySnapshot.set(serving.snapshot, { ...serving, firstAt: null, lastAt: null });
  const versions = [...bySnapshot.values()].filter((o) => o.snapshot !== '');
  return {
    versions: versions
      .map(({ snapshot, knowledgeVersion, firstAt, lastAt }) => ({
        ...{ snapshot, knowledgeVersion, firstAt, lastAt },
        serving: snapshot === serving.snapshot,
      }))
      .sort(
        (a, b) => Number(b.serving) - Number(a.serving) || ((a.lastAt ?? '') < (b.lastAt ?? '') ? 1 : -1),
      ),
  };
}

/** Worked out anew by each program, and no part of what the curator wrote. */
const DERIVED = new Set<keyof Fact>(['asks', 'levels', 'calculable']);

function fieldsThatDiffer(a: Fact, b: Fact): string[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof Fact)[];
  return keys.filter((k) => !DERIVED.has(k) && JSON.stringify(a[k]) !== JSON.stringify(b[k]));
}

export function changesBetween(a: Snapshot, b: Snapshot): Omit<Changes, 'from' | 'to'> {
  const before = new Map(a.facts.map((f) => [f.id, f]));
  const after = new Map(b.facts.map((f) => [f.id, f]));
  const names = new Map([...a.regions, ...b.regions].map((r) => [r.code, r.name]));
  const row = (f: Fact, was: Fact | undefined, is: Fact | undefined, fields: string[]) => ({
    id: f.id,
    regionName: names.get(f.place) ?? f.place,
    title: f.title,
    before: was?.statement ?? null,
    after: is?.statement ?? null,
    fields,
  });
  const added = b.facts.filter((f) => !before.has(f.id)).map((f) => row(f, undefined, f, []));
  const removed = a.facts.filter((f) => !after.has(f.id)).map((f) => row(f, f, undefined, []));
  const changed = b.facts.flatMap((f) => {
    const was = before.get(f.id);
    const fields = was ? fieldsThatDiffer(was, f) : [];
    return was && fields.length > 0 ? [row(f, was, f, fields)] : [];
  });
  return {
    ...{ added: added.length, removed: removed.length, changed: changed.length },
    facts: [...changed, ...added, ...removed].slice(0, SHOWN),
  };
}

export async function changes(
  store: Pick<Store, 'snapshot'>,
  { from, to }: { from: string; to: string },
): Promise<Changes> {
  const read = async (id: string, field: string): Promise<Snapshot> => {
    const kept = await knowledgeOf(store, id);
    if (!kept) throw new Refusal('not-found', '没有存下这个版本的知识库；有哪些见 versions', field);
    return kept;
  };
  return { from, to, ...changesBetween(await read(from, 'from'), await read(to, 'to')) };
}
