/** Accuracy on labelled question files: topics, outcomes, slots, wording, confusion pairs, wrong rows on request. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Assistant, ask, type Reply } from '../assistant.js';
import type { Home } from '../cli.js';
import { EMPTY_MEMORY, type Memory } from '../dialogue.js';
import { UserError } from '../errors.js';
import { maskPersonal } from '../privacy.js';
import { readyAssistant } from '../start.js';
import { declining, type Judged, macroF1, reliability, riskAt, type SlotCount } from './measures.js';
import { type Expectation, judge, type Row, share, type Verdict } from './score.js';
import { wrongFigures } from './wrong-figures.js';

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
  slots: SlotCount;
  bySlot: Record<string, SlotCount>;
  judged: Judged[];
  confusion: Map<string, number>;
  wrong: string[];
  /** Answers given, and those with a wrong figure. */
  figures: { answers: number; wrong: string[] };
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
  count(r.tally, `${prefix}fundPays`, v.fundPays);
  if (expected.topic !== undefined && !expected.ambiguous)
    r.judged.push({
      expected: expected.topic ?? '—',
      given: given.outcome === 'out-of-scope' ? 'out-of-scope' : (given.topic ?? '—'),
      confidence: given.confidence,
      right: v.topic ?? true,
      declined: given.outcome === 'out-of-scope',
      stranger: expected.topic === 'out-of-scope',
    });
  for (const [slot, c] of Object.entries(v.bySlot)) {
    const sum = r.bySlot[slot] ?? { found: 0, expected: 0, given: 0 };
    r.bySlot[slot] = {
      found: sum.found + c.found,
      expected: sum.expected + c.expected,
      given: sum.given + c.given,
    };
  }
  r.slots.found += v.found;
  r.slots.expected += v.expected;
  r.slots.given += v.given;
  if (expected.slots) count(r.tally, `${prefix}all slots of a row`, v.wrongSlots.length === 0);
  if (v.topic === false) {
    const pair = `${expected.topic} → ${given.outcome === 'out-of-scope' ? 'out-of-scope' : given.topic}`;
    r.confusion.set(pair, (r.confusion.get(pair) ?? 0) + 1);
  }
  const good =
    [v.topic, v.outcome, v.include, v.exclude, v.fundPays].every((x) => x !== false) &&
    v.wrongSlots.length === 0;
  if (!good) {
    const why = [
      v.topic === false ? `主题 ${expected.topic}→${given.topic}` : '',
      v.outcome === false ? `结局 ${expected.outcome}→${given.outcome}` : '',
      v.include === false ? '缺应有内容' : '',
      v.exclude === false ? '有不应有内容' : '',
      v.fundPays === false ? `统筹支付应为 ${expected.fundPays ?? expected.fundPaysAny?.join(' 或 ')}` : '',
      ...v.wrongSlots,
    ].filter(Boolean);
    r.wrong.push(`${id} ${maskPersonal(text)}\n    ${why.join('；')}`);
  }
  return good;
}

function evaluate(a: Assistant, rows: Row[]): Report {
  const r: Report = {
    tally: {},
    slots: { found: 0, expected: 0, given: 0 },
    bySlot: {},
    judged: [],
    confusion: new Map(),
    wrong: [],
    figures: { answers: 0, wrong: [] },
  };
  const weigh = (answer: Reply['answer'], said: string, expected: Expectation, id: string): void => {
    r.figures.answers += 1;
    const wrong = wrongFigures(a, answer, said, expected);
    if (wrong.length > 0) r.figures.wrong.push(`${id} ${said}\n    ${wrong.join('；')}`);
  };
  for (const row of rows) {
    if (row.turns) {
      let memory: Memory = EMPTY_MEMORY;
      let whole = true;
      let said = '';
      for (const [i, turn] of row.turns.entries()) {
        const reply = answerTo(a, turn.user, row, memory);
        memory = reply.memory;
        said = `${said} ${turn.user}`;
        weigh(reply.answer, said, turn.expect, `${row.id}.${i + 1}`);
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
      weigh(x, row.clean, {}, row.id);
      weigh(y, row.noisy, {}, row.id);
      const key = (z: typeof x) => JSON.stringify([z.outcome, z.topic, Object.entries(z.slots).sort()]);
      count(r.tally, 'pairs agreeing', key(x) === key(y));
      if (row.kind) count(r.tally, `pairs: ${row.kind}`, key(x) === key(y));
      if (key(x) !== key(y)) r.wrong.push(`${row.id} ${row.clean} ≠ ${row.noisy}\n    ${key(x)} ≠ ${key(y)}`);
    } else if (row.text !== undefined) {
      const { answer } = answerTo(a, row.text, row);
      weigh(answer, row.text, row, row.id);
      const prefix = row.ambiguous ? 'ambiguous ' : row.topic === 'out-of-scope' ? 'strangers ' : '';
      note(r, prefix, row, row.text, answer, judge(row, answer), row.id);
    }
  }
  return r;
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

function printMeasures(r: Report): void {
  for (const [slot, c] of Object.entries(r.bySlot).sort())
    console.log(
      `    ${slot.padEnd(24)} recall ${share(c.found, c.expected)}, precision ${share(c.found, c.given)}`,
    );
  if (r.judged.length === 0) return;
  const inScope = r.judged.filter((j) => !j.stranger);
  const { declined, accepted } = declining(r.judged);
  console.log(`  ${'macro-F1'.padEnd(26)} ${percent(macroF1(r.judged))}`);
  if (declined !== undefined) console.log(`  ${'strangers declined'.padEnd(26)} ${percent(declined)}`);
  if (accepted !== undefined) console.log(`  ${'in scope, not declined'.padEnd(26)} ${percent(accepted)}`);
  if (inScope.length < 50) return;
  const risks = riskAt(inScope, [1, 0.95, 0.9, 0.8, 0.5]);
  console.log(
    `  risk at coverage           ${risks.map((x) => `${percent(x.coverage)}: ${percent(x.risk)}`).join(' · ')}`,
  );
  const bins = reliability(inScope);
  console.log(
    `  confidence → right         ${bins.map((b) => `${b.from}–${b.to}: ${percent(b.accuracy)} (${b.n})`).join(' · ')}`,
  );
}

function print(name: string, rows: number, r: Report, showWrong: boolean): void {
  console.log(`\n${name}: ${rows} rows`);
  for (const [key, { hits, n }] of Object.entries(r.tally))
    console.log(`  ${key.padEnd(26)} ${share(hits, n)}`);
  if (r.slots.expected > 0) {
    console.log(`  ${'slot recall'.padEnd(26)} ${share(r.slots.found, r.slots.expected)}`);
    console.log(`  ${'slot precision'.padEnd(26)} ${share(r.slots.found, r.slots.given)}`);
  }
  printMeasures(r);
  const pairs = [...r.confusion].sort((a, b) => b[1] - a[1]).slice(0, 12);
  if (pairs.length > 0) console.log(`  confusion: ${pairs.map(([p, n]) => `${p} ×${n}`).join(' · ')}`);
  console.log(`  ${'wrong-figure answers'.padEnd(26)} ${r.figures.wrong.length}/${r.figures.answers}`);
  for (const w of r.figures.wrong) console.log(`  ✗ 数字 ${w}`);
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
