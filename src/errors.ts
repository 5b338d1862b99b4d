/** A fault that is the user's to mend: said in words, without a stack. Anything else is a fault of ours. */
export class UserError extends Error {
  constructor(
    message: string,
    /** One line each, below the message. */
    readonly details: string[] = [],
  ) {
    super(message);
  }
}

/** A caller asked for what cannot be: said in the contract's words, with the field that is wrong. */
export class Refusal extends Error {
  constructor(
    readonly code:
      | 'invalid-request'
      | 'too-large'
      | 'rate-limited'
      | 'unauthorised'
      | 'forbidden-origin'
      | 'not-found'
      | 'unavailable',
    message: string,
    readonly field?: string,
    /** Where HTTP has a finer status than the code's own. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** Somebody has to wait before it is worth trying again. */
export class TooOften extends Refusal {
  constructor(
    message: string,
    readonly seconds: number,
  ) {
    super('rate-limited', message);
  }
}

/** The store could not read or write; nothing of the call was kept. `full`: no room left; `busy`: too much waits. */
export class StoreFailure extends Error {
  constructor(
    readonly kind: 'full' | 'damaged' | 'unreachable' | 'busy',
    message: string,
  ) {
    super(message);
  }
}
