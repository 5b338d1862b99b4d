/** What of a number a text still shows to somebody who reads through every disguise; written apart from the masker. */
import type { Personal } from './generate.js';

const CHINESE: Record<string, string> = { 〇: '0', 幺: '1' };
for (const row of ['零一二三四五六七八九', '零壹贰叁肆伍陆柒捌玖'])
  for (const [i, c] of [...row].entries()) CHINESE[c] = String(i);

export const seenThrough = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]/g, (c) => CHINESE[c] as string)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();

/** So many characters of a number in a row give it away. */
const TELLING = 7;

/** The secret, or a telling part of it, in what is left. */
export function leaks(p: Pick<Personal, 'kind' | 'secret'>, left: string): boolean {
  const [shown, secret] = [seenThrough(left), seenThrough(p.secret)];
  if (p.kind === 'name' || p.kind === 'address' || p.kind === 'email') return shown.includes(secret);
  for (let i = 0; i + TELLING <= secret.length; i++)
    if (shown.includes(secret.slice(i, i + TELLING))) return true;
  return false;
}

/** Days and times of day have up to nine digits, and are everywhere. */
const CHUNK = 10;
const chunks = (s: string): string[] =>
  s.length < CHUNK ? [s] : Array.from({ length: s.length - CHUNK + 1 }, (_, i) => s.slice(i, i + CHUNK));

/** Whether a secret stands in a large text; digits are looked for by parts of ten, with gaps between them closed. */
export function inWriting(text: string): (p: Pick<Personal, 'kind' | 'secret'>) => boolean {
  const plain = text.normalize('NFKC').replace(/[\p{Cf}\p{M}]/gu, '');
  const shown = plain
    .replace(/[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]/g, (c) => CHINESE[c] as string)
    .replace(/(?<=\d)[^\p{L}\p{N}"{}]{1,3}(?=\d)/gu, '');
  const parts = new Set((shown.match(/\d{7,}/g) ?? []).flatMap(chunks));
  return ({ kind, secret }) =>
    kind === 'name' || kind === 'address' || kind === 'email'
      ? plain.includes(secret)
      : chunks(secret.replace(/\D/g, '')).some((c) => parts.has(c));
}
