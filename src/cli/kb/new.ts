/** `gongji kb new`: asks for place, topic, value, dates and source, and writes a file that the lint accepts. */
import type { Command } from 'commander';
import { pinyin } from 'pinyin-pro';
import type { Home } from '../../cli.js';
import { FACT_TOPICS, SCHEMES } from '../../contract.js';
import { UserError } from '../../errors.js';
import { folderOf } from '../../knowledge/folders.js';
import { formatComplaint, type RawKnowledge } from '../../knowledge/load.js';
import { type FactFile, factFileSchema, type Source, UNITS } from '../../knowledge/schema.js';
import type { Placed } from '../../knowledge/sheets.js';
import { type Ask, asker, type Given, needed, readConditions, readValue, sourceFor } from './answers.js';
import { examples, placeNamed, readWhole } from './common.js';
import { draft, FACTS, placedFacts, placedSources, writeDraft } from './store.js';

async function composed(
  ask: Ask,
  raw: RawKnowledge,
): Promise<{ file: Placed<FactFile>; sources: Placed<Source>[]; id: string }> {
  const regions = raw.regions?.data.regions ?? [];
  const files = placedFacts(raw);
  const titles = new Map(raw.topics.map((t) => [t.data.topic as string, t.data.title]));
  const region = placeNamed(
    needed('place', await ask('place', '地方（名字或六位代码，全国写 000000）')),
    regions,
  );
  const topic = needed(
    'topic',
    await ask(
      'topic',
      '主题',
      FACT_TOPICS.map((t) => `${t} ${titles.get(t) ?? ''}`),
    ),
  );
  if (!(FACT_TOPICS as readonly string[]).includes(topic))
    throw new UserError(`没有主题 ${topic}；可用 ${FACT_TOPICS.join('、')}`);
  const known = new Map(files.filter((f) => f.data.topic === topic).map((f) => [f.data.matter, f.data]));
  const matter = needed(
    'matter',
    await ask(
      'matter',
      '事项：同一件事在各地用同一个名字；列出的是已有的',
      [...known].map(([m, f]) => `${m} ${f.title}`),
    ),
  );
  const scheme =
    (await ask('scheme', '险种（不分险种就回车）', SCHEMES)) || (known.get(matter)?.scheme ?? '');
  const title =
    known.get(matter)?.title ??
    needed('title', await ask('title', '名称：一个名词短语，不带地方和险种，如 住院报销比例'));
  const conditions = readConditions(
    await ask('conditions', '条件（没有就回车），如 care=inpatient,hospitalLevel=3A'),
  );
  const { value, unit: implied } = readValue(
    await ask('value', '数值：82%、2500元/年、30~60、分段 30000:0.85；文字规定就回车'),
  );
  const unit =
    implied ??
    (value === null || value === undefined || Array.isArray(value) ? '' : await ask('unit', '单位', UNITS));
  const base =
    unit === 'ratio'
      ? (await ask('base', '什么的比例', [
          'fund-share 基金支付',
          'own-share 个人支付',
          'wage 工资',
          'income 收入',
        ])) || 'fund-share'
      : '';
  const from = await ask('from', '从哪天起 YYYY-MM-DD、YYYY-MM 或 YYYY（不详就回车）');
  const to = await ask('to', '到哪天为止（仍有效就回车）');
  const statement = needed(
    'statement',
    await ask('statement', '一句话说给百姓听；里面的数字要和数值、条件、日期一致'),
  );
  const folder = folderOf(region.code, files, regions, (name) =>
    pinyin(name, { toneType: 'none', type: 'array' }).join(''),
  );
  const source = await sourceFor(ask, placedSources(raw), folder.split('/')[0] as string);
  const example = await ask('example', '一句百姓会怎么问（写进例问；没有就回车）');
  const existing = files.find(
    (f) =>
      f.data.place === region.code &&
      f.data.topic === topic &&
      f.data.matter === matter &&
      (f.data.scheme ?? '') === scheme,
  );
  const ids = new Set(files.flatMap((f) => f.data.facts.map((x) => x.id)));
  const stem =
    (await ask('id', '编号（回车就自动取）')) ||
    `${folder.replaceAll('/', '-')}-${matter}${from ? `-${from.slice(0, 4)}` : ''}`;
  let id = stem;
  for (let n = 2; ids.has(id); n++) id = `${stem}-${n}`;
  const entry = {
    id,
    conditions,
    value: value ?? null,
    unit: unit || null,
    ...(base && { base }),
    from: from || null,
    to: to || null,
    statement,
    sources: [source.id],
  };
  const parsed = factFileSchema.safeParse({
    ...(existing?.data ?? { place: region.code, topic, matter, scheme: scheme || null, title }),
    facts: [...(existing?.data.facts ?? []), entry],
    examples: [...(existing?.data.examples ?? []), ...(example ? [{ ask: example, facts: [id] }] : [])],
  });
  if (!parsed.success)
    throw new UserError(
      '没有写，先改：',
      parsed.error.issues.map((i) => `${i.path.slice(2).join('.') || i.path.join('.')}：${i.message}`),
    );
  return {
    file: { file: existing?.file ?? `${folder}/${matter}.yaml`, data: parsed.data },
    sources: source.added,
    id,
  };
}

