/** A circuit breaker: while a database is gone nobody waits for it, and the first to find it back lets all others through. */
import { StoreFailure } from '../errors.js';

/** Milliseconds until it is tried again. */
const REST = 1_000;

export interface Breaker {
  /** Fails at once where the circuit is open. */
  run<T>(work: () => Promise<T>): Promise<T>;
  open(): boolean;
}

export interface BreakerTools {
  failureOf(error: unknown): StoreFailure;
  /** Whether it is the database that is at fault. */
  isAway(error: unknown): boolean;
}

export function createBreaker({ failureOf, isAway }: BreakerTools): Breaker {
  let resting = false;
  let broken = false;
  let trying = false;
  function rest(): void {
    if (resting) return;
    resting = true;
    setTimeout(() => {
      resting = false;
    }, REST).unref();
  }

  return {
    open: () => broken,
    async run(work) {
      if (broken && (trying || resting)) throw new StoreFailure('unreachable', '数据库暂时连不上');
      const trial = broken;
      trying ||= trial;
      try {
        const result = await work();
        broken = false;
        return result;
      } catch (error) {
        broken = isAway(error);
        if (broken) rest();
        throw failureOf(error);
      } finally {
        if (trial) trying = false;
      }
    },
  };
}
