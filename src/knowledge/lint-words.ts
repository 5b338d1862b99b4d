/** Rules about words: aliases claimed twice, unknown slot values and topics, templates that ask for what no fact has. */
import Handlebars from 'handlebars';
import {
  CARES,
  LEVELS,
  LIMITS_OF,
  RELATIONS,
  REMOTES,
  SCHEMES,
  STATUSES,
  TOPICS,
  type Topic,
} from '../contract.js';
import { readFigures } from '../figures.js';
import { neighbours } from './families.js';
import type { Complaint, RawKnowledge } from './load.js';
import { type FactEntry, type Region, SPECIAL_LABELS } from './schema.js';

const SLOT_VALUES: Record<string, readonly string[]> = {
  scheme: SCHEMES,
  care: CARES,
  hospitalLevel: LEVELS,
  status: STATUSES,
  remote: REMOTES,
  relation: RELATIONS,
  limitOf: LIMITS_OF,
};

function doubleAliases(raw: RawKnowledge): Complaint[] {
  const out: Complaint[] = [];
  const claim = (seen: Map<string, string>, word: string, owner: string, file: string, line: number) => {
    const first = seen.get(word);
    if (first !== undefined && first !== owner) {
      out.push({
        file,
        line,
        rule: 'double-alias',
        reason: `“${word}”同时属于 ${first} 和 ${owner}`,
        remedy: '只留在其中一处',
      });
    }
    seen.set(word, owner);
  };
  const words = new Map<string, string>();
  raw.terms?.data.terms.forEach((t, i) => {
    for (const w of [t.term, ...t.aliases])
      claim(words, w, t.term, raw.terms?.file ?? '', raw.terms?.lineOf(['terms', i]) ?? 1);
  });
  const places = new Map<string, string>();
  const regions = raw.regions?.data.regions ?? [];
  const shared = sharedNames(regions);
  regions.forEach((r, i) => {
    for (const w of new Set([r.name, ...r.short, ...r.aliases])) {
      if (!shared.has(w))
        claim(
          places,
          w,
          `${r.name}${r.code}`,
          raw.regions?.file ?? '',
          raw.regions?.lineOf(['regions', i]) ?? 1,
        );
    }
  });
  return out;
}

/** Full official names that several counties share (鼓楼区): the register itself has them twice. */
function sharedNames(regions: Region[]): Set<string> {
  const count = new Map<string, number>();
  for (const r of regions) count.set(r.name, (count.get(r.name) ?? 0) + 1);
  return new Set([...count].filter(([, n]) => n > 1).map(([name]) => name));
}

function unknownValues(raw: RawKnowledge): Complaint[] {
  const terms = (raw.terms?.data.terms ?? []).flatMap((t, i) => {
    const allowed = t.slot && SLOT_VALUES[t.slot];
    if (!t.slot || (t.value && allowed?.includes(t.value))) return [];
    return [
      {
        file: raw.terms?.file ?? '',
        line: raw.terms?.lineOf(['terms', i]) ?? 1,
        rule: 'unknown-term',
        reason: `词条“${t.term}”的值 ${t.value ?? '（空）'} 不是槽位 ${t.slot} 的取值`,
        remedy: `改为 ${allowed?.join('、')} 之一`,
      },
    ];
  });
  const known: string[] = [...TOPICS, ...SPECIAL_LABELS];
  const misses = raw.topics.flatMap((f) =>
    f.data.nearMisses.flatMap((n, i) =>
      known.includes(n.topic)
        ? []
        : [
            {
              file: f.file,
              line: f.lineOf(['nearMisses', i]),
              rule: 'unknown-topic',
              reason: `近似问法的主题 ${n.topic} 不存在`,
              remedy: '改为契约里的主题',
            },
          ],
    ),
  );
  return [...terms, ...misses];
}

/** Fields of a view that only facts of a certain kind can fill. */
const FILLED_BY: Record<string, (f: FactEntry) => boolean> = {
  stepGroups: (f) => f.steps !== undefined,
  lines: (f) => f.value !== null,
};

