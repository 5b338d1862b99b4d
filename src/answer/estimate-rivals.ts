/** The figures of a working → declared disagreements of which the working could take one side only: the other is told. */
import type { Conflict, Fact, KnowledgeBase } from '../knowledge/base.js';
import { signature } from '../knowledge/conditions.js';
import { overlaps, type Span } from '../period.js';
import { attribution, sentence } from './support.js';
import type { Cited, View } from './view.js';

/** Of the same case, in force, and not worked with. */
function otherSides(kb: KnowledgeBase, used: readonly Fact[], c: Conflict, span: Span): Fact[] {
  const mine = used.filter((f) => c.facts.includes(f.id));
  return c.facts.flatMap((id) => {
    const f = kb.factById.get(id);
    const rival =
      f !== undefined &&
      !f.refuted &&
      !mine.includes(f) &&
      overlaps(f.speaks, span) &&
      mine.some((m) => m.matter === f.matter && signature(m) === signature(f));
    return rival ? [f] : [];
  });
}

export function rivalsTo(
  kb: KnowledgeBase,
  view: View,
  used: readonly Fact[],
  cited: Cited,
  span: Span,
): void {
  const declared = new Set(used.flatMap((f) => kb.conflictsOf.get(f.id) ?? []));
  for (const c of declared) {
    const others = otherSides(kb, used, c, span);
    if (others.length === 0) continue;
    const sides = [...new Set(used)].filter((f) => c.facts.includes(f.id)).concat(others);
    cited.background.push(...c.facts.flatMap((id) => kb.factById.get(id) ?? []));
    cited.conflicts.push({ factIds: sides.map((f) => f.id), reason: c.reason });
    view.disagreements.push({
      reason: sentence(c.reason),
      sides: sides.map((f) => `${sentence(f.statement).slice(0, -1)}（${attribution(kb, f)}）。`),
    });
  }
}
