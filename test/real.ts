/** The real thing for tests: the built assistant, SQLite in a folder of its own, HTTP on a free port, a clock that stands still. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Assistant, ask, type Reply } from '../src/assistant.js';
import { createHttp, type HttpOptions } from '../src/channels/http.js';
import { EMPTY_MEMORY } from '../src/dialogue.js';
import { type Clock, createService, type OwnService } from '../src/service.js';
import { openSite } from '../src/site.js';
import { loadAssistant } from '../src/start.js';
import { openSqlite } from '../src/store/sqlite.js';
import type { Store } from '../src/store/store.js';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const TODAY = '2025-12-01';
export const CLOCK: Clock = { now: () => new Date(`${TODAY}T04:00:00Z`), today: () => TODAY };

/** An empty folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = temporaryFolderToRemove();
  onTestFinished(folder.remove);
  return folder.path;
}

/** The same where several tests share it: whoever takes it removes it. */
export function temporaryFolderToRemove(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'gongji-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Built by the program's own command, as `npm start` does it; nothing is written where all is fresh. */
export async function realAssistant(): Promise<Assistant> {
  const built = spawnSync(process.execPath, [join(ROOT, 'src', 'launch.mjs'), 'build'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`gongji build failed\n${built.stderr}`);
  return loadAssistant(ROOT);
}

/** One conversation; each call is the next message. */
export function conversation(assistant: Assistant): (text: string) => Reply['answer'] {
  let memory = EMPTY_MEMORY;
  return (text) => {
    const reply = ask(assistant, { text, asOf: TODAY, memory });
    memory = reply.memory;
    return reply.answer;
  };
}

export interface RealService {
  assistant: Assistant;
  service: OwnService;
  store: Store;
  dataDir: string;
  close(): Promise<void>;
}

export async function realService(): Promise<RealService> {
  const assistant = await realAssistant();
  const folder = temporaryFolderToRemove();
  const store = openSqlite(folder.path);
  return {
    assistant,
    service: createService(assistant, store, CLOCK),
    store,
    dataDir: folder.path,
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
}

export interface RealServer extends RealService {
  url: string;
  /** Any request; the body as text, parsed where it is JSON. */
  send(
    path: string,
    init?: RequestInit,
  ): Promise<{ status: number; headers: Headers; raw: string; body: unknown }>;
  /** POST /v1/ask with this JSON. */
  ask(body: unknown): ReturnType<RealServer['send']>;
}

type Given = Partial<HttpOptions>;

export async function realServer(given: Given | ((real: RealService) => Given) = {}): Promise<RealServer> {
  const real = await realService();
  const options = typeof given === 'function' ? given(real) : given;
  const site = openSite(ROOT, () => real.service.serving().assistant, console.log);
  const app = createHttp(real.service, { site, logLevel: 'silent', ...options });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const send: RealServer['send'] = async (path, init) => {
    const response = await fetch(`${url}${path}`, init);
    const raw = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      raw,
      body: json ? JSON.parse(raw) : undefined,
    };
  };
  return {
    ...real,
    url,
    send,
    ask: (body) =>
      send('/v1/ask', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    close: async () => {
      await app.close();
      await real.close();
    },
  };
}
