/** Questions about hospitals by name or level, answered from the list of hospitals. */
import type { Situation } from '../dialogue.js';
import type { KnowledgeBase } from '../knowledge/base.js';
import { levelVerdict } from '../knowledge/conditions.js';
import type { Hospital } from '../knowledge/schema.js';
import type { Renderer } from './render.js';

/** The first sentence for a question on levels: the hospital named, or those of the level asked. */
export function hospitalSentence(kb: KnowledgeBase, renderer: Renderer, s: Situation): string | undefined {
  const here = kb.hospitals.filter((h) => h.place === s.slots.region && h.level);
  const named = here.filter((h) => [h.name, ...h.aliases].some((n) => s.text.includes(n)));
  // Asked about one hospital that the list lacks, the others of its level are no answer.
  const oneMeant = /医院(?:是|属|算|几|什么|啥)/.test(s.text) && !/(?:哪|几)[家个所些]医院/.test(s.text);
  const wanted = oneMeant ? undefined : s.slots.hospitalLevel;
  const list = named.length > 0 ? named : wanted ? here.filter((h) => ofLevel(h, wanted)) : [];
  if (list.length === 0) return undefined;
  const hospitals = list.map((h) => ({
    name: h.name,
    level: h.level ? kb.labels.hospitalLevel[h.level] : '',
  }));
  return renderer.render('part/hospitals', { hospitals });
}

const ofLevel = (h: Hospital, wanted: NonNullable<Hospital['level']>): boolean =>
  h.level !== undefined && levelVerdict([wanted], h.level) === 'met';