/** All names that a template and the partials it calls read from the view. */
function fieldsOf(name: string, templates: Record<string, string>, seen = new Set<string>()): Set<string> {
  const out = new Set<string>();
  if (seen.has(name)) return out;
  seen.add(name);
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const n = node as { type?: string; original?: string; parts?: string[]; name?: { original?: string } };
    if (n.type === 'PathExpression' && n.parts?.[0]) out.add(n.parts[0]);
    if (n.type === 'PartialStatement' && n.name?.original)
      for (const f of fieldsOf(n.name.original, templates, seen)) out.add(f);
    for (const v of Object.values(node))
      if (Array.isArray(v)) v.forEach(visit);
      else visit(v);
  };
  visit(Handlebars.parse(templates[name] ?? ''));
  return out;
}

/** Facts that may come into an answer to the topic: its own, its neighbours', and those that answer under it as well. */
function answeringTo(raw: RawKnowledge, topic: string): FactEntry[] {
  const topics: string[] = [topic, ...neighbours(topic as Topic)];
  const invited = new Set(
    raw.matters.flatMap((f) =>
      f.data.matters.flatMap((m) => (topic in m.alsoTopics ? [`${f.data.topic}/${m.matter}`] : [])),
    ),
  );
  return raw.factFiles
    .filter((f) => topics.includes(f.data.topic) || invited.has(`${f.data.topic}/${f.data.matter}`))
    .flatMap((f) => f.data.facts);
}

function emptyTemplateFields(raw: RawKnowledge, templates: Record<string, string>): Complaint[] {
  return Object.keys(templates)
    .filter((name) => name.startsWith('answer/'))
    .flatMap((name) => {
      const topic = name.slice('answer/'.length);
      const facts = answeringTo(raw, topic);
      if (topic === 'comparison' || topic === 'estimate') return [];
      const file = `templates/${name}.hbs`;
      if (!(TOPICS as readonly string[]).includes(topic))
        return [{ file, line: 1, rule: 'unknown-topic', reason: `没有主题 ${topic}`, remedy: '改文件名' }];
      return [...fieldsOf(name, templates)].flatMap((field) => {
        const filled = FILLED_BY[field];
        return filled && !facts.some(filled)
          ? [
              {
                file,
                line: 1,
                rule: 'template-field',
                reason: `模板用到 ${field}，但主题 ${topic} 没有一条事实能提供`,
                remedy: '从模板删去该部分，或补上这样的事实',
              },
            ]
          : [];
      });
    });
}

/** Templates state no figure: digits and numerals with a unit may stand only inside hotlines. */
function figuresInTemplates(raw: RawKnowledge, templates: Record<string, string>): Complaint[] {
  const { hotlines = [], phrases = [] } = raw.phrases?.data ?? {};
  const blank = (s: string): string => s.replace(/[^\n]/g, ' ');
  return Object.entries(templates)
    .filter(([name]) => !name.startsWith('web/'))
    .flatMap(([name, text]) => {
      let rest = text.replace(/\{\{[^}]*\}\}/g, blank);
      for (const h of hotlines) rest = rest.split(h).join(blank(h));
      const figure = /\d/.exec(rest)?.[0] ?? readFigures(rest, phrases)[0]?.raw;
      if (!figure) return [];
      const line = rest.slice(0, rest.indexOf(figure)).split('\n').length;
      return [
        {
          file: `templates/${name}.hbs`,
          line,
          rule: 'template-figure',
          reason: '模板里写死了数字',
          remedy: '数字只能来自事实、计算或问题',
        },
      ];
    });
}

/** What Handlebars cannot read; the other rules leave such a template out. */
function brokenTemplate(name: string, text: string): Complaint[] {
  try {
    Handlebars.parse(text);
    return [];
  } catch (error) {
    const line = Number(
      / line (\d+)| - (\d+):\d+/
        .exec((error as Error).message)
        ?.slice(1)
        .find(Boolean) ?? 1,
    );
    const remedy = '看 {{ 和 }} 是否配对，{{#if}}、{{#each}} 是否收尾';
    return [{ file: `templates/${name}.hbs`, line, rule: 'template-syntax', reason: '模板语法错误', remedy }];
  }
}

export function lintWords(raw: RawKnowledge, templates: Record<string, string>): Complaint[] {
  const broken = Object.entries(templates).flatMap(([name, text]) => brokenTemplate(name, text));
  const whole = Object.fromEntries(
    Object.entries(templates).filter(([name]) => !broken.some((b) => b.file === `templates/${name}.hbs`)),
  );
  return [
    ...doubleAliases(raw),
    ...unknownValues(raw),
    ...broken,
    ...emptyTemplateFields(raw, whole),
    ...figuresInTemplates(raw, whole),
  ];
}
