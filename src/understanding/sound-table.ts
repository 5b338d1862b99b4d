/** What the build learnt about sounds and words: as it is written, and as repair looks it up. */
import type { IntMap } from './int-map.js';

export interface SoundFile {
  /** Syllables without tones, by id. */
  syllables: string;
  /** Syllable after syllable, the characters read so by default. */
  chars: string;
  /** Further readings: character, then syllables. */
  alsoRead: string;
  /** Words of our own texts, terms and places; the first are `MARKS`. */
  domain: string;
  /** Everyday words, which only stand in the way, or fill up pinyin. */
  general: string;
  /** Cost of each word, domain first, in sixteenths of a nat, base64. */
  costs: string;
  /** What each domain word may do (`MAY`), base64. */
  roles: string;
  /** Word, then the phrases in which it may still be a misheard one. */
  doubtful: string;
  /** Words that stay whatever stands around them. */
  stay: string;
  /** Words that are not read as their characters usually are: word, then its syllables. */
  readings: string;
  /** Previous and next domain word, as steps from the one before, and count: seven bits a byte, base64. */
  pairs: string;
  /** Characters that look alike, in groups. */
  lookalikes: string;
  /** Characters that sound alike and are never meant for each other, in groups. */
  distinct: string;
  /** Abbreviation, then what it stands for. */
  initials: string;
  /** Letters that are no pinyin although they split into syllables. */
  foreign: string;
  /** Letters that stand in Chinese texts and are no pinyin. */
  latin: string;
}

/** Roles of a word, as bits. */
export const MAY = { repair: 1, place: 2, content: 4, numeral: 8, doubtful: 16, stay: 32 } as const;
/** No words but kinds of neighbours: a text's edge, digits or letters, any place, any numeral. */
export const MARKS = ['<edge>', '<other>', '<place>', '<numeral>'] as const;
export const EDGE = 0;
export const OTHER = 1;
export const PLACE = 2;
export const NUMERAL = 3;
/** No word, or a neighbour that is not known. */
export const UNKNOWN = -1;

/** Costs are written in sixteenths of a nat. */
export const UNIT = 16;

/** Ways to read words: `length` syllables from `at`. */
export interface Readings {
  word: Int32Array;
  at: Int32Array;
  length: Uint8Array;
  syllables: Int16Array;
}

/** Readings by the classes of their first two syllables. */
export interface SoundIndex {
  offsets: Int32Array;
  readings: Int32Array;
}

export interface SoundTable {
  syllableId: Map<string, number>;
  classOf: Int16Array;
  classes: number;
  /** Character code → syllable id + 1. */
  reading: Uint16Array;
  alsoRead: Map<number, number[]>;
  /** Character code → classes it may be heard as, filled as texts come. */
  heardAs: Map<number, number[]>;
  /** All words, each before a space; word `i` is `length[i]` characters from `start[i]`. */
  text: string;
  start: Int32Array;
  length: Uint8Array;
  domainSize: number;
  /** First two characters → the first word that begins with them; `nextAlike` leads to the others. */
  byPrefix: IntMap;
  nextAlike: Int32Array;
  /** Character code → id of the word of this one character, plus one. */
  single: Int32Array;
  cost: Float32Array;
  roles: Uint8Array;
  /** Word → what it counts as beside its neighbours. */
  kind: Int32Array;
  /** previous kind * domainSize + next kind → index in `pairCost`. */
  pairs: IntMap;
  pairCost: Float32Array;
  /** Cost of an unseen neighbour. */
  backoff: Float32Array;
  readings: Readings;
  /** Words that may repair what sounds like them. */
  repairs: SoundIndex;
  /** All words, for pinyin. */
  all: SoundIndex;
  /** Syllable id → words of one character, the commonest first. */
  singles: number[][];
  doubtful: Map<string, string[]>;
  lookalike: Map<number, string>;
  distinct: Map<number, string>;
  initials: Map<string, string>;
  foreign: Set<string>;
  latin: Set<string>;
}

const FIRST_HAN = 0x3400;
const HAN_SPAN = 0x6c00;
export const isHan = (code: number): boolean => code >= FIRST_HAN && code < FIRST_HAN + HAN_SPAN;
export const prefixKey = (a: number, b: number): number => (a - FIRST_HAN) * HAN_SPAN + (b - FIRST_HAN);
export const wordAt = (t: SoundTable, id: number): string =>
  t.text.substr(t.start[id] as number, t.length[id] as number);
