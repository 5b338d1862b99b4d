/** No answer holds a figure that no fact, calculation, citation or question stands behind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { decide } from '../../src/answer/decide.js';
import { looseFigures, refutedFigures } from '../../src/answer/grounded.js';
import { type Assistant, ask, toolsFor } from '../../src/assistant.js';
import { FACT_TOPICS, type Slots, type Topic } from '../../src/contract.js';
import { EMPTY_MEMORY, type Memory, type Situation } from '../../src/dialogue.js';
import { daySpan } from '../../src/period.js';
import { spanText } from '../../src/when.js';
import { realAssistant } from '../real.js';

const AS_OF = '2025-12-01';
let a: Assistant;
let names: string[];

beforeAll(async () => {
  a = await realAssistant();
  names = a.kb.hospitals.flatMap((h) => [h.name, ...h.aliases]);
});

const loose = (answer: Parameters<typeof looseFigures>[0], question: string): string[] =>
  looseFigures(answer, question, a.kb.phrases, names).map((f) => f.raw);

function situation(topic: Topic, slots: Slots, text: string, span = daySpan(AS_OF)): Situation {
  return {
    text,
    topic,
    alsoTopics: [],
    confidence: 1,
    slots,
    details: {},
    span,
    asOf: AS_OF,
    clarifications: 9,
  };
}

describe('every topic over every fact it can meet', () => {
  test.each([...FACT_TOPICS])('%s', (topic) => {
    const wrong: string[] = [];
    let answers = 0;
    for (const f of a.kb.facts.filter((x) => x.topic === topic)) {
      const cares = [f.conditions.care].flat();
      for (const care of [undefined, cares[0]]) {
        const slots: Slots = {
          region: f.place,
          ...(f.scheme && { scheme: f.scheme }),
          ...(care && { care }),
        };
        for (const span of [
          daySpan(AS_OF),
          daySpan(f.speaks.from),
          { from: '2024-01-01', to: '2024-12-31' },
        ]) {
          const about = a.kb.about(f.topic, f.matter);
          const text = `${f.title}${about?.asks[0] ?? ''}${about?.onlyIf?.[0] ?? ''}能不能报`;
          const d = decide(toolsFor(a), situation(topic, slots, text, span));
          answers += 1;
          for (const raw of loose({ ...d, asOf: AS_OF }, `${spanText(span)}${text}`))
            wrong.push(`${f.id}: ${raw}`);
        }
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
    expect(answers).toBeGreaterThan(0);
  });
});

describe('every measuring question', () => {
  const folder = join(process.env.GONGJI_SHARED ?? '../shared', 'questions');
  const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.jsonl')) : [];
  if (files.length === 0) console.log(`left out: no question files in ${folder} (set GONGJI_SHARED)`);
  test.runIf(files.length > 0)('holds no loose figure', () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const line of readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)) {
        const row = JSON.parse(line) as {
          text?: string;
          clean?: string;
          noisy?: string;
          turns?: { user: string }[];
          asOf?: string;
        };
        let memory: Memory = EMPTY_MEMORY;
        let asked = '';
        for (const text of [row.text, row.clean, row.noisy, ...(row.turns ?? []).map((t) => t.user)]) {
          if (text === undefined) continue;
          const reply = ask(a, { text, asOf: row.asOf ?? AS_OF, memory: row.turns ? memory : EMPTY_MEMORY });
          memory = reply.memory;
          asked = row.turns ? `${asked} ${text}` : text;
          for (const raw of loose(reply.answer, asked)) wrong.push(`${file}: ${text}: ${raw}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('a planted wrong figure is caught', () => {
  test.each([
    '7777元',
    '7.3万元',
    '七千七百七十七元',
    '37%',
    '百分之三十七',
    '三成七',
    '37人',
    '十七天',
    '37个月',
    '1997年',
    '37个百分点',
    '十七年',
  ])('%s', (figure) => {
    const reply = ask(a, { text: '海南居民医保住院报销比例是多少', asOf: AS_OF, memory: EMPTY_MEMORY });
    expect(reply.answer.outcome).toBe('answer');
    expect(loose(reply.answer, '海南居民医保住院报销比例是多少')).toEqual([]);
    const planted = { ...reply.answer, text: reply.answer.text.replace('\n', `，另有${figure}。\n`) };
    expect(loose(planted, '海南居民医保住院报销比例是多少').length).toBeGreaterThan(0);
  });

  test('a refuted figure outside the sentence that says it is wrong is caught', () => {
    const text = '儋州居民医保门诊一年额度多少';
    const { answer } = ask(a, { text, asOf: AS_OF, memory: EMPTY_MEMORY });
    expect(answer.refuted.length).toBeGreaterThan(0);
    expect(loose({ ...answer, text: `一年2619.6元。\n${answer.text}` }, text)).toContain('2619.6元');
  });

  test('a refuted figure that the question itself brought may not be repeated either', () => {
    const text = '儋州居民医保门诊一年额度是不是2619.6元';
    const { answer } = ask(a, { text, asOf: AS_OF, memory: EMPTY_MEMORY });
    expect(answer.refuted.length).toBeGreaterThan(0);
    expect(refutedFigures(answer, a.kb.phrases)).toEqual([]);
    expect(answer.text).toContain('注意：');
    const planted = { ...answer, text: `是，一年2619.6元。\n${answer.text}` };
    expect(loose(planted, text)).toEqual([]);
    expect(refutedFigures(planted, a.kb.phrases).map((f) => f.raw)).toEqual(['2619.6元']);
  });
});
