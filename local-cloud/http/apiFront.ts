import type { IncomingHttpHeaders } from "node:http";
import type { Json } from "../json";

/** A request of a vendor's client, read to its end. */
export interface ApiRequest {
  /** Upper case. */
  readonly method: string;
  /** Whole address, with the host that the client asked for. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Body as it came; empty when there is none. */
  readonly text: string;
}

/** What is answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it stands; nothing at all for an answer without a body. */
  readonly body?: Json | string;
}

/** One vendor's API over one part of the local cloud; it never throws for what a client did wrong. */
export interface ApiFront {
  answer(request: ApiRequest): Promise<ApiAnswer>;
}
