/** Requests that come on one connection without waiting for the reply before: one after the other, and not too many. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/** A connection takes one place at a time, however much it asks at once; one with more than `most` waiting is ended. */
export function oneByOne(most: number, handle: Handler): Handler {
  const lines = new WeakMap<Socket, [IncomingMessage, ServerResponse][]>();

  function enter(req: IncomingMessage, res: ServerResponse): void {
    handle(req, res);
    // After what the handler itself does then: its place is free.
    res.once('close', () => {
      const next = lines.get(req.socket)?.shift();
      if (!next) lines.delete(req.socket);
      else if (!req.socket.destroyed) enter(...next);
    });
  }
  return (req, res) => {
    const line = lines.get(req.socket);
    if (!line) {
      lines.set(req.socket, []);
      enter(req, res);
    } else if (line.length < most) line.push([req, res]);
    else req.socket.destroy();
  };
}
