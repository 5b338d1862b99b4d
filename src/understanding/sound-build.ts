/** Build time only: vocabulary, utterances, a dictionary and pinyin-pro → the table that repair reads. Same input, same bytes. */
import { dict } from '@node-rs/jieba/dict.js';
import type { Region, Term } from '../knowledge/schema.js';
import type { SoundNotes } from '../knowledge/schema-sound.js';
import { MARKS, MAY, type SoundFile, UNIT } from './sound-table.js';
import {
  type Costs,
  type Counts,
  Cutter,
  count,
  type Everyday,
  everydayCosts,
  mixedCosts,
} from './sound-words.js';
import { isSyllable, readingsOf, type Speller, speller } from './spelling.js';
import { soundClass } from './syllables.js';

export interface SoundSources {
  terms: Term[];
  regions: Region[];
  /** All utterances, normalised. */
  utterances: string[];
  notes: SoundNotes;
  /** Normalises a word. */
  plain(word: string): string;
}

/** Everyday words are kept from this count in the dictionary on; characters from that one. */
const EVERYDAY = 200;
const EVERYDAY_CHARACTER = 500;
/** A word of ours that the dictionary lacks counts as if it had this many. */
const OWN_LEAST = 30;
/** What our own texts weigh beside everyday ones. */
const SHARE = 0.7;
/** Words of our own texts that stand in them this often may repair what sounds like them. */
const OFTEN = 3;
/** Nats of a word that neither knows. */
const UNHEARD = 15.9;
const HAN = /^[\u3400-\u9fff]+$/;
const NUMERALS = /^[零一二两三四五六七八九十百千万几半〇]+$/;
const [, , PLACE, NUMERAL] = MARKS;

function readDictionary(): Everyday {
  const out: Everyday = new Map();
  for (const line of new TextDecoder().decode(dict).split('\n')) {
    const [word = '', n = '0'] = line.split(' ');
    if (HAN.test(word)) out.set(word, Number(n));
  }
  return out;
}

/** Our own words by what they are. */
interface Own {
  terms: Set<string>;
  /** Words in which a term does not mean itself, and those that the notes keep. */
  guards: Set<string>;
  /** Provinces and prefectures. */
  places: Set<string>;
  counties: Set<string>;
}

function ownWords({ terms, regions, notes, plain }: SoundSources, unsaid: ReadonlySet<string>): Own {
  const words = (list: string[]) => new Set(list.map(plain).filter((w) => HAN.test(w) && !unsaid.has(w)));
  const names = (list: Region[]) => list.flatMap((r) => [r.name, ...r.short, ...r.aliases]);
  const isUpper = (r: Region): boolean => r.code.endsWith('00');
  const below = regions.filter((r) => r.code !== '000000');
  const places = words(names(below.filter(isUpper)));
  return {
    terms: words(terms.flatMap((t) => [t.term, ...t.aliases])),
    guards: new Set([...words(terms.flatMap((t) => t.notIn)), ...notes.keep]),
    places,
    counties: new Set([...words(names(below.filter((r) => !isUpper(r))))].filter((w) => !places.has(w))),
  };
}

const isPlace = (own: Own, w: string): boolean => own.places.has(w) || own.counties.has(w);

