/** estimate: the calculator by itself, from options or by asking for what it lacks; as text, JSON, table or curve. */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { estimateReply, estimateRequest, estimateText, problemText } from '../answer/estimate-reply.js';
import type { Assistant } from '../assistant.js';
import { lastTotal, scheduleRows, schedules } from '../calculator/curve.js';
import { type Estimation, levelsInPlay } from '../calculator/estimate.js';
import type { Home } from '../cli.js';
import { isProblem, type Problem, parseRequest } from '../contract/estimate.js';
import { type Fen, yuan } from '../money.js';
import { isDay, shanghaiDay } from '../period.js';
import { readyAssistant } from '../start.js';
import { type CaseOptions, placeCode, requestFrom, withCase } from './case-options.js';
import { curveSvg, rowText } from './curve.js';

interface Options extends CaseOptions {
  json?: boolean;
  table?: boolean;
  svg?: string;
  upTo?: string;
  asOf?: string;
}

type Request = Record<string, unknown>;

/** What is asked for first where nothing was said. */
const FIRST = ['region', 'scheme', 'care', 'amount'] as const;
const MOST_QUESTIONS = 12;

const moneyArgument = (text: string): string => {
  if (!/^[1-9]\d{0,11}(\.\d{1,2})?$/.test(text)) throw new InvalidArgumentError('写成金额，例如 100000。');
  return text;
};
const dayArgument = (text: string): string => {
  if (!isDay(text)) throw new InvalidArgumentError('日期写成 YYYY-MM-DD，例如 2025-12-01。');
  return text;
};

export function estimateCommand(program: Command, home: Home): void {
  withCase(program.command('estimate').description('算算能报多少；什么都不写就一项一项地问'))
    .option('--json', '输出契约规定的 JSON')
    .option('--table', '列出总费用从零起的报销表')
    .option('--svg <file>', '把报销和自己付随总费用变化的曲线写进文件')
    .option('--up-to <yuan>', '表和曲线到多大的总费用为止', moneyArgument)
    .option('--as-of <day>', '按哪一天的规定算（默认今天，上海时间）', dayArgument)
    .action(async (options: Options) => {
      const a = await readyAssistant(home);
      const day = options.asOf ?? shanghaiDay(new Date());
      const said = requestFrom(options, a.kb.regions);
      const request = Object.keys(said).length > 0 ? said : await asked(a, day);
      if (request) show(a, request, day, options);
    });
}

const problemOf = (a: Assistant, request: Request, day: string): Problem | Estimation => {
  const parsed = parseRequest(request);
  return isProblem(parsed) ? parsed : estimateRequest(a, parsed, day);
};

function show(a: Assistant, request: Request, day: string, options: Options): void {
  const e = problemOf(a, request, day);
  if (isProblem(e)) {
    console.error(`${problemText(a, e)}。`);
    process.exitCode = 2;
    return;
  }
  if (options.json) console.log(JSON.stringify(estimateReply(a, request, day), null, 2));
  else if (!options.table) console.log(estimateText(a, e, day));
  if (!options.table && !options.svg) return;
  if (e.case.amount === undefined) {
    console.error('表和曲线要有总费用（--amount）。');
    process.exitCode = 2;
    return;
  }
  const last: Fen = options.upTo ? yuan(options.upTo) : lastTotal(e.case.amount);
  if (options.table) printTable(e, last);
  if (options.svg) writeFileSync(options.svg, `${curveSvg(a.renderer, schedules(e, last), last)}\n`);
}

function printTable(e: Estimation, last: Fen): void {
  for (const s of schedules(e, last)) {
    const rows = [['总费用', '报销', '自己付'], ...scheduleRows(s, last).map(rowText)];
    console.log(rows.map((cells) => cells.join('\t')).join('\n'));
  }
}

const QUESTION: Record<string, 'scheme' | 'care' | 'hospitalLevel' | 'status' | 'remote'> = {
  scheme: 'scheme',
  care: 'care',
  hospitalLevel: 'hospitalLevel',
  status: 'status',
  remote: 'remote',
};

/** A value by its number in the list, its label, or itself. */
function chosen(text: string, values: string[], labels: Record<string, string>): string {
  const n = /^\d{1,2}$/.test(text) && !values.includes(text) ? values[Number(text) - 1] : undefined;
  return n ?? values.find((v) => labels[v] === text) ?? text;
}

/** Asks for the usual things, then for whatever the calculation still lacks; an empty line leaves a thing open. */
async function asked(a: Assistant, day: string): Promise<Request | undefined> {
  const rl = createInterface({ input: process.stdin, output: process.stdout, terminal: false });
  const lines = rl[Symbol.asyncIterator]();
  const request: Request = {};
  const ask = async (field: string, allowed: string[] = []): Promise<boolean> => {
    const slot = QUESTION[field];
    const labels = slot ? (a.kb.labels[slot] as Record<string, string>) : {};
    const known = Object.keys(labels).filter((v) => v !== 'resident-pension');
    const values = allowed.length > 0 ? allowed : known;
    const template = a.renderer.has(`ask/${field}`) ? `ask/${field}` : 'ask/field';
    console.log(a.renderer.render(template, { title: a.kb.topicByName.get('estimate')?.title ?? '', field }));
    for (const [i, v] of values.entries()) console.log(`  ${i + 1}. ${labels[v] ?? v}`);
    const next = await lines.next();
    if (next.done) return false;
    const text = next.value.trim();
    if (text !== '')
      set(request, field, field === 'region' ? placeCode(text, a.kb.regions) : chosen(text, values, labels));
    return true;
  };
  for (const field of FIRST) if (!(await ask(field))) break;
  for (let n = 0; n < MOST_QUESTIONS; n++) {
    const e = problemOf(a, request, day);
    if (!isProblem(e)) {
      // Asked only where it changes the result; an empty line shows all levels side by side.
      const levels = levelsInPlay(e);
      if (levels.length > 1) await ask('hospitalLevel', levels);
      break;
    }
    if (e.field === '') break;
    console.log(`${problemText(a, e)}。`);
    if (!(await ask(e.field, e.allowed))) break;
  }
  rl.close();
  return request;
}

/** Puts a value at a path such as `assume.critical.ratio`. */
function set(request: Request, path: string, value: string): void {
  const keys = path.split('.');
  let into = request;
  for (const key of keys.slice(0, -1)) {
    into[key] = (into[key] as Request | undefined) ?? {};
    into = into[key] as Request;
  }
  into[keys.at(-1) as string] = value;
}
