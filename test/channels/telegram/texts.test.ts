/** Random texts through the sender into a reader as strict as Telegram: nothing lost, nothing split. 100,000 with GONGJI_SOAK=1. */
import { expect, test, vi } from 'vitest';
import type { Mark, Rich } from '../../../src/channels/chat/rich.js';
import type { Api } from '../../../src/channels/telegram/api.js';
import { createSend, LIMIT, messagesOf } from '../../../src/channels/telegram/send.js';
import { objectionTo, type Sent } from '../../../src/simulate/telegram-message.js';

const TEXTS = process.env.GONGJI_SOAK === '1' ? 100_000 : 2_000;
vi.setConfig({ testTimeout: 60_000 + TEXTS * 20 });

/** Small and the same in every run (mulberry32). */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const BITS = [
  ...[
    '医',
    '保',
    '𠮷',
    '😀',
    '👨‍👩‍👧‍👦',
    '🇨🇳',
    'é',
    'e\u0301',
    '。',
    '！',
    '；',
    '”',
    '）',
    '\n',
    ' ',
    'a',
    '<',
    '&',
    '*',
    '_',
    '`',
  ],
  ...[
    'a'.repeat(700),
    '住院起付线'.repeat(60),
    '\u0301'.repeat(50),
    '👩🏽‍⚕️'.repeat(200),
    '\n'.repeat(30),
    ' '.repeat(5_000),
  ],
];

interface Case {
  text: string;
  marks: Mark[];
}

function caseOf(next: () => number): Case {
  const wanted = Math.floor(next() ** 8 * 15_000) + 1;
  const parts: string[] = [];
  for (let length = 0; length < wanted; ) {
    const long = next() < 0.02;
    const bit = BITS[long ? Math.floor(next() * BITS.length) : Math.floor(next() * 21)] as string;
    parts.push(bit);
    length += bit.length;
  }
  const marks: Mark[] = [];
  let at = 0;
  let text = '';
  for (const part of parts) {
    // A mark is from one whole part to another.
    if (next() < 0.01 && text.length > at && !/^\p{M}/u.test(part)) {
      marks.push({ start: at, end: text.length, style: next() < 0.5 ? 'bold' : 'fixed' });
      at = text.length;
    } else if (next() < 0.01 && !/^\p{M}/u.test(part)) at = text.length;
    text += part;
  }
  return { text, marks };
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });
/** So far around a cut it is looked whether it goes through what people see as one character. */
const NEAR = 400;

/** What a reader has before him: each part where it stands in the text, with nothing but blanks between. */
function positions(text: string, parts: readonly Sent[]): number[] {
  let at = 0;
  const found = parts.map((part) => {
    const start = text.indexOf(part.text, at);
    expect(start).toBeGreaterThanOrEqual(at);
    expect(text.slice(at, start).trim()).toBe('');
    at = start + part.text.length;
    return start;
  });
  expect(text.slice(at).trim()).toBe('');
  return found;
}

function expectWhole({ text, marks }: Rich, parts: readonly Sent[]): void {
  for (const part of parts) expect(objectionTo({ ...part })).toBeUndefined();
  const starts = positions(text, parts);
  for (const at of starts) {
    const before = text.slice(Math.max(0, at - NEAR), at);
    const here = graphemes.segment(before + text.slice(at, at + NEAR)).containing(before.length);
    expect(here?.index).toBe(before.length);
  }
  // Each character carries the style that it had.
  const [wanted, styled] = [new Array<string>(text.length), new Array<string>(text.length)];
  for (const m of marks) wanted.fill(m.style === 'fixed' ? 'pre' : 'bold', m.start, m.end);
  const differs = parts.some((part, i) => {
    const start = starts[i] as number;
    for (const e of part.entities) styled.fill(e.type, start + e.offset, start + e.offset + e.length);
    return wanted.slice(start, start + part.text.length).some((style, n) => style !== styled[start + n]);
  });
  expect(differs).toBe(false);
  expect(styled.some((style, n) => style !== wanted[n])).toBe(false);
}

const PACE = { place: () => 0, hush: () => undefined };
const { signal } = new AbortController();
const HANDS = { signal, cut: signal, alone: async () => undefined };
const WORDS = { agent: '{name}：', helpful: '有用', unhelpful: '没用' };

test(`${TEXTS} 段随机文字：拼回来一字不差，没有一段超长，不从字中间断，格式不走样`, async () => {
  const next = random(20251201);
  let parts: Sent[] = [];
  const api = {
    call: async (_method: string, payload: Sent) =>
      void parts.push({ ...payload, entities: payload.entities ?? [] }),
  } as unknown as Api;
  const send = createSend(api, PACE, WORDS);
  let most = 0;
  for (let i = 0; i < TEXTS; i++) {
    const c = caseOf(next);
    parts = [];
    await send('{"chat":1}', { kind: 'words', text: c.text }, HANDS);
    expectWhole({ text: c.text, marks: [] }, parts);
    const marked = messagesOf({ chat: 1 }, { rich: c }) as Sent[];
    expectWhole(
      c,
      marked.map((p) => ({ ...p, entities: p.entities ?? [] })),
    );
    most = Math.max(most, ...parts.map((p) => p.text.length));
  }
  expect(most).toBeLessThanOrEqual(LIMIT);
  expect(most).toBeGreaterThan(LIMIT / 2);
});
