/** Text that was read in the wrong encoding on its way here → the text as written, with positions. */

export interface Mended {
  text: string;
  /** Index in the input of each character of `text`. */
  origin: number[];
}

/** What windows-1252 has where Latin-1 has control codes. */
const CP1252: Record<string, number> = {};
for (const [i, ch] of [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'].entries())
  CP1252[ch] = 0x80 + i;

/** åŒ»ä¿: three bytes of UTF-8 as three Latin letters. */
const LATIN = /[ä-é][\u0080-\u00bf€‚-•–—˜™š›œžŸŠŒŽƒˆ‰‹]{2}/;
/** Characters that UTF-8 becomes when it is read as GBK, and that nobody writes. */
const GBK_READ = /[鍖鎶鎬鐨涓鏄鍙鍏鎴闂瀹璁鎵浣涔锛銆鍦]/;
/** 醫(yī)?！蔽⑿: a byte is lost after the mark, and the pairs that follow are cut wrongly. */
const SHIFTED = /[)）]\?([^\u0000-\u007f]{2,24})/;

/** Character → its two bytes in GBK, made when the first such text comes. */
let gbk: Map<string, number> | undefined;
function gbkBytes(): Map<string, number> {
  if (gbk) return gbk;
  gbk = new Map();
  const pairs: number[] = [];
  for (let lead = 0x81; lead < 0xff; lead++)
    for (let trail = 0x40; trail < 0xff; trail++) pairs.push(lead, trail, 0x0a);
  const lines = new TextDecoder('gbk').decode(Uint8Array.from(pairs)).split('\n');
  for (const [i, ch] of lines.entries())
    if (ch.length === 1 && ch !== '\ufffd' && !gbk.has(ch))
      gbk.set(ch, (pairs[i * 3] as number) * 256 + (pairs[i * 3 + 1] as number));
  return gbk;
}

interface Bytes {
  bytes: number[];
  /** Index in the text of each byte. */
  at: number[];
}

function encode(
  text: string,
  offset: number,
  bytesOf: (ch: string) => number | undefined,
): Bytes | undefined {
  const bytes: number[] = [];
  const at: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 0x80 ? code : bytesOf(text[i] as string);
    if (value === undefined) return undefined;
    if (value > 0xff) {
      bytes.push(value >> 8);
      at.push(offset + i);
    }
    bytes.push(value & 0xff);
    at.push(offset + i);
  }
  return { bytes, at };
}

/** The character whose UTF-8 begins at `i`, and its length; undefined where there is none. */
function characterAt(bytes: number[], i: number): { code: number; length: number } | undefined {
  const first = bytes[i] as number;
  if (first < 0x80) return { code: first, length: 1 };
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || i + length > bytes.length) return undefined;
  let code = first & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const next = bytes[i + k] as number;
    if ((next & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (next & 0x3f);
  }
  const surrogate = code >= 0xd800 && code < 0xe000;
  return surrogate || code > 0x10ffff || (length === 3 && code < 0x800) ? undefined : { code, length };
}

/** What is UTF-8 in the bytes; undefined where much is not, or where it holds no Chinese. */
function fromUtf8({ bytes, at }: Bytes): Mended | undefined {
  const origin: number[] = [];
  let text = '';
  let lost = 0;
  let chinese = 0;
  for (let i = 0; i < bytes.length; ) {
    const found = characterAt(bytes, i);
    if (found) {
      const ch = String.fromCodePoint(found.code);
      for (let k = 0; k < ch.length; k++) origin.push(at[i] as number);
      text += ch;
      if (found.code >= 0x4e00 && found.code < 0xa000) chinese += 1;
    } else lost += 1;
    i += found?.length ?? 1;
  }
  return chinese > 0 && lost <= chinese ? { text, origin } : undefined;
}

/** All of a text in the wrong encoding. */
export function undoEncoding(input: string): Mended | undefined {
  if (LATIN.test(input)) {
    const encoded = encode(input, 0, (ch) => CP1252[ch] ?? (ch <= '\u00ff' ? ch.charCodeAt(0) : undefined));
    if (encoded) return fromUtf8(encoded);
  }
  if (GBK_READ.test(input)) {
    const encoded = encode(input, 0, (ch) => gbkBytes().get(ch) ?? (ch === '€' ? 0x80 : 0x3f));
    if (encoded) return fromUtf8(encoded);
  }
  return undefined;
}

/**
 * What stands after a lost byte, put in step again: the lost lead is the one that makes `isWord` true of the character
 * before and the first one; what is still no usual character ends it. Undefined where there is no such place.
 */
export function undoShift(
  input: string,
  isWord: (word: string) => boolean,
  isUsual: (ch: string) => boolean,
): { from: number; to: number; text: string } | undefined {
  const m = SHIFTED.exec(input);
  if (!m) return undefined;
  const before =
    input
      .slice(0, m.index)
      .replace(/[(（][^()（）]*$/, '')
      .at(-1) ?? '';
  const tail = m[1] as string;
  const encoded = encode(tail, 0, (ch) => gbkBytes().get(ch));
  if (!encoded) return undefined;
  const decoder = new TextDecoder('gbk');
  for (let lead = 0xb0; lead < 0xf8; lead++) {
    const text = decoder.decode(Uint8Array.from([lead, ...encoded.bytes]));
    if (!isWord(before + text[0])) continue;
    let end = 1;
    while (end < text.length && isUsual(text[end] as string)) end += 1;
    const from = m.index + 1;
    return { from, to: from + 1 + tail.length, text: text.slice(0, end) };
  }
  return undefined;
}
