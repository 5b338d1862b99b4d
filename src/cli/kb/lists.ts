/** `gongji kb stale`, `conflicts` and `gaps`: what a curator should look at next, ranked by what people ask. */
import type { Command } from 'commander';
import type { Assistant } from '../../assistant.js';
import type { Home } from '../../cli.js';
import { readSettings } from '../../config.js';
import { FACT_TOPICS } from '../../contract.js';
import { UserError } from '../../errors.js';
import { openDisputes } from '../../knowledge/disputes.js';
import { staleFacts } from '../../knowledge/stale.js';
import { readyAssistant } from '../../start.js';
import { spanText } from '../../when.js';
import { cut, dayOf, examples, nameOf, padded, readWhole, wholeNumber } from './common.js';
import { type Asked, askAll, citedCounts, goldenQuestions, questionsIn, unansweredIn } from './questions.js';

interface Options {
  asOf?: string;
  limit: string;
  json?: boolean;
  questions?: string[];
  store?: boolean;
}

const ranked = (command: Command, what: string): Command =>
  command
    .option('--questions <files...>', `按这些问题文件里问到的次数排（JSONL 或一行一问）${what}`)
    .option('--store', '也算上服务里没答上的问题（数据文件夹由 GONGJI_DATA_DIR 指定）')
    .option('--as-of <day>', '按哪一天算，YYYY-MM-DD；默认今天')
    .option('--limit <n>', '最多列几条', '30')
    .option('--json', '输出 JSON');

async function start(home: Home, options: Options) {
  const day = dayOf(options.asOf);
  const limit = wholeNumber('--limit', options.limit);
  // A question file that is not there is said before anything is built.
  const questions = (options.questions ?? []).flatMap(questionsIn);
  if (options.store) questions.push(...(await unansweredIn(readSettings(process.env).GONGJI_DATA_DIR)));
  const a: Assistant = await readyAssistant(home);
  const given = options.questions !== undefined || options.store === true;
  const all: Asked[] = given ? questions : goldenQuestions(readWhole(home.root));
  return { a, day, limit, questions: all };
}

const rest = (shown: number, all: number): void => {
  if (all > shown) console.log(`…… 还有 ${all - shown} 条；用 --limit ${all} 全部列出`);
};

export function staleCommand(kb: Command, home: Home): void {
  ranked(kb.command('stale'), '；不写则按例问')
    .description('该重新核对的事实：很久没核对，或来源已有新文件取代；问得多的在前')
    .option('--months <n>', '多少个月没核对算久', '6')
    .addHelpText('after', examples('stale', 'stale --months 12', 'stale --questions data/questions.jsonl'))
    .action(async (options: Options & { months: string }) => {
      const months = wholeNumber('--months', options.months);
      const { a, day, limit, questions } = await start(home, options);
      const all = staleFacts(a.kb, citedCounts(a, questions, day), day, months);
      const shown = all.slice(0, limit);
      if (options.json) {
        console.log(
          JSON.stringify(
            shown.map(({ fact, successors, ...x }) => ({
              id: fact.id,
              place: fact.place,
              checked: fact.lastChecked,
              ...x,
              successors: successors.map((s) => s.id),
            })),
            null,
            2,
          ),
        );
        return;
      }
      console.log(`${all.length} 条要重新核对（${day} 算起 ${months} 个月以上，或来源已被取代）`);
      console.log(`${padded('问到', 6)}${padded('月', 5)}${padded('地区', 14)}${padded('编号', 34)}正文`);
      for (const { fact, asked, months: m, successors } of shown) {
        console.log(
          `${padded(String(asked), 6)}${padded(String(m), 5)}${padded(nameOf(a.kb, fact.place), 14)}${padded(cut(fact.id, 33), 34)}${cut(fact.statement, 60)}`,
        );
        for (const s of successors)
          console.log(
            `${' '.repeat(11)}↳ 来源已被取代：《${s.title}》${s.docNo ?? ''}（${s.publisher}，${s.published ?? '日期不详'}）`,
          );
      }
      rest(shown.length, all.length);
    });
}

