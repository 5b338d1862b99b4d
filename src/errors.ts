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
