/** The listening server and its bounds: time-outs, caps, and the gate that refuses before a body is read. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Handler, oneByOne } from './pipeline.js';
import { errorBody } from './refusals.js';

export interface Bounds {
  /** Bytes of a request's body. */
  body: number;
  /** Bytes of its headers. */
  headers: number;
  /** Milliseconds: for the headers, for the whole request, between bytes of a connection, between two requests. */
  headersTimeout: number;
  requestTimeout: number;
  idleTimeout: number;
  keepAliveTimeout: number;
  connections: number;
  /** Requests waiting on one connection behind the one being worked on. */
  pipelined: number;
  /** Requests being worked on; above it the next is refused. */
  inFlight: number;
  /** Refusals that leave in a hundredth of a second; the next ones wait for the next. */
  refusalsPerBeat: number;
  /** Live event streams: altogether, and of one conversation. */
  streams: number;
  streamsEach: number;
}

export const BOUNDS: Bounds = {
  body: 16 * 1024,
  headers: 16 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 8_000,
  idleTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connections: 4_000,
  pipelined: 100,
  inFlight: 128,
  refusalsPerBeat: 20,
  streams: 1_000,
  streamsEach: 8,
};

/** For `listen`. Who finds no place among those that the system holds until they are taken tries again a second later, then three. */
export const BACKLOG = 4_096;

export interface Gate {
  /** How many are being worked on. */
  inFlight(): number;
  /** A request that goes on for long and is counted elsewhere (an event stream) gives its place back. */
  leave(request: IncomingMessage): void;
  /** From now on connections end with the reply that they are waiting for. */
  closing(): void;
  serverFactory(handler: Handler): Server;
}

/** A string leaves in one write with the headers, a buffer in two. */
const BUSY = JSON.stringify(errorBody('unavailable', '现在问的人太多，请过一会儿再试'));
const BUSY_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(BUSY),
  'retry-after': '1',
};
/** Milliseconds. */
const BEAT = 10;
/** Alive and ready are asked when things are bad; they cost little. */
const ALWAYS = /^\/(?:healthz|readyz|metrics)(?:$|\?)/;

/**
 * However many callers come back at once without waiting, refusing them takes no more than a small part of the work:
 * so many refusals leave in one beat, the others with the next ones.
 */
function pacedRefusals(bounds: Bounds) {
  let left = bounds.refusalsPerBeat;
  let timer: NodeJS.Timeout | undefined;
  const waiting: [IncomingMessage, ServerResponse][] = [];

  /** A body that would have to be read to its end before the connection can go on. */
  const tooMuch = (req: IncomingMessage): boolean =>
    req.headers['transfer-encoding'] !== undefined ||
    Number(req.headers['content-length'] ?? 0) > bounds.body;

  function send(req: IncomingMessage, res: ServerResponse): void {
    left -= 1;
    res.writeHead(503, tooMuch(req) ? { ...BUSY_HEADERS, connection: 'close' } : BUSY_HEADERS);
    res.end(BUSY);
  }
  function beat(): void {
    if (waiting.length === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    left = bounds.refusalsPerBeat;
    for (const [req, res] of waiting.splice(0, left)) if (!res.destroyed) send(req, res);
  }
  return (req: IncomingMessage, res: ServerResponse): void => {
    timer ??= setInterval(beat, BEAT);
    if (left > 0) send(req, res);
    else waiting.push([req, res]);
  };
}

export function createGate(bounds: Bounds, refused: () => void): Gate {
  const inside = new Map<IncomingMessage, ServerResponse>();
  const refuse = pacedRefusals(bounds);
  let ending = false;
  let server: Server;

  return {
    inFlight: () => inside.size,
    leave: (request) => void inside.delete(request),
    closing: () => {
      ending = true;
      for (const res of inside.values()) if (!res.headersSent) res.setHeader('connection', 'close');
      // A closed server no longer looks at its time-outs: who is slow then would keep it from ending.
      setTimeout(() => server.closeAllConnections(), bounds.requestTimeout).unref();
    },
    serverFactory(handler) {
      server = createServer(
        {
          maxHeaderSize: bounds.headers,
          headersTimeout: bounds.headersTimeout,
          requestTimeout: bounds.requestTimeout,
          keepAliveTimeout: bounds.keepAliveTimeout,
          // The default of 30 seconds would make the time-outs above as long.
          connectionsCheckingInterval: Math.min(1_000, bounds.headersTimeout),
        },
        oneByOne(bounds.pipelined, (req, res) => {
          if (inside.size >= bounds.inFlight && !ALWAYS.test(req.url ?? '')) {
            refused();
            return refuse(req, res);
          }
          inside.set(req, res);
          res.once('close', () => {
            inside.delete(req);
            if (ending) setImmediate(() => server.closeIdleConnections());
          });
          handler(req, res);
        }),
      );
      server.setTimeout(bounds.idleTimeout);
      server.maxConnections = bounds.connections;
      return server;
    },
  };
}
