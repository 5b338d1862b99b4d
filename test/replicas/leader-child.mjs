/** A process that would have a duty; says `start` and `stop` as it comes and goes. */

import { postgresArbiter } from '../../dist/leader/postgres.js';
import { createLeadership } from '../../dist/leader.js';

const leadership = createLeadership(postgresArbiter(process.argv[2]));
leadership.lead('duty', {
  start: () => console.log('start'),
  stop: () => console.log('stop'),
});
process.once('SIGTERM', async () => {
  await leadership.close();
  process.exit(0);
});
