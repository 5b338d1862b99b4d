/** What people look at: the page to ask from. */
import type { FastifyInstance } from 'fastify';

/** Nothing from elsewhere, and nothing sent elsewhere. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'";

export function pageRoutes(app: FastifyInstance, page: string): void {
  app.get('/', { schema: { hide: true } }, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', PAGE_POLICY)
      .serializer((text: unknown) => text as string)
      .send(page),
  );
}
