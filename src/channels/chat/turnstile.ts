/**
 * One at a time between handing over and recording that it was: when the process dies there, nobody knows whether one
 * answer came, and it is said again; no other is. Whoever takes long holds up nobody for ever.
 */

export interface Turn {
  /** Kept when those before have left. */
  enter(): Promise<void>;
  /** Also where it never entered; it may enter again. */
  leave(): void;
}

/** Milliseconds, and how many of them: while this process is itself held up, no beat counts. */
const BEAT = 50;
const PATIENCE = 20;

export function createTurnstile(): () => Turn {
  let last = Promise.resolve();

  return () => {
    let out: () => void = () => undefined;
    return {
      enter() {
        out();
        const entered = last;
        const left = new Promise<void>((resolve) => {
          out = resolve;
        });
        last = entered.then(async () => {
          let beats = 0;
          const timer = setInterval(() => {
            beats += 1;
            if (beats === PATIENCE) out();
          }, BEAT);
          await left;
          clearInterval(timer);
        });
        return entered;
      },
      leave: () => out(),
    };
  };
}
