/** What became of each collected fact: `knowledge/ledger.csv` against the knowledge base and the collected files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KnowledgeBase } from '../../src/knowledge/base.js';
import { readLedger } from '../../src/knowledge/load.js';
import { ROOT, realAssistant } from '../real.js';

const HEADER = 'id,verdict,fact,reason';
const VERDICTS = ['live', 'period', 'notice', 'refuted', 'left-out'];

interface Row {
  id: string;
  verdict: string;
  facts: string[];
  reason: string;
}

/** The fields of a line; a quoted one may hold commas, and quotes written twice. */
function fieldsOf(line: string): string[] {
  const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g);
  return [...fields].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

const [header, ...lines] = readLedger(ROOT).trimEnd().split('\n');
const rows: Row[] = lines.map((line) => {
  const [id = '', verdict = '', facts = '', reason = ''] = fieldsOf(line);
  return { id, verdict, facts: facts.split(' ').filter(Boolean), reason };
});
const ids = rows.map((r) => r.id);

describe('the rows', () => {
  test('have the header, and four fields each', () => {
    expect(header).toBe(HEADER);
    expect(lines.filter((line) => fieldsOf(line).length !== 4)).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('stand in order, each id once', () => {
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test('have a verdict that there is', () => {
    expect(rows.filter((r) => !VERDICTS.includes(r.verdict))).toEqual([]);
  });

  test('say why where a fact was left out or judged wrong', () => {
    const judged = rows.filter((r) => r.verdict === 'left-out' || r.verdict === 'refuted');
    expect(judged.filter((r) => r.reason.trim() === '')).toEqual([]);
  });

  test('name a fact, unless it was left out', () => {
    expect(rows.filter((r) => (r.verdict === 'left-out') !== (r.facts.length === 0))).toEqual([]);
  });
});

describe('the facts named', () => {
  let kb: KnowledgeBase;
  beforeAll(async () => {
    kb = (await realAssistant()).kb;
  });

  test('are all in the knowledge base', () => {
    const unknown = rows.flatMap((r) =>
      r.facts.filter((f) => !kb.factById.has(f)).map((f) => `${r.id}: ${f}`),
    );
    expect(unknown).toEqual([]);
  });

  test('are refuted where the row says so', () => {
    const refuted = rows.filter((r) => r.verdict === 'refuted');
    expect(refuted.filter((r) => !r.facts.some((f) => kb.factById.get(f)?.refuted))).toEqual([]);
  });
});

describe('the collected facts', () => {
  const folder = join(process.env.GONGJI_SHARED ?? '../shared', 'facts');
  const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.yaml')) : [];
  if (files.length === 0) console.log(`left out: no collected facts in ${folder} (set GONGJI_SHARED)`);
  const collected = new Map(
    files.map((file) => {
      const { facts } = parse(readFileSync(join(folder, file), 'utf8')) as { facts: { id: string }[] };
      return [file, facts.map((f) => f.id)];
    }),
  );

  test.runIf(files.length > 0)('are what the rows are about', () => {
    const known = new Set([...collected.values()].flat());
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
  });

  test.runIf(files.length > 0)('have a row each', () => {
    const judged = new Set(ids);
    const forgotten = [...collected].flatMap(([file, list]) =>
      list.filter((id) => !judged.has(id)).map((id) => `${file}: ${id}`),
    );
    expect(forgotten).toEqual([]);
  });
});
