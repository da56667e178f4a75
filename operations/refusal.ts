/**
 * A command can't do what it was asked: the message says what, where and the mend, and is all that is shown.
 * The exit code is 1, failed or refused, unless it says otherwise.
 */
export class Refusal extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = "Refusal";
    this.exitCode = exitCode;
  }
}
