/** Group commit: the writes of many requests in one transaction, so that they share one flush to disk. */
import type { StoreFailure } from '../../errors.js';
import { type Db, failureOf, isFatal } from './db.js';
import { OPERATIONS, type Operation } from './operations.js';

export interface Task {
  name: Operation;
  args: unknown[];
}

/** A failure as plain data, so that it can cross threads. */
export type Outcome = { value: unknown } | { failed: { kind: StoreFailure['kind']; message: string } };

const failed = (error: unknown): Outcome => {
  const { kind, message } = failureOf(error);
  return { failed: { kind, message } };
};

/** Runs the tasks in order. One that fails by itself undoes only itself; a fault of disk or file fails all. */
export function runGroup(db: Db, tasks: readonly Task[], guard: () => void): Outcome[] {
  const run = (task: Task): unknown =>
    (OPERATIONS[task.name] as (db: Db, ...args: unknown[]) => unknown)(db, ...task.args);
  const together = (one: (task: Task) => Outcome): Outcome[] =>
    db.raw.transaction(() => tasks.map(one)).immediate();
  try {
    guard();
    try {
      return together((task) => ({ value: run(task) }));
    } catch (error) {
      if (isFatal(error)) throw error;
    }
    // All is undone; once more, each with a point to go back to, which costs a copy of every page it touches.
    const apart = db.raw.transaction(run);
    return together((task) => {
      try {
        return { value: apart(task) };
      } catch (error) {
        if (isFatal(error) || !db.raw.inTransaction) throw error;
        return failed(error);
      }
    });
  } catch (error) {
    const one = failed(error);
    return tasks.map(() => one);
  }
}

/** Copies the log into the file and empties it: what was deleted is then in neither. False while somebody reads. */
export function emptyLog(db: Db): boolean {
  const [row] = db.raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  return row?.busy === 0;
}
