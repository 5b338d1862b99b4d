/** A process of its own that builds while the service goes on: a message says that it is done, or what is wrong. */
import { build } from './build.js';
import { UserError } from './errors.js';

export interface BuildOrder {
  root: string;
  stamp: string;
  program: string;
}

export interface BuildReport {
  /** Empty where it was built. */
  complaints: string[];
}

process.once('message', ({ root, stamp, program }: BuildOrder) => {
  const report: BuildReport = { complaints: [] };
  try {
    build(root, stamp, program, () => undefined);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report.complaints = [error.message, ...error.details];
  }
  process.send?.(report, () => process.exit(0));
});
