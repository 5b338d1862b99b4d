/** Lint: what is said of matters for all places, and the words with which a fact may answer yes or no. */
import { at, type Rule } from './lint-context.js';
import type { Complaint } from './load.js';
import type { RuleName } from './rules.js';

/** A matter that no fact states, one described twice, one that invites itself. */
export const matters: Rule = ({ raw }) =>
  raw.matters.flatMap((file) => {
    const stated = new Set(
      raw.factFiles.filter((f) => f.data.topic === file.data.topic).map((f) => f.data.matter),
    );
    const seen = new Set<string>();
    return file.data.matters.flatMap((m, i) => {
      const say = (rule: RuleName, reason: string, remedy: string): Complaint => ({
        file: file.file,
        line: file.lineOf(['matters', i]),
        rule,
        reason: `${m.matter}: ${reason}`,
        remedy,
      });
      const out: Complaint[] = [];
      if (!stated.has(m.matter))
        out.push(say('unknown-matter', `主题 ${file.data.topic} 没有这件事的事实文件`, '改正名字，或删去'));
      if (seen.has(m.matter)) out.push(say('double-matter', '写了两次', '合并'));
      seen.add(m.matter);
      if (m.alsoTopics[file.data.topic])
        out.push(say('own-topic', 'alsoTopics 里写了它自己的主题', '删去；要限定何时说话，用 onlyIf'));
      return out;
    });
  });

/** A word cannot be answered both yes and no. */
export const sayings: Rule = ({ entries }) =>
  entries.flatMap((e) => {
    const { says } = e.fact;
    if (!says) return [];
    const both = (says.yes ?? []).filter((w) => says.no?.includes(w));
    if (both.length > 0)
      return [at(e, 'says-both', 'says', `“${both.join('、')}”既答是又答否`, '只留在 yes 或 no 里')];
    return says.yes || says.no ? [] : [at(e, 'says-nothing', 'says', 'says 是空的', '写 yes 或 no，或删去')];
  });
