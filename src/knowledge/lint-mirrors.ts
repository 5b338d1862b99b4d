/** Lint: no address of a mirror or a hijacked domain stands where a citizen could read it. */
import type { LintContext, Rule } from './lint-context.js';
import type { Complaint } from './load.js';

const hostOf = (url: string): string => new URL(url).host.toLowerCase();

/** Sites that are known only as mirrors: a site that also carries a source of its own is none. */
function mirrorHosts({ raw }: LintContext): string[] {
  const all = raw.sources.flatMap((f) => f.data.sources).filter((s) => s.url);
  const own = new Set(all.filter((s) => !s.mirror).map((s) => hostOf(s.url as string)));
  const hosts = all.filter((s) => s.mirror).map((s) => hostOf(s.url as string));
  return [...new Set(hosts)].filter((h) => !own.has(h));
}

export const mirrorAddresses: Rule = (ctx) => {
  const hosts = mirrorHosts(ctx);
  if (hosts.length === 0) return [];
  const shown = (value: unknown): string | undefined => {
    const text = JSON.stringify(value ?? '').toLowerCase();
    return hosts.find((h) => text.includes(h));
  };
  return ctx.raw.factFiles.flatMap((file) => {
    const say = (path: (string | number)[], host: string): Complaint => ({
      file: file.file,
      line: file.lineOf(path),
      rule: 'mirror-address',
      reason: `文字里有镜像网站的地址 ${host}`,
      remedy: '删去地址；出处写在 sources 里，由程序决定是否显示',
    });
    const facts = file.data.facts.flatMap((f, i) =>
      (['statement', 'steps', 'value', 'notice', 'refuted'] as const).flatMap((key) => {
        const host = shown(f[key]);
        return host ? [say(['facts', i, key], host)] : [];
      }),
    );
    const reasons = file.data.conflicts.flatMap((c, i) => {
      const host = shown(c.reason);
      return host ? [say(['conflicts', i], host)] : [];
    });
    return [...facts, ...reasons];
  });
};
