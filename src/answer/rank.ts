/** Orders the matters of a topic by how much a question is about each of them. */
import type { MatterAnswer } from '../knowledge/resolve.js';

const bigrams = (text: string): Set<string> => {
  const out = new Set<string>();
  for (let i = 0; i + 2 <= text.length; i++) {
    const pair = text.slice(i, i + 2);
    if (/^[\u3400-\u9fffa-z0-9]{2}$/i.test(pair)) out.add(pair);
  }
  return out;
};

export interface Ranked {
  matter: MatterAnswer;
  score: number;
}

const ASK = 4;
const TITLE = 1.5;

/** A word of the curator's `asks` weighs most, then pairs of characters shared with title and statements. */
export function rankMatters(text: string, matters: MatterAnswer[]): Ranked[] {
  const asked = bigrams(text);
  const seen = new Map<string, number>();
  const bags = matters.map((m) => {
    const facts = [...m.speaking, ...m.exceptions].map((s) => s.fact);
    const body = bigrams(
      facts.map((f) => `${f.statement}${(f.steps ?? []).join('')}${JSON.stringify(f.value ?? '')}`).join(' '),
    );
    for (const b of body) seen.set(b, (seen.get(b) ?? 0) + 1);
    return { m, body, title: bigrams(m.title), asks: [...new Set(facts.flatMap((f) => f.asks))] };
  });
  return bags
    .map(({ m, body, title, asks }) => {
      let score = 0;
      for (const b of asked) {
        if (title.has(b)) score += TITLE;
        if (body.has(b)) score += Math.log(1 + matters.length / (seen.get(b) ?? 1));
      }
      for (const a of asks) if (text.includes(a)) score += ASK + a.length / 2;
      return { matter: m, score: score / (1 + Math.log(1 + body.size / 40) / 2) };
    })
    .sort((a, b) => b.score - a.score);
}
