/** Ids that a caller chooses are kept as they are: one that is somebody's number is none. */
import { findPersonal } from '../../privacy.js';

const RUN = /(?<![\dA-Za-z])\d{11,19}[Xx]?(?![\dA-Za-z])/g;
const GROUPED = /^[\d\-_.:]{11,}[Xx]?$/;

/** Only long runs of digits count: letters at random look like a passport now and then. */
export function isSomebodysNumber(id: string): boolean {
  const runs: string[] = [...(id.match(RUN) ?? [])];
  if (GROUPED.test(id)) runs.push(id.replace(/[-_.:]/g, ''));
  return runs.some((run) => findPersonal(run).length > 0);
}
