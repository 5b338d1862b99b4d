/** Rules about words: aliases claimed twice, unknown slot values and topics. */
import { CARES, LEVELS, LIMITS_OF, RELATIONS, REMOTES, SCHEMES, STATUSES, TOPICS } from '../contract.js';
import type { Complaint, RawKnowledge } from './load.js';
import { type Region, SPECIAL_LABELS } from './schema.js';

const SLOT_VALUES: Record<string, readonly string[]> = {
  scheme: SCHEMES,
  care: CARES,
  hospitalLevel: LEVELS,
  status: STATUSES,
  remote: REMOTES,
  relation: RELATIONS,
  limitOf: LIMITS_OF,
};

function doubleAliases(raw: RawKnowledge): Complaint[] {
  const out: Complaint[] = [];
  const claim = (seen: Map<string, string>, word: string, owner: string, file: string, line: number) => {
    const first = seen.get(word);
    if (first !== undefined && first !== owner) {
      out.push({
        file,
        line,
        rule: 'double-alias',
        reason: `“${word}”同时属于 ${first} 和 ${owner}`,
        remedy: '只留在其中一处',
      });
    }
    seen.set(word, owner);
  };
  const words = new Map<string, string>();
  raw.terms?.data.terms.forEach((t, i) => {
    for (const w of [t.term, ...t.aliases])
      claim(words, w, t.term, raw.terms?.file ?? '', raw.terms?.lineOf(['terms', i]) ?? 1);
  });
  const places = new Map<string, string>();
  const regions = raw.regions?.data.regions ?? [];
  const shared = sharedNames(regions);
  regions.forEach((r, i) => {
    for (const w of new Set([r.name, ...r.short, ...r.aliases])) {
      if (!shared.has(w))
        claim(
          places,
          w,
          `${r.name}${r.code}`,
          raw.regions?.file ?? '',
          raw.regions?.lineOf(['regions', i]) ?? 1,
        );
    }
  });
  return out;
}

/** Full official names that several counties share (鼓楼区): the register itself has them twice. */
function sharedNames(regions: Region[]): Set<string> {
  const count = new Map<string, number>();
  for (const r of regions) count.set(r.name, (count.get(r.name) ?? 0) + 1);
  return new Set([...count].filter(([, n]) => n > 1).map(([name]) => name));
}

function unknownValues(raw: RawKnowledge): Complaint[] {
  const terms = (raw.terms?.data.terms ?? []).flatMap((t, i): Complaint[] => {
    const allowed = t.slot && SLOT_VALUES[t.slot];
    if (!t.slot || (t.value && allowed?.includes(t.value))) return [];
    return [
      {
        file: raw.terms?.file ?? '',
        line: raw.terms?.lineOf(['terms', i]) ?? 1,
        rule: 'unknown-term',
        reason: `词条“${t.term}”的值 ${t.value ?? '（空）'} 不是槽位 ${t.slot} 的取值`,
        remedy: `改为 ${allowed?.join('、')} 之一`,
      },
    ];
  });
  const known: string[] = [...TOPICS, ...SPECIAL_LABELS];
  const misses = raw.topics.flatMap((f) =>
    f.data.nearMisses.flatMap((n, i): Complaint[] =>
      known.includes(n.topic)
        ? []
        : [
            {
              file: f.file,
              line: f.lineOf(['nearMisses', i]),
              rule: 'unknown-topic',
              reason: `近似问法的主题 ${n.topic} 不存在`,
              remedy: '改为契约里的主题',
            },
          ],
    ),
  );
  return [...terms, ...misses];
}

export const lintWords = (raw: RawKnowledge): Complaint[] => [...doubleAliases(raw), ...unknownValues(raw)];
