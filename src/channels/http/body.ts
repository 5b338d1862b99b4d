/** A JSON body: UTF-8 to the letter, and no key that would reach a prototype. */
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../errors.js';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

export function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase();
    if ((charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') || !isUtf8(body))
      return done(new Refusal('invalid-request', '请求体应为 UTF-8 编码的 JSON'));
    return parse(request, body.toString('utf8'), done);
  });
}
