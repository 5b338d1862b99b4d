/** Text however it is disguised → one plain character for each that shows, beside the same with every digit as 0–9. */
import { NUMERAL_CHARS, readNumeral } from '../numerals.js';

export interface Folded {
  /** Half-width, invisible characters left out; every element is one UTF-16 unit. */
  text: string;
  /** As long as `text`; Chinese, circled and foreign digits are 0–9 here. */
  digits: string;
  /** Where each character begins and ends in the original. */
  from: number[];
  to: number[];
}

/** Read out over the telephone, and traditional or capital forms that amounts do not know. */
const SPOKEN: Record<string, string> = {
  幺: '1',
  貳: '2',
  參: '3',
  叄: '3',
  陸: '6',
  兩: '2',
  〡: '1',
  〢: '2',
};
const CIRCLED = [...'❶❷❸❹❺❻❼❽❾'].concat([...'➀➁➂➃➄➅➆➇➈'], [...'➊➋➌➍➎➏➐➑➒'], [...'⓵⓶⓷⓸⓹⓺⓻⓼⓽']);

const DIGIT = new Map<string, string>([
  ...Object.entries(SPOKEN),
  ...CIRCLED.map((c, i): [string, string] => [c, String((i % 9) + 1)]),
  ...[...NUMERAL_CHARS].flatMap((c): [string, string][] => {
    const value = readNumeral(c) ?? '';
    return value.length === 1 ? [[c, value]] : [];
  }),
]);

const INVISIBLE = /[\p{Cf}\p{M}\u115f\u1160\u3164\uffa0\u200b-\u200f\u2060-\u206f]/u;
const DECIMAL = /^\p{Nd}$/u;

/** The ten digits of a script stand in a row; the value is the distance from the first. */
function decimal(ch: string): string | undefined {
  if (!DECIMAL.test(ch)) return undefined;
  const code = ch.codePointAt(0) as number;
  let zero = code;
  while (code - zero < 9 && DECIMAL.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

const isPlain = (code: number): boolean =>
  (code >= 32 && code < 127) || (code >= 0x4e00 && code <= 0x9fff) || code === 0x3002 || code === 0x3001;

/** Ligatures of whole phrases would make a text many times as long. */
const MOST_FOR_ONE = 5;

export function fold(input: string): Folded {
  let text = '';
  let digits = '';
  const from: number[] = [];
  const to: number[] = [];
  for (let i = 0; i < input.length; ) {
    const code = input.codePointAt(i) as number;
    const raw = code > 0xffff ? input.slice(i, i + 2) : (input[i] as string);
    const end = i + raw.length;
    const plain = isPlain(code);
    if (plain || !INVISIBLE.test(raw)) {
      const value = plain && code < 127 ? undefined : (DIGIT.get(raw) ?? (plain ? undefined : decimal(raw)));
      const wide = plain ? raw : value && code < 0x2460 ? value : raw.normalize('NFKC');
      const shown = value && wide.length > 1 ? value : wide.length > MOST_FOR_ONE ? ' ' : wide;
      for (const unit of shown.split('')) {
        text += unit;
        digits += value ?? DIGIT.get(unit) ?? unit;
        from.push(i);
        to.push(end);
      }
    }
    i = end;
  }
  return { text, digits, from, to };
}
