/** The writer's thread: groups in, outcomes out. */
import { parentPort, workerData } from 'node:worker_threads';
import { connect, failureOf } from './db.js';
import { emptyLog, runGroup } from './group.js';
import { watchFile } from './open.js';
import type { FromWorker, ToWorker } from './writer.js';

const { file } = workerData as { file: string };
const db = connect(file);
const guard = watchFile(file);
const say = (m: FromWorker): void => parentPort?.postMessage(m);

function answer(m: ToWorker): FromWorker {
  if ('group' in m) return { outcomes: runGroup(db, m.group, guard) };
  if ('emptyLog' in m) return { emptied: emptyLog(db) };
  if ('rewrite' in m) db.raw.exec('VACUUM');
  else db.raw.close();
  return { done: true };
}

parentPort?.on('message', (m: ToWorker) => {
  try {
    say(answer(m));
  } catch (error) {
    const { kind, message } = failureOf(error);
    say({ failed: { kind, message } });
  }
});
say({ done: true });
