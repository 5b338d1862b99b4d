/** A duty that one process at a time has, by PostgreSQL: taken over from one that leaves, dies or hangs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLeadership, soleArbiter } from '../../src/leader.js';
import { realAssistant } from '../real.js';
import { ownPostgres, postgresPrograms, type Server, until } from './own.js';

const CHILD = fileURLToPath(new URL('./leader-child.mjs', import.meta.url));

class Candidate {
  readonly child: ChildProcess;
  said: string[] = [];
  constructor(url: string) {
    this.child = spawn(process.execPath, [CHILD, url], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child.stdout?.on('data', (text: Buffer) => this.said.push(...String(text).trim().split('\n')));
  }
  get has(): boolean {
    return this.said.at(-1) === 'start' && this.child.exitCode === null && this.child.signalCode === null;
  }
}

describe.skipIf(!postgresPrograms())('PostgreSQL', () => {
  let server: Server;
  const candidates: Candidate[] = [];
  const holders = (but?: Candidate) => candidates.filter((c) => c !== but && c.has);
  const one = async (but?: Candidate): Promise<Candidate> => {
    await until(() => holders(but).length === 1);
    return holders(but)[0] as Candidate;
  };
  beforeAll(async () => {
    await realAssistant();
    server = await ownPostgres();
    for (let i = 0; i < 3; i++) candidates.push(new Candidate(server.url));
  });
  afterAll(async () => {
    for (const { child } of candidates) child.kill('SIGKILL');
    await server?.remove();
  });

  test('三个里只有一个有；卡住了归别人，醒来自己放下', async () => {
    const first = await one();
    first.child.kill('SIGSTOP');
    const second = await one(first);
    expect(second).not.toBe(first);
    first.child.kill('SIGCONT');
    await until(() => first.said.at(-1) === 'stop');
    expect(holders()).toEqual([second]);
  });

  test('数据库停了，谁也不算有；回来了又是一个', async () => {
    const had = await one();
    await server.kill();
    await until(() => holders().length === 0);
    expect(had.said.at(-1)).toBe('stop');
    await server.start();
    await one();
  });

  test('杀掉了、走开了，都归下一个；走的放下了再走', async () => {
    const first = await one();
    first.child.kill('SIGKILL');
    const second = await one(first);
    second.child.kill('SIGTERM');
    const third = await one(second);
    expect(second.said.at(-1)).toBe('stop');
    expect(new Set([first, second, third]).size).toBe(3);
  });
});

test('只有一个进程时，马上就有；没做成的过一会儿再做；停下时放下', async () => {
  const did: string[] = [];
  const failed: string[] = [];
  const leadership = createLeadership(soleArbiter(), (name, error) =>
    failed.push(`${name} ${error.message}`),
  );
  let broken = true;
  leadership.lead('duty', {
    start() {
      did.push('start');
      if (broken) throw new Error('not yet');
    },
    stop: () => void did.push('stop'),
  });
  expect(leadership.leads('duty')).toBe(true);
  await until(() => failed.length === 1);
  broken = false;
  await until(() => did.length === 2);
  await leadership.close();
  expect([did, failed]).toEqual([['start', 'start', 'stop'], ['duty not yet']]);
  expect(leadership.leads('duty')).toBe(false);
});
