/** A client that speaks to the socket itself: bytes as slow, as many and as broken as a test wants. */
import { connect, type Socket } from 'node:net';

export interface Raw {
  socket: Socket;
  /** All that came back so far. */
  received(): string;
  /** Milliseconds from the start until the other side closed; rejects when it has not within `limit`. */
  closed(limit: number): Promise<number>;
  /** Until what came back matches. */
  until(pattern: RegExp, limit?: number): Promise<string>;
}

export function raw(url: string): Raw {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const start = performance.now();
  let text = '';
  let closedAt: number | undefined;
  socket.setEncoding('utf8');
  socket.on('data', (d) => {
    text += d;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closedAt = performance.now() - start;
  });
  const within = async <T>(limit: number, what: string, done: () => T | undefined): Promise<T> => {
    for (const end = performance.now() + limit; performance.now() < end; ) {
      const found = done();
      if (found !== undefined) return found;
      await new Promise((r) => setTimeout(r, 20));
    }
    throw new Error(`${what} not within ${limit} ms; so far: ${text.slice(0, 300)}`);
  };
  return {
    socket,
    received: () => text,
    closed: (limit) => within(limit, 'closed', () => closedAt),
    until: (pattern, limit = 10_000) =>
      within(limit, String(pattern), () => (pattern.test(text) ? text : undefined)),
  };
}

/** A POST of JSON, written out. */
export const written = (path: string, body: string, headers = ''): string =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
