/** Asks and gives feedback without end, and says each acknowledgement; made to be killed. Arguments: data folder, keys to send again. */
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newId } from '../../dist/id.js';
import { createService } from '../../dist/service.js';
import { loadBuilt } from '../../dist/start.js';
import { openSqlite } from '../../dist/store/sqlite.js';

const [, , dataDir, again = ''] = process.argv;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const say = (...words) => writeSync(1, `${words.join(' ')}\n`);
const QUESTIONS = ['太原职工三甲住院报几成', '太原共济能绑几个人', '海口门诊起付线', '今天天气', '你好'];
const ASKERS = 16;

const store = openSqlite(dataDir, { thread: true });
const { assistant, manifest } = await loadBuilt(ROOT);
const clock = { now: () => new Date(), today: () => '2025-12-01' };
const service = createService(assistant, store, clock, newId, {
  snapshot: manifest.snapshot,
  program: 'crash',
});
say('ready');

const run = newId();
const left = again ? again.split(',') : [];
async function asker(n) {
  let talk = '';
  for (let i = 0; ; i++) {
    // A key says which question it was and in which conversation, so that it can be sent again just the same.
    const key = left.pop() ?? `${run}:${n}:${i}:${talk}`;
    const [, , at, conversationId] = key.split(':');
    say('sent', key);
    const { answer, recorded } = await service.ask(
      { text: QUESTIONS[Number(at) % QUESTIONS.length], ...(conversationId && { conversationId }) },
      { idempotencyKey: key },
    );
    if (!recorded) throw new Error('not recorded');
    say('answered', key, answer.id);
    talk = i % 4 === 0 ? '' : answer.conversationId;
    await service.feedback({ answerId: answer.id, helpful: i % 2 === 0 });
    say('judged', answer.id, i % 2 === 0);
  }
}
await Promise.all(Array.from({ length: ASKERS }, (_, n) => asker(n)));
