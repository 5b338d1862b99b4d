/** Personal numbers out, before anything is kept. Money, years, document numbers and hotlines stay. */

const MARKS: [RegExp, string][] = [
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '［邮箱］'],
  [/\d(?:[\s-]?\d){14,}(?:[\s-]?[Xx])?/g, '［证件或卡号］'],
  [/(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d){8}(?!\d)/g, '［手机号］'],
];

export function maskPersonal(text: string): string {
  return MARKS.reduce((t, [re, mark]) => t.replace(re, mark), text);
}

/** What is left to understand, and whether the citizen should be told not to send such things. */
export function sift(text: string): { question: string; warn: boolean } {
  const question = maskPersonal(text);
  return { question, warn: question !== text };
}