export function conflictsCommand(kb: Command, home: Home): void {
  ranked(kb.command('conflicts'), '；不写则按例问')
    .description('还没有定论的分歧，列出各方和来源；问得多、权威相当的在前')
    .option('--all', '连同时间已经解决的')
    .addHelpText('after', examples('conflicts', 'conflicts --limit 5', 'conflicts --json'))
    .action(async (options: Options & { all?: boolean }) => {
      const { a, day, limit, questions } = await start(home, options);
      const all = openDisputes(a.kb, citedCounts(a, questions, day), day, options.all);
      const shown = all.slice(0, limit);
      const source = (id: string) => a.kb.sourceById.get(id);
      if (options.json) {
        console.log(
          JSON.stringify(
            shown.map((d) => ({
              ...d,
              sides: d.sides.map((f) => ({
                id: f.id,
                place: f.place,
                statement: f.statement,
                value: f.value,
                unit: f.unit,
                from: f.from,
                to: f.to,
                authority: f.authority,
                sources: f.sources,
              })),
            })),
            null,
            2,
          ),
        );
        return;
      }
      console.log(`${day}：${all.length} 组分歧还没有定论`);
      for (const [i, d] of shown.entries()) {
        const marks = [
          `问到 ${d.asked} 次`,
          d.even ? '权威相当' : '权威高的在前',
          d.calculated ? '影响计算' : '',
        ].filter(Boolean);
        console.log(`\n${i + 1}. ${d.reason}（${marks.join('，')}）`);
        for (const f of d.sides) {
          console.log(`   ${nameOf(a.kb, f.place)} ${f.id}：${f.statement}`);
          for (const s of f.sources.flatMap((id) => source(id) ?? []))
            console.log(
              `     ${a.kb.labels.authority[s.authority]} 《${s.title}》（${[s.publisher, s.docNo, s.published, s.mirror ? '镜像' : s.url].filter(Boolean).join('，')}）`,
            );
        }
      }
      rest(shown.length, all.length);
    });
}

/** What an estimate or a comparison lacks is the ratio. */
const factTopic = (topic: string): string =>
  (FACT_TOPICS as readonly string[]).includes(topic) ? topic : 'ratio';

interface Gap {
  topic: string;
  place: string;
  scheme: string;
  when: string;
  count: number;
  asked: string[];
}

export function gapsCommand(kb: Command, home: Home): void {
  ranked(kb.command('gaps'), '')
    .description('缺了哪些事实：问题文件里答不上的，按地区和主题归并，缺得最多的在前')
    .addHelpText(
      'after',
      examples(
        'gaps --questions data/questions.jsonl',
        'gaps --questions asked.txt --limit 10',
        'gaps --store',
      ),
    )
    .action(async (options: Options) => {
      if (!options.questions && !options.store)
        throw new UserError(
          '用 --questions 写问题文件，或用 --store 看服务里没答上的，例如 gongji kb gaps --questions data/questions.jsonl',
        );
      const { a, day, limit, questions } = await start(home, options);
      const gaps = new Map<string, Gap>();
      let answers = 0;
      askAll(a, questions, day, (answer, text, situation) => {
        answers += 1;
        if (answer.outcome !== 'no-fact' || !situation) return;
        const { region, regions, scheme } = situation.slots;
        const gap: Omit<Gap, 'count' | 'asked'> = {
          topic: situation.topic,
          place: region ?? regions?.join(' ') ?? '000000',
          scheme: scheme ?? '',
          when: situation.span.from === situation.asOf ? '' : spanText(situation.span),
        };
        const key = Object.values(gap).join('|');
        const seen = gaps.get(key) ?? { ...gap, count: 0, asked: [] };
        gaps.set(key, { ...seen, count: seen.count + 1, asked: [...seen.asked, text] });
      });
      const all = [...gaps.values()].sort((x, y) => y.count - x.count || (x.place < y.place ? -1 : 1));
      const shown = all.slice(0, limit);
      if (options.json) {
        console.log(JSON.stringify(shown, null, 2));
        return;
      }
      const missed = all.reduce((n, g) => n + g.count, 0);
      console.log(`${answers} 个问题，${missed} 个答不上，缺 ${all.length} 处`);
      for (const g of shown) {
        const what = [
          nameOf(a.kb, g.place),
          g.scheme ? a.kb.labels.scheme[g.scheme as keyof typeof a.kb.labels.scheme] : '',
          a.kb.topicByName.get(g.topic)?.title ?? g.topic,
          g.when,
        ].filter(Boolean);
        console.log(`${String(g.count).padStart(4)}  ${what.join(' · ')}`);
        for (const text of g.asked.slice(0, 2)) console.log(`        ${cut(text, 90)}`);
        console.log(
          `        → gongji kb new --place ${g.place} --topic ${factTopic(g.topic)}${g.scheme ? ` --scheme ${g.scheme}` : ''}`,
        );
      }
      rest(shown.length, all.length);
    });
}
