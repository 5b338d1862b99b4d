/** A read text → tokens for the classifier: character n-grams over places, sums and levels as marks, concepts, pairs. */
import type { Segments } from './stated.js';
import type { Vocabulary } from './vocabulary.js';

const LEVEL = /[三二一321]级(?:特等|甲等|乙等|甲|乙)?|(?<![\d.万千百])[三二一321](?:甲|乙)(?!类|等奖)/g;
/** Openings and closings of letters and calls, which say nothing about the question. */
const FRAMES =
  /^(?:尊敬的[^，。,！!：:]{0,14}[，。,！!：:]?|您好|你好|请问(?:一下)?|想问(?:一下|下)?|问一?下|咨询(?:一?下)?|麻烦问(?:一?下|您)?|打扰(?:一?下|了)?|领导|那个|嗯|就是|[，。,！!：:\s])+|(?:盼复|望回复|请回复|谢谢(?:您|你|了)?|多谢|急|在线等|望告知|[。！!.\s])+$/g;
const MAX_CHARS = 400;

/** Replaces what varies without changing the topic; the last part of a long text is kept, where the question stands. */
function abstractText({ text, places }: Segments): string {
  let out = '';
  let at = Math.max(0, text.length - MAX_CHARS);
  for (const h of places) {
    if (h.start < at) continue;
    out += `${text.slice(at, h.start)}Ｐ`;
    at = h.end;
  }
  out += text.slice(at);
  const stripped = out.replace(FRAMES, '');
  return (stripped.length >= 2 ? stripped : out)
    .replace(LEVEL, 'Ｌ')
    .replace(/20\d\d年?/g, 'Ｙ')
    .replace(/\d[\d,.]*(?:万|千|w|k)?\d*/g, (m) => (/^12\d{3}$/.test(m) ? m : 'Ｎ'))
    .replace(/Ｐ(?:市|省|县|区)?Ｐ+/g, 'Ｐ');
}

/** Distinct tokens of one text. Bounded: at most MAX_CHARS characters enter. */
export function features(v: Vocabulary, s: Segments): string[] {
  const out = new Set<string>();
  const text = `^${abstractText(s)}$`;
  for (let n = 1; n <= 3; n++) {
    for (let i = 0; i + n <= text.length; i++) out.add(text.slice(i, i + n));
  }
  const tail = s.text.length - MAX_CHARS;
  const concepts = [...new Set(s.terms.filter((h) => h.start >= tail).map((h) => h.entry.concept))]
    .slice(-14)
    .sort();
  // What kind of sum or hospital is named, with the value abstracted away.
  const sums = s.sums.filter((sum) => sum.money);
  concepts.push(...new Set(sums.map((sum) => `sum-${sum.role}`)));
  if (s.hospitals.length > 0) concepts.push('named-hospital');
  const anchors = concepts.filter((c) => v.anchors.has(c)).length;
  out.add(`#anchors${Math.min(anchors, 2)}`);
  out.add(`#concepts${Math.min(concepts.length, 3)}`);
  for (const c of concepts) out.add(`#${c}`);
  for (const [i, a] of concepts.entries()) for (const b of concepts.slice(i + 1)) out.add(`#${a}+${b}`);
  return [...out];
}
