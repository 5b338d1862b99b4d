/** Accuracy on labelled question files: topics, outcomes, slots, wording, confusion pairs, wrong rows on request. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Assistant, ask } from '../assistant.js';
import type { Home } from '../cli.js';
import { EMPTY_MEMORY, type Memory } from '../dialogue.js';
import { UserError } from '../errors.js';
import { readyAssistant } from '../start.js';
import { type Expectation, judge, type Row, share, type Verdict } from './score.js';

const AS_OF = '2025-12-01';

interface Tally {
  [key: string]: { hits: number; n: number };
}

const count = (t: Tally, key: string, ok: boolean | undefined): void => {
  if (ok === undefined) return;
  const entry = t[key] ?? { hits: 0, n: 0 };
  t[key] = { hits: entry.hits + Number(ok), n: entry.n + 1 };
};

export function readRows(file: string): Row[] {
  if (!existsSync(file)) throw new UserError(`没有这个文件：${file}`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '') return [];
      try {
        return [JSON.parse(line) as Row];
      } catch {
        throw new UserError(`${file}:${i + 1} 不是合法的 JSON；每行写一个 JSON 对象`);
      }
    });
}

interface Report {
  tally: Tally;
  slots: { found: number; expected: number; given: number };
  confusion: Map<string, number>;
  wrong: string[];
}

function answerTo(a: Assistant, text: string, row: Row, memory: Memory = EMPTY_MEMORY) {
  return ask(a, { text, region: row.region, asOf: row.asOf ?? AS_OF, memory });
}

function note(
  r: Report,
  prefix: string,
  expected: Expectation,
  text: string,
  given: ReturnType<typeof answerTo>['answer'],
  v: Verdict,
  id: string,
): boolean {
  count(r.tally, `${prefix}topic`, v.topic);
  count(r.tally, `${prefix}outcome`, v.outcome);
  count(r.tally, `${prefix}mustInclude`, v.include);
  count(r.tally, `${prefix}mustNotInclude`, v.exclude);
  r.slots.found += v.found;
  r.slots.expected += v.expected;
  r.slots.given += v.given;
  if (expected.slots) count(r.tally, `${prefix}all slots of a row`, v.wrongSlots.length === 0);
  if (v.topic === false) {
    const pair = `${expected.topic} → ${given.outcome === 'out-of-scope' ? 'out-of-scope' : given.topic}`;
    r.confusion.set(pair, (r.confusion.get(pair) ?? 0) + 1);
  }
  const good =
    [v.topic, v.outcome, v.include, v.exclude].every((x) => x !== false) && v.wrongSlots.length === 0;
  if (!good) {
    const why = [
      v.topic === false ? `主题 ${expected.topic}→${given.topic}` : '',
      v.outcome === false ? `结局 ${expected.outcome}→${given.outcome}` : '',
      v.include === false ? '缺应有内容' : '',
      v.exclude === false ? '有不应有内容' : '',
      ...v.wrongSlots,
    ].filter(Boolean);
    r.wrong.push(`${id} ${text}\n    ${why.join('；')}`);
  }
  return good;
}

function evaluate(a: Assistant, rows: Row[]): Report {
  const r: Report = {
    tally: {},
    slots: { found: 0, expected: 0, given: 0 },
    confusion: new Map(),
    wrong: [],
  };
  for (const row of rows) {
    if (row.turns) {
      let memory: Memory = EMPTY_MEMORY;
      let whole = true;
      for (const [i, turn] of row.turns.entries()) {
        const reply = answerTo(a, turn.user, row, memory);
        memory = reply.memory;
        const good = note(
          r,
          '',
          turn.expect,
          turn.user,
          reply.answer,
          judge(turn.expect, reply.answer),
          `${row.id}.${i + 1}`,
        );
        count(r.tally, 'turns', good);
        whole &&= good;
      }
      count(r.tally, 'whole dialogues', whole);
    } else if (row.clean !== undefined && row.noisy !== undefined) {
      const [x, y] = [answerTo(a, row.clean, row).answer, answerTo(a, row.noisy, row).answer];
      const key = (z: typeof x) => JSON.stringify([z.outcome, z.topic, Object.entries(z.slots).sort()]);
      count(r.tally, 'pairs agreeing', key(x) === key(y));
      if (key(x) !== key(y)) r.wrong.push(`${row.id} ${row.clean} ≠ ${row.noisy}\n    ${key(x)} ≠ ${key(y)}`);
    } else if (row.text !== undefined) {
      const { answer } = answerTo(a, row.text, row);
      const prefix = row.ambiguous ? 'ambiguous ' : row.topic === 'out-of-scope' ? 'strangers ' : '';
      note(r, prefix, row, row.text, answer, judge(row, answer), row.id);
    }
  }
  return r;
}

function print(name: string, rows: number, r: Report, showWrong: boolean): void {
  console.log(`\n${name}: ${rows} rows`);
  for (const [key, { hits, n }] of Object.entries(r.tally))
    console.log(`  ${key.padEnd(26)} ${share(hits, n)}`);
  if (r.slots.expected > 0) {
    console.log(`  ${'slot recall'.padEnd(26)} ${share(r.slots.found, r.slots.expected)}`);
    console.log(`  ${'slot precision'.padEnd(26)} ${share(r.slots.found, r.slots.given)}`);
  }
  const pairs = [...r.confusion].sort((a, b) => b[1] - a[1]).slice(0, 12);
  if (pairs.length > 0) console.log(`  confusion: ${pairs.map(([p, n]) => `${p} ×${n}`).join(' · ')}`);
  if (showWrong) for (const w of r.wrong) console.log(`  ✗ ${w}`);
}

export function evalCommand(program: Command, home: Home): void {
  program
    .command('eval')
    .description('在标注问题文件上量准确率（JSONL，格式见契约）')
    .argument('<files...>', 'JSONL 文件')
    .option('--wrong', '列出每一行答错的')
    .option('--json', '输出 JSON')
    .action(async (files: string[], options: { wrong?: boolean; json?: boolean }) => {
      const all = files.map((f) => ({ name: basename(f), rows: readRows(f) }));
      const a = await readyAssistant(home);
      for (const { name, rows } of all) {
        const report = evaluate(a, rows);
        if (options.json)
          console.log(
            JSON.stringify({
              name,
              rows: rows.length,
              ...report,
              confusion: Object.fromEntries(report.confusion),
            }),
          );
        else print(name, rows.length, report, options.wrong ?? false);
      }
    });
}
