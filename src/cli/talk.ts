/** ask, chat and trace: the assistant in a terminal. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type Assistant, ask, type Reply } from '../assistant.js';
import type { Home } from '../cli.js';
import { MAX_TEXT } from '../contract.js';
import { EMPTY_MEMORY, type Memory } from '../dialogue.js';
import { newId } from '../id.js';
import { isDay, shanghaiDay } from '../period.js';
import { maskPersonal } from '../privacy.js';
import { readyAssistant } from '../start.js';

interface TalkOptions {
  json?: boolean;
  region?: string;
  asOf?: string;
}

const dayArgument = (value: string): string => {
  if (!isDay(value)) throw new InvalidArgumentError('日期写成 YYYY-MM-DD，例如 2025-12-01。');
  return value;
};

function checkRegion(a: Assistant, region: string | undefined): string | undefined {
  if (region !== undefined && !a.kb.regionByCode.has(region)) {
    return `--region ${region.slice(0, 20)} 不是已知的行政区划代码：应为六位数字（例如 140000），也可以不写，在问题里说地名。`;
  }
  return undefined;
}

/** Refuses what no answer can be given to; the message names what is wrong and what to do. */
export function checkText(text: string): string | undefined {
  if (text.trim() === '') return '问题是空的；请写出想问的事，例如 gongji ask "居民医保门诊一年最多报多少"。';
  if (text.length > MAX_TEXT) return `问题有 ${text.length} 字，最长 ${MAX_TEXT} 字；请只留下要问的部分。`;
  return undefined;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 2;
}

const withOptions = (c: Command): Command =>
  c
    .option('--region <code>', '参保地的六位行政区划代码，问题里没说地方时用')
    .option('--as-of <day>', '按哪一天的规定回答（默认今天，上海时间）', dayArgument);

const messageOf = (text: string, o: TalkOptions, memory: Memory) => ({
  text,
  region: o.region,
  asOf: o.asOf ?? shanghaiDay(new Date()),
  memory,
});

export function talkCommands(program: Command, home: Home): void {
  withOptions(program.command('ask').description('问一句，答一句').argument('<question...>', '问题'))
    .option('--json', '输出契约规定的 JSON')
    .action(async (words: string[], options: TalkOptions) => {
      const text = words.join(' ');
      const a = await readyAssistant(home);
      const wrong = checkText(text) ?? checkRegion(a, options.region);
      if (wrong) return fail(wrong);
      const { answer } = ask(a, messageOf(text, options, EMPTY_MEMORY));
      if (options.json)
        console.log(JSON.stringify({ id: newId(), conversationId: newId(), ...answer }, null, 2));
      else console.log(printed(answer));
    });
  withOptions(
    program
      .command('trace')
      .description('逐步显示一句话是怎么被理解和回答的')
      .argument('<question...>', '问题'),
  ).action(async (words: string[], options: TalkOptions) => {
    const text = words.join(' ');
    const a = await readyAssistant(home);
    const wrong = checkText(text) ?? checkRegion(a, options.region);
    if (wrong) return fail(wrong);
    trace(ask(a, messageOf(text, options, EMPTY_MEMORY)));
  });
  withOptions(program.command('chat').description('在终端里连续对话')).action(
    async (options: TalkOptions) => {
      const a = await readyAssistant(home);
      const wrong = checkRegion(a, options.region);
      if (wrong) return fail(wrong);
      await chat(a, options);
    },
  );
}

function printed(answer: Reply['answer']): string {
  const options = answer.options?.map((o, i) => `  ${i + 1}. ${o.label}`) ?? [];
  const next = answer.suggestions.map((s) => `  › ${s}`);
  return [answer.text, ...options, ...(next.length > 0 ? ['还可以问：', ...next] : [])].join('\n');
}

function trace({ answer, trace: t }: Reply): void {
  const { understanding: u, situation: s } = t;
  const steps: [string, unknown][] = [
    ['整理后的文字', u.text],
    ['主题', u.ranking.map((r) => `${r.topic} ${r.probability.toFixed(3)}`).join('  ')],
    ['槽位', u.slots],
    ['细节', u.details],
    ['省略句', u.elliptic],
    ['情形', s && { topic: s.topic, also: s.alsoTopics, slots: s.slots, span: s.span, compare: s.compare }],
    ['结局', answer.outcome],
    ['事实', answer.facts.map((f) => f.id)],
    ['矛盾', answer.conflicts.map((c) => c.factIds.join(' ↔ '))],
    ['已判为错误的说法', answer.refuted.map((r) => r.factId)],
  ];
  for (const [name, value] of steps)
    console.log(`${name}：${typeof value === 'string' ? value : JSON.stringify(value)}`);
  console.log(`\n${answer.text}`);
}

const HISTORY = join(homedir(), '.gongji_history');
const HISTORY_LENGTH = 200;

/** Questions may hold personal things, so the history is kept only where the user has switched it on by the file itself. */
function history(): { list: string[]; save(list: string[]): void } {
  const kept = existsSync(HISTORY);
  return {
    list: kept ? readFileSync(HISTORY, 'utf8').split('\n').filter(Boolean) : [],
    save: (list) => {
      if (!kept) return;
      mkdirSync(homedir(), { recursive: true });
      writeFileSync(HISTORY, list.slice(0, HISTORY_LENGTH).map(maskPersonal).join('\n'), { mode: 0o600 });
    },
  };
}

/** An option's number or label stands for its value. */
export function expandOption(text: string, memory: Memory): string {
  const options = memory.options ?? [];
  const n = /^\s*(\d{1,2})[.、]?\s*$/.exec(text);
  const chosen = n ? options[Number(n[1]) - 1] : undefined;
  return chosen ? chosen.label : text;
}

async function chat(a: Assistant, options: TalkOptions): Promise<void> {
  const kept = history();
  const rl = createInterface({
    input: process.stdin,
    output: process.stdout,
    history: kept.list,
    terminal: process.stdout.isTTY ?? false,
  });
  console.log('共济问答。直接提问；“重新来”忘掉前面的话，Ctrl-D 退出。');
  let memory: Memory = EMPTY_MEMORY;
  rl.setPrompt('\n您：');
  rl.prompt();
  for await (const input of rl) {
    const text = expandOption(input, memory);
    const wrong = checkText(text);
    if (wrong) console.log(wrong);
    else {
      const reply = ask(a, messageOf(text, options, memory));
      memory = reply.memory;
      console.log(`\n${printed(reply.answer)}`);
    }
    rl.prompt();
  }
  kept.save((rl as unknown as { history?: string[] }).history ?? []);
}
