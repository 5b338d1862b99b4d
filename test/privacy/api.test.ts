/** Through a real process to the disk: personal numbers leave no byte in database, WAL and log, and the question is answered as without them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Assistant, ask } from '../../src/assistant.js';
import { type Answer, answerSchema } from '../../src/contract.js';
import { EMPTY_MEMORY } from '../../src/dialogue.js';
import { maskPersonal } from '../../src/privacy.js';
import { conversation, ROOT, realAssistant, TODAY, temporaryFolder } from '../real.js';
import { FRAMES } from './frames.js';
import { disguised, type Personal, personal, random } from './generate.js';
import { inWriting, leaks } from './leak.js';

const SOAK = process.env.GONGJI_SOAK === '1';
const COUNT = SOAK ? 20_000 : 300;
if (!SOAK) console.log(`personal numbers through the API: ${COUNT} of 20000 (all with GONGJI_SOAK=1)`);
vi.setConfig({ testTimeout: SOAK ? 1_800_000 : 120_000, hookTimeout: 300_000 });

let assistant: Assistant;
beforeAll(async () => {
  assistant = await realAssistant();
});

type Said = Personal & { text: string };

/** Every second one in disguise. */
function sample(seed: number, count: number): Said[] {
  const r = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const p = i % 2 === 0 ? personal(r) : disguised(r, personal(r));
    return { ...p, text: (FRAMES[i % FRAMES.length] as string).replace('{}', () => p.said) };
  });
}

