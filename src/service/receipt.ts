/** Receipts: a recorded answer given back, printed, and worked out once more from the snapshot it used. */
import type { Assistant } from '../assistant.js';
import type { Answer } from '../contract.js';
import type { Receipt } from '../service.js';
import type { AnswerRecord } from '../store/records.js';
import { answerJson, type Canonical, digest, workOut } from './work.js';

const VERSION_LENGTH = 12;

/** A fact's version is its content: two receipts with one version saw the same words, dates and sources. */
export function receiptOf(record: AnswerRecord): Receipt {
  const answer = JSON.parse(record.body) as Answer;
  const { text } = JSON.parse(record.request) as Canonical;
  return {
    answer,
    at: record.at,
    channel: record.channel,
    question: text,
    facts: answer.facts.map((f) => ({
      id: f.id,
      version: digest(JSON.stringify(f)).slice(0, VERSION_LENGTH),
    })),
    program: record.program,
  };
}

export interface Replay {
  /** What was given, and stays what is returned. */
  stored: string;
  again: string;
  same: boolean;
  /** Top-level fields that differ now. */
  differs: string[];
}

export function replay(a: Assistant, record: AnswerRecord): Replay {
  const { rest } = workOut(a, JSON.parse(record.request) as Canonical);
  const again = answerJson(record.id, record.conversationId, rest);
  return {
    stored: record.body,
    again,
    same: again === record.body,
    differs: differences(record.body, again),
  };
}

function differences(before: string, after: string): string[] {
  const [a, b] = [before, after].map((json) => JSON.parse(json) as Record<string, unknown>);
  const names = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])];
  return names.filter((n) => JSON.stringify(a?.[n]) !== JSON.stringify(b?.[n]));
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (s: string): string => s.replace(/[&<>"']/g, (c) => ESCAPES[c] as string);

/** `2025-12-01T04:00:00Z` → `2025-12-01 12:00`. */
const shanghaiMinute = (at: string): string =>
  new Date(new Date(at).getTime() + 8 * 3600_000).toISOString().slice(0, 16).replace('T', ' ');

/** A receipt as a person reads it. Templates escape nothing by themselves, so the page's words are escaped here. */
export function receiptPage(a: Assistant, r: Receipt, form: 'text' | 'html'): string {
  const shown = form === 'html' ? escaped : (s: string) => s;
  const versions = new Map(r.facts.map((f) => [f.id, f.version]));
  return a.renderer.render(form === 'html' ? 'web/receipt' : 'receipt/text', {
    id: shown(r.answer.id),
    at: shanghaiMinute(r.at),
    asOf: shown(r.answer.asOf),
    knowledgeVersion: shown(r.answer.knowledgeVersion),
    question: shown(r.question),
    text: shown(r.answer.text),
    facts: r.answer.facts.map((f) => ({
      id: shown(f.id),
      version: versions.get(f.id) ?? '',
      place: shown(f.regionName),
      statement: shown(f.statement),
    })),
  });
}