/** Two rounds: the second cuts by what the first has counted. */
function learn(utterances: string[], own: Own, everyday: Everyday): { counts: Counts; cost: Costs } {
  const ours = new Set([...own.terms, ...own.guards, ...own.places, ...own.counties]);
  const first = everydayCosts(everyday, ours, OWN_LEAST);
  const words = [...everyday.keys(), ...ours];
  const kindOf = (w: string): string => (isPlace(own, w) ? PLACE : NUMERALS.test(w) ? NUMERAL : w);
  const rough = count(utterances, new Cutter(words, first), kindOf);
  const counts = count(utterances, new Cutter(words, mixedCosts(rough.word, first, SHARE)), kindOf);
  const cost = mixedCosts(counts.word, first, SHARE);
  // A place costs what any place does, and its share among them; a province is named more often than a county.
  const weightOf = (w: string): number =>
    (counts.word.get(w) ?? 0) + (own.counties.has(w) ? 0.3 : 4) * (/.[省市县区]$|自治/.test(w) ? 0.4 : 1);
  const sum = [...own.places, ...own.counties].reduce((n, w) => n + weightOf(w), 0);
  const ofPlaces = cost(PLACE) ?? UNHEARD;
  return {
    counts,
    cost: (w) => (isPlace(own, w) ? ofPlaces - Math.log(weightOf(w) / sum) : cost(w)),
  };
}

function roleOf(w: string, own: Own, counts: Counts): number {
  const place = isPlace(own, w);
  const heard = own.places.has(w) || own.terms.has(w) || (counts.word.get(w) ?? 0) >= OFTEN;
  const repairs = w.length > 1 && !NUMERALS.test(w) && (heard || (place && w.length > 2));
  return (
    (repairs ? MAY.repair : 0) |
    (place ? MAY.place : 0) |
    (place || own.terms.has(w) ? MAY.content : 0) |
    (!place && NUMERALS.test(w) ? MAY.numeral : 0)
  );
}

/** Everyday words that fill up pinyin, and rare ones that sound like one of ours and are no slip for it. */
function everydayWords(
  everyday: Everyday,
  known: (w: string) => boolean,
  own: Own,
  soundsLikeOurs: (w: string) => boolean,
): string[] {
  const out = new Set<string>();
  for (const [w, n] of everyday) {
    if (known(w) || w.length > 6) continue;
    const common = w.length === 1 ? n > EVERYDAY_CHARACTER : n >= EVERYDAY && w.length <= 4;
    if (common || (w.length > 1 && soundsLikeOurs(w))) out.add(w);
  }
  for (const w of own.guards) if (!known(w)) out.add(w);
  return [...out].sort();
}

/** Whole numbers of which most are small: seven bits a byte, the eighth says that more follow. */
function packed(numbers: Iterable<number>): Uint8Array {
  const out: number[] = [];
  for (let n of numbers) {
    for (; n > 127; n >>= 7) out.push((n & 127) | 128);
    out.push(n);
  }
  return Uint8Array.from(out);
}

/** Neighbours as steps from the pair before: previous word, next word, count. */
function pairSteps(counts: Counts, domain: string[]): number[] {
  const index = new Map(domain.map((w, i) => [w, i]));
  const triples = [...counts.pair].flatMap(([key, n]) => {
    const [a, b] = key.split(' ').map((w) => index.get(w));
    return a === undefined || b === undefined ? [] : [[a, b, n] as const];
  });
  triples.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  return triples.flatMap(([a, b, n], i) => {
    const last = triples[i - 1];
    return [a - (last?.[0] ?? 0), b - (last?.[0] === a ? last[1] : 0), n];
  });
}

/** Words that are not read as their characters usually are, or not only. */
function oddReadings(
  words: string[],
  inDomain: ReadonlySet<string>,
  notes: SoundNotes,
  spell: Speller,
  readings: Map<string, string[]>,
): string {
  return words
    .flatMap((w) => {
      const usual = [...w].map((ch) => readings.get(ch)?.[0] ?? '');
      const ways = w.length === 1 ? (readings.get(w) ?? []).map((x) => [x]) : [spell(w)];
      if (w.length > 1 && w.length < 4 && inDomain.has(w)) ways.push(usual);
      const spelt = notes.spellings[w];
      if (spelt) ways.push(spelt.split(' '));
      const written = [...new Set(ways.filter((x) => x.every(isSyllable)).map((x) => x.join(' ')))];
      return written.length === 1 && written[0] === usual.join(' ') ? [] : written.map((x) => `${w} ${x}`);
    })
    .join(',');
}

