/** The same conversations by every way: facts, figures and outcome are equal, and each rendering keeps within its limits. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Answer } from '../../../src/contract.js';
import { conflictsOf, partsOf, sourcesOf } from '../../../src/web/widget/reading.js';
import { realAssistant } from '../../real.js';
import { CHOOSE, CONVERSATIONS } from './conversations.js';
import { commandLine, http, type Shown, telegram, wechat } from './ways.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Every number that is read, each once; the mark of a source, and of a step in a list, is none. */
const figures = (text: string): string[] =>
  [
    ...new Set(text.replace(/\[\d+\]|^\s*(?:\d+[.、](?!\d)|[(（]\d+[)）])/gm, '').match(/\d+(?:\.\d+)?/g)),
  ].sort();

/** Without the list of sources: the widget shows it as cards, of the facts that were used. */
const said = ({ text }: Answer): string => text.replace(/^\[\d+\] .*$/gm, '');

/** All of an answer but what names this one. */
const core = ({ id, conversationId, ...rest }: Answer) => rest;

let expected: (Shown & { answer: Answer })[][];
beforeAll(async () => {
  await realAssistant();
  expected = (await http(CONVERSATIONS)) as typeof expected;
});

const each = (shown: Shown[][], check: (shown: Shown, answer: Answer, turn: string) => void): void => {
  expect(shown.map((s) => s.length)).toEqual(CONVERSATIONS.map((c) => c.length));
  for (const [i, turns] of CONVERSATIONS.entries())
    for (const [j, turn] of turns.entries())
      check(shown[i]?.[j] as Shown, expected[i]?.[j]?.answer as Answer, `${i} ${turn}`);
};

test('六十段会话，各种结局都有，要选的都有得选', () => {
  expect(CONVERSATIONS).toHaveLength(60);
  const outcomes = new Set(expected.flat().map((s) => s.answer.outcome));
  expect(outcomes.size).toBeGreaterThanOrEqual(6);
  for (const [i, turns] of CONVERSATIONS.entries())
    for (const [j, turn] of turns.entries())
      if (turn === CHOOSE)
        expect([turns[0], expected[i]?.[j - 1]?.answer.options?.length ?? 0]).not.toContain(0);
});

test('命令行：文字、选项、追问一样', async () => {
  each(await commandLine(CONVERSATIONS), ({ text }, answer, turn) => {
    const offered = [...(answer.options?.map((o) => o.label) ?? []), ...answer.suggestions];
    expect([turn, text.startsWith(answer.text.trim())]).toEqual([turn, true]);
    for (const words of offered) expect(text).toContain(words);
    if (answer.options) expect(text).toContain(`1. ${answer.options[0]?.label}`);
  });
});

test('嵌入网页的格式：文字里的数字都有地方显示', () => {
  each(expected, (_shown, answer, turn) => {
    const { calculation, table, options, notices } = answer;
    const all = JSON.stringify([
      ...[partsOf(answer), sourcesOf(answer), conflictsOf(answer)],
      ...[calculation, table, options, notices, answer.facts],
    ]);
    const there = new Set(figures(all));
    expect([turn, figures(said(answer)).filter((n) => !there.has(n) && !there.has(`${n}.00`))]).toEqual([
      turn,
      [],
    ]);
  });
});

describe.each([
  ['Telegram', telegram, (part: string) => part.length <= 4096],
  ['微信', wechat, (part: string) => Buffer.byteLength(part) <= 2048],
] as const)('%s', (_name, way, fits) => {
  test('答的一样，数字一样，每一段都在限度里', async () => {
    each(await way(CONVERSATIONS), ({ text, parts, answer }, wanted, turn) => {
      expect([turn, answer && core(answer).text]).toEqual([turn, wanted.text]);
      expect(core(answer as Answer)).toEqual(core(wanted));
      expect([turn, parts.length > 0 && parts.every((p) => p.trim() !== '' && fits(p))]).toEqual([
        turn,
        true,
      ]);
      const here = new Set(figures(text));
      expect([turn, figures(wanted.text).filter((n) => !here.has(n))]).toEqual([turn, []]);
    });
  });
});
