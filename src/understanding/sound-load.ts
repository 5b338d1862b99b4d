/** The table as written → look-ups over typed arrays; small enough to load with the program. */
import { IntMap } from './int-map.js';
import {
  isHan,
  MARKS,
  MAY,
  NUMERAL,
  PLACE,
  prefixKey,
  type Readings,
  type SoundFile,
  type SoundIndex,
  type SoundTable,
  UNIT,
  wordAt,
} from './sound-table.js';
import { soundClass } from './syllables.js';

const split = (text: string): string[] => (text === '' ? [] : text.split(' '));
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** `word a b,word c` → word and rest. */
const entries = (text: string): [string, string[]][] =>
  (text === '' ? [] : text.split(',')).map((e) => {
    const [head = '', ...rest] = e.split(' ');
    return [head, rest];
  });

/** Each character → all of its groups. */
function groups(text: string): Map<number, string> {
  const out = new Map<number, string>();
  for (const group of split(text))
    for (const ch of group) out.set(ch.charCodeAt(0), (out.get(ch.charCodeAt(0)) ?? '') + group);
  return out;
}

export function loadSounds(file: SoundFile): SoundTable {
  const syllables = split(file.syllables);
  const syllableId = new Map(syllables.map((s, i) => [s, i]));
  const classNames = [...new Set(syllables.map(soundClass))];
  const classId = new Map(classNames.map((c, i) => [c, i]));
  const classOf = Int16Array.from(syllables, (s) => classId.get(soundClass(s)) as number);
  const reading = new Uint16Array(0x10000);
  for (const [id, chars] of file.chars.split(' ').entries())
    for (let k = 0; k < chars.length; k++) reading[chars.charCodeAt(k)] = id + 1;
  const ids = (names: string[]): number[] => names.map((s) => syllableId.get(s) as number);

  const words = readWords(file);
  const domainSize = words.domainSize;
  const roles = new Uint8Array(words.start.length);
  roles.set(bytes(file.roles));
  const cost = new Float32Array(bytes(file.costs));
  const kind = new Int32Array(roles.length);
  for (let id = 0; id < roles.length; id++) {
    const role = roles[id] as number;
    cost[id] = (cost[id] as number) / UNIT;
    kind[id] = role & MAY.place ? PLACE : role & MAY.numeral ? NUMERAL : id;
  }
  const special = new Map<string, number[][]>();
  for (const [w, rest] of entries(file.readings)) special.set(w, [...(special.get(w) ?? []), ids(rest)]);
  const readings = readReadings(words, reading, special);
  const c = classNames.length;
  const table: SoundTable = {
    ...words,
    syllableId,
    classOf,
    classes: c,
    reading,
    alsoRead: new Map(entries(file.alsoRead).map(([ch, rest]) => [ch.charCodeAt(0), ids(rest)])),
    heardAs: new Map(),
    cost,
    roles,
    kind,
    ...pairCosts(file.pairs, cost, domainSize),
    readings,
    repairs: soundIndex(readings, classOf, c, (w) => ((roles[w] as number) & MAY.repair) !== 0),
    all: soundIndex(readings, classOf, c, () => true),
    singles: syllables.map(() => []),
    doubtful: new Map(entries(file.doubtful)),
    lookalike: groups(file.lookalikes),
    distinct: groups(file.distinct),
    initials: new Map(entries(file.initials).map(([k, rest]) => [k, rest.join('')])),
    foreign: new Set(split(file.foreign)),
    latin: new Set(split(file.latin)),
  };
  const mark = (list: Iterable<string>, role: number): void => {
    for (const word of list) {
      const key = prefixKey(word.charCodeAt(0), word.charCodeAt(1));
      for (let id = words.byPrefix.get(key); id >= 0; id = words.nextAlike[id] as number)
        if (wordAt(table, id) === word) roles[id] = (roles[id] as number) | role;
    }
  };
  mark(table.doubtful.keys(), MAY.doubtful);
  mark(split(file.stay), MAY.stay);
  const byCost = (a: number, b: number): number => (cost[a] as number) - (cost[b] as number);
  for (let r = 0; r < readings.word.length; r++)
    if (readings.length[r] === 1)
      table.singles[readings.syllables[readings.at[r] as number] as number]?.push(readings.word[r] as number);
  for (const list of table.singles) list.sort(byCost);
  return table;
}

/** Where each word stands in the long text, and by what it is found. */
function readWords(file: SoundFile) {
  const text = `${file.domain} ${file.general} `;
  const count = Buffer.from(file.costs, 'base64').length;
  const start = new Int32Array(count);
  const length = new Uint8Array(count);
  const single = new Int32Array(0x10000);
  const byPrefix = new IntMap(count);
  const nextAlike = new Int32Array(count).fill(-1);
  let domainSize = 0;
  for (let id = 0, at = 0; id < count; id++) {
    const end = text.indexOf(' ', at);
    start[id] = at;
    length[id] = end - at;
    if (at <= file.domain.length) domainSize = id + 1;
    const a = text.charCodeAt(at);
    if (end - at === 1) single[a] = id + 1;
    else if (isHan(a)) {
      const key = prefixKey(a, text.charCodeAt(at + 1));
      nextAlike[id] = byPrefix.get(key);
      byPrefix.set(key, id);
    }
    at = end + 1;
  }
  return { text, start, length, domainSize, byPrefix, nextAlike, single };
}

