/** No store ever sees a personal number. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerSchema } from '../src/contract.js';
import { type RealServer, realServer } from './real.js';

const FILE = 'gongji.sqlite';
describe('个人号码', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await realServer();
  });
  afterAll(() => server?.close());

  const ID = '140105199001011234';
  const PHONE = '13812345678';
  const CARD = '6222021234567890123';
  const QUESTIONS: [string, string, string[]][] = [
    ['身份证号', `我身份证${ID}，太原职工住院报几成`, [ID]],
    ['末位是 X 的身份证号', '身份证 14010519900101123X 太原居民住院起付线多少', ['14010519900101123']],
    ['手机号', `太原共济怎么绑，我电话${PHONE}`, [PHONE]],
    ['分段写的手机号', '太原共济怎么绑，电话 138-1234-5678', ['1381234567', '12345678']],
    ['带区号的手机号', `太原共济怎么绑 +86 ${PHONE}`, [PHONE]],
    ['卡号', `卡号${CARD}太原职工住院报几成`, [CARD]],
    ['分段写的卡号', '卡号 6222 0212 3456 7890 123 太原职工住院报几成', ['62220212', '34567890']],
    ['全角写的手机号', '太原共济怎么绑，电话１３８１２３４５６７８', [PHONE]],
    ['挨着的两个号码', `${ID} ${PHONE} 太原职工住院报几成`, [ID, PHONE]],
    ['连写的两个号码', `${ID}${PHONE}太原职工住院报几成`, [ID, PHONE]],
    ['长问题中间的号码', `我的身份证是${ID}，${'请问'.repeat(196)}太原职工住院报几成`, [ID.slice(-8)]],
    ['邮箱', '太原职工住院报几成，回复到 zhang.san@example.com', ['zhang.san@example.com']],
  ];

  const closed = (text: string): string => text.replace(/(?<=\d)[\s-](?=\d)/g, '');
  /** Bytes of every file the store keeps, with gaps between digits closed. */
  const kept = (): string =>
    closed(
      readdirSync(server.dataDir)
        .map((name) => readFileSync(join(server.dataDir, name)).toString('latin1'))
        .join('\n'),
    );

  test.each(QUESTIONS)('%s 到不了数据库文件和 WAL', async (_name, text, secrets) => {
    const { body } = await server.ask({ text });
    const { conversationId } = answerSchema.parse(body);
    await server.ask({ text: '那居民呢', conversationId });
    const bytes = kept();
    expect(bytes).toContain(closed(conversationId));
    for (const secret of secrets) expect(bytes).not.toContain(secret);
  });

  test('正在用的 WAL 也查过了', () => {
    expect(existsSync(join(server.dataDir, `${FILE}-wal`))).toBe(true);
  });

  test('金额、年份、热线照样留着', async () => {
    const { body } = await server.ask({ text: '太原职工2024年三甲住院花了23000元能报多少' });
    const { conversationId } = answerSchema.parse(body);
    const state = (await server.store.conversation(conversationId))?.state ?? '';
    expect(state).toContain('23000');
    expect(state).toContain('2024');
  });
});
