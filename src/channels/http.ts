/** HTTP: JSON in, JSON out, errors in the contract's shape; and the page to ask from. */
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { askRequestSchema, ERROR_STATUS, type ErrorBody, type ErrorCode } from '../contract.js';
import { isDay } from '../period.js';
import type { Service } from '../service.js';

export interface HttpOptions {
  page: string;
  logLevel: string;
}

const BODY_LIMIT = 16 * 1024;
const REQUEST_TIMEOUT = 10_000;

class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

const body = (code: ErrorCode, message: string, field?: string): ErrorBody => ({
  error: { code, message, ...(field && { field }) },
});

/** What a caller did wrong, in words; the field is the contract's. */
const PROBLEMS: Record<string, string> = {
  text: 'text 应为 1 到 2000 个字符的文字',
  conversationId: 'conversationId 应为服务给出的编号',
  region: 'region 应为已知的六位行政区划代码',
  asOf: 'asOf 应为日历上的日子，写成 YYYY-MM-DD',
};

function parseAsk(service: Service, input: unknown) {
  const parsed = askRequestSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const field = unknown ?? (issue?.path[0] as string | undefined);
    throw new Refusal(
      'invalid-request',
      unknown
        ? `不认识的字段 ${unknown.slice(0, 40)}`
        : (PROBLEMS[field ?? ''] ?? '请求应为 JSON 对象，至少有 text'),
      field?.slice(0, 40),
    );
  }
  const request = parsed.data;
  if (request.text.trim() === '') throw new Refusal('invalid-request', PROBLEMS.text as string, 'text');
  if (request.region && !service.knowsRegion(request.region))
    throw new Refusal('invalid-request', PROBLEMS.region as string, 'region');
  if (request.asOf && !isDay(request.asOf))
    throw new Refusal('invalid-request', PROBLEMS.asOf as string, 'asOf');
  return request;
}

/** Errors of the framework, as the contract's codes; nothing of the process is in them. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status === 413) return new Refusal('too-large', '请求体超过 16 KiB');
  if (status === 415) return new Refusal('invalid-request', '请求应为 application/json');
  if (status >= 400 && status < 500) return new Refusal('invalid-request', '请求不是合法的 JSON');
  return new Refusal('internal', '服务内部出错，请稍后再试');
}

export function createHttp(service: Service, options: HttpOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    // A request that reaches no route: an address that cannot be read.
    frameworkErrors: (error, _request, reply) => {
      const { code, message } = refusalOf(error);
      (reply as unknown as FastifyReply).status(ERROR_STATUS[code]).send(body(code, message));
    },
    // No message text and no address of the asker goes into the log.
    logger:
      options.logLevel === 'silent'
        ? false
        : {
            level: options.logLevel,
            serializers: { req: (r) => ({ method: r.method, url: r.url?.split('?')[0] }) },
          },
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.code === 'internal')
      request.log.error({ name: (error as Error).name, message: (error as Error).message }, 'unexpected');
    return reply.status(ERROR_STATUS[refusal.code]).send(body(refusal.code, refusal.message, refusal.field));
  });
  app.setNotFoundHandler((_request, reply) => reply.status(404).send(body('not-found', '没有这个地址')));
  app.post('/v1/ask', async (request) => (await service.ask(parseAsk(service, request.body))).answer);
  app.post('/v1/estimate', (request) => {
    const reply = service.estimate(request.body);
    if ('refused' in reply)
      throw new Refusal('invalid-request', reply.refused.message, reply.refused.field || undefined);
    return reply;
  });
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'",
      )
      .send(options.page),
  );
  return app;
}
