/** What is wrong with a request's shape, as the field the contract names and a sentence with the remedy. */
import type { z } from 'zod';
import type { ErrorCode } from '../../contract.js';
import { Refusal } from '../../errors.js';

/** What each field has to be; said wherever it is not. */
const SHOULD: Record<string, string> = {
  text: 'text 应为 1 到 2000 个字符的文字',
  conversationId: 'conversationId 应为服务给出的编号',
  region: 'region 应为已知的六位行政区划代码',
  asOf: 'asOf 应为日历上的日子，写成 YYYY-MM-DD',
  answerId: 'answerId 应为一次回答的 id',
  helpful: 'helpful 应为 true 或 false',
  comment: 'comment 应为不超过 1000 个字符的文字',
  id: '地址里的编号应为服务给出的编号',
  q: 'q 应为 1 到 200 个字符的文字',
  cursor: 'cursor 应为上一页给出的 nextCursor',
  limit: 'limit 应为整数，从 1 到 100',
  after: 'after 应为已经看过的最后一个 seq',
  'idempotency-key': 'Idempotency-Key 应为 1 到 255 个可见的英文字符',
};
/** What the console's own fields have to be. */
const DESK: Record<string, string> = {
  name: '名字应为 2 到 40 个字母、汉字、数字或 . _ -',
  displayName: '显示的名字应为 1 到 40 个字',
  password: '密码应为 10 到 200 个字符',
  current: '请写现在的密码',
  key: '链接不完整；请用启动时打印的整个链接',
  role: '角色应为 agent、curator 或 admin',
  days: 'days 应为整数，从 1 到 365',
  regions: 'regions 应为两个或三个六位行政区划代码',
  answerIds: 'answerIds 应为 1 到 300 个回答的 id',
  from: 'from 写法不对：日子写成 YYYY-MM-DD，版本用 versions 给出的编号',
  to: 'to 写法不对：日子写成 YYYY-MM-DD，版本用 versions 给出的编号',
};
const SHAPE: Record<string, string> = {
  body: '请求体应为 JSON 对象，至少要有必填的字段；写法见 /docs',
  querystring: '地址里的参数写法不对；写法见 /docs',
  params: '地址写法不对；写法见 /docs',
  headers: '请求头写法不对；写法见 /docs',
};
const HEADERS: Record<string, string> = { 'idempotency-key': 'Idempotency-Key' };

/** More of a caller's own words is not repeated. */
const REPEATED = 40;

export interface Problem {
  code: ErrorCode;
  message: string;
  field?: string;
}

/** `part` is where the schema was laid on: body, querystring, params, headers. */
export function problemOf(issue: z.core.$ZodIssue | undefined, part: string): Problem {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (unknown !== undefined) {
    const field = [...(issue?.path ?? []), unknown].join('.').slice(0, REPEATED);
    return { code: 'invalid-request', message: `不认识的字段 ${field}；请去掉`, field };
  }
  const path = issue?.path.map(String) ?? [];
  const name = path[0];
  if (name === undefined) return { code: 'invalid-request', message: SHAPE[part] ?? (SHAPE.body as string) };
  const allowed = issue?.code === 'invalid_value' ? issue.values.map(String).join('、') : undefined;
  const message =
    SHOULD[name] ??
    DESK[name] ??
    (allowed ? `${name} 应为其中之一：${allowed}` : `${name} 写法不对；写法见 /docs`);
  return { code: 'invalid-request', message, field: HEADERS[name] ?? path.join('.').slice(0, REPEATED) };
}

/** For what a schema cannot know: a place that there is, a day that there is. */
export const shouldBe = (field: string): Refusal =>
  new Refusal('invalid-request', SHOULD[field] as string, field);
