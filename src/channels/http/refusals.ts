/** What went wrong, of whatever kind → the contract's error and its HTTP status; nothing of the process gets out. */
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '../../contract.js';
import { Refusal, StoreFailure, TooOften } from '../../errors.js';
import { SchemaMismatch } from './schemas.js';
import { problemOf } from './wording.js';

export const errorBody = (code: ErrorCode, message: string, field?: string): ErrorBody => ({
  error: { code, message, ...(field && { field }) },
});

interface Said {
  code: ErrorCode;
  message: string;
  field?: string | undefined;
  /** Where HTTP has a finer one than the code's own. */
  status?: number;
}

/** Seconds after which it is worth trying again. */
const RETRY_AFTER: Partial<Record<ErrorCode, string>> = { unavailable: '5' };

function said(error: unknown): Said {
  if (error instanceof Refusal) return error;
  if (error instanceof SchemaMismatch) return problemOf(error.issue, error.part);
  if (error instanceof StoreFailure)
    return { code: 'unavailable', message: '记录暂时存不下，这次没有作答；请稍后再试' };
  const { statusCode: status = 500, code = '' } = error as Partial<FastifyError>;
  if (status === 413) return { code: 'too-large', message: '请求体超过 16 KiB；请缩短后再发' };
  if (status === 415)
    return { code: 'invalid-request', message: '请求体应为 JSON，并写明 content-type: application/json' };
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return { code: 'invalid-request', message: '请求体是空的；应为 JSON 对象' };
  if (status === 414) return { code: 'too-large', status, message: '地址太长；请缩短后再发' };
  if (status >= 400 && status < 500)
    return { code: 'invalid-request', message: '请求不合 HTTP 或 JSON 的写法；请检查地址和请求体' };
  return { code: 'internal', message: '服务内部出错，请稍后再试' };
}

export function answerErrors(app: FastifyInstance, refused: (code: ErrorCode) => void): void {
  app.setErrorHandler((error, request, reply) => {
    const { code, message, field, status } = said(error);
    // Never the error's own message: a parser quotes what it could not read.
    if (code === 'internal' || error instanceof StoreFailure)
      request.log.error({ name: (error as Error).name, at: placeOf(error) }, 'failed');
    refused(code);
    const after = error instanceof TooOften ? String(error.seconds) : RETRY_AFTER[code];
    if (after) reply.header('retry-after', after);
    return reply.status(status ?? ERROR_STATUS[code]).send(errorBody(code, message, field));
  });
  app.setNotFoundHandler((request, reply) => {
    refused('not-found');
    const message = `没有 ${request.method} 这个地址；全部地址见 /docs`;
    return reply.status(404).send(errorBody('not-found', message));
  });
}

/** The line of ours that threw: enough to find it by, and nothing a caller said. */
const placeOf = (error: unknown): string | undefined =>
  /at (?:async )?[\w.<> ]*\(?[^()\n]*?([\w-]+\.js:\d+)/.exec((error as Error).stack ?? '')?.[1];

/** A request that reaches no route: an address that cannot be read. */
export function badAddress(error: FastifyError, _request: unknown, reply: unknown): void {
  const { code, message } = said(error);
  (reply as FastifyReply).status(ERROR_STATUS[code]).send(errorBody(code, message));
}

const BROKEN: Record<string, [string, Said]> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    { code: 'too-large', message: '请求头超过 16 KiB；请减少后再发' },
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    { code: 'invalid-request', message: '请求在限定时间里没有发完；请重发' },
  ],
};
const NO_HTTP: [string, Said] = ['400 Bad Request', { code: 'invalid-request', message: '这不是 HTTP 请求' }];

/** Bytes that are no request, or that came too slowly: one reply, and the connection ends. */
export function brokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) return void socket.destroy();
  const [status, { code, message }] = BROKEN[error.code ?? ''] ?? NO_HTTP;
  const body = JSON.stringify(errorBody(code, message));
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    // Who does not read it is not waited for.
    () => socket.destroy(),
  );
}
