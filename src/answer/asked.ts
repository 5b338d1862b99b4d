/** What a question says, made ready to be held against facts: its words, its pairs of characters, the kind of answer it wants. */
import type { Situation } from '../dialogue.js';
import { type KnowledgeBase, placeChain } from '../knowledge/base.js';
import type { Case } from '../knowledge/conditions.js';

export interface Asked {
  /** The question without the names of its places, which say where and not what. */
  text: string;
  pairs: ReadonlySet<string>;
  wants: 'steps' | 'figure' | undefined;
  /** How strongly the question names a word: as it stands, or by a synonym. */
  strength(word: string): number;
}

/** Characters of which a pair says nothing about the matter. */
const EMPTY = new Set(
  '的了吗呢吧啊呀么嘛哦哈能不可以要会是有没在给我你您他她它咱俺们怎什哪谁咋个这那就都也还想请问到和跟与把被让用去来得过只又才如何多少几里下上人钱医保',
);

const SYNONYM = 3.5;
const WORD = 4;

const WANTS_STEPS = /怎么|怎样|咋|如何|在哪|哪里|去哪|哪儿|流程|步骤|手续|操作|入口|渠道|办理|教我|申请/;
const WANTS_FIGURE = /多少|几|多久|多长|比例|百分|上限|限额|额度/;

/** A character by itself that says something. */
export const tells = (c: string): boolean => !EMPTY.has(c) && /^[\u3400-\u9fffa-z0-9]$/i.test(c);

export function pairsOf(text: string): Set<string> {
  const out = new Set<string>();
  for (let i = 0; i + 2 <= text.length; i++) {
    const pair = text.slice(i, i + 2);
    const empty = EMPTY.has(pair[0] as string) && EMPTY.has(pair[1] as string);
    if (!empty && /^[\u3400-\u9fffa-z0-9]{2}$/i.test(pair)) out.add(pair.toLowerCase());
  }
  return out;
}

function withoutPlaces(kb: KnowledgeBase, s: Situation): string {
  const codes = [...placeChain(kb, s.slots.region), ...(s.slots.regions ?? [])];
  const names = codes.flatMap((code) => {
    const r = kb.regionByCode.get(code);
    return r ? [r.name, ...r.short, ...r.aliases] : [];
  });
  return [...new Set(names)]
    .sort((a, b) => b.length - a.length)
    .reduce((text, name) => text.split(name).join('，'), s.text);
}

/** One question is held against many topics: read once. */
const read = new WeakMap<Situation, Asked>();

export function askedOf(kb: KnowledgeBase, s: Situation, c: Case): Asked {
  const known = read.get(s);
  if (known) return known;
  const text = withoutPlaces(kb, s);
  const strengths = new Map<string, number>();
  const strength = (word: string): number => {
    if (!c.mentions(word)) return 0;
    return text.includes(word.toLowerCase()) ? WORD + word.length / 2 : SYNONYM;
  };
  const asked: Asked = {
    text,
    pairs: pairsOf(text),
    wants: WANTS_FIGURE.test(text) ? 'figure' : WANTS_STEPS.test(text) ? 'steps' : undefined,
    strength(word) {
      const found = strengths.get(word) ?? strength(word);
      strengths.set(word, found);
      return found;
    },
  };
  read.set(s, asked);
  return asked;
}
