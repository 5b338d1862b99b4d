/** The API described: /openapi.json from the routes' own schemas, and /docs, which shows it without the outside world. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { EXAMPLES } from '../../contract/examples.js';
import { named } from './schemas.js';

type Json = Record<string, unknown>;
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; example?: unknown }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
}
interface Document extends Json {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

const DESCRIPTION = `Questions about medical insurance in, answers with their sources out.
Errors have one shape: \`{ "error": { "code", "message", "field"? } }\`.
An \`Idempotency-Key\` header on /v1/ask and /v1/feedback makes a repeat return the first result.
Limits: bodies of 16 KiB, questions of 2000 characters; \`ratelimit-*\` headers say what is left of the minute, \`retry-after\` when to come back.
The id of a conversation or an answer is the only key to it.`;

/** Register before the routes it shall describe. */
export async function describe(app: FastifyInstance, publicUrl: string | undefined): Promise<void> {
  const settings = { schemaRegistry: named as never };
  const whole = createJsonSchemaTransformObject(settings);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '共济问答 Gongji',
        version: '1.0.0',
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl ?? '/' }],
      tags: TAGS,
    },
    transform: createJsonSchemaTransform(settings),
    transformObject: (given) => finished(whole(given) as unknown as Document) as never,
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, docExpansion: 'list', tryItOutEnabled: true },
    staticCSP: {
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'base-uri': "'none'",
    },
    theme: { title: '共济问答 API' },
  });
}

const TAGS = [
  { name: 'questions', description: 'Asking, calculating, and saying whether it helped' },
  { name: 'knowledge', description: 'Facts with their sources, and places' },
  { name: 'conversations', description: 'Messages of a conversation, live, and forgetting it' },
  { name: 'operations', description: 'For those who run it' },
];

/** With the examples, without parts that nothing refers to, and each part by its own name. */
function finished(given: Document): Document {
  for (const path of Object.values(given.paths))
    for (const operation of Object.values(path)) addExamples(operation);
  const { schemas, ...others } = given.components;
  const kept = used(given.paths, schemas);
  const document = { ...given, components: { ...others, schemas: kept } };
  // Input is told from output only where one part is both.
  const both = (name: string): boolean => name.replace(/Input$/, '') in kept;
  return JSON.parse(
    JSON.stringify(document).replace(/"(#\/components\/schemas\/)?(\w+)Input"/g, (whole, path = '', name) =>
      `${name}Input` in kept && !both(`${name}Input`) ? `"${path}${name}"` : whole,
    ),
  );
}

function addExamples(operation: Operation): void {
  const { body, query } = EXAMPLES[operation.operationId] ?? {};
  const json = operation.requestBody?.content['application/json'];
  if (json && body) json.example = body;
  for (const p of operation.parameters ?? []) {
    const value = p.in === 'query' ? query?.[p.name] : undefined;
    if (value !== undefined) p.example = value;
  }
}

const REFERENCE = /"#\/components\/schemas\/([^"]+)"/g;
function used(paths: unknown, schemas: Record<string, unknown>): Record<string, unknown> {
  const keep = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part).matchAll(REFERENCE)) {
      if (name === undefined || keep.has(name)) continue;
      keep.add(name);
      visit(schemas[name]);
    }
  };
  visit(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => keep.has(name)));
}
