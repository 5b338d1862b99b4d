/** `/wechat` over HTTP: whatever is wrong with a request, it is refused with one status and one body. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Refusal } from '../../errors.js';
import { type Query, Refused } from './envelope.js';

export interface Reply {
  /** Empty: nothing for the citizen yet. */
  xml: string;
  /** The reply was handed to the network. */
  handed?: () => void;
}

export interface Door {
  /** Both throw `Refused`; anything else is a fault of ours, and the platform tries again. */
  check(query: Query): string;
  deliver(query: Query, body: Buffer): Promise<Reply>;
  refused(reason: string): void;
}

const PATH = '/wechat';
const ACKNOWLEDGED = 'success';

function send(reply: FastifyReply, { xml, handed }: Reply): FastifyReply {
  const { socket } = reply.raw;
  // Who has hung up gets nothing, whatever is written.
  if (handed) reply.raw.once('finish', () => void (socket && !socket.destroyed && handed()));
  return xml
    ? reply.type('application/xml; charset=utf-8').send(xml)
    : reply.type('text/plain; charset=utf-8').send(ACKNOWLEDGED);
}

export function wechatRoutes(app: FastifyInstance, door: Door): void {
  const route = { schema: { hide: true } };
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const above = scope.errorHandler;
    scope.setErrorHandler((error, request, reply) => {
      const { statusCode = 500 } = error as { statusCode?: number };
      if (!(error instanceof Refused) && (statusCode >= 500 || error instanceof Refusal))
        return above.call(scope, error as never, request, reply);
      door.refused((error as Error).message);
      const refusal = new Refusal('invalid-request', '这不是公众平台发来的请求');
      return above.call(scope, refusal as never, request, reply);
    });
    scope.get(PATH, route, (request, reply) =>
      reply.type('text/plain; charset=utf-8').send(door.check(request.query as Query)),
    );
    scope.post(PATH, route, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      return send(reply, await door.deliver(request.query as Query, body));
    });
  });
}
