/** A conversation's messages as they come, as server-sent events; a reader too slow or too many is let go. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../errors.js';
import type { Message, Service } from '../../service.js';
import type { Bounds, Gate } from './server.js';

export const HEARTBEAT = 15_000;
/** Milliseconds after which a browser comes back by itself. */
const RETRY = 3_000;
/** Bytes waiting for one reader. */
const BEHIND = 256 * 1024;

export interface Streams {
  open(request: FastifyRequest, reply: FastifyReply, conversationId: string, after: number): void;
  count(): number;
  /** Ends all; readers come back to whoever serves next. */
  close(): void;
}

/** Answers with an endless stream; the returned function writes to it. */
export function begin(request: FastifyRequest, reply: FastifyReply, gate: Gate): (text: string) => void {
  reply.hijack();
  gate.leave(request.raw);
  const { raw } = reply;
  request.raw.socket.setTimeout(0);
  raw.writeHead(200, {
    // What hooks have set: the request's id, the origin that may read it.
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would hold the events back.
    'x-accel-buffering': 'no',
  });
  const write = (text: string): void => {
    raw.write(text);
    if (raw.writableLength > BEHIND) raw.destroy();
  };
  write(`retry: ${RETRY}\n\n`);
  return write;
}

export function createStreams(
  service: Pick<Service, 'subscribe'>,
  gate: Gate,
  bounds: Bounds,
  heartbeat = HEARTBEAT,
): Streams {
  const open = new Map<FastifyReply, { conversationId: string; end(): void }>();
  let closed = false;

  function admit(conversationId: string): void {
    const same = [...open.values()].filter((s) => s.conversationId === conversationId).length;
    if (closed || open.size >= bounds.streams || same >= bounds.streamsEach)
      throw new Refusal('unavailable', '同时打开的实时连接太多；请关掉几个，或改用 messages 定时取');
  }

  return {
    count: () => open.size,
    close() {
      closed = true;
      for (const stream of [...open.values()]) stream.end();
    },
    open(request, reply, conversationId, after) {
      admit(conversationId);
      const { raw } = reply;
      const write = begin(request, reply, gate);
      const timer = setInterval(() => write(': alive\n\n'), heartbeat);
      const stop = service.subscribe(conversationId, after, {
        message: (m) => write(eventOf(m)),
        gone() {
          write('event: gone\ndata: {}\n\n');
          raw.end();
        },
      });
      open.set(reply, { conversationId, end: () => raw.end() });
      raw.once('close', () => {
        clearInterval(timer);
        stop();
        open.delete(reply);
      });
    },
  };
}

const eventOf = (m: Message): string => `id: ${m.seq}\nevent: message\ndata: ${JSON.stringify(m)}\n\n`;
