/** Nothing is marked that is no person's: ordinary sentences, the whole knowledge base, every template, the measuring questions. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findPersonal } from '../../src/privacy.js';
import { ROOT } from '../real.js';
import { ORDINARY } from './ordinary.js';

const marked = (texts: readonly string[]): string[] =>
  texts.flatMap((t) =>
    findPersonal(t).map((p) => `${p.kind} ${t.slice(p.start, p.end)} ← ${t.slice(0, 120)}`),
  );

/** Every text in a YAML file, at any depth, but for addresses of pages. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return /^https?:/.test(value) ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return value && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}

const files = (folder: string, ending: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((n) => n.endsWith(ending))
    .map((n) => join(ROOT, folder, n));

describe('没有个人信息的话一个字也不遮', () => {
  test('三百句带钱、年份、文号、热线、编码的话', () => {
    expect(new Set(ORDINARY).size).toBeGreaterThanOrEqual(300);
    expect(marked(ORDINARY)).toEqual([]);
  });

  test('整个知识库：说法、标题、例句、用语', () => {
    const all = files('knowledge', '.yaml').flatMap((f) => texts(parse(readFileSync(f, 'utf8'))));
    expect(all.length).toBeGreaterThan(5000);
    // Utterances that ask nothing: a telephone number by itself, a name in somebody's program.
    expect(marked(all).map((m) => m.split(' ←')[0])).toEqual(['mobile 13800000000', 'name 张三']);
  });

  test('所有模板', () => {
    const all = files('templates', '.hbs').map((f) => readFileSync(f, 'utf8'));
    expect(all.length).toBeGreaterThan(50);
    expect(marked(all)).toEqual([]);
  });
});

const folder = join(process.env.GONGJI_SHARED ?? join(ROOT, '..', 'shared'), 'questions');
const measuring = existsSync(folder) ? readdirSync(folder).filter((n) => n.endsWith('.jsonl')) : [];
if (measuring.length === 0) console.log(`left out: no question files in ${folder} (set GONGJI_SHARED)`);

test.skipIf(measuring.length === 0)('衡量用的问题里，只有真像个人号码的被遮', () => {
  const said = (row: Record<string, unknown>): string[] => [
    ...['text', 'clean', 'noisy'].flatMap((k) => (typeof row[k] === 'string' ? [row[k] as string] : [])),
    ...((row.turns as { user: string }[] | undefined) ?? []).map((t) => t.user),
  ];
  const all = measuring.flatMap((n) =>
    readFileSync(join(folder, n), 'utf8')
      .split('\n')
      .filter(Boolean)
      .flatMap((l) => said(JSON.parse(l))),
  );
  const found = all.flatMap((t) =>
    findPersonal(t).map((p) => ({ kind: p.kind, text: t.slice(p.start, p.end) })),
  );
  expect(all.length).toBeGreaterThan(500);
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ text }) => !/\d{9}/.test(text))).toEqual([]);
  expect(all.filter((t) => /\d{11}/.test(t) && findPersonal(t).length === 0)).toEqual([]);
});
