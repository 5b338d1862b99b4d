/** Everything that is wrong with knowledge, templates and plans: what a build refuses and `kb check` lists. */
import { HELPERS } from './answer/render.js';
import { lintPlans } from './calculator/lint-plans.js';
import { lintFacts } from './knowledge/lint.js';
import { lintTemplates } from './knowledge/lint-templates.js';
import { lintWords } from './knowledge/lint-words.js';
import type { Complaint, RawKnowledge } from './knowledge/load.js';

export const complaintsOf = (raw: RawKnowledge, templates: Record<string, string>): Complaint[] => [
  ...raw.complaints,
  ...lintFacts(raw),
  ...lintWords(raw),
  ...lintTemplates(raw, templates, Object.keys(HELPERS)),
  ...lintPlans(raw),
];
