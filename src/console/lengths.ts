/** An answer in three lengths, all of the same words: nothing is said in a short one that is not in the full. */
import type { Renderer } from '../answer/render.js';
import type { Answer } from '../contract.js';

type Said = Pick<Answer, 'text' | 'conflicts'>;

/** Where the answer itself ends, and sources, notices and what to ask next begin. */
const TAIL = /^(?:来源：|提示：|以上按|还可以问：)/;
/** Lines of a working. */
const WORKING = /^·/;
const LINES = 12;

/** Up to the first full stop that is not inside brackets or quotes. */
function firstSentence(text: string): string {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if ('（“《【'.includes(c)) depth += 1;
    else if ('）”》】'.includes(c)) depth -= 1;
    else if (depth <= 0 && '。！？'.includes(c)) return text.slice(0, i + 1);
  }
  return text;
}

/** 可以。 alone says nothing on the phone: the sentence after it goes along. */
const SHORT = 6;
function spoken(line: string): string {
  const first = firstSentence(line);
  const rest = line.slice(first.length);
  return first.length < SHORT && rest.trim() !== '' ? `${first}${firstSentence(rest)}` : first;
}

/** A list of steps that would be cut in the middle is left out whole. */
function fitting(lines: string[]): string[] {
  if (lines.length <= LINES) return lines;
  const kept = lines.slice(0, LINES);
  const heading = kept.findLastIndex((l) => l.startsWith('【'));
  return heading > 0 && /^\(\d/.test(lines[LINES] ?? '') ? kept.slice(0, heading) : kept;
}

export function lengthsOf(
  renderer: Pick<Renderer, 'render'>,
  answer: Said,
): { phone: string; message: string; full: string } {
  const lines = answer.text.split('\n');
  const end = lines.findIndex((l) => TAIL.test(l));
  const body = (end < 0 ? lines : lines.slice(0, end)).filter((l) => l.trim() !== '');
  const source = lines.find((l) => /^\[1\]/.test(l))?.replace(/^\[1\]\s*/, '');
  const message = fitting(body.filter((l) => !WORKING.test(l)));
  const sentence = spoken(body[0] ?? answer.text);
  return {
    phone: renderer.render('console/phone', { sentence, disagree: answer.conflicts.length > 0 }),
    message: [...message, ...(source ? [`依据：${source}`] : [])].join('\n'),
    full: answer.text,
  };
}
