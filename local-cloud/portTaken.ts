/** The port that was asked for can't be had. */
export class PortTaken extends Error {
  readonly port: number;

  constructor(port: number, cause: Error) {
    super(`Port ${port} of 127.0.0.1 can't be had: ${cause.message}`, { cause });
    this.name = "PortTaken";
    this.port = port;
  }
}
