/** What copying, annotating and decorating do to a text, undone before and after it is normalised; positions are kept. */
import { type Mended, undoEncoding, undoShift } from './encodings.js';
import { type CharMap, type Normal, normalise } from './normalise.js';
import { isHan, prefixKey, type SoundTable } from './sound-table.js';
import { bareLetters, TONE_MARKS } from './syllables.js';

/** Variants and Japanese forms that the converter leaves, character for character. */
const VARIANTS: Record<string, string> = {
  瞭: '了',
  祇: '只',
  衞: '卫',
  戸: '户',
  薬: '药',
  囯: '国',
  両: '两',
  険: '险',
  単: '单',
  銭: '钱',
  変: '变',
  関: '关',
  対: '对',
  応: '应',
  労: '劳',
  讃: '赞',
  咗: '了',
  哋: '们',
  佢: '他',
};
const VARIANT = new RegExp(`[${Object.keys(VARIANTS).join('')}]`, 'g');

const SYLLABLE =
  '(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|vn|a|e|i|o|u|v))';
const ONE_SYLLABLE = new RegExp(`^${SYLLABLE}$`);
/** Brackets after Chinese with nothing but letters or bopomofo in them. */
const ANNOTATION = /[(（[【〔]([a-zA-ZÀ-ɏ' ’·\u3100-\u312f]{1,40})[)）\]】〕]/g;
/** A mark, something unreadable, and the end of an annotation whose beginning is lost. */
const REMAINS = /[?？\ufffd][^?？()（）\s]{0,24}[?？\ufffd]?([a-zA-ZÀ-ɏ]{1,6})[)）]/g;
/** 锟斤拷 is what nothing becomes when it is read as GBK. */
const NOTHING = /(?:锟斤拷|锟|烫烫烫|屯屯屯)+/g;
/** Faces that chat programs send as words. */
const FACES =
  /\[(?:微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑|愉快|白眼|翻白眼|傲慢|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|坏笑|鄙视|委屈|快哭了|阴险|亲亲|可怜|笑脸|生病|破涕为笑|恐惧|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|社会社会|旺柴|好的|打脸|哇|叹气|苦涩|裂开|爱心|心碎|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头|合十|啤酒|咖啡|玫瑰|凋谢|月亮|太阳|庆祝|礼物|红包|笑哭|泪|笑cry|允悲|OK|ok|Emm|emm|666)\]/g;

/** Whether letters are syllables one after the other. */
function isSpelling(letters: string): boolean {
  const reached = new Set([0]);
  for (let i = 0; i < letters.length; i++)
    for (let to = i + 1; reached.has(i) && to <= Math.min(letters.length, i + 6); to++)
      if (ONE_SYLLABLE.test(letters.slice(i, to))) reached.add(to);
  return letters !== '' && reached.has(letters.length);
}

function isAnnotation(before: string, inside: string): boolean {
  if (!isHan(before.charCodeAt(before.length - 1))) return false;
  if (/^[\u3100-\u312f ˇˋˊ˙]+$/.test(inside)) return true;
  const bare = bareLetters(inside.toLowerCase());
  const words = bare.split(/[ '’·]/).filter((w) => w !== '');
  return words.every(isSpelling) && (TONE_MARKS.test(inside.toLowerCase()) || bare.length > 1);
}

/** Places to cut from a text, what stands there instead, and where that comes from. */
interface Cut {
  from: number;
  to: number;
  now: string;
}

function cutsOf(input: string, simple: CharMap, sounds: SoundTable | undefined): Cut[] {
  const cuts: Cut[] = [];
  const add = (re: RegExp, now: string, wanted: (m: RegExpMatchArray) => boolean = () => true) => {
    for (const m of input.matchAll(re)) {
      const from = m.index as number;
      if (wanted(m) && !cuts.some((c) => c.from < from + m[0].length && from < c.to))
        cuts.push({ from, to: from + m[0].length, now });
    }
  };
  const plain = (text: string): string => [...text].map((ch) => simple.get(ch) ?? ch).join('');
  const shift =
    sounds &&
    undoShift(
      input,
      (w) => isWord(sounds, plain(w)),
      (ch) => isUsual(sounds, plain(ch)),
    );
  if (shift) cuts.push({ from: shift.from, to: shift.to, now: shift.text });
  add(ANNOTATION, '', (m) => isAnnotation(input.slice(0, m.index), m[1] as string));
  add(REMAINS, '', (m) => TONE_MARKS.test((m[1] as string).toLowerCase()));
  if (shift) add(/[?？\ufffd][a-zA-ZÀ-ɏ]{1,6}[)）]/g, '', (m) => (m.index as number) >= shift.to);
  add(NOTHING, ' ');
  add(FACES, ' ');
  return cuts.sort((a, b) => a.from - b.from);
}

function isWord(t: SoundTable, word: string): boolean {
  if (word.length !== 2 || !isHan(word.charCodeAt(0))) return false;
  for (
    let id = t.byPrefix.get(prefixKey(word.charCodeAt(0), word.charCodeAt(1)));
    id >= 0;
    id = t.nextAlike[id] as number
  )
    if (t.length[id] === 2 && id < t.domainSize) return true;
  return false;
}

/** A sign, or a character that our own texts have. */
const isUsual = (t: SoundTable, ch: string): boolean =>
  isHan(ch.charCodeAt(0)) ? (t.single[ch.charCodeAt(0)] as number) > 0 : /[\p{P}\p{N}a-zA-Z]/u.test(ch);

/** Nothing to mend in most texts: this tells them apart in one look. */
const SUSPECT =
  /[(（[【〔][\sa-zA-ZÀ-ɏ\u3100-\u312f'’·]+[)）\]】〕]|[a-zÀ-ɏ][)）]|锟|烫烫|屯屯|\[[^\]]{1,4}\]/u;

/** Before normalising: encodings, annotations, faces. Undefined where nothing was to be done. */
export function mend(input: string, simple: CharMap, sounds?: SoundTable): Mended | undefined {
  const recoded = undoEncoding(input);
  const text = recoded?.text ?? input;
  const cuts = SUSPECT.test(text) ? cutsOf(text, simple, sounds) : [];
  if (cuts.length === 0) return recoded;
  let out = '';
  const origin: number[] = [];
  let at = 0;
  const copy = (to: number) => {
    out += text.slice(at, to);
    for (; at < to; at++) origin.push(recoded ? (recoded.origin[at] as number) : at);
  };
  for (const c of cuts) {
    copy(c.from);
    for (let k = 0; k < c.now.length; k++)
      origin.push(recoded ? (recoded.origin[c.from] as number) : Math.min(c.from + k, c.to - 1));
    out += c.now;
    at = c.to;
  }
  copy(text.length);
  // Nothing but remains: then they are the message.
  return out.trim() === '' ? recoded : { text: out, origin };
}

const HAN = '[\\u3400-\\u9fff]';
/** 医.保.卡, 医-保-卡: one sign between single characters. */
const SPELT_OUT = new RegExp(`(?<!${HAN})${HAN}([.\\-_·•・/|*~])${HAN}(?:\\1${HAN})+`, 'g');

/** After normalising: spaces and signs that tear words apart. Words set apart on purpose (太原 医保) stay apart. */
export function closeGaps(n: Normal): Normal {
  const drop = new Set<number>();
  for (const m of n.text.matchAll(SPELT_OUT)) for (let k = 1; k < m[0].length; k += 2) drop.add(m.index + k);
  if (n.text.includes(' ')) {
    const pieces = n.text.split(' ').filter((p) => /[\u3400-\u9fff]/.test(p));
    const single = pieces.filter((p) => p.length === 1).length;
    const torn = single > 0 && single * 3 >= pieces.length;
    for (let i = 1; i + 1 < n.text.length; i++) {
      if (n.text[i] !== ' ') continue;
      const [a, b] = [n.text[i - 1] as string, n.text[i + 1] as string];
      const sign = /[，。？！；：、（）“”"]/;
      if (sign.test(a) || sign.test(b) || (torn && !/[a-z]/.test(a) && !/[a-z]/.test(b))) drop.add(i);
    }
  }
  if (drop.size === 0) return n;
  const keep = [...n.text].length === n.text.length;
  if (!keep) return n;
  return {
    text: [...n.text].filter((_, i) => !drop.has(i)).join(''),
    origin: n.origin.filter((_, i) => !drop.has(i)),
  };
}

/** Character for character, the last two by their neighbours: 甚么, but 甚至; 带著, but 著名. */
const respell = (text: string): string =>
  text
    .replace(VARIANT, (ch) => VARIANTS[ch] as string)
    .replace(/甚么|乜嘢/g, '什么')
    .replace(/(?<![显原名专编土论巨])著(?![名作者述称])/g, '着');

/** Any text → mended and normalised, with positions in the input. */
export function clean(input: string, toSimplified: CharMap, sounds?: SoundTable): Normal {
  const mended = mend(input, toSimplified, sounds);
  const n = normalise(mended?.text ?? input, toSimplified);
  const last = Math.max(0, input.length - 1);
  const origin = mended ? n.origin.map((i) => mended.origin[i] ?? last) : n.origin;
  return closeGaps({ text: respell(n.text), origin });
}