/** The program serving from an empty folder, and what it printed; `stop` is as sudden as a power cut. */
async function serving(): Promise<{ url: string; folder: string; printed(): string; stop(): Promise<void> }> {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [join(ROOT, 'src', 'launch.mjs'), 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      GONGJI_DATA_DIR: folder,
      GONGJI_LOG_LEVEL: 'trace',
      GONGJI_RATE_LIMIT: '0',
      TELEGRAM_BOT_TOKEN: '',
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  const address = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed += `${line}\n`;
      const found = /已启动：(http:\S+)\//.exec(line)?.[1];
      if (found) resolve(found);
    });
  });
  child.stderr.on('data', (d) => {
    printed += d;
  });
  return {
    url: await address,
    folder,
    printed: () => printed,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function post(url: string, body: object): Promise<Answer> {
  const response = await fetch(`${url}/v1/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answerSchema.parse(await response.json());
}

describe('经过 API', () => {
  test('数据库、WAL 和日志里一个也找不到，该提醒的都提醒了', async () => {
    const server = await serving();
    const all = sample(11, COUNT);
    const unwarned: string[] = [];
    let last = '';
    for (let i = 0; i < all.length; i += 8) {
      const group = all.slice(i, i + 8);
      const answers = await Promise.all(group.map((p) => post(server.url, { text: p.text })));
      for (const [k, p] of group.entries()) {
        const a = answers[k] as Answer;
        last = a.conversationId;
        if (p.kind !== 'name' && !(a.text.includes('请不要再发') && a.notices.length > 0))
          unwarned.push(p.text);
      }
      // A follow-up writes the conversation again, with what it remembers of the first message.
      await post(server.url, { text: '那居民呢', conversationId: last });
    }
    await server.stop();
    const names = readdirSync(server.folder);
    expect(names.some((n) => n.endsWith('-wal'))).toBe(true);
    const kept = names.map((n) => readFileSync(join(server.folder, n), 'utf8')).join('\n');
    expect(kept).toContain(last);
    expect(server.printed()).toContain('/v1/ask');
    // Milliseconds with sixteen digits hold any ten of them sooner or later.
    const log = server.printed().replace(/"(?:responseTime|time)":[\d.]+/g, '');
    const written = inWriting(`${kept}\n${log}`);
    // What the masker does not know (its own bars: plain 99.9 %, in disguise 99 %) is kept; nothing else is.
    const missed = all.filter((p) => leaks(p, maskPersonal(p.text)));
    expect(missed.length).toBeLessThanOrEqual(COUNT * 0.0055);
    const found = all.filter((p) => written(p) && !missed.includes(p)).map((p) => p.text);
    expect(found).toEqual([]);
    expect(unwarned.length, unwarned.slice(0, 5).join('\n')).toBeLessThanOrEqual(COUNT * 0.005);
  });

  test('搜得出来：没有遮的号码会被发现', () => {
    const [p] = sample(12, 1) as [Said];
    expect(inWriting(`{"text":"${p.text}"}`)(p)).toBe(true);
  });
});

describe('带着个人号码的问题', () => {
  const answered = (text: string) => ask(assistant, { text, asOf: TODAY, memory: EMPTY_MEMORY }).answer;

  test('和不带时读成一样的主题、槽位', () => {
    const differs = sample(13, 1000).flatMap((p, i) => {
      // Where somebody lives is part of the question: the place stays, only the door goes.
      if (p.kind === 'address') return [];
      const frame = (FRAMES[i % FRAMES.length] as string).replace('{}', ' ');
      const [x, y] = [answered(p.text), answered(frame)];
      return JSON.stringify([x.topic, x.slots]) === JSON.stringify([y.topic, y.slots])
        ? []
        : [`${p.text} → ${x.topic} ${JSON.stringify(x.slots)}, ${y.topic} ${JSON.stringify(y.slots)}`];
    });
    expect(differs.length, differs.slice(0, 60).join('\n')).toBeLessThanOrEqual(20);
  });

  test.each([
    ['我身份证140105199001011234，太原职工住院报几成', 'ratio'],
    ['138 0013 8000 太原共济怎么绑', 'binding-howto'],
    ['姓名：王小明 电话：13800138000 太原居民医保一年交多少', 'contribution'],
  ])('%s：照样回答，并且只提醒一次', (text, topic) => {
    const answer = answered(text);
    expect(answer.topic).toBe(topic);
    expect(answer.text.match(/请不要再发/g)).toHaveLength(1);
    expect(answer.notices.at(-1)).toContain('请不要再发');
  });

  test('住址遮到门牌，地方留着', () => {
    const { slots, text } = answered('我家住太原市小店区平阳路88号阳光小区3号楼2单元501，居民医保一年交多少');
    expect(slots).toMatchObject({ region: '140100', scheme: 'resident' });
    expect(text).toContain('请不要再发');
  });

  test('住院号遮了，说的还是住院', () => {
    const { slots, text } = answered('住院号2024071234，费用8800元，太原职工二乙能报多少');
    expect(slots).toMatchObject({ care: 'inpatient', amount: '8800', hospitalLevel: '2B' });
    expect(text).not.toContain('2024071234');
  });

  test('证件号不是金额', () => {
    const { slots } = answered('医保编号140105190002300000，住院花了20000元，太原三甲职工能报多少');
    expect(slots).toMatchObject({
      amount: '20000',
      region: '140100',
      hospitalLevel: '3A',
      scheme: 'employee',
    });
  });

  test.each(['太原职工三甲住院花了23000元能报多少', '我叫王小明，太原职工住院报几成', '12393打不通怎么办'])(
    '%s：不提醒',
    (text) => expect(answered(text).text).not.toContain('请不要再发'),
  );

  test('接着问时，前面的号码不在记忆里', () => {
    const next = conversation(assistant);
    next('我叫王小明，手机13800138000，太原职工三甲住院起付线多少');
    expect(next('那居民呢')).toMatchObject({
      topic: 'deductible',
      slots: { region: '140100', scheme: 'resident' },
    });
    const { memory } = ask(assistant, {
      text: '我叫王小明，手机13800138000，太原职工住院起付线多少',
      asOf: TODAY,
      memory: EMPTY_MEMORY,
    });
    expect(JSON.stringify(memory)).not.toMatch(/王小明|1380/);
  });
});