/** Words in letters that people write among Chinese: app, ct, icu. */
function latinWords(utterances: string[]): string[] {
  const chinese = utterances.filter((u) => /[\u3400-\u9fff]/.test(u));
  return [...new Set(chinese.flatMap((u) => u.match(/[a-z]+/g) ?? []))].sort();
}

const base64 = (a: Uint8Array): string => Buffer.from(a).toString('base64');
const listed = (of: Record<string, string | string[]>): string =>
  Object.entries(of)
    .map(([k, v]) => [k, ...(Array.isArray(v) ? v : [v])].join(' '))
    .join(',');

export function soundTable(sources: SoundSources): SoundFile {
  const { notes } = sources;
  const slips = new Set(notes.slips);
  const unsaid = new Set([...notes.never, ...slips]);
  const everyday = readDictionary();
  const own = ownWords(sources, unsaid);
  const { counts, cost } = learn(
    sources.utterances.filter((u) => !notes.slips.some((x) => u.includes(x))),
    own,
    everyday,
  );
  const said = [...counts.word.keys()].filter((w) => HAN.test(w) && !unsaid.has(w));
  const inDomain = new Set([...said, ...own.terms, ...own.places, ...own.counties].sort());
  const domain = [...MARKS, ...inDomain];

  const spell = speller();
  const weigh = (w: string): [string, number] => [w, Math.exp(-(cost(w) ?? UNHEARD))];
  const common = [...everyday].filter(([w, n]) => n >= EVERYDAY && w.length <= 4).map(([w]) => w);
  const characters = [...everyday.keys()].filter((w) => w.length === 1);
  const readings = readingsOf(new Map([...inDomain, ...common].map(weigh)), characters, spell);
  const classOf = new Map([...readings].map(([ch, [s = '']]) => [ch, soundClass(s)]));
  const heard = (w: string): string => [...w].map((ch) => classOf.get(ch)).join(' ');
  const ours = new Set<string>();
  for (const w of inDomain)
    if (roleOf(w, own, counts) & MAY.repair) ours.add(spell(w).map(soundClass).join(' '));
  const rest = everydayWords(
    everyday,
    (w) => inDomain.has(w) || slips.has(w),
    own,
    (w) => ours.has(heard(w)),
  );

  const all = [...domain, ...rest];
  const spelt = Object.values(notes.spellings).flatMap((x) => x.split(' '));
  const syllables = [...new Set([...[...readings.values()].flat(), ...spelt])].filter(isSyllable).sort();
  const charsOf = new Map(syllables.map((s) => [s, '']));
  for (const ch of [...readings.keys()].sort()) {
    const s = (readings.get(ch) as string[])[0] as string;
    if (charsOf.has(s)) charsOf.set(s, charsOf.get(s) + ch);
  }
  const also = [...readings].filter(([, of]) => of.length > 1).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    syllables: syllables.join(' '),
    chars: [...charsOf.values()].join(' '),
    alsoRead: listed(Object.fromEntries(also.map(([ch, of]) => [ch, of.slice(1).filter(isSyllable)]))),
    domain: domain.join(' '),
    general: rest.join(' '),
    costs: base64(Uint8Array.from(all, (w) => Math.min(255, Math.round((cost(w) ?? UNHEARD) * UNIT)))),
    roles: base64(Uint8Array.from(domain, (w, i) => (i < MARKS.length ? 0 : roleOf(w, own, counts)))),
    doubtful: listed(notes.doubtful),
    stay: notes.keep.join(' '),
    readings: oddReadings(all.slice(MARKS.length), inDomain, notes, spell, readings),
    pairs: base64(packed(pairSteps(counts, domain))),
    lookalikes: notes.lookalikes.join(' '),
    distinct: notes.distinct.join(' '),
    initials: listed(notes.initials),
    foreign: notes.foreign.join(' '),
    latin: latinWords(sources.utterances).join(' '),
  };
}
