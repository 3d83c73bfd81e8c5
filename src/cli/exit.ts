/** Exit codes of every command. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** A command ends with a message for people: what, where, what to do. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
    this.name = 'Failure';
  }
}

/** What is wrong with how the command was called. */
export function wrongUsage(message: string): Failure {
  return new Failure(message, EXIT.usage);
}
