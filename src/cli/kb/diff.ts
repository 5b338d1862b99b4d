/** `gongji kb diff A B`: what changed in words between two versions, and which answers to the golden questions change. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Assistant, ask } from '../../assistant.js';
import type { Home } from '../../cli.js';
import { EMPTY_MEMORY } from '../../dialogue.js';
import { UserError } from '../../errors.js';
import { changeLines, changesBetween, type Version } from '../../knowledge/changes.js';
import { type RawKnowledge, readKnowledge } from '../../knowledge/load.js';
import { loadAssistant, readyAssistant } from '../../start.js';
import { dayOf, examples, padded, progress, width } from './common.js';
import { type Asked, goldenQuestions } from './questions.js';

const FOLDERS = ['knowledge', 'templates'];

/** A version laid out in a folder of its own, to be read and built without touching the work. */
function unpack(home: Home, name: string, into: string): void {
  if (existsSync(name) && statSync(name).isDirectory()) {
    // A project folder, or a folder of knowledge by itself with our templates.
    const whole = existsSync(join(name, 'knowledge'));
    cpSync(whole ? join(name, 'knowledge') : name, join(into, 'knowledge'), { recursive: true });
    const templates = whole && existsSync(join(name, 'templates')) ? name : home.root;
    cpSync(join(templates, 'templates'), join(into, 'templates'), { recursive: true });
    return;
  }
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-C', home.root, ...args], {
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  let archive: Buffer;
  try {
    const revision = git('rev-parse', '--verify', '--end-of-options', `${name}^{commit}`).toString().trim();
    archive = git('archive', '--format=tar', revision, ...FOLDERS);
  } catch {
    throw new UserError(
      `“${name}”不是文件夹，也不是版本库里的版本；例如 gongji kb diff HEAD~1 HEAD，或 gongji kb diff 旧文件夹 新文件夹`,
    );
  }
  try {
    execFileSync('tar', ['-xf', '-', '-C', into], { input: archive, stdio: ['pipe', 'ignore', 'ignore'] });
  } catch {
    throw new UserError('需要 tar 命令来取出版本库里的版本；也可以直接写两个文件夹');
  }
}

const versionOf = (raw: RawKnowledge): Version => ({
  files: raw.factFiles.map((f) => f.data),
  sources: raw.sources.flatMap((f) => f.data.sources),
});

/** None where that version does not pass today's checks: what changed in words is told all the same. */
async function assistantOf(home: Home, root: string): Promise<Assistant | undefined> {
  try {
    if (root === home.root) return await readyAssistant(home);
    const { build } = await import('../../build.js');
    build(root, 'diff', home.program(), () => undefined);
    return await loadAssistant(root);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(
      `没有比较答案：${root === home.root ? '现在的文件' : '其中一个版本'}过不了检查。${error.message}`,
    );
    for (const line of error.details.slice(0, 5)) console.error(`  ${line}`);
    return undefined;
  }
}

interface Turned {
  question: string;
  before: string;
  after: string;
}

function turned(a: Assistant, b: Assistant, questions: Asked[], day: string): Turned[] {
  const bar = progress('比较答案', questions.length);
  const out = questions.flatMap((q, i) => {
    const text = q.turns[0] as string;
    const say = (x: Assistant): string =>
      ask(x, { text, asOf: q.asOf ?? day, memory: EMPTY_MEMORY }).answer.text;
    const pair = { question: `${text}${q.asOf ? `（${q.asOf}）` : ''}`, before: say(a), after: say(b) };
    bar.at(i + 1);
    return pair.before === pair.after ? [] : [pair];
  });
  bar.end();
  return out;
}

/** A text in lines of so many columns. */
export function wrapped(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    const out: string[] = [''];
    for (const c of line) {
      if (width((out.at(-1) as string) + c) > columns) out.push('');
      out[out.length - 1] += c;
    }
    return out;
  });
}

function printPair(t: Turned, columns: number): void {
  const half = Math.floor((columns - 3) / 2);
  const [left, right] = [wrapped(t.before, half), wrapped(t.after, half)];
  console.log(`\n问：${t.question}`);
  for (let i = 0; i < Math.max(left.length, right.length); i++)
    console.log(`${padded(left[i] ?? '', half)} │ ${right[i] ?? ''}`.trimEnd());
}

const PLAIN_WIDTH = 140;

export function diffCommand(kb: Command, home: Home): void {
  kb.command('diff')
    .description('两个版本之间：哪些事实变了，哪些例问的答案跟着变（左旧右新）')
    .argument('[before]', '版本库里的版本，或一个文件夹', 'HEAD')
    .argument('[after]', '同上；不写就是现在的文件')
    .option('--facts', '只看事实，不比答案')
    .option('--as-of <day>', '按哪一天作答，YYYY-MM-DD；默认今天')
    .option('--json', '输出 JSON')
    .addHelpText(
      'after',
      examples('diff', 'diff HEAD~3 HEAD', 'diff v1.0 --facts', 'diff ../old ../new --json'),
    )
    .action(
      async (
        before: string,
        after: string | undefined,
        options: { facts?: boolean; asOf?: string; json?: boolean },
      ) => {
        const day = dayOf(options.asOf);
        const folders: string[] = [];
        try {
          const rootOf = (name: string | undefined): string => {
            if (name === undefined) return home.root;
            const into = mkdtempSync(join(tmpdir(), 'gongji-diff-'));
            folders.push(into);
            unpack(home, name, into);
            return into;
          };
          const [a, b] = [rootOf(before), rootOf(after)];
          const [old, now] = [readKnowledge(a), readKnowledge(b)];
          const changes = changesBetween(versionOf(old), versionOf(now));
          const answers =
            options.facts || changes.length === 0 ? [] : await compared(home, a, b, [old, now], day);
          report(changes, answers, now, options.json === true);
        } finally {
          for (const folder of folders) rmSync(folder, { recursive: true, force: true });
        }
      },
    );
}

async function compared(
  home: Home,
  a: string,
  b: string,
  raws: RawKnowledge[],
  day: string,
): Promise<Turned[]> {
  const questions = new Map(raws.flatMap(goldenQuestions).map((q) => [JSON.stringify(q), q]));
  const [x, y] = [await assistantOf(home, a), await assistantOf(home, b)];
  if (!x || !y) return [];
  return turned(x, y, [...questions.values()], day);
}

function report(
  changes: ReturnType<typeof changesBetween>,
  answers: Turned[],
  now: RawKnowledge,
  json: boolean,
): void {
  if (json) {
    console.log(JSON.stringify({ changes, answers }, null, 2));
    return;
  }
  const names = new Map((now.regions?.data.regions ?? []).map((r) => [r.code, r.name]));
  for (const c of changes) for (const line of changeLines(c, (p) => names.get(p) ?? p)) console.log(line);
  const count = (kind: string): number => changes.filter((c) => c.kind === kind).length;
  console.log(
    `${changes.length > 0 ? '\n' : ''}新增 ${count('added')}，删去 ${count('removed')}，改动 ${count('changed')}；例问里 ${answers.length} 个答案变了`,
  );
  for (const t of answers) printPair(t, process.stdout.columns ?? PLAIN_WIDTH);
}
