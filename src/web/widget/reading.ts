/** The text of an answer → its parts: what to show large, small, as a list, or leave to the cards that show it better. */
import type { Answer, CitedFact, CitedSource } from '../../contract.js';

export type Part =
  | { kind: 'lead' | 'line' | 'heading' | 'note' | 'standing'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] };

const BULLET = /^\s*(?:·|-)\s*/;
const NUMBERED = /^\s*(?:\d+[.、]|[(（]\d+[)）])\s*/;
const HEADING = /^\s*【(.+?)】(.*)$/;
const NOTE = /^(?:注意|说法不一)[：:]/;
/** Shown by cards of their own. */
const SOURCES = /^(?:来源：|\[\d+\])/;
const NOTICE = /^提示：/;
const ROW = / \| /;
const WORKING = /^\s*·[^：]+：.* = /;
const SIDES = /^各方说法：/;
const STANDING = /^以上按/;

export function partsOf(answer: Answer): Part[] {
  const parts: Part[] = [];
  let sides = false;
  const list = (ordered: boolean, item: string) => {
    const last = parts.at(-1);
    if (last?.kind === 'list' && last.ordered === ordered) last.items.push(item);
    else parts.push({ kind: 'list', ordered, items: [item] });
  };
  // Options are buttons.
  const labels = new Set(answer.options?.map((o) => o.label));
  for (const line of answer.text.split('\n')) {
    if (line.trim() === '' || SOURCES.test(line) || NOTICE.test(line)) continue;
    if ((answer.table && ROW.test(line)) || (answer.calculation && WORKING.test(line))) continue;
    if (SIDES.test(line)) {
      sides = answer.conflicts.length > 0;
      if (sides) continue;
    } else if (sides && /^\s+- /.test(line)) continue;
    else sides = false;
    const heading = HEADING.exec(line);
    if (heading) {
      parts.push({ kind: 'heading', text: heading[1] as string });
      if (heading[2]) parts.push({ kind: 'line', text: heading[2] });
    } else if (NUMBERED.test(line)) {
      const item = line.replace(NUMBERED, '');
      if (!labels.has(item.trim())) list(true, item);
    } else if (BULLET.test(line) && parts.length > 0) list(false, line.replace(BULLET, ''));
    else if (STANDING.test(line)) parts.push({ kind: 'standing', text: line });
    else if (NOTE.test(line)) parts.push({ kind: 'note', text: line });
    else parts.push({ kind: parts.length === 0 ? 'lead' : 'line', text: line });
  }
  return parts;
}

/** Each document once, in the order cited. */
export function sourcesOf(answer: Answer): CitedSource[] {
  const all = answer.facts.flatMap((f) => f.sources);
  return all.filter((s, i) => all.findIndex((x) => x.id === s.id) === i);
}

/** Both sides of each disagreement. */
export function conflictsOf(answer: Answer): { reason: string; sides: CitedFact[] }[] {
  return answer.conflicts
    .map((c) => ({ reason: c.reason, sides: answer.facts.filter((f) => c.factIds.includes(f.id)) }))
    .filter((c) => c.sides.length > 1);
}

/** Only web addresses become links. */
export const linkOf = (s: CitedSource): string | undefined =>
  s.url && /^https?:\/\//.test(s.url) ? s.url : undefined;
