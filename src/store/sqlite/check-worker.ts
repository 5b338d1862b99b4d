/** A thread that reads a large database through while it serves, and says what is broken. */
import { parentPort, workerData } from 'node:worker_threads';
import { connectReader, failureOf } from './db.js';
import { integrityFault } from './open.js';

const { file } = workerData as { file: string };
try {
  const db = connectReader(file);
  parentPort?.postMessage(integrityFault(db));
  db.raw.close();
} catch (error) {
  parentPort?.postMessage(failureOf(error).message);
}
