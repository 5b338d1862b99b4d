/** Answers without facts: the talk itself, a decline with a pointer, danger, and the best two topics where the guess is poor. */
import type { Topic } from '../contract.js';
import type { Memory, Understanding } from '../dialogue.js';
import type { Decision, Tools } from './decide.js';

type Talk = Pick<Tools, 'kb' | 'renderer'>;

export function talk(t: Talk, name: string, outcome: Decision['outcome'], extra: object = {}): Decision {
  const example = t.kb.topicByName.get('help')?.suggestions[0] ?? '';
  return {
    outcome,
    text: t.renderer.render(`outcome/${name}`, { example, ...extra }),
    facts: [],
    conflicts: [],
    refuted: [],
    suggestions: [],
    notices: [],
  };
}

/** A second guess this far behind the first is no rival. */
const RIVAL = 0.75;

/** Where the best guess is wrong more often than right, and no conversation helps, the best two are offered. */
export function offer(t: Talk, u: Understanding, memory: Memory): Decision | undefined {
  const [first, second] = u.ranking;
  if (!first || !second || memory.topic !== null) return undefined;
  const rivals = u.unsure && second.probability >= first.probability * RIVAL;
  if (!rivals && !u.onlyNames) return undefined;
  const options = u.ranking.slice(0, 2).flatMap(({ topic }) => {
    const file = t.kb.topicByName.get(topic as Topic);
    return file?.subject ? [{ slot: 'topic', value: topic, label: file.title }] : [];
  });
  if (options.length < 2) return undefined;
  const listed = options.map((o, i) => ({ no: i + 1, label: o.label }));
  return {
    ...talk(t, 'unclear', 'clarify'),
    text: t.renderer.render('ask/topic', { options: listed }),
    options,
    asked: 'topic',
  };
}

const pointerTo = (t: Talk, concepts: string[]): string => {
  const name = concepts.map((c) => `notice/pointer-${c}`).find((n) => t.renderer.has(n));
  return name ? t.renderer.render(name, {}) : '';
};

/** Somebody in danger gets the number to dial, and no lecture on policy. */
export function danger(t: Talk, u: Understanding): Decision | undefined {
  const pointer = pointerTo(
    t,
    u.concepts.filter((c) => c.startsWith('danger-')),
  );
  return pointer ? talk(t, 'danger', 'out-of-scope', { pointer }) : undefined;
}

/** No question of ours: says so, with one useful pointer where there is one. */
export function declined(t: Talk, u: Understanding): Decision {
  // Nothing readable is no stranger's question.
  if (u.label !== 'out-of-scope' || !/[\p{L}\p{N}]/u.test(u.text)) return talk(t, 'unclear', 'smalltalk');
  return talk(t, 'out-of-scope', 'out-of-scope', { pointer: pointerTo(t, u.concepts) });
}
