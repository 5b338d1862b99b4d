/** Small knowledge bases for tests, written as YAML the way a curator writes them; a file's path says what it is. */
import type { z } from 'zod';
import { HELPERS } from '../../src/answer/render.js';
import {
  AUTHORITIES,
  CARES,
  LEVELS,
  LIMITS_OF,
  RELATIONS,
  REMOTES,
  SCHEMES,
  type Slots,
  STATUSES,
} from '../../src/contract.js';
import { buildSnapshot, indexSnapshot, type KnowledgeBase } from '../../src/knowledge/base.js';
import type { Case } from '../../src/knowledge/conditions.js';
import { lintFacts } from '../../src/knowledge/lint.js';
import { lintTemplates } from '../../src/knowledge/lint-templates.js';
import { lintWords } from '../../src/knowledge/lint-words.js';
import { type Complaint, type Located, parseFile, type RawKnowledge } from '../../src/knowledge/load.js';
import {
  factFileSchema,
  hospitalFileSchema,
  labelFileSchema,
  matterFileSchema,
  phraseFileSchema,
  planSchema,
  RATIO_BASES,
  regionFileSchema,
  sourceFileSchema,
  termFileSchema,
  topicFileSchema,
} from '../../src/knowledge/schema.js';
import { soundFileSchema } from '../../src/knowledge/schema-sound.js';

/** Path → text. Paths as in the project: `knowledge/facts/…`, `knowledge/terms.yaml`, `templates/answer/cap.hbs`. */
export type Files = Record<string, string>;

/** Two provinces; the first has price classes, two cities and a county, and nothing else is real about them. */
const REGIONS = `
asOf: '2026-01-01'
levelClasses:
  '140000': { 3A: '1', 3B: '2', 2A: '2', 2B: '3', '1': '3', primary: '3' }
regions:
  - { code: '000000', name: 全国, parent: null }
  - { code: '140000', name: 甲省, parent: '000000' }
  - { code: '140100', name: 子市, parent: '140000' }
  - { code: '140121', name: 寅县, parent: '140100', pool: '140100' }
  - { code: '140200', name: 丑市, parent: '140000' }
  - { code: '150000', name: 乙省, parent: '000000' }
  - { code: '150100', name: 卯市, parent: '150000' }
`;

/** One source a grade with a date, more of equal grade, and pages without a date. */
const SOURCES = `
sources:
  - { id: law, title: 条例, publisher: 国务院, published: '2020-05-01', authority: law, checked: '2025-12-01' }
  - { id: gov, title: 通知, publisher: 医保局, docNo: 甲医保发〔2024〕38号, published: '2024-06-20', authority: official, checked: '2025-12-01' }
  - { id: gov2, title: 另一通知, publisher: 医保局, published: '2024-08-01', authority: official, checked: '2025-12-01' }
  - { id: news, title: 报道, publisher: 日报, published: '2024-07-15', authority: media, checked: '2025-12-01' }
  - { id: news-old, title: 旧报道, publisher: 日报, published: '2021-03-01', authority: media, checked: '2025-12-01' }
  - { id: page, title: 网页, publisher: 某站, authority: aggregator, checked: '2024-12-20/2025-03-01' }
  - { id: page2, title: 又一网页, publisher: 某站, authority: aggregator, checked: '2025-03-01' }
`;

const LABELS = JSON.stringify({
  ...Object.fromEntries(
    Object.entries({
      scheme: SCHEMES,
      care: CARES,
      hospitalLevel: LEVELS,
      status: STATUSES,
      remote: REMOTES,
      relation: RELATIONS,
      limitOf: LIMITS_OF,
      authority: AUTHORITIES,
      base: RATIO_BASES,
    }).map(([name, values]) => [name, Object.fromEntries(values.map((v) => [v, v]))]),
  ),
  ...Object.fromEntries(
    'priceClass sex area referral filing payer channel drugClass account unit'.split(' ').map((n) => [n, {}]),
  ),
});

const DEFAULTS: Files = {
  'knowledge/regions.yaml': REGIONS,
  'knowledge/sources/all.yaml': SOURCES,
  'knowledge/labels.yaml': LABELS,
  'knowledge/terms.yaml': 'terms: []',
  'knowledge/hospitals.yaml': 'hospitals: []',
  'knowledge/phrases.yaml': "{ phrases: [一次], hotlines: ['12393'] }",
};

/** Parses files against the schema of their folder; the defaults stand where the files bring none of their own. */
export function rawOf(files: Files): RawKnowledge {
  const all = { ...DEFAULTS, ...files };
  const complaints: Complaint[] = [];
  const read = <S extends z.ZodType>(start: string, schema: S): Located<z.output<S>>[] =>
    Object.keys(all)
      .filter((path) => path.startsWith(`knowledge/${start}`))
      .flatMap((path) => parseFile(path, all[path] ?? '', schema, complaints) ?? []);
  return {
    factFiles: read('facts/', factFileSchema),
    sources: read('sources/', sourceFileSchema),
    topics: read('topics/', topicFileSchema),
    matters: read('matters/', matterFileSchema),
    plans: read('plans/', planSchema),
    regions: read('regions.yaml', regionFileSchema)[0] as RawKnowledge['regions'],
    hospitals: read('hospitals.yaml', hospitalFileSchema)[0],
    terms: read('terms.yaml', termFileSchema)[0],
    labels: read('labels.yaml', labelFileSchema)[0],
    phrases: read('phrases.yaml', phraseFileSchema)[0],
    sound: read('sound.yaml', soundFileSchema)[0],
    complaints,
  };
}

/** Everything that a check of these files complains of: shape, facts, words and templates. */
export function complaintsOn(files: Files): Complaint[] {
  const raw = rawOf(files);
  const templates = Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith('templates/'))
      .map(([path, text]) => [path.slice('templates/'.length).replace(/\.hbs$/, ''), text]),
  );
  return [
    ...raw.complaints,
    ...lintFacts(raw),
    ...lintWords(raw),
    ...lintTemplates(raw, templates, Object.keys(HELPERS)),
  ];
}

/** A knowledge base of these fact files. Throws where one is misshapen, so that no test passes on a typing error. */
export function knowledgeOf(files: Files): KnowledgeBase {
  const raw = rawOf(files);
  if (raw.complaints.length > 0) throw new Error(JSON.stringify(raw.complaints, null, 2));
  return indexSnapshot(buildSnapshot(raw, 'test'));
}

export interface Head {
  place?: string;
  topic?: string;
  matter?: string;
  scheme?: string;
}

/** A fact file: its head, then the entries as written. */
export function factFile(head: Head, entries: string): string {
  const { place = '140000', topic = 'cap', matter = 'outpatient-cap', scheme } = head;
  const lines = [`place: '${place}'`, `topic: ${topic}`, `matter: ${matter}`, 'title: 事项'];
  return [...lines, ...(scheme ? [`scheme: ${scheme}`] : []), 'facts:', entries.replace(/^\n/, '')].join(
    '\n',
  );
}

/** What is known of the asker, and the words the question names. */
export const caseOf = (slots: Slots = {}, words: string[] = [], rest: Partial<Case> = {}): Case => ({
  slots,
  mentions: (word) => words.includes(word),
  ...rest,
});
