/** Rules about templates: what Handlebars cannot read, names that do not exist, what no fact can fill, figures typed by hand. */
import Handlebars from 'handlebars';
import { TOPICS, type Topic } from '../contract.js';
import { readFigures } from '../figures.js';
import { neighbours } from './families.js';
import type { Complaint, RawKnowledge } from './load.js';
import type { FactEntry } from './schema.js';

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
    .flatMap((name): Complaint[] => {
      const topic = name.slice('answer/'.length);
      const facts = answeringTo(raw, topic);
      if (topic === 'comparison' || topic === 'estimate') return [];
      const file = `templates/${name}.hbs`;
      if (!(TOPICS as readonly string[]).includes(topic))
        return [{ file, line: 1, rule: 'unknown-topic', reason: `没有主题 ${topic}`, remedy: '改文件名' }];
      return [...fieldsOf(name, templates)].flatMap((field): Complaint[] => {
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
    .flatMap(([name, text]): Complaint[] => {
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

const BUILT_IN = ['if', 'unless', 'each', 'with', 'lookup', 'log'];
const PARTS = 'part/';

interface Node {
  type?: string;
  path?: { original?: string };
  name?: { original?: string };
  params?: unknown[];
  loc?: { start: { line: number } };
}

/** Helpers called and parts taken in, with their lines: what a build or an answer would only stumble over. */
function namesIn(text: string): { name: string; part: boolean; line: number }[] {
  const out: { name: string; part: boolean; line: number }[] = [];
  const visit = (x: unknown): void => {
    if (typeof x !== 'object' || x === null) return;
    const n = x as Node;
    const line = n.loc?.start.line ?? 1;
    const calls =
      /^(?:Mustache|Block)Statement$|^SubExpression$/.test(n.type ?? '') && (n.params?.length ?? 0) > 0;
    if (calls && n.path?.original) out.push({ name: n.path.original, part: false, line });
    if (/^Partial/.test(n.type ?? '') && n.name?.original)
      out.push({ name: n.name.original, part: true, line });
    for (const [key, v] of Object.entries(x)) {
      if (key === 'loc') continue;
      if (Array.isArray(v)) v.forEach(visit);
      else visit(v);
    }
  };
  visit(Handlebars.parse(text));
  return out;
}

function unknownNames(templates: Record<string, string>, helpers: readonly string[]): Complaint[] {
  const known = [...BUILT_IN, ...helpers];
  const parts = Object.keys(templates).filter((name) => name.startsWith(PARTS));
  return Object.entries(templates).flatMap(([name, text]) =>
    namesIn(text)
      .filter((n) => !(n.part ? parts : known).includes(n.name))
      .map((n): Complaint => {
        const what = n.part ? '片段' : '函数';
        const there = (n.part ? parts : known).join('、');
        return {
          file: `templates/${name}.hbs`,
          line: n.line,
          rule: 'template-name',
          reason: `没有${what} ${n.name}`,
          remedy: `改为 ${there} 之一${n.part ? '，或在 templates/part/ 里写出它' : ''}`,
        };
      }),
  );
}

/** `helpers` are the names that the renderer gives to templates. */
export function lintTemplates(
  raw: RawKnowledge,
  templates: Record<string, string>,
  helpers: readonly string[],
): Complaint[] {
  const broken = Object.entries(templates).flatMap(([name, text]) => brokenTemplate(name, text));
  const whole = Object.fromEntries(
    Object.entries(templates).filter(([name]) => !broken.some((b) => b.file === `templates/${name}.hbs`)),
  );
  return [
    ...broken,
    ...unknownNames(whole, helpers),
    ...emptyTemplateFields(raw, whole),
    ...figuresInTemplates(raw, whole),
  ];
}
