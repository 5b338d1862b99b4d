/** Long work of many requests in slices: between them the event loop takes in, and refuses, what has come meanwhile. */

/** Seconds of work before others have their turn; also what a refusal may have to wait. */
const SLICE = 0.003;
/** Turns of the event loop between two slices: in each the system hands over one new connection, and no more. */
const TURNS = 4;

/** Runs what it is given in order, soon; a result or a failure reaches whoever gave it. */
export function createSlices(seconds: () => number): <T>(work: () => T) => Promise<T> {
  let waiting: (() => void)[] = [];

  function slice(): void {
    const until = seconds() + SLICE;
    let done = 0;
    do waiting[done++]?.();
    while (done < waiting.length && seconds() < until);
    waiting = waiting.slice(done);
    if (waiting.length > 0) after(TURNS);
  }
  function after(turns: number): void {
    setImmediate(turns > 1 ? () => after(turns - 1) : slice);
  }

  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(slice);
      waiting.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });
}
