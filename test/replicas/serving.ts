/** The compiled program as processes of their own: started, asked, killed; what it was asked stands in a ledger. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../real.js';

export interface Program {
  child: ChildProcess;
  pid: number;
  url: string;
  /** All that it has printed. */
  printed(): string;
  /** Resolves with the exit code, or the signal, when it has ended. */
  ended: Promise<number | string>;
}

/** Workers: whatever else the program has started is none. */
export const childrenOf = (pid: number): number[] =>
  spawnSync('pgrep', ['-P', String(pid), '-f', 'launch.mjs'], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean)
    .map(Number);

/** Resolves when it serves; rejects where it ends before. */
export function serveProgram(args: string[], env: Record<string, string>, root = ROOT): Promise<Program> {
  const child = spawn(process.execPath, [join(root, 'src', 'launch.mjs'), 'serve', ...args], {
    env: { ...process.env, PORT: '0', GONGJI_RATE_LIMIT: '0', GONGJI_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? '')),
  );
  return new Promise((resolve, reject) => {
    const more = (piece: Buffer): void => {
      text += piece;
      const url = /http:\/\/[\d.]+:\d+/.exec(text)?.[0];
      if (url) resolve({ child, pid: child.pid as number, url, printed: () => text, ended });
    };
    child.stdout.on('data', more);
    child.stderr.on('data', more);
    void ended.then((how) => reject(new Error(`it did not start (${how})\n${text}`)));
  });
}

/** A copy of the project whose knowledge a test may edit; times as they were, so that nothing counts as edited yet. */
export function copyProject(root: string): string {
  for (const name of ['src', 'dist', 'knowledge', 'templates', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

const QUESTIONS = ['太原职工三甲住院报几成', '太原共济能绑几个人', '海口门诊起付线', '今天天气', '你好'];

/** What was asked under which key, and what was told: at the end the store has just that. */
export class Ledger {
  readonly told = new Map<string, { id: string; body: string }>();
  readonly unsure = new Set<string>();
  /** Requests that got no good answer, by what they got. */
  readonly failures = new Map<string, number>();
  /** Answers that said themselves that they are kept nowhere. */
  unrecorded = 0;
  /** Milliseconds. */
  longestGap = 0;
  private lastTold = performance.now();
  private n = 0;

  constructor(
    private readonly url: string,
    private readonly name = 'question',
    private readonly headers: Record<string, string> = {},
  ) {}

  async post(path: string, body: object, headers: Record<string, string> = {}) {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  /** One question under a key of its own, or under one whose end is unknown. */
  async ask(key = `${this.name}-${this.n++}`): Promise<boolean> {
    const text = QUESTIONS[Number(key.split('-').at(-1)) % QUESTIONS.length];
    this.unsure.add(key);
    try {
      const { status, text: body } = await this.post(
        '/v1/ask',
        { text },
        { ...this.headers, 'idempotency-key': key },
      );
      if (status !== 200) throw new Error(`${status} ${/"message":"([^"]*)/.exec(body)?.[1] ?? ''}`);
      const answer = JSON.parse(body) as { id: string; notices: string[] };
      const now = performance.now();
      this.longestGap = Math.max(this.longestGap, now - this.lastTold);
      this.lastTold = now;
      if (answer.notices.some((notice) => notice.startsWith('这次回答没有存下来'))) {
        this.unrecorded += 1;
        return true;
      }
      this.told.set(key, { id: answer.id, body });
      this.unsure.delete(key);
      return true;
    } catch (error) {
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
      this.failures.set(cause, (this.failures.get(cause) ?? 0) + 1);
      return false;
    }
  }

  /** So many callers ask until it is over. */
  async load(callers: number, over: () => boolean): Promise<void> {
    await Promise.all(
      Array.from({ length: callers }, async () => {
        while (!over()) if (!(await this.ask())) await new Promise((resolve) => setTimeout(resolve, 20));
      }),
    );
  }

  get failed(): number {
    return [...this.failures.values()].reduce((a, b) => a + b, 0);
  }
}
