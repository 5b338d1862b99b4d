/** What a curator answers to the questions of `gongji kb new`, from flags or line by line, read into the fields of a fact. */
import { createInterface } from 'node:readline';
import { AUTHORITIES } from '../../contract.js';
import { UserError } from '../../errors.js';
import { conditionsSchema, type Source, sourceSchema } from '../../knowledge/schema.js';
import { CellError, value as valueCell } from '../../knowledge/sheet-cells.js';
import type { Placed } from '../../knowledge/sheets.js';
import { shanghaiDay } from '../../period.js';

/** Names of the flags, the same as the questions' fields. */
export type Given = Record<string, string | undefined> & { condition?: never };
export type Ask = (field: string, question: string, choices?: readonly string[]) => Promise<string>;

/** Answers from flags, or from the person, a line a question; a number picks from the choices. */
export function asker(given: Given): { ask: Ask; close(): void } {
  const rl =
    process.stdin.isTTY || given.stdin
      ? createInterface({ input: process.stdin, terminal: false })
      : undefined;
  const typed = rl?.[Symbol.asyncIterator]();
  const asking = rl !== undefined;
  return {
    close: () => rl?.close(),
    async ask(field, question, choices = []) {
      const flag = given[field];
      if (flag !== undefined) return flag.trim();
      if (!asking || !typed) return '';
      console.log(`${question}`);
      choices.forEach((c, i) => {
        console.log(`  ${i + 1}. ${c}`);
      });
      const line = await typed.next();
      const text = line.done ? '' : line.value.trim();
      return (/^\d+$/.test(text) && choices[Number(text) - 1]?.split(' ')[0]) || text;
    },
  };
}

export function needed(field: string, text: string): string {
  if (text === '') throw new UserError(`还缺 ${field}：在终端里逐项回答，或用 --${field} 写明`);
  return text;
}

/** 82% is 0.82 of something, 2500元/年 has its unit in it. */
export function readValue(text: string): { value: unknown; unit?: string } {
  const percent = /^(\d{1,3})(?:\.(\d+))?\s*[%％]$/.exec(text);
  if (percent) {
    const digits = `${(percent[1] as string).padStart(3, '0')}${percent[2] ?? ''}`;
    const plain = `${digits.slice(0, -2 - (percent[2]?.length ?? 0))}.${digits.slice(-2 - (percent[2]?.length ?? 0))}`;
    return { value: plain.replace(/^0+(?=\d)/, '').replace(/\.?0+$/, '') || '0', unit: 'ratio' };
  }
  const money = /^(\d+(?:\.\d+)?)\s*元(\/年|\/月|每年|每月)?$/.exec(text);
  if (money)
    return { value: money[1], unit: `CNY${money[2] ? (/年/.test(money[2]) ? '/year' : '/month') : ''}` };
  try {
    return { value: valueCell.read(text) ?? null };
  } catch (error) {
    if (error instanceof CellError) throw new UserError(`value ${text}：${error.message}`);
    throw error;
  }
}

export function readConditions(text: string): Record<string, unknown> {
  const pairs = text
    .split(/[,，；;\s]+/)
    .filter(Boolean)
    .map((p) => p.split(/[=＝]/));
  const known = Object.keys(conditionsSchema.shape);
  for (const [key = ''] of pairs)
    if (!known.includes(key))
      throw new UserError(`没有条件 ${key}；可用 ${known.join('、')}，写成 care=inpatient,hospitalLevel=3A`);
  return Object.fromEntries(pairs.map(([k = '', v = '']) => [k, v.includes('|') ? v.split('|') : v]));
}

export async function sourceFor(
  ask: Ask,
  sources: Placed<Source>[],
  province: string,
): Promise<{ id: string; added: Placed<Source>[] }> {
  const word = needed(
    'source',
    await ask('source', '来源：已登记的编号，或标题里的几个字；新的来源写它的标题'),
  );
  const found = sources.filter(({ data: s }) => s.id === word || s.title.includes(word) || s.docNo === word);
  const exact = found.find((f) => f.data.id === word);
  if (exact || found.length === 1) return { id: (exact ?? found[0])?.data.id as string, added: [] };
  if (found.length > 1) {
    const picked = await ask(
      'source-id',
      '是哪一个（写序号）',
      found.slice(0, 20).map((f) => `${f.data.id} 《${f.data.title}》`),
    );
    const one = found.find((f) => f.data.id === picked);
    if (!one)
      throw new UserError(
        `叫“${word}”的来源不止一个：${found
          .slice(0, 8)
          .map((f) => f.data.id)
          .join('、')}；写编号`,
      );
    return { id: one.data.id, added: [] };
  }
  const day = shanghaiDay(new Date());
  const data = {
    id: await ask('source-id', '新来源的编号（字母、数字和连字符）'),
    title: word,
    publisher: await ask('publisher', '发布者'),
    docNo: (await ask('doc-no', '文号（没有就回车）')) || undefined,
    url: (await ask('url', '网址（没有就回车）')) || undefined,
    published: (await ask('published', '发布日 YYYY-MM-DD、YYYY-MM 或 YYYY（不详就回车）')) || undefined,
    authority: await ask('authority', '权威', AUTHORITIES),
    checked: day,
  };
  const parsed = sourceSchema.safeParse(data);
  if (!parsed.success)
    throw new UserError(
      `没有来源“${word}”，登记新来源还缺：`,
      parsed.error.issues.map(
        (i) => `${i.path.join('.') === 'id' ? '--source-id' : `--${i.path.join('.')}`}：${i.message}`,
      ),
    );
  return { id: parsed.data.id, added: [{ file: `${province}.yaml`, data: parsed.data }] };
}
