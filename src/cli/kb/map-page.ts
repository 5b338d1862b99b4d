/** The coverage map as one HTML page: what its template is given. */
import type { Renderer } from '../../answer/render.js';
import { AUTHORITIES, FACT_TOPICS } from '../../contract.js';
import type { Cell, Coverage, Stats } from '../../knowledge/stats.js';

const WORD = { law: '法规', official: '官方', media: '媒体', aggregator: '网页' } as const;

/** Months since the last check → one of five steps, the first the freshest. */
const STEPS = [3, 6, 12, 24];
const ageStep = (months: number): number => {
  const i = STEPS.findIndex((limit) => months < limit);
  return i < 0 ? STEPS.length : i;
};
const AMOUNTS = [2, 5, 10, 20];
const amountStep = (facts: number): number => {
  const i = AMOUNTS.findIndex((limit) => facts < limit);
  return i < 0 ? AMOUNTS.length : i;
};

/** Templates are rendered as plain text, so what goes into a page is escaped here. */
export const escapeHtml = (s: string): string => s.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);

function cellView(topic: string, cell: Cell | undefined) {
  if (!cell) return { known: false, topic };
  const kind = cell.inForce > 0 ? cell.authority : 'ended';
  return {
    known: true,
    topic,
    facts: cell.facts,
    kind,
    age: ageStep(cell.months),
    amount: amountStep(cell.facts),
    months: cell.months,
    tip: escapeHtml(
      [
        `${cell.facts} 条事实${cell.inForce === cell.facts ? '' : `，现行 ${cell.inForce} 条`}`,
        cell.inForce > 0 ? `最高来源：${WORD[cell.authority]}` : '只有过期的',
        `最近核对 ${cell.checked}`,
        cell.titles.join('、'),
      ].join('\n'),
    ),
  };
}

function sectionsOf(stats: Stats) {
  const provinces = [...new Set(stats.coverage.map((c) => c.province))];
  const width = FACT_TOPICS.length + 1;
  return provinces.map((province) => {
    const rows = stats.coverage.filter((c) => c.province === province);
    const cells = rows.reduce((n, r) => n + Object.keys(r.cells).length, 0);
    return {
      width,
      rows: rows.map((row: Coverage) => ({
        name: escapeHtml(row.name),
        place: row.place,
        upper: row.place === province,
        facts: row.facts,
        topics: Object.keys(row.cells).length,
        cells: FACT_TOPICS.map((t) => cellView(t, row.cells[t])),
      })),
      share: Math.round((100 * cells) / (rows.length * FACT_TOPICS.length)),
    };
  });
}

export function mapPage(renderer: Renderer, stats: Stats, titles: Map<string, string>): string {
  const cells = stats.coverage.flatMap((c) => Object.values(c.cells));
  const all = stats.coverage.length * FACT_TOPICS.length;
  const live = stats.facts - stats.refuted;
  return renderer.render('web/map', {
    asOf: stats.asOf,
    facts: live,
    places: stats.coverage.length,
    topics: FACT_TOPICS.map((t, i) => ({
      name: t,
      number: i + 1,
      title: escapeHtml(titles.get(t) ?? t),
      places: stats.coverage.filter((c) => c.cells[t]).length,
    })),
    filled: cells.length,
    share: all === 0 ? 0 : Math.round((100 * cells.length) / all),
    conflicts: stats.conflicts,
    ended: stats.ended,
    fresh: stats.freshness[1]?.facts ?? 0,
    authorities: AUTHORITIES.map((a) => ({
      kind: a,
      word: WORD[a],
      facts: stats.authorities[a] ?? 0,
      share: live === 0 ? 0 : Math.round((100 * (stats.authorities[a] ?? 0)) / live),
    })),
    sections: sectionsOf(stats),
    blank: stats.blank.map((b) => escapeHtml(b.name)),
  });
}
