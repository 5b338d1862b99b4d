/** Any text a citizen may send → one simplified, half-width, single-spaced line, with spans back to the original. */

export interface Normal {
  text: string;
  /** Index in the original of each character of `text`. */
  origin: number[];
}

/** Characters that OpenCC leaves or maps to a word people do not use here. */
const VARIANTS: Record<string, string> = {
  帳: '账',
  綁: '绑',
  佔: '占',
  牠: '它',
  妳: '你',
  喺: '在',
  嘅: '的',
  啲: '些',
  冇: '没',
  咩: '什',
  唔: '不',
  俾: '给',
  嗰: '那',
};

/** Pictures that stand for a word; the others only decorate. */
const PICTURES: Record<string, string> = {
  '🏥': '医院',
  '💊': '药',
  '📱': '手机',
};

const CLOSERS = /\p{Cf}|[\ufe00-\ufe0f\u20e3]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}/u;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ue000-\uf8ff\ufffd]/;
const PUNCTUATION = /[，。！？；：、,.!?;:~～…—\-_·]/;

/** Lone surrogates would break what later counts characters. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** 参 is three only among capital numerals, not in 参保; 一万参保 is no numeral. */
const CAPITAL_THREE = /参(?=[仟佰拾万元圆])|(?<=[仟佰拾])参/g;
/** Ligatures of whole phrases would make a text many times as long. */
const MOST_FOR_ONE = 4;
/** Numerals of one character for two. */
const TENS: Record<string, string> = { 廿: '二十', 卅: '三十' };

export type CharMap = ReadonlyMap<string, string>;

/** Pairs `繁简繁简…` as the build writes them. */
export function charMap(pairs: string): Map<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) map.set(pairs[i] as string, pairs[i + 1] as string);
  for (const [from, to] of Object.entries(VARIANTS)) map.set(from, to);
  return map;
}

/** Width, traditional characters, invisible and repeated marks, spaces between Chinese characters. */
export function normalise(input: string, toSimplified: CharMap): Normal {
  const out: string[] = [];
  const origin: number[] = [];
  let i = 0;
  for (const raw of input.replace(LONE, ' ')) {
    const start = i;
    i += raw.length;
    if (isPlain(raw.charCodeAt(0))) {
      push(out, origin, TENS[raw] ?? toSimplified.get(raw) ?? raw, start);
      continue;
    }
    if (CLOSERS.test(raw)) continue;
    const wide = PICTURES[raw] ?? raw.normalize('NFKC');
    let folded = TENS[wide] ?? wide;
    if (
      folded.length > MOST_FOR_ONE ||
      CONTROL.test(folded) ||
      (EMOJI.test(raw) && !/[\d#*]/.test(raw) && !PICTURES[raw])
    )
      folded = ' ';
    for (const ch of folded) {
      const c = (toSimplified.get(ch) ?? ch).toLowerCase();
      const last = out.at(-1);
      if (/\s/.test(c)) {
        if (last !== undefined && last !== ' ') push(out, origin, ' ', start);
      } else if (!(PUNCTUATION.test(c) && c === last && c !== '-')) push(out, origin, c, start);
    }
  }
  const marked = chinesePunctuation(out.join('').trimEnd());
  const { text, origin: from } = dropInnerSpaces({ text: marked, origin: origin.slice(0, marked.length) });
  // When the spaces are gone: 参 元 says three yuan as well.
  return { text: text.replace(CAPITAL_THREE, '叁'), origin: from };
}

/** Chinese, lower-case letters and digits: nothing to fold. */
const isPlain = (code: number): boolean =>
  (code >= 0x3400 && code <= 0x9fff) || (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

function push(out: string[], origin: number[], text: string, at: number): void {
  if (text.length === 1) {
    out.push(text);
    origin.push(at);
    return;
  }
  for (const unit of text) {
    out.push(unit);
    for (let k = 0; k < unit.length; k++) origin.push(at);
  }
}

const CHINESE_MARKS: Record<string, string> = {
  ',': '，',
  '?': '？',
  '!': '！',
  ';': '；',
  ':': '：',
  '(': '（',
  ')': '）',
};

/** NFKC makes Chinese punctuation half-width; between digits it stays so (12,345 and 9:30). */
function chinesePunctuation(text: string): string {
  return text.replace(/[,?!;:()]/g, (m, at: number) =>
    /\d/.test(text[at - 1] ?? '') && /\d/.test(text[at + 1] ?? '') ? m : (CHINESE_MARKS[m] ?? m),
  );
}

/** 太 原 医 保 → 太原医保, but keyword style (太原 医保) keeps its gaps. */
function dropInnerSpaces(n: Normal): Normal {
  const single = /(?<![\u3400-\u9fff])[\u3400-\u9fff](?: [\u3400-\u9fff]){2,}(?![\u3400-\u9fff])/g;
  const drop = new Set<number>();
  for (const m of n.text.matchAll(single)) {
    for (let k = 0; k < m[0].length; k++) if (m[0][k] === ' ') drop.add(m.index + k);
  }
  if (drop.size === 0) return n;
  const text = n.text
    .split('')
    .filter((_, k) => !drop.has(k))
    .join('');
  return { text, origin: n.origin.filter((_, k) => !drop.has(k)) };
}