const FLAGS: [string, string][] = [
  ['place <place>', '地名或六位代码'],
  ['topic <topic>', '主题'],
  ['matter <matter>', '事项'],
  ['scheme <scheme>', '险种'],
  ['title <title>', '名称（新的事项才要）'],
  ['conditions <list>', '条件，如 care=inpatient,hospitalLevel=3A'],
  ['value <value>', '数值，如 82%、2500元/年'],
  ['unit <unit>', '单位'],
  ['base <base>', '什么的比例'],
  ['from <day>', '从哪天起'],
  ['to <day>', '到哪天为止'],
  ['statement <text>', '正文'],
  ['source <word>', '来源的编号或标题'],
  ['source-id <id>', '新来源的编号'],
  ['publisher <name>', '新来源的发布者'],
  ['doc-no <no>', '新来源的文号'],
  ['url <url>', '新来源的网址'],
  ['published <day>', '新来源的发布日'],
  ['authority <authority>', '新来源的权威'],
  ['example <question>', '例问'],
  ['id <id>', '编号'],
];

export function newCommand(kb: Command, home: Home): void {
  const command = kb
    .command('new')
    .description('写一条新的事实：逐项问，或全用选项写明；写出的文件过得了检查');
  for (const [flag, what] of FLAGS) command.option(`--${flag}`, what);
  command
    .option('--stdin', '从标准输入逐行回答')
    .option('--dry-run', '只说会写什么，不写')
    .addHelpText(
      'after',
      examples(
        'new',
        "new --place 140100 --topic cap --matter employee-outpatient-cap --scheme employee --conditions care=outpatient --value 2500元/年 --from 2024-07 --statement '门诊每年最多报2500元。' --source sx-mz-2024",
      ),
    )
    .action(async (options: Record<string, string | boolean | undefined>) => {
      const given = Object.fromEntries(
        Object.entries(options).map(([k, v]) => [
          k.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`),
          v === true ? 'yes' : v,
        ]),
      ) as Given;
      const raw = readWhole(home.root);
      const { ask, close } = asker(given);
      try {
        const { file, sources, id } = await composed(ask, raw);
        const d = draft(home.root, raw, [file], sources);
        if (d.complaints.length > 0)
          throw new UserError('没有写，检查不过：', d.complaints.map(formatComplaint));
        if (options.dryRun) for (const [path, text] of d.texts) console.log(`# ${path}\n${text}`);
        else {
          writeDraft(home.root, d);
          console.log(`已写入 ${FACTS}${file.file}（${id}）；接着可以 gongji kb check，或 gongji ask 试一试`);
        }
      } finally {
        close();
      }
    });
}
