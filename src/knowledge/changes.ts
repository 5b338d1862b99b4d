/** What changed in words between two sets of fact files: facts added, ended, changed field by field, disagreements. Pure. */
import type { Labels, Source } from './schema.js';
import type { FactFile } from './schema-facts.js';

export interface Change {
  kind: 'added' | 'removed' | 'changed';
  what: 'fact' | 'conflict' | 'example' | 'source' | 'file';
  id: string;
  place: string;
  /** What it is about: topic/matter and the rule's name. */
  about: string;
  /** One line a field: its name, what it was, what it is. */
  fields: { name: string; before: string; after: string }[];
}

export interface Version {
  files: FactFile[];
  sources: Source[];
  labels?: Labels | undefined;
}

/** Fields of a fact by their Chinese names, in the order of a curator's file. */
const NAMES: Record<string, string> = {
  place: '地区',
  topic: '主题',
  matter: '事项',
  title: '名称',
  asks: '指向词',
  scheme: '险种',
  pool: '统筹区',
  conditions: '条件',
  value: '数值',
  unit: '单位',
  base: '什么的比例',
  from: '起',
  to: '止',
  fromEstimated: '起为推算',
  toEstimated: '止为推算',
  yearUnknown: '年份不详',
  statement: '正文',
  steps: '步骤',
  noRule: '无规定',
  says: '答是答否',
  relations: '亲属',
  refuted: '判错',
  notice: '提示',
  holdsBeside: '并存的上级规定',
  sources: '来源',
  checked: '核对日',
  noCalculation: '不入计算',
  bandsOn: '分段起算',
};

const shown = (v: unknown): string => {
  if (v === undefined || v === null || v === false || v === '') return '（无）';
  if (v === true) return '是';
  if (Array.isArray(v)) return v.length === 0 ? '（无）' : v.map((x) => shown(x)).join('；');
  if (typeof v === 'object') {
    const entries = Object.entries(v).filter(([, x]) => x !== undefined);
    return entries.length === 0 ? '（无）' : entries.map(([k, x]) => `${k} ${shown(x)}`).join('，');
  }
  return String(v);
};

function fieldsOf(before: object, after: object): Change['fields'] {
  const [a, b] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((k) => {
    const pair = { name: NAMES[k] ?? k, before: shown(a[k]), after: shown(b[k]) };
    return pair.before === pair.after ? [] : [pair];
  });
}

interface Item {
  what: Change['what'];
  id: string;
  place: string;
  about: string;
  data: object;
}

function itemsOf({ files, sources }: Version): Item[] {
  const facts = files.flatMap((f) => {
    const head = { place: f.place, about: `${f.topic}/${f.matter} ${f.title}` };
    const { facts: list, conflicts, examples, ...rest } = f;
    return [
      {
        what: 'file' as const,
        id: `${f.place}/${f.topic}/${f.matter}/${f.scheme}`,
        ...head,
        data: { title: rest.title, asks: rest.asks },
      },
      ...list.map((x) => ({
        what: 'fact' as const,
        id: x.id,
        ...head,
        data: {
          ...x,
          scheme: x.scheme === undefined ? f.scheme : x.scheme,
          place: f.place,
          topic: f.topic,
          matter: f.matter,
        },
      })),
      ...conflicts.map((c) => ({
        what: 'conflict' as const,
        id: [...c.facts].sort().join(' + '),
        ...head,
        data: { reason: c.reason },
      })),
      ...examples.map((x) => ({
        what: 'example' as const,
        id: `${x.ask}${x.asOf ? `（${x.asOf}）` : ''}`,
        ...head,
        data: { outcome: x.outcome, facts: x.facts, includes: x.includes, excludes: x.excludes },
      })),
    ];
  });
  return [
    ...facts,
    ...sources.map((s) => ({ what: 'source' as const, id: s.id, place: '', about: s.title, data: s })),
  ];
}

const key = (i: Item): string => `${i.what}|${i.id}`;

/** In the order of the newer version, what is gone last. */
export function changesBetween(before: Version, after: Version): Change[] {
  const old = new Map(itemsOf(before).map((i) => [key(i), i]));
  const now = itemsOf(after);
  const head = ({ what, id, place, about }: Item) => ({ what, id, place, about });
  const present = new Set(now.map(key));
  const changed = now.flatMap((i): Change[] => {
    const was = old.get(key(i));
    if (!was) return [{ kind: 'added', ...head(i), fields: fieldsOf({}, i.data) }];
    const fields = fieldsOf(was.data, i.data);
    return fields.length > 0 ? [{ kind: 'changed', ...head(i), fields }] : [];
  });
  const gone = [...old.values()].filter((i) => !present.has(key(i)));
  return [
    ...changed,
    ...gone.map((i): Change => ({ kind: 'removed', ...head(i), fields: fieldsOf(i.data, {}) })),
  ];
}

const MARK = { added: '＋', removed: '－', changed: '～' } as const;
const WHAT = { fact: '事实', conflict: '分歧', example: '例问', source: '来源', file: '文件' } as const;

/** What a person reads: of a new or ended fact only its sentence, value and days. */
const TELLING = ['数值', '单位', '起', '止', '正文', 'reason', '判错', '来源'];

export function changeLines(c: Change, nameOf: (place: string) => string): string[] {
  const head = `${MARK[c.kind]} ${WHAT[c.what]} ${c.id}${c.place ? `（${nameOf(c.place)} ${c.about}）` : `（${c.about}）`}`;
  const fields =
    c.kind === 'changed'
      ? c.fields.map((f) => `    ${f.name}：${f.before} → ${f.after}`)
      : c.fields
          .filter((f) => TELLING.includes(f.name) && c.what !== 'file')
          .map(
            (f) => `    ${f.name === 'reason' ? '说明' : f.name}：${c.kind === 'added' ? f.after : f.before}`,
          );
  return [head, ...fields];
}
