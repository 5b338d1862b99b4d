/** A circuit breaker: while a database is gone nobody waits for it, and the first to find it back lets all others through. */
import { StoreFailure } from '../errors.js';

/** Milliseconds until it is tried again. */
const REST = 1_000;

export interface Breaker {
  /** Fails at once where the circuit is open. */
  run<T>(work: () => Promise<T>): Promise<T>;
  open(): boolean;
}

export function createBreaker(
  failureOf: (error: unknown) => StoreFailure,
  now: () => number = () => performance.now(),
): Breaker {
  let closedAgain = Number.NEGATIVE_INFINITY;
  let broken = false;
  let trying = false;

  return {
    open: () => broken,
    async run(work) {
      if (broken && (trying || now() < closedAgain))
        throw new StoreFailure('unreachable', '数据库暂时连不上');
      const trial = broken;
      trying ||= trial;
      try {
        const result = await work();
        broken = false;
        return result;
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'unreachable') {
          broken = true;
          closedAgain = now() + REST;
        } else broken = false;
        throw failure;
      } finally {
        if (trial) trying = false;
      }
    },
  };
}
