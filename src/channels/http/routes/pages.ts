/** What people look at: the demo page, and what a browser loads for it and for any page that embeds the widget. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../errors.js';

export interface WebFile {
  type: string;
  body: Buffer;
  gzip: Buffer;
  etag: string;
}

export interface Site {
  /** The demo page as it is now; `address` is where a browser reaches this service. */
  page(address: string): string;
  /** By name; undefined where it was not built. */
  files: Record<string, WebFile | undefined>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Any page may load it, whatever its origin. */
    forAnyOrigin?: boolean;
  }
}

/** Nothing from elsewhere, nothing sent elsewhere, nothing inline. */
const PAGE_POLICY = [
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'",
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
].join('; ');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

/** For a page without scripts: its own style sheet, by its digest, and nothing else. */
export function documentPolicy(page: string): string {
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
  return `default-src 'none'; style-src 'sha256-${sha256(style)}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** So long a browser uses a file without asking: a new version is everywhere after this. */
const MAX_AGE_S = 600;

function give(file: WebFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply
    .header('cache-control', `public, max-age=${MAX_AGE_S}`)
    .header('etag', file.etag)
    .header('vary', 'accept-encoding')
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin');
  if (request.headers['if-none-match']?.includes(file.etag)) return reply.status(304).send();
  reply.type(file.type);
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.body);
  return reply.header('content-encoding', 'gzip').send(file.gzip);
}

export function pageRoutes(app: FastifyInstance, site: Site, publicUrl: string | undefined): void {
  app.get('/', { schema: { hide: true } }, (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', PAGE_POLICY)
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-cache')
      .serializer((text: unknown) => text as string)
      .send(site.page(publicUrl ?? `${request.protocol}://${request.host}`)),
  );
  for (const [name, file] of Object.entries(site.files))
    app.get(
      `/${name}`,
      { schema: { hide: true }, logLevel: 'warn', config: { forAnyOrigin: true } },
      (request, reply) => {
        if (!file)
          throw new Refusal(
            'unavailable',
            '网页部件没有构建；请在服务器上运行 npm run build，再启动一次服务',
          );
        return give(file, request, reply);
      },
    );
}
