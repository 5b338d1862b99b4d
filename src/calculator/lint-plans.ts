/** What a plan may not be: an unknown operation or figure, a matter that no fact has, too few worked examples. */

import { isProblem, parseRequest } from '../contract/estimate.js';
import { SCHEMES } from '../contract.js';
import type { Complaint, Located, RawKnowledge } from '../knowledge/load.js';
import type { RuleName } from '../knowledge/rules.js';
import type { FigureSource, Plan } from '../knowledge/schema.js';
import { OPERATION_NAMES, OPERATIONS, type Operation } from './operations.js';

const LEAST_EXAMPLES = 6;

type Say = (path: (string | number)[], rule: RuleName, reason: string, remedy: string) => Complaint;

const operation = (name: string): Operation | undefined =>
  (OPERATIONS as Record<string, Operation>)[name] as Operation | undefined;

function stepComplaints(plan: Located<Plan>, raw: RawKnowledge, say: Say): Complaint[] {
  const known = new Set(raw.factFiles.map((f) => `${f.data.topic}/${f.data.matter}`));
  const words = raw.labels?.data.working ?? {};
  const has = ({ topic, matter }: FigureSource): boolean =>
    [matter]
      .flat()
      .every((m) => [m, ...SCHEMES.map((s) => `${s}-${m}`)].some((x) => known.has(`${topic}/${x}`)));
  return plan.data.steps.flatMap((step, i) => {
    const op = operation(step.operation);
    if (!op)
      return [
        say(
          ['steps', i],
          'unknown-operation',
          `没有运算 ${step.operation}`,
          `改为 ${OPERATION_NAMES.join('、')} 之一`,
        ),
      ];
    const figures = Object.entries(step.figures).flatMap(([name, source]) => {
      const at = ['steps', i, 'figures', name];
      const allowed = Object.keys(op.figures);
      if (!allowed.includes(name))
        return [
          say(at, 'unknown-figure', `运算 ${step.operation} 不用 ${name}`, `可用：${allowed.join('、')}`),
        ];
      return has(source)
        ? []
        : [
            say(
              at,
              'missing-fact',
              `没有一条事实的主题和事项是 ${source.topic}/${[source.matter].flat().join('、')}`,
              '改正 matter，或先写出事实',
            ),
          ];
    });
    const silent = op.lines.filter((key) => words[key] === undefined);
    return silent.length === 0
      ? figures
      : [
          ...figures,
          say(['steps', i], 'missing-words', `labels.yaml 的 working 缺 ${silent.join('、')}`, '补上说法'),
        ];
  });
}

function exampleComplaints(plan: Located<Plan>, say: Say): Complaint[] {
  const { examples } = plan.data;
  const few =
    examples.length < LEAST_EXAMPLES
      ? [say(['examples'], 'few-examples', `只有 ${examples.length} 个算例`, '补到六个以上，门槛两侧各一个')]
      : [];
  const misshapen = examples.flatMap((x, i) => {
    const request = parseRequest({ ...x.case, ...(x.assume && { assume: x.assume }) });
    return isProblem(request)
      ? [say(['examples', i], 'example', `算例的 ${request.field} 写错了`, '对照契约里计算器的字段改正')]
      : [];
  });
  return [...few, ...misshapen];
}

export function lintPlans(raw: RawKnowledge): Complaint[] {
  const names = raw.plans.map((p) => p.data.plan);
  return raw.plans.flatMap((plan) => {
    const say: Say = (path, rule, reason, remedy) => ({
      file: plan.file,
      line: plan.lineOf(path),
      rule,
      reason,
      remedy,
    });
    const next = plan.data.next;
    // One plan may follow another, and then it is the last.
    const follows = raw.plans.find((p) => p.data.plan === next);
    const lost =
      next !== undefined && (!follows || follows.data.next !== undefined)
        ? [
            say(
              ['next'],
              'unknown-plan',
              `接着的算法 ${next} 不存在，或后面还接着别的`,
              `改为 ${names.join('、')} 之一`,
            ),
          ]
        : [];
    return [...lost, ...stepComplaints(plan, raw, say), ...exampleComplaints(plan, say)];
  });
}
