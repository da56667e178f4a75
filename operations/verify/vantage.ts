import type net from "node:net";

/** Record types that the checks ask for. */
export type RecordType = "A" | "AAAA" | "CNAME" | "TXT" | "CAA";

/** One record of a DNS answer. */
export interface DnsRecord {
  /** Lower-case, without a trailing dot. */
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** Address, target without its trailing dot, text without quotes, or `0 issue "digicert.com"`. */
  readonly content: string;
}

/** What a DNS server said. */
export interface Answered {
  /** The aliases on the way first, then the records of the wanted type. */
  readonly records: readonly DnsRecord[];
  /** Whether the name, or the last one of its chain of aliases, exists. */
  readonly exists: boolean;
  /** Server that said so. */
  readonly by: string;
}

/** Why nothing can be told. */
export interface Unanswered {
  readonly unknown: string;
  /** Whether a server answered, and failed at it (SERVFAIL), as it does when a zone's signatures don't hold. */
  readonly isFailure?: boolean;
  /** Whether a server answered that it answers for no such zone (REFUSED). */
  readonly isRefused?: boolean;
}

/** What is known of a name and type. */
export type Resolution = Answered | Unanswered;

/** Nobody took the connection, or it broke before there was an answer. */
export class Unreached extends Error {
  /** Whether the other side said no, and not merely nothing. */
  readonly isRefused: boolean;

  constructor(message: string, isRefused = false) {
    super(message);
    this.name = "Unreached";
    this.isRefused = isRefused;
  }
}

/** Where a client stands: how names look from there, and how servers are reached. */
export interface Vantage {
  resolve(name: string, type: RecordType): Promise<Resolution>;
  /** Whether an address is one of Cloudflare's edge. */
  isEdge(address: string): boolean;
  /**
   * Opens a TCP connection.
   *
   * @param host A name, or an address.
   * @throws Unreached
   */
  connect(host: string, port: number): Promise<net.Socket>;
  /** Certificate authorities to trust, PEM. @default the ones that Node.js trusts */
  readonly roots?: string | undefined;
  /** What the time is there: certificates are judged by it. */
  now(): Date;
}
