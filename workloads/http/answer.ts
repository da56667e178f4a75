import type { IncomingMessage } from "node:http";

/** A request whose body has been read. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  /** What the body says as JSON; undefined when there is none. */
  readonly body: unknown;
  /** Parts of the path that the route leaves open, in their order. */
  readonly parameters: readonly string[];
}

/** What it is answered with. */
export interface Answer {
  readonly status: number;
  /** Sent as JSON; nothing is sent without it. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** A request is refused; thrown from anywhere in a route. */
export class RequestRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "RequestRefused";
    this.status = status;
  }
}

/** One path with what it does for each method. `:` stands for a part that is open: `/api/positions/:/close`. */
export interface Route {
  readonly path: string;
  readonly methods: Readonly<Record<string, (request: Request) => Promise<Answer> | Answer>>;
}
