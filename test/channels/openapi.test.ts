/** A client that knows only /openapi.json uses every route: examples as they stand, ids by the links, replies held against the schemas. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealServer, realServer } from '../real.js';

interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required?: boolean;
  example?: string;
}
interface Link {
  operationId: string;
  parameters?: Record<string, string>;
  requestBody?: Record<string, unknown>;
}
interface Reply {
  content?: Record<string, { schema: object }>;
  links?: Record<string, Link>;
}
interface Operation {
  operationId: string;
  summary: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object; example: Record<string, unknown> }> };
  responses: Record<string, Reply>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}
interface Call extends Operation {
  method: string;
  path: string;
}

let server: RealServer;
let document: Document;
let calls: Call[];
let ajv: Ajv2020;
beforeAll(async () => {
  server = await realServer();
  document = (await server.send('/openapi.json')).body as Document;
  calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );
  ajv = new Ajv2020({ strict: false });
  ajv.addSchema(document, 'api');
});
afterAll(() => server?.close());

/** Whether a value is as the schema at this place of the document says. */
function expectValid(pointer: string[], value: unknown): void {
  const at = pointer.map((p) => encodeURIComponent(p.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');
  const validate = ajv.getSchema(`api#/${at}`);
  if (!validate) throw new Error(`no schema at ${at}`);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

interface Given {
  parameters?: Record<string, string>;
  body?: Record<string, unknown>;
}

/** Sends the operation's own example, with what a link gives; checks request and reply against the document. */
async function execute(call: Call, given: Given = {}) {
  const of = (kind: Parameter['in']) =>
    (call.parameters ?? [])
      .filter((p) => p.in === kind)
      .flatMap((p): [string, string][] => {
        const value = given.parameters?.[p.name] ?? p.example;
        if (value === undefined && p.required) throw new Error(`${call.operationId} lacks ${p.name}`);
        return value === undefined ? [] : [[p.name, value]];
      });
  const path = of('path').reduce((t, [name, v]) => t.replace(`{${name}}`, encodeURIComponent(v)), call.path);
  const query = new URLSearchParams(of('query')).toString();
  const example = call.requestBody?.content['application/json']?.example;
  const body = example && { ...example, ...given.body };
  const at = ['paths', call.path, call.method];
  if (body) expectValid([...at, 'requestBody', 'content', 'application/json', 'schema'], body);
  const response = await fetch(`${server.url}${path}${query && `?${query}`}`, {
    method: call.method.toUpperCase(),
    headers: Object.fromEntries([...of('header'), ...(body ? [['content-type', 'application/json']] : [])]),
    ...(body && { body: JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const documented = call.responses[String(response.status)];
  expect(Object.keys(documented?.content ?? {}), call.operationId).toContain(type);
  if (type === 'text/event-stream') {
    await response.body?.cancel();
    return { status: response.status, body: '' };
  }
  const reply: unknown = type === 'application/json' ? await response.json() : await response.text();
  expectValid([...at, 'responses', String(response.status), 'content', type, 'schema'], reply);
  return { status: response.status, body: reply };
}

/** `$response.body#/facts/0/id` → that part of the reply; anything else as it stands. */
function linked(expression: unknown, body: unknown): unknown {
  const pointer = typeof expression === 'string' && /^\$response\.body#\/(.*)$/.exec(expression)?.[1];
  if (!pointer) return expression;
  return pointer.split('/').reduce((value, key) => (value as Record<string, unknown>)[key], body);
}

const resolved = (values: Record<string, unknown> | undefined, body: unknown) =>
  Object.fromEntries(Object.entries(values ?? {}).map(([k, v]) => [k, linked(v, body)]));

describe('/openapi.json', () => {
  test('是合乎规范的 OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(
      structuredClone(document) as object as Record<string, unknown>,
    );
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  test('写了契约里的每一个地址', () => {
    expect(calls.map((c) => `${c.method.toUpperCase()} ${c.path}`).sort()).toEqual(
      [
        'DELETE /v1/conversations/{id}',
        'GET /healthz',
        'GET /metrics',
        'GET /readyz',
        'GET /v1/answers/{id}',
        'GET /v1/conversations/{id}/events',
        'GET /v1/conversations/{id}/messages',
        'GET /v1/facts',
        'GET /v1/facts/{id}',
        'GET /v1/regions',
        'POST /v1/ask',
        'POST /v1/estimate',
        'POST /v1/feedback',
      ].sort(),
    );
    for (const call of calls) expect(call.summary, call.path).toBeTruthy();
    expect(new Set(calls.map((c) => c.operationId)).size).toBe(calls.length);
  });

  test('一个部分一个名字，没有没人用的', () => {
    const text = JSON.stringify(document);
    for (const name of Object.keys(document.components.schemas))
      expect(text).toContain(`"#/components/schemas/${name}"`);
  });

  test('只凭它，每条路都走得通：例子照发，编号跟着链接走', async () => {
    const done = new Set<string>();
    const links: [Link, unknown][] = [];
    for (const call of calls.filter((c) => !c.path.includes('{') && c.operationId !== 'feedback')) {
      const { status, body } = await execute(call);
      expect(status, call.operationId).toBe(200);
      done.add(call.operationId);
      for (const link of Object.values(call.responses['200']?.links ?? {})) links.push([link, body]);
    }
    for (const [link, body] of links) {
      const call = calls.find((c) => c.operationId === link.operationId) as Call;
      const { status } = await execute(call, {
        parameters: resolved(link.parameters, body) as Record<string, string>,
        body: resolved(link.requestBody, body),
      });
      expect(status, call.operationId).toBe(200);
      done.add(call.operationId);
    }
    expect([...done].sort()).toEqual(calls.map((c) => c.operationId).sort());
  });
});

describe('/docs', () => {
  test('看得到，脚本和样式都出自本服务', async () => {
    const page = await server.send('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const parts = [...page.raw.matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1] as string);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(part).toMatch(/^\/docs\//);
      expect((await server.send(part)).status, part).toBe(200);
    }
  });
});
