/** What the curators' commands share: the day, places by name, tables for a terminal, progress on long work. */
import { UserError } from '../../errors.js';
import type { Snapshot } from '../../knowledge/base.js';
import { countFiles, formatComplaint, type RawKnowledge, readKnowledge } from '../../knowledge/load.js';
import type { Region } from '../../knowledge/schema.js';
import { isDay, shanghaiDay } from '../../period.js';

/** The day a report speaks of: given, or today in Shanghai. */
export function dayOf(given: string | undefined): string {
  if (given === undefined) return shanghaiDay(new Date());
  if (!isDay(given))
    throw new UserError(`--as-of ${given} 不是日历上的日子：写成 YYYY-MM-DD，例如 2025-12-01`);
  return given;
}

export function wholeNumber(name: string, given: string): number {
  if (!/^[1-9]\d{0,5}$/.test(given)) throw new UserError(`${name} 写一个正整数，例如 10（写的是 ${given}）`);
  return Number(given);
}

/** A place by its code or by one of its names; refused with the likeliest where it is not one. */
export function placeNamed(given: string, regions: readonly Region[]): Region {
  const named = regions.filter((r) => r.code === given || [r.name, ...r.short, ...r.aliases].includes(given));
  if (named.length === 1) return named[0] as Region;
  if (named.length > 1)
    throw new UserError(
      `叫“${given}”的地方不止一个：${named.map((r) => `${r.name} ${r.code}`).join('、')}。请写代码`,
    );
  const like = regions.filter((r) => r.name.includes(given)).slice(0, 5);
  const hint =
    like.length > 0
      ? `是不是 ${like.map((r) => `${r.name} ${r.code}`).join('、')}？`
      : '写地名或六位行政区划代码，例如 140100';
  throw new UserError(`没有“${given}”这个地方。${hint}`);
}

export const nameOf = (s: Pick<Snapshot, 'regions'>, place: string): string =>
  s.regions.find((r) => r.code === place)?.name ?? place;

/** Chinese characters take two columns in a terminal. */
export const width = (s: string): number => [...s].reduce((n, c) => n + (c > '\u2e7f' ? 2 : 1), 0);
export const padded = (s: string, n: number): string => s + ' '.repeat(Math.max(0, n - width(s)));
export function cut(s: string, n: number): string {
  let out = '';
  for (const c of s) {
    if (width(out + c) > n - 1) return `${out}…`;
    out += c;
  }
  return out;
}

export interface Progress {
  at(done: number): void;
  end(): void;
}

/** One line on stderr, drawn over itself; silent where nobody watches. */
export function progress(what: string, total: number): Progress {
  const seen = process.stderr.isTTY === true;
  let shown = -1;
  return {
    at(done) {
      const percent = Math.floor((100 * done) / Math.max(1, total));
      if (!seen || percent === shown) return;
      shown = percent;
      process.stderr.write(`\r${what} ${done}/${total}（${percent}%）`);
    },
    end() {
      if (seen && shown >= 0) process.stderr.write(`\r${' '.repeat(width(what) + 24)}\r`);
    },
  };
}

/** Reads the knowledge; whoever waits at a terminal sees how far it is. */
export function readWatched(root: string): RawKnowledge {
  const bar = progress('读知识库', countFiles(root));
  const raw = readKnowledge(root, (done) => bar.at(done));
  bar.end();
  return raw;
}

/** The same for a report, which needs a knowledge base without a complaint of shape. */
export function readWhole(root: string): RawKnowledge {
  const raw = readWatched(root);
  if (raw.complaints.length > 0)
    throw new UserError(
      '知识库有读不懂的文件，先用 gongji kb check 改正：',
      raw.complaints.map(formatComplaint),
    );
  return raw;
}

/** Examples below a command's help. */
export const examples = (...lines: string[]): string =>
  `\n例如：\n${lines.map((l) => `  $ gongji kb ${l}`).join('\n')}\n`;