type Words = ReturnType<typeof readWords>;

/** Each word as its characters are read by default, or as listed; a word may have several readings. */
function readReadings(words: Words, reading: Uint16Array, special: Map<string, number[][]>): Readings {
  const { text, start, length } = words;
  const more = [...special.values()].reduce((n, all) => n + all.reduce((m, seq) => m + seq.length, 0), 0);
  const word = new Int32Array(start.length + special.size * 2);
  const at = new Int32Array(word.length);
  const size = new Uint8Array(word.length);
  const syllables = new Int16Array(text.length + more);
  let n = 0;
  let used = 0;
  const close = (id: number, count: number) => {
    word[n] = id;
    at[n] = used;
    size[n] = count;
    used += count;
    n += 1;
  };
  for (let id = MARKS.length; id < start.length; id++) {
    const from = start[id] as number;
    const count = length[id] as number;
    const listed = special.get(text.substr(from, count));
    if (listed) {
      for (const seq of listed) {
        syllables.set(seq, used);
        close(id, seq.length);
      }
      continue;
    }
    let known = true;
    for (let k = 0; k < count; k++) {
      const s = reading[text.charCodeAt(from + k)] as number;
      if (s === 0) known = false;
      syllables[used + k] = s - 1;
    }
    if (known) close(id, count);
  }
  return { word: word.subarray(0, n), at: at.subarray(0, n), length: size.subarray(0, n), syllables };
}

function soundIndex(
  r: Readings,
  classOf: Int16Array,
  classes: number,
  wanted: (w: number) => boolean,
): SoundIndex {
  const offsets = new Int32Array(classes * classes + 1);
  const keys = new Int32Array(r.word.length).fill(-1);
  for (let i = 0; i < keys.length; i++) {
    if ((r.length[i] as number) < 2 || !wanted(r.word[i] as number)) continue;
    const at = r.at[i] as number;
    const a = classOf[r.syllables[at] as number] as number;
    const key = a * classes + (classOf[r.syllables[at + 1] as number] as number);
    keys[i] = key;
    offsets[key + 1] = (offsets[key + 1] as number) + 1;
  }
  for (let k = 1; k < offsets.length; k++) offsets[k] = (offsets[k] as number) + (offsets[k - 1] as number);
  const next = offsets.slice();
  const readings = new Int32Array(offsets.at(-1) as number);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number;
    if (key < 0) continue;
    readings[next[key] as number] = i;
    next[key] = (next[key] as number) + 1;
  }
  return { offsets, readings };
}

/** Triples of previous word, next word and count. */
function unpack(base64: string): Int32Array {
  const raw = bytes(base64);
  const numbers = new Int32Array(raw.length);
  let n = 0;
  for (let i = 0; i < raw.length; i++) {
    let value = (raw[i] as number) & 127;
    for (let shift = 7; (raw[i] as number) > 127; shift += 7) {
      i += 1;
      value |= ((raw[i] as number) & 127) << shift;
    }
    numbers[n] = value;
    n += 1;
  }
  for (let i = 3; i < n; i += 3) {
    if (numbers[i] === 0) numbers[i + 1] = (numbers[i + 1] as number) + (numbers[i - 2] as number);
    numbers[i] = (numbers[i] as number) + (numbers[i - 3] as number);
  }
  return numbers.subarray(0, n);
}

/** Witten–Bell: a neighbour that many different words follow says little about the next one. */
function pairCosts(base64: string, cost: Float32Array, size: number) {
  const triples = unpack(base64);
  const total = new Float64Array(size);
  const types = new Float64Array(size);
  for (let i = 0; i < triples.length; i += 3) {
    const before = triples[i] as number;
    total[before] = (total[before] as number) + (triples[i + 2] as number);
    types[before] = (types[before] as number) + 1;
  }
  const pairs = new IntMap(triples.length / 3);
  const pairCost = new Float32Array(triples.length / 3);
  for (let i = 0; i < triples.length; i += 3) {
    const before = triples[i] as number;
    const next = triples[i + 1] as number;
    const t = types[before] as number;
    const seen = (triples[i + 2] as number) + t * Math.exp(-(cost[next] as number));
    pairs.set(before * size + next, i / 3);
    pairCost[i / 3] = -Math.log(seen / ((total[before] as number) + t));
  }
  const backoff = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const t = types[i] as number;
    if (t > 0) backoff[i] = -Math.log(t / ((total[i] as number) + t));
  }
  return { pairs, pairCost, backoff };
}
