/** Questions as people asked them, and which facts answered: what ranks the curators' lists. */
import { existsSync, readFileSync } from 'node:fs';
import { type Assistant, ask, type Reply } from '../../assistant.js';
import { EMPTY_MEMORY, type Memory } from '../../dialogue.js';
import { UserError } from '../../errors.js';
import type { RawKnowledge } from '../../knowledge/load.js';
import { lastDay } from '../../period.js';
import { progress } from './common.js';

/** One question, or the turns of one conversation. */
export interface Asked {
  turns: string[];
  region?: string | undefined;
  asOf?: string | undefined;
}

/** Labelled rows as `gongji eval` reads them, or plain text with one question a line. */
export function questionsIn(file: string): Asked[] {
  if (!existsSync(file)) throw new UserError(`没有这个文件：${file}`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '') return [];
      if (!/\.jsonl?$/i.test(file)) return [{ turns: [line.trim()] }];
      try {
        const row = JSON.parse(line) as {
          text?: string;
          clean?: string;
          turns?: { user: string }[];
          region?: string;
          asOf?: string;
        };
        const turns = row.turns?.map((t) => t.user) ?? [row.text ?? row.clean].filter((t) => t !== undefined);
        return turns.length > 0 ? [{ turns, region: row.region, asOf: row.asOf }] : [];
      } catch {
        throw new UserError(`${file}:${i + 1} 不是合法的 JSON；每行写一个 JSON 对象`);
      }
    });
}

const PAGE = 500;

/** What the service could not answer and nobody has looked at yet, from its data folder, also while it runs. */
export async function unansweredIn(dataDir: string): Promise<Asked[]> {
  const { openSqlite } = await import('../../store/sqlite.js');
  const store = openSqlite(dataDir, { readOnly: true });
  try {
    const out: Asked[] = [];
    for (let after: string | undefined; ; ) {
      const page = await store.unanswered({ status: 'open' }, { limit: PAGE, after });
      out.push(...page.map((u) => ({ turns: [u.text], region: u.region ?? undefined })));
      after = page.at(-1)?.answerId;
      if (page.length < PAGE || after === undefined) return out;
    }
  } finally {
    await store.close();
  }
}

/** The golden questions that curators wrote beside their facts. */
export const goldenQuestions = (raw: RawKnowledge): Asked[] =>
  raw.factFiles.flatMap((f) =>
    f.data.examples.map((x) => ({ turns: [x.ask], asOf: x.asOf && lastDay(x.asOf) })),
  );

/** Asks all of them; each answer goes to `see` with what was asked. */
export function askAll(
  a: Assistant,
  questions: readonly Asked[],
  day: string,
  see: (answer: Reply['answer'], text: string, span: Reply['trace']['situation']) => void,
): void {
  const bar = progress('问问题', questions.length);
  for (const [i, q] of questions.entries()) {
    let memory: Memory = EMPTY_MEMORY;
    for (const text of q.turns) {
      const reply = ask(a, { text, region: q.region, asOf: q.asOf ?? day, memory });
      memory = reply.memory;
      see(reply.answer, text, reply.trace.situation);
    }
    bar.at(i + 1);
  }
  bar.end();
}

/** How many answers cite each fact. */
export function citedCounts(a: Assistant, questions: readonly Asked[], day: string): Map<string, number> {
  const counts = new Map<string, number>();
  askAll(a, questions, day, (answer) => {
    for (const { id } of answer.facts) counts.set(id, (counts.get(id) ?? 0) + 1);
  });
  return counts;
}
