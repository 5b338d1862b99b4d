/** A thread that copies a database into a new, compact file while others read and write it. */
import { workerData } from 'node:worker_threads';
import { vacuumInto } from './copy.js';

const { source, target } = workerData as { source: string; target: string };
vacuumInto(source, target);
