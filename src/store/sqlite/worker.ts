/** The writer's thread: groups in, outcomes out. */
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from './db.js';
import { emptyLog, runGroup } from './group.js';
import { watchFile } from './open.js';
import type { FromWorker, ToWorker } from './writer.js';

const { file } = workerData as { file: string };
const db = connect(file);
const guard = watchFile(file);
const say = (m: FromWorker): void => parentPort?.postMessage(m);

parentPort?.on('message', (m: ToWorker) => {
  if ('group' in m) say({ outcomes: runGroup(db, m.group, guard) });
  else if ('emptyLog' in m) say({ emptied: emptyLog(db) });
  else {
    db.raw.close();
    say({ closed: true });
  }
});
say({ ready: true });
